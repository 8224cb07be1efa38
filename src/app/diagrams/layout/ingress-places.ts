import { line, linkHorizontal } from 'd3';
import type { Flight, HopLetter, IngressViewModel } from '../../../core/view/ingress.ts';
import type { DiagramSize } from '../diagram-props.ts';
import { along, curvePoints, type FlightWay } from './flight-ways.ts';
import type { Box } from './raft-places.ts';
import type { Point } from '../motion.ts';
import { textWidth } from './text.ts';

/** Where everything of the Ingress diagram lies: four columns, one row for each node. */
export interface IngressPlaces {
	width: number;
	height: number;
	client: Box;
	/** Right edges of the tabs are the left edges of the nodes. */
	rows: Map<string, IngressPlace>;
	/** Upright overlay line. */
	overlay: { x: number; y1: number; y2: number } | undefined;
	/** Heads of the four columns, by their middle. */
	heads: Record<'client' | 'port' | 'server' | 'task', number>;
	headY: number;
	hasAddress: boolean;
}

export interface IngressPlace {
	/** Middle of the row. */
	y: number;
	height: number;
	/** Base line of the node's name: above the way of a request where there is room. */
	nameY: number;
	tab: Box;
	node: Box;
	server: Box;
	/** Room for tasks: side by side, or one below the other. */
	task: Box;
}

export function ingressPlaces(
	view: IngressViewModel,
	size: DiagramSize,
	given: { width: number; height: number }
): IngressPlaces {
	const peek = size === 'peek';
	const narrow = given.width < 430;
	const tight = given.width < 620;
	const n = Math.max(1, view.rows.length);
	const headY = peek ? 0 : 22;
	const top = peek ? 6 : 36;
	const pitch = peek ? Math.min(26, (given.height - 12) / n) : Math.min(80, Math.max(46, (given.height - top - 8) / n));
	const rowHeight = peek ? Math.max(8, pitch - 8) : Math.min(64, pitch - Math.max(8, pitch * 0.2));
	const width = given.width;
	const margin = peek ? 8 : narrow ? 8 : 16;
	const clientWidth = peek ? 16 : narrow ? 44 : tight ? 56 : 72;
	const tabWidth = peek ? 9 : narrow ? 34 : 38;
	const tabHeight = peek ? Math.min(10, rowHeight) : Math.min(30, rowHeight - 8);
	const gap = peek ? width * 0.2 : narrow ? 24 : tight ? 62 : Math.max(48, Math.min(150, width * 0.13));
	const nodeX = margin + clientWidth + gap + tabWidth;
	const right = width - margin;
	const taskWidth = peek ? Math.max(22, width * 0.12) : narrow ? 84 : Math.min(132, Math.max(100, width * 0.16));
	const serverWidth = peek ? 0 : narrow ? 40 : Math.min(92, width * 0.13);
	const overlayGap = peek ? width * 0.16 : narrow ? 18 : 40;
	const taskX = right - taskWidth - (peek ? 0 : narrow ? 6 : 10);
	const serverX = taskX - overlayGap - serverWidth;
	const rows = new Map<string, IngressPlace>();
	view.rows.forEach((row, i) => {
		const y = top + i * pitch + rowHeight / 2;
		const node: Box = {
			x: nodeX,
			y: y - rowHeight / 2,
			width: (peek ? taskX - overlayGap : right) - nodeX,
			height: rowHeight
		};
		const serverHeight = Math.min(34, rowHeight - 10);
		rows.set(row.machine, {
			y,
			height: rowHeight,
			nameY: y - Math.max(5, Math.min(12, rowHeight / 2 - 17)),
			tab: { x: nodeX - tabWidth, y: y - tabHeight / 2, width: tabWidth, height: tabHeight },
			node,
			server: peek
				? { x: node.x + node.width, y, width: 0, height: 0 }
				: { x: serverX, y: y - serverHeight / 2, width: serverWidth, height: serverHeight },
			task: {
				x: taskX,
				y: y - (peek ? rowHeight - 2 : Math.min(40, rowHeight - 8)) / 2,
				width: taskWidth,
				height: peek ? rowHeight - 2 : Math.min(40, rowHeight - 8)
			}
		});
	});
	const ys = [...rows.values()].map(({ y }) => y);
	const middle = ys.length > 0 ? (ys[0]! + ys.at(-1)!) / 2 : given.height / 2;
	const clientHeight = peek ? 16 : 46;
	// The client stands a little above the middle, so that its line to a row in the middle is still a curve.
	const clientY = n > 2 && !peek ? middle - pitch / 2 : middle;
	const overlayX = (peek ? taskX - overlayGap / 2 : serverX + serverWidth + overlayGap / 2) - (narrow ? 0 : 2);
	return {
		width,
		height: Math.max(peek ? given.height : 0, top + n * pitch + 4),
		client: { x: margin, y: clientY - clientHeight / 2, width: clientWidth, height: clientHeight },
		rows,
		overlay: ys.length > 1 ? { x: overlayX, y1: ys[0]!, y2: ys.at(-1)! } : undefined,
		heads: {
			client: margin + clientWidth / 2,
			port: nodeX - tabWidth / 2,
			server: serverX + serverWidth / 2,
			task: taskX + taskWidth / 2
		},
		headY,
		hasAddress: !narrow && rowHeight >= 40
	};
}

const curve = linkHorizontal<{ source: [number, number]; target: [number, number] }, [number, number]>();
const straight = line<Point>(
	({ x }) => x,
	({ y }) => y
);

