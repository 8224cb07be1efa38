/** 'CAP_NET_ADMIN' for 'net_admin'. */
export function capability(name: string): string {
	const upper = name.trim().toUpperCase();
	return upper === 'ALL' || upper === 'RESET' || upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
}

/** What is added and dropped in the end: ALL stands for all others, adding goes before dropping. Source: docker/cli opts. */
export function effectiveCapabilities(
	add: readonly string[],
	drop: readonly string[]
): { add: string[]; drop: string[] } {
	const added = setOf(add);
	const dropped = setOf(drop);
	return {
		add: [...added].filter((name) => name !== 'RESET').sort(),
		drop: [...dropped].filter((name) => name !== 'RESET' && !added.has(name)).sort()
	};
}

function setOf(names: readonly string[]): Set<string> {
	const set = new Set(names.map(capability));
	return set.has('ALL') ? new Set(['ALL']) : set;
}
