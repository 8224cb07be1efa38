/** An API version: '1.24'. */
export type ApiVersion = string;

/** Negative when a is older than b. */
export function compareVersions(a: ApiVersion, b: ApiVersion): number {
	const left = a.split('.').map(Number);
	const right = b.split('.').map(Number);
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

export const isOlder = (a: ApiVersion, b: ApiVersion): boolean => compareVersions(a, b) < 0;
