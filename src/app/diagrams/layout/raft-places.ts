import { pointRadial, scalePoint } from 'd3';
import type { RaftViewModel, Side } from '../../../core/view/raft.ts';
import type { DiagramSize } from '../diagram-props.ts';
import type { Point } from '../motion.ts';

export interface Box extends Point {
	width: number;
	height: number;
}

/** Where everything of the Raft diagram lies. */
export interface RaftPlaces {
	width: number;
	height: number;
	/** Circumradius of a manager. */
	radius: number;
	managers: Map<string, Point>;
	workers: Map<string, Point>;
	sides: (Box & { side: Side })[];
	/** Upright cut lines between the sides. */
	cuts: { x: number; y1: number; y2: number }[];
	gauge: Point | undefined;
	log:
		| (Box & {
				pitch: number;
				rowPitch: number;
				names: number;
				/** So many indices. */ shown: number;
				cell: { width: number; height: number };
		  })
		| undefined;
	/** Room for texts under each manager. */
	labelWidths: Map<string, number>;
	/** Where the words of a small diagram stand. */
	foot: Point | undefined;
}

/** Radius of the ring for so many managers, and of each. */
const RING = (n: number): number => (n <= 1 ? 0 : n <= 3 ? 128 : n <= 5 ? 150 : 170);
const RADIUS = (n: number): number => (n <= 3 ? 46 : n <= 5 ? 40 : 32);

const LOG_NAMES = 66;
const HEAD = 44;

export function raftPlaces(
	view: RaftViewModel,
	size: DiagramSize,
	given: { width: number; height: number }
): RaftPlaces {
	const isPeek = size === 'peek';
	const n = view.managers.length;
	const cut = view.partition !== undefined;
	const rows = Math.max(1, n);
	const rowPitch = n <= 3 ? 54 : 46;
	const logHeight = HEAD + rows * rowPitch + 64;
	const narrow = given.width < 480;
	const leftLeast = cut || n > 3 ? 430 : 320;
	const logOf = (entries: number, pitch: number): number => LOG_NAMES + entries * pitch + 22;
	// An entry less where that lets the log stand beside the sides of a cut network: what they believe follows below.
	const beside = given.width - logOf(5, 66) < leftLeast && given.width - logOf(4, 66) >= leftLeast;
	const shown = narrow ? 3 : cut && n <= 3 && beside ? 4 : 5;
	const pitch = narrow ? (given.width - LOG_NAMES - 34) / shown : given.width >= 980 ? 76 : 66;
	const logWidth = logOf(shown, pitch);
	const columns = size === 'focus' && given.width - logWidth >= leftLeast;
	const left = columns ? given.width - logWidth : given.width;
	const gaugeHeight = isPeek ? 0 : 58;
	const hasWorkers = view.workers.length > 0 && !isPeek;
	const labels = isPeek ? 0 : 40;
	const least = isPeek ? 120 : cut ? (left < 430 ? 420 : columns ? 262 : 330) : n <= 1 ? 220 : n <= 3 ? 300 : 380;
	// Beside a log that lies below, the ring takes what it needs and no more.
	const wanted = columns || isPeek ? given.height : Math.min(given.height, 440);
	const top = Math.max(least + gaugeHeight, wanted, columns ? logHeight : 0);
	const area: Box = { x: 0, y: 0, width: left, height: top - gaugeHeight - (isPeek && !cut ? 16 : 0) };
	const places: RaftPlaces = {
		width: given.width,
		height: columns || isPeek ? top : top + logHeight + 12,
		// One that stands alone has room for a longer name.
		radius: isPeek ? (n <= 1 ? 33 : Math.min(27, RADIUS(n))) : RADIUS(n),
		managers: new Map(),
		workers: new Map(),
		sides: [],
		cuts: [],
		gauge: isPeek ? undefined : { x: 16, y: top - gaugeHeight / 2 - 4 },
		log: isPeek
			? undefined
			: {
					x: columns ? left : 12,
					y: columns ? 12 : top + 8,
					width: Math.min(logWidth, given.width),
					height: logHeight,
					names: LOG_NAMES,
					shown,
					pitch,
					rowPitch,
					cell: { width: pitch - 6, height: 38 }
				},
		labelWidths: new Map(),
		foot: isPeek && !view.partition ? { x: given.width / 2, y: top - 7 } : undefined
	};
	if (view.partition) placeSides(places, view, area, view.partition.sides, labels);
	else
		placeRing(
			places,
			view.managers.map(({ machine }) => machine),
			area,
			labels,
			hasWorkers ? view.workers.map(({ mark }) => mark.machine) : []
		);
	return places;
}

