/** Something that can only be wrong because we wrote it wrong. The page shows it together with the recording. */
export class InvariantError extends Error {
	override name = 'InvariantError';
}

/** Throws with the numbers when `condition` does not hold. */
export function invariant(condition: unknown, message: string, ...numbers: readonly unknown[]): asserts condition {
	if (condition) return;
	throw new InvariantError(
		numbers.length ? `${message}: ${numbers.map((n) => JSON.stringify(n)).join(', ')}` : message
	);
}
