import { SwarmError } from '../error.ts';
import type { Dialect } from '../dialect.ts';

/** `key==value` or `key!=value` of a constraint, an affinity or a white list. */
export interface Expression {
	key: string;
	operator: '==' | '!=';
	value: string;
	/** `~` before the value: a wish, not a condition. */
	soft: boolean;
}

const OPERATORS = ['==', '!='] as const;
const KEY: Readonly<Record<Dialect, RegExp>> = { rc1: /^[a-z_][a-z0-9\-_]+$/i, '1.2.5': /^[a-z_][a-z0-9\-_.]+$/i };
const VALUE: Readonly<Record<Dialect, RegExp>> = {
	rc1: /^[=!/]?[a-z0-9:\-_.*/()?+[\]\\^$]+$/i,
	'1.2.5': /^[=!/]?(~)?[a-z0-9:\-_\s.*/()?+[\]\\^$|]+$/i
};

/** Source: scheduler/filter/expr.go of both tags. @throws SwarmError */
export function parseExpression(text: string, dialect: Dialect): Expression {
	const operator = OPERATORS.find((candidate) => text.includes(candidate));
	if (!operator) throw new SwarmError('One of operator ==, != is expected');
	const at = text.indexOf(operator);
	const key = text.slice(0, at);
	const value = text.slice(at + operator.length);
	if (!KEY[dialect].test(key)) throw new SwarmError(`Key '${key}' is invalid`);
	if (!VALUE[dialect].test(value)) throw new SwarmError(`Value '${value}' is invalid`);
	const soft = dialect !== 'rc1' && value.startsWith('~');
	return { key: dialect === 'rc1' ? key.toLowerCase() : key, operator, value: soft ? value.slice(1) : value, soft };
}

/** Whether any of the texts matches, turned around for `!=`. */
export function matches(
	{ operator, value }: Pick<Expression, 'operator' | 'value'>,
	whats: readonly string[]
): boolean {
	const pattern = patternOf(value);
	if (!pattern) return false;
	return whats.some((what) => pattern.test(what)) === (operator === '==');
}

/** `/re/` is searched anywhere; of anything else only `*` is special, and the dots that nobody escaped. */
function patternOf(value: string): RegExp | undefined {
	const isRegExp = value.length > 1 && value.startsWith('/') && value.endsWith('/');
	const source = isRegExp ? value.slice(1, -1) : `^${value.replaceAll('*', '.*')}$`;
	const flags = /^\(\?([is]+)\)/.exec(source);
	try {
		return new RegExp(flags ? source.slice(flags[0].length) : source, flags?.[1] ?? '');
	} catch {
		return undefined;
	}
}

export function formatExpression({ key, operator, value }: Expression): string {
	return `${key}${operator}${value}`;
}