/** Managers on a ring in `area`, the first at the top, clockwise; workers as stubs in a row below. */
function placeRing(places: RaftPlaces, names: string[], area: Box, labels: number, workers: string[]): void {
	const n = names.length;
	const foot = workers.length > 0 ? 40 : 0;
	const inner = { ...area, height: area.height - foot };
	const reach = fitRing(n, inner, labels, places.radius);
	places.radius = reach.radius;
	const angle = scalePoint<string>()
		.domain(names)
		.range([0, n > 1 ? (2 * Math.PI * (n - 1)) / n : 0]);
	// Above the centre the ring reaches further than below when n is odd: the middle of its box is not its centre.
	const below = n > 1 && n % 2 === 1 ? reach.ring * Math.cos(Math.PI / n) : reach.ring;
	const centre = { x: area.x + area.width / 2, y: area.y + (inner.height - labels - (below - reach.ring)) / 2 };
	for (const name of names) {
		const [x, y] = pointRadial(angle(name) ?? 0, reach.ring);
		places.managers.set(name, { x: centre.x + x, y: centre.y + y });
		places.labelWidths.set(name, n <= 2 ? area.width - 12 : Math.min(170, 2 * reach.ring * Math.sin(Math.PI / n) - 8));
	}
	placeStubs(places, workers, { ...area, y: area.y + area.height - foot, height: foot });
}

function fitRing(n: number, box: Box, labels: number, radius: number): { ring: number; radius: number } {
	const down = n <= 1 ? 0 : n % 2 === 1 ? Math.cos(Math.PI / n) : 1;
	for (let r = radius; ; r -= 2) {
		const rim = r + 10;
		const high = (box.height - 2 * rim - labels - 8) / (1 + down);
		const wide = (box.width - 2 * Math.max(rim, labels ? 58 : rim)) / 2 / (n === 2 ? 0.2 : 1);
		const ring = n <= 1 ? 0 : Math.min(RING(n), high, n <= 3 ? wide / (n === 2 ? 1 : 0.87) : wide);
		// Neighbours must not touch.
		const apart = 2 * ring * Math.sin(Math.PI / Math.max(2, n));
		// Of three the first one's words stand above and between the other two.
		const fitsWords =
			n !== 3 || labels === 0 || r <= 28 || 1.5 * ring - 2 * r - 10 >= labels || 0.87 * (ring - r) >= 70;
		const isApart = apart >= 2 * rim + (labels === 0 ? 4 : n === 2 ? labels : 6);
		const isLow = n > 1 || 2 * rim + labels <= box.height;
		if (r <= 18 || (isLow && (n <= 1 || (isApart && fitsWords))))
			return { ring: Math.max(0, ring), radius: Math.max(18, r) };
	}
}

function placeStubs(places: RaftPlaces, workers: string[], box: Box): void {
	if (workers.length === 0 || box.height < 20) return;
	const step = Math.min(92, (box.width - 24) / workers.length);
	const x = scalePoint<string>()
		.domain(workers)
		.range([
			box.x + box.width / 2 - ((workers.length - 1) * step) / 2,
			box.x + box.width / 2 + ((workers.length - 1) * step) / 2
		]);
	for (const name of workers) places.workers.set(name, { x: (x(name) ?? 0) - 16, y: box.y + box.height / 2 });
}

