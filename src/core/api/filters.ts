import { atLeast, type Era } from '../era/era.ts';
import { ApiError } from './error.ts';
import type { Filters } from './wire/filters.ts';

/**
 * Refuses keys that the list does not know.
 * Source of the wordings: FINDINGS.md (20.10), moby 28 api/types/filters/errors.go.
 */
export function acceptFilters(era: Era, filters: Filters, accepted: readonly string[]): void {
	const word = atLeast(era.id, '28.2') ? 'invalid' : 'Invalid';
	for (const key of Object.keys(filters)) {
		if (!accepted.includes(key)) throw new ApiError('invalid', `${word} filter '${key}'`);
	}
}

/**
 * A filter that is true or false; undefined when it is not asked for.
 * @param isStrict 1 and 0 are no answers
 * @throws ApiError (400)
 * Source: moby v20.10.24 daemon/images/image_prune.go; v28.2.2 api/types/filters/parse.go, GetBoolOrDefault.
 */
export function truthOf(era: Era, filters: Filters, key: string, isStrict = false): boolean | undefined {
	const given = filters[key] ?? [];
	if (given.length === 0) return undefined;
	const has = (word: string, digit: string): boolean => given.includes(word) || (!isStrict && given.includes(digit));
	const isTrue = has('true', '1');
	if (isTrue !== has('false', '0')) return isTrue;
	const word = atLeast(era.id, '28.2') ? 'invalid' : 'Invalid';
	throw new ApiError('invalid', `${word} filter '${key}=[${given.join(' ')}]'`);
}

/** Whether one of the wanted values is exactly `value`; true when the key is not asked for. */
export function matchExact(filters: Filters, key: string, value: string): boolean {
	const wanted = filters[key];
	return wanted === undefined || wanted.length === 0 || wanted.includes(value);
}

/** Whether one of the wanted values is a part of `value` at its beginning. */
export function matchPrefix(filters: Filters, key: string, value: string): boolean {
	const wanted = filters[key];
	return wanted === undefined || wanted.length === 0 || wanted.some((prefix) => value.startsWith(prefix));
}

/** All wanted `label` filters hold: 'key' is there, 'key=value' is equal. */
export function matchLabels(filters: Filters, key: string, labels: Readonly<Record<string, string>>): boolean {
	for (const wanted of filters[key] ?? []) {
		const at = wanted.indexOf('=');
		const name = at < 0 ? wanted : wanted.slice(0, at);
		const value = labels[name];
		if (value === undefined || (at >= 0 && value !== wanted.slice(at + 1))) return false;
	}
	return true;
}
