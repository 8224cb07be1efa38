import type { Point } from '../motion.ts';
import { between } from './raft-places.ts';

/** One piece of a request's way as drawn: its path, points along it, and where its letter and the number stand. */
export interface FlightWay {
	key: string;
	letter: string;
	path: string;
	points: Point[];
	letterAt: Point;
	ballAt: Point;
	/** Back to who asked. */
	isBack: boolean;
	/** Through the overlay between hosts. */
	tunnel: boolean;
}

/** The point at a share of the length of a line. */
export function along(points: Point[], share: number): Point {
	const lengths = points.slice(1).map((point, i) => Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y));
	let rest = lengths.reduce((sum, length) => sum + length, 0) * share;
	for (let i = 0; i < lengths.length; i++) {
		const length = lengths[i]!;
		if (rest <= length && length > 0) return between(points[i]!, points[i + 1]!, rest / length);
		rest -= length;
	}
	return points.at(-1) ?? { x: 0, y: 0 };
}

/** Points along the curve that d3's horizontal link draws. */
export function curvePoints(from: Point, to: Point): Point[] {
	const middle = (from.x + to.x) / 2;
	return Array.from({ length: 25 }, (_, i) => {
		const t = i / 24;
		const u = 1 - t;
		return {
			x: u ** 3 * from.x + 3 * u * u * t * middle + 3 * u * t * t * middle + t ** 3 * to.x,
			y: u ** 3 * from.y + 3 * u * u * t * from.y + 3 * u * t * t * to.y + t ** 3 * to.y
		};
	});
}
