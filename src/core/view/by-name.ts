/** Order of names as people count: mgr2 before mgr10. The same in every browser, whatever its language. */
export function byName(a: string, b: string): number {
	const left = a.match(PARTS) ?? [];
	const right = b.match(PARTS) ?? [];
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const one = left[i]!;
		const other = right[i]!;
		if (one === other) continue;
		const difference = Number(one) - Number(other);
		if (!Number.isNaN(difference) && difference !== 0) return difference;
		return one < other ? -1 : 1;
	}
	return left.length - right.length;
}

const PARTS = /\d+|\D+/g;
