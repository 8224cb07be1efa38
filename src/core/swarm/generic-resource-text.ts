import type { GenericResource } from './objects.ts';

export class ResourceTextError extends Error {
	override name = 'ResourceTextError';
	constructor(message: string) {
		super(`could not parse GenericResource: ${message}`);
	}
}

/** 'gpu=one,gpu=two,apple=3'. @throws ResourceTextError */
export function parseResourceText(text: string): GenericResource[] {
	if (text.includes('\n')) throw new ResourceTextError("unexpected '\\n' character");
	return parseResources(text.split(','));
}

/**
 * User-defined resources as `node-generic-resources` of the engine's configuration lists them: a number counts, any other
 * value is a name. First the counted ones, in the order of their kinds.
 *
 * Source: swarmkit api/genericresource/parse.go.
 * @throws ResourceTextError
 */
export function parseResources(terms: readonly string[]): GenericResource[] {
	const values = new Map<string, string[]>();
	for (const term of terms) {
		const at = term.indexOf('=');
		if (at < 0) throw new ResourceTextError(`incorrect term ${term}, missing '=' or malformed expression`);
		const kind = term.slice(0, at).trim();
		values.set(kind, [...(values.get(kind) ?? []), term.slice(at + 1).trim()]);
	}
	const counted: GenericResource[] = [];
	const named: GenericResource[] = [];
	for (const [kind, list] of values) {
		const [first = ''] = list;
		if (list.length === 1 && /^[+-]?\d+$/.test(first)) {
			if (Number(first) < 0) throw new ResourceTextError(`cannot ask for negative resource ${kind}`);
			counted.push({ discreteResourceSpec: { kind, value: Number(first) } });
		} else if (list.some((value) => /^[+-]?\d+$/.test(value))) {
			throw new ResourceTextError(`mixed discrete and named resources in expression '${kind}=[${list.join(' ')}]'`);
		} else {
			for (const value of list) named.push({ namedResourceSpec: { kind, value } });
		}
	}
	return [...counted, ...named];
}
