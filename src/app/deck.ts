/**
 * For a wall or a beamer: `?deck` in the address makes everything larger, by how much the width says; `?deck=150` says it
 * itself, in per cent, 125 to 175.
 * @returns 1 where the address does not ask for it
 */
export function deckScale(search: string, width: number): number {
	const wanted = new URLSearchParams(search).get('deck');
	if (wanted === null) return 1;
	const percent = /^\d{2,3}$/.test(wanted) ? Number(wanted) : width >= 3840 ? 175 : width >= 2560 ? 150 : 125;
	return Math.min(175, Math.max(125, percent)) / 100;
}
