/** Points of a pointy-top regular hexagon around 0,0, for an SVG `points`. */
export function hexagon(radius: number): string {
	return [0, 1, 2, 3, 4, 5]
		.map((corner) => {
			const angle = (Math.PI / 3) * corner - Math.PI / 2;
			return `${round(radius * Math.cos(angle))},${round(radius * Math.sin(angle))}`;
		})
		.join(' ');
}

/** Part of the hexagon from the top clockwise, as a closed path to its centre; `share` 0..1. */
export function hexagonSector(radius: number, share: number): string {
	const inner = radius * Math.cos(Math.PI / 6);
	const reach = (angle: number): [number, number] => {
		// Distance of the side in that direction: corners lie at multiples of 60° from the top.
		const within = ((angle % (Math.PI / 3)) + Math.PI / 3) % (Math.PI / 3);
		const distance = inner / Math.cos(within - Math.PI / 6);
		return [distance * Math.sin(angle), -distance * Math.cos(angle)];
	};
	const end = Math.min(1, Math.max(0, share)) * 2 * Math.PI;
	const points = [reach(0)];
	for (let angle = Math.PI / 3; angle < end - 1e-6; angle += Math.PI / 3) points.push(reach(angle));
	points.push(reach(end));
	return `M0 0L${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}Z`;
}

function round(n: number): number {
	return Math.round(n * 100) / 100;
}
