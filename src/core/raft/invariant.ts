/** Thrown when Raft itself is wrong; its message carries the numbers. */
export class InvariantError extends Error {
	override name = 'InvariantError';
}

/** States what cannot be otherwise. `%d` and `%s` stand for the values, in order. */
export function invariant(holds: boolean, message: string, ...values: readonly (string | number)[]): asserts holds {
	if (holds) return;
	let next = 0;
	throw new InvariantError(message.replace(/%[ds]/g, () => String(values[next++])));
}
