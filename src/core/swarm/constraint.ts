import { contains, parseAddress, parsePrefix } from './allocator/address.ts';
import type { SwarmNode } from './objects.ts';

/** One placement constraint: `node.labels.disk == ssd`. */
export interface Constraint {
	key: string;
	op: '==' | '!=';
	value: string;
}

/** What is wrong with an expression, in SwarmKit's words. */
export class ConstraintError extends Error {
	override name = 'ConstraintError';
}

export const NODE_LABEL_PREFIX = 'node.labels.';
export const ENGINE_LABEL_PREFIX = 'engine.labels.';

const OPERATORS = ['==', '!='] as const;
const KEY = /^[a-z_][a-z0-9\-_.]+$/i;
const VALUE = /^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i;

/**
 * `==` is looked for first and splits at its first occurrence; both sides are trimmed.
 *
 * Source: swarmkit manager/constraint/constraint.go; SEMANTICS 6.5.
 * @throws ConstraintError
 */
export function parseConstraints(expressions: readonly string[]): Constraint[] {
	return expressions.map((expression) => {
		const op = OPERATORS.find((operator) => expression.includes(operator));
		if (!op) throw new ConstraintError('constraint expected one operator from ==, !=');
		const at = expression.indexOf(op);
		const key = expression.slice(0, at).trim();
		const value = expression.slice(at + op.length).trim();
		if (!KEY.test(key)) throw new ConstraintError(`key '${key}' is invalid`);
		if (!VALUE.test(value)) throw new ConstraintError(`value '${value}' is invalid`);
		return { key, op, value };
	});
}

/** The constraints of a spec that was accepted; unparsable ones count as none, as everywhere in SwarmKit. */
export function constraintsOf(expressions: readonly string[] | undefined): Constraint[] {
	try {
		return parseConstraints(expressions ?? []);
	} catch (error) {
		if (error instanceof ConstraintError) return [];
		throw error;
	}
}

/** `==` wants one of the values to be equal, `!=` none; case does not count. Wildcards are not known. */
export function constraintMatches({ op, value }: Constraint, values: readonly string[]): boolean {
	const equal = values.some((other) => sameWord(other, value));
	return op === '==' ? equal : !equal;
}

/** Whether the node satisfies all of them. A label or description that is not there counts as an empty value. */
export function nodeMatches(constraints: readonly Constraint[], node: SwarmNode): boolean {
	return constraints.every((constraint) => nodeMatchesOne(constraint, node));
}

/** Value of a label key (`node.labels.x`, `engine.labels.x`); undefined for other keys. Label names keep their case. */
export function labelOf(node: SwarmNode, key: string): string | undefined {
	if (hasPrefix(key, NODE_LABEL_PREFIX))
		return node.spec.annotations.labels?.[key.slice(NODE_LABEL_PREFIX.length)] ?? '';
	if (hasPrefix(key, ENGINE_LABEL_PREFIX)) {
		return node.description?.engine?.labels?.[key.slice(ENGINE_LABEL_PREFIX.length)] ?? '';
	}
	return undefined;
}

function nodeMatchesOne(constraint: Constraint, node: SwarmNode): boolean {
	const { key } = constraint;
	const matches = (value: string | undefined): boolean => constraintMatches(constraint, [value ?? '']);
	if (sameWord(key, 'node.id')) return matches(node.id);
	if (sameWord(key, 'node.hostname')) return matches(node.description?.hostname);
	if (sameWord(key, 'node.ip')) return addressMatches(constraint, node.status.addr ?? '');
	if (sameWord(key, 'node.role')) return matches(node.role);
	if (sameWord(key, 'node.platform.os')) return matches(node.description?.platform?.os);
	if (sameWord(key, 'node.platform.arch')) return matches(node.description?.platform?.architecture);
	const label = labelOf(node, key);
	// A key that nobody knows never matches, not even with !=.
	return label !== undefined && matches(label);
}

/** One address or a subnet in CIDR form; anything else matches with neither operator. */
function addressMatches({ op, value }: Constraint, nodeAddress: string): boolean {
	const address = parseAddress(nodeAddress);
	const single = parseAddress(value);
	const subnet = single ? undefined : parsePrefix(value);
	if (!single && !subnet) return false;
	const within =
		address !== undefined &&
		(single ? single.family === address.family && single.value === address.value : contains(subnet!, address));
	return within === (op === '==');
}

function hasPrefix(key: string, prefix: string): boolean {
	return key.length > prefix.length && sameWord(key.slice(0, prefix.length), prefix);
}

function sameWord(a: string, b: string): boolean {
	return a.toLowerCase() === b.toLowerCase();
}