/** Each side of a cut network in an area of its own, left to right. */
function placeSides(places: RaftPlaces, view: RaftViewModel, area: Box, sides: Side[], labels: number): void {
	const isPeek = labels === 0;
	const margin = isPeek ? 6 : 14;
	const gap = isPeek ? 12 : 26;
	const weight = (side: Side): number => Math.max(1, Math.min(3, side.managers.length));
	const all = sides.reduce((sum, side) => sum + weight(side), 0);
	const room = area.width - 2 * margin - gap * (sides.length - 1);
	const head = isPeek ? 14 : area.width < 430 ? 74 : 58;
	// A gap at the foot for the tag of the cut.
	const height = area.height - margin - (isPeek ? margin : 24);
	const least = isPeek ? 40 : 150;
	let x = margin;
	const widths = sides.map((side) => Math.max(least, (room * weight(side)) / all));
	const over = widths.reduce((sum, width) => sum + width, 0) - room;
	if (over > 0) widths[widths.indexOf(Math.max(...widths))]! -= over;
	let radius = places.radius;
	const rings = sides.map((side, i) => {
		const box: Box = { x, y: margin, width: widths[i]!, height };
		places.sides.push({ ...box, side });
		x += box.width + gap;
		const workers = isPeek
			? []
			: view.workers.filter(({ mark }) => side.machines.includes(mark.machine)).map(({ mark }) => mark.machine);
		return { side, box, workers };
	});
	places.sides.slice(1).forEach((box) => {
		const middle = box.x - gap / 2;
		places.cuts.push({ x: middle, y1: isPeek ? 2 : 4, y2: area.height - (isPeek ? 2 : 4) });
	});
	for (const { side, box, workers } of rings) {
		const inner: Box = { ...box, y: box.y + head, height: box.height - head };
		const own: RaftPlaces = { ...places, radius: places.radius };
		if (side.managers.length === 2 && box.width > 2.6 * 2 * (isPeek ? 20 : 46)) {
			placePair(own, side.managers as [string, string], inner, labels, workers);
		} else placeRing(own, side.managers, inner, labels, workers);
		radius = Math.min(radius, own.radius);
	}
	places.radius = radius;
}

/** Two stand beside each other: there is more room across than down. */
function placePair(places: RaftPlaces, names: [string, string], box: Box, labels: number, workers: string[]): void {
	const foot = workers.length > 0 ? 40 : 0;
	places.radius = Math.max(18, Math.min(places.radius, (box.height - foot - labels) / 2 - 9));
	const away = Math.min(RING(3) * 0.87, box.width / 2 - places.radius - (labels ? 26 : 14));
	const y = box.y + (box.height - foot - labels) / 2;
	places.managers.set(names[0], { x: box.x + box.width / 2 - away, y });
	places.managers.set(names[1], { x: box.x + box.width / 2 + away, y });
	for (const name of names) places.labelWidths.set(name, Math.min(2 * away, 2 * (box.width / 2 - away)) - 8);
	placeStubs(places, workers, { ...box, y: box.y + box.height - foot, height: foot });
}

/** A message's way between two managers: beside the line, so that the two directions stand 12 px apart. */
export function messageWay(from: Point, to: Point, radius: number, aside = 6): { from: Point; to: Point } {
	const dx = to.x - from.x;
	const dy = to.y - from.y;
	const length = Math.hypot(dx, dy) || 1;
	const [ux, uy] = [dx / length, dy / length];
	const off = { x: -uy * aside, y: ux * aside };
	return {
		from: { x: from.x + ux * radius + off.x, y: from.y + uy * radius + off.y },
		to: { x: to.x - ux * radius + off.x, y: to.y - uy * radius + off.y }
	};
}

export function between(from: Point, to: Point, share: number): Point {
	return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}