/** The hops a flight has made, and for one that failed the way it was on. */
export function flightWays(places: IngressPlaces, flight: Flight, peek = false): FlightWay[] {
	const entry = places.rows.get(flight.to);
	if (!entry) return [];
	const target = places.rows.get(flight.node);
	const ways: FlightWay[] = [];
	for (const letter of flight.hops) {
		// Small, it is drawn from client to port and from there to the task.
		if (peek && (letter === 'b' || letter === 'd')) continue;
		if (letter === 'a') ways.push(firstHop(places, entry));
		else if (letter === 'b')
			ways.push(
				way(
					'b',
					[
						{ x: entry.node.x, y: entry.y },
						{ x: entry.server.x, y: entry.y }
					],
					// Before the arrow's head, as far as may be from the node's name.
					Math.max(0.6, 1 - 17 / (entry.server.x - entry.node.x)),
					0.5
				)
			);
		else if (letter === 'c' && target) ways.push(thirdHop(places, flight, entry, target));
		else if (letter === 'd' && target) ways.push(answer(places, flight, entry, target));
	}
	return ways;
}

function firstHop(places: IngressPlaces, entry: IngressPlace): FlightWay {
	const from: Point = { x: places.client.x + places.client.width, y: places.client.y + places.client.height / 2 };
	const to: Point = { x: entry.tab.x, y: entry.y };
	const points = curvePoints(from, to);
	return {
		key: 'a',
		letter: 'a',
		path: curve({ source: [from.x, from.y], target: [to.x, to.y] }) ?? '',
		points,
		letterAt: along(points, 0.5),
		ballAt: along(points, 0.72),
		isBack: false,
		tunnel: false
	};
}

/** Where a request that reached no port stands. */
export function failureAt(places: IngressPlaces, flight: Flight): Point {
	const entry = places.rows.get(flight.to);
	if (!entry) return { x: places.client.x + places.client.width + 40, y: places.client.y };
	if (flight.hops.length === 0)
		return flight.failure === 'refused'
			? { x: entry.tab.x - 12, y: entry.y }
			: along(firstHop(places, entry).points, 0.6);
	return { x: entry.server.x - 14, y: entry.y };
}

/** The way of a request whose first hop did not succeed. */
export function lostWay(places: IngressPlaces, flight: Flight): string {
	const entry = places.rows.get(flight.to);
	return entry ? firstHop(places, entry).path : '';
}

function thirdHop(places: IngressPlaces, flight: Flight, entry: IngressPlace, target: IngressPlace): FlightWay {
	// Without a virtual server in between (host mode) it starts at the port.
	const from: Point = flight.hops.includes('b')
		? { x: entry.server.x + entry.server.width, y: entry.y }
		: { x: entry.node.x, y: entry.y };
	const to: Point = { x: target.task.x, y: target.y };
	if (!flight.overlay || !places.overlay || target === entry) return way('c', [from, to], 0.5, 0.7);
	const { x } = places.overlay;
	return { ...way('c', [from, { x, y: entry.y }, { x, y: target.y }, to], 0.34, 0.72), tunnel: true };
}

/** The answer goes back the way it came: the node that was asked has to undo its translation of the address. */
function answer(places: IngressPlaces, flight: Flight, entry: IngressPlace, target: IngressPlace): FlightWay {
	const off = 5;
	const back = places.client.x + places.client.width;
	const clientY = places.client.y + places.client.height / 2 + off;
	const tab: Point = { x: entry.tab.x, y: entry.y + off };
	const start: Point = { x: target.task.x, y: target.y + off };
	const inside: Point[] =
		flight.overlay && places.overlay && target !== entry
			? [start, { x: places.overlay.x - off, y: target.y + off }, { x: places.overlay.x - off, y: entry.y + off }, tab]
			: [start, tab];
	const points = [...inside, ...curvePoints(tab, { x: back, y: clientY }).slice(1)];
	const curved = curve({ source: [tab.x, tab.y], target: [back, clientY] }) ?? '';
	return {
		key: 'd',
		letter: 'd',
		path: `${straight(inside) ?? ''}${curved.replace(/^M[^C]*/, '')}`,
		points,
		// Where the curve is too short for letters they stand inside the node.
		letterAt: tab.x - back < 60 ? along(inside, 0.86) : along(curvePoints(tab, { x: back, y: clientY }), 0.2),
		ballAt: tab.x - back < 60 ? along(inside, 0.55) : along(curvePoints(tab, { x: back, y: clientY }), 0.8),
		isBack: true,
		tunnel: false
	};
}

function way(letter: HopLetter, points: Point[], letterShare: number, ballShare: number): FlightWay {
	return {
		key: letter,
		letter,
		path: straight(points) ?? '',
		points,
		letterAt: along(points, letterShare),
		ballAt: along(points, ballShare),
		isBack: false,
		tunnel: false
	};
}

/**
 * Where the overlay line is named: beside it, between the node that was asked and the next one on the way. On the side of
 * the tasks, unless the rows are so close that the ring of the chosen one would touch it.
 */
export function overlayNameAt(places: IngressPlaces, flight: Flight): Point | undefined {
	const entry = places.rows.get(flight.to);
	const target = places.rows.get(flight.node);
	if (!places.overlay || !entry || !target || target === entry) return undefined;
	const ys = [...places.rows.values()].map(({ y }) => y);
	const at = ys.indexOf(entry.y);
	const next = ys[at + Math.sign(target.y - entry.y)];
	if (next === undefined) return undefined;
	const isClose = Math.abs(next - entry.y) - entry.height < 20;
	const { x } = places.overlay;
	return { x: isClose ? x - 9 - textWidth('VXLAN', 11) : x + 9, y: (entry.y + next) / 2 };
}
