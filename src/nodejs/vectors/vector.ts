/** One test vector as it is in its file: what is in it depends on the topic. */
export interface Vector {
	id: string;
	upstreamTest: string;
	[field: string]: unknown;
}

export interface VectorFile {
	topic: string;
	description: string;
	count: number;
	vectors: Vector[];
	/** Named inputs that several vectors share (classic). */
	fixtures?: Record<string, unknown>;
}

export interface VectorResult {
	id: string;
	ok: boolean;
	/** What was expected and what came instead; '' when ok. */
	why: string;
}

/** Runs all vectors of one topic, in order: some share an instance. `file` is the whole file, for its fixtures. */
export type TopicRunner = (vectors: readonly Vector[], file: VectorFile) => VectorResult[];

/** A topic whose vectors do not depend on each other. `check` returns [expected, actual]. */
export function each<V extends { id: string }>(check: (vector: V) => [unknown, unknown]): TopicRunner {
	return (vectors) => vectors.map((vector) => judge(vector.id, () => check(vector as unknown as V)));
}

/** Compares what `check` returns; an error of ours is a failure, too. */
export function judge(id: string, check: () => [unknown, unknown]): VectorResult {
	try {
		const [expected, actual] = check();
		if (sameJson(expected, actual)) return { id, ok: true, why: '' };
		return { id, ok: false, why: `expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}` };
	} catch (error) {
		return { id, ok: false, why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
	}
}

/** Equal as JSON, whatever the order of keys; null and undefined are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
	return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
	if (value === undefined) return null;
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.filter(([, item]) => item !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([key, item]) => [key, sorted(item)])
	);
}

/** The error's message, or null: as vectors note it. */
export function errorOf(run: () => void): string | null {
	try {
		run();
		return null;
	} catch (error) {
		if (error instanceof Error) return error.message;
		throw error;
	}
}
