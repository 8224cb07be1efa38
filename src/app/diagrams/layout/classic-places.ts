import { scalePoint } from 'd3';
import type { ClassicFlight, ClassicViewModel } from '../../../core/view/classic-diagram.ts';
import type { DiagramSize } from '../diagram-props.ts';
import type { Point } from '../motion.ts';
import { curvePoints, type FlightWay } from './flight-ways.ts';

export interface Box extends Point {
	width: number;
	height: number;
}

export interface ClassicPlaces {
	width: number;
	height: number;
	headY: number;
	/** Middle of each column. */
	heads: { client: number; swarm: number; nodes: number };
	clients: Map<string, Box>;
	/** Middle of each hexagon, by address. */
	managers: Map<string, Point>;
	r: number;
	/** By address. */
	nodes: Map<string, Box>;
}

const ROW = {
	focus: { least: 56, most: 84, gap: 12 },
	phone: { least: 58, most: 72, gap: 10 },
	peek: { least: 18, most: 34, gap: 5 }
};

/** Client, Swarm, nodes: three columns; nodes as rows, in the order of their machines. */
export function classicPlaces(
	view: Pick<ClassicViewModel, 'clients' | 'managers' | 'nodes'>,
	size: DiagramSize,
	room: { width: number; height: number }
): ClassicPlaces {
	const peek = size === 'peek';
	const { width } = room;
	const top = peek ? 6 : 36;
	const count = Math.max(1, view.nodes.length);
	const { least, most, gap } = ROW[size];
	const pitch = Math.min(most, Math.max(least, (room.height - top - 8) / count));
	const managers = view.managers.length;
	const r = peek ? 13 : size === 'phone' ? 25 : 34;
	const height = Math.max(room.height, top + pitch * count + 8, top + managers * (r * 2 + (peek ? 6 : 54)));
	const middle = top + (height - top) / 2;
	const clientWidth = peek ? 22 : size === 'phone' ? 62 : 104;
	const left = peek ? 6 : size === 'phone' ? 8 : 20;
	const nodeX = width * (peek ? 0.52 : size === 'phone' ? 0.55 : 0.5);
	const swarmX = (left + clientWidth + nodeX) / 2;
	const nodeWidth = width - nodeX - (peek ? 6 : size === 'phone' ? 8 : 20);
	const nodeTop = Math.max(top, middle - (pitch * count) / 2);
	const spread = (names: readonly string[], step: number): ((name: string) => number) => {
		const half = ((names.length - 1) * step) / 2;
		const scale = scalePoint(names, [middle - half, middle + half]);
		return (name) => scale(name) ?? middle;
	};
	const clientHeight = peek ? 22 : 36;
	const clientY = spread(view.clients, Math.min(clientHeight + 26, (height - top) / Math.max(1, view.clients.length)));
	const addresses = view.managers.map(({ address }) => address);
	const managerY = spread(addresses, Math.min(r * 2 + (peek ? 8 : 76), (height - top) / Math.max(1, managers)));
	return {
		width,
		height,
		headY: 20,
		heads: { client: left + clientWidth / 2, swarm: swarmX, nodes: nodeX + nodeWidth / 2 },
		clients: new Map(
			view.clients.map((name) => [
				name,
				{ x: left, y: clientY(name) - clientHeight / 2, width: clientWidth, height: clientHeight }
			])
		),
		managers: new Map(addresses.map((address) => [address, { x: swarmX, y: managerY(address) - (peek ? 0 : 8) }])),
		r,
		nodes: new Map(
			view.nodes.map(({ address }, i) => [
				address,
				{ x: nodeX, y: nodeTop + i * pitch, width: nodeWidth, height: pitch - gap }
			])
		)
	};
}

/** Lines of one request; `order` keeps those of several apart. Legs whose end is not drawn are left out. */
export function legWays(
	flight: ClassicFlight,
	places: ClassicPlaces,
	view: Pick<ClassicViewModel, 'nodes' | 'managers'>,
	order: number
): FlightWay[] {
	const manager = places.managers.get(flight.manager);
	const client = places.clients.get(flight.from);
	if (!manager || !client) return [];
	const aside = order * 9;
	const inner = places.r * 0.87 + 3;
	const ways: FlightWay[] = [];
	for (const [i, { leg, to }] of flight.legs.entries()) {
		const line = lineOf(leg, to);
		if (!line) continue;
		const [from, end] = line;
		const bend = (end.x - from.x) / 2;
		ways.push({
			key: `${leg} ${to}`,
			letter: String.fromCharCode(97 + i),
			points: curvePoints(from, end),
			ballAt: end,
			isBack: leg === 'answer',
			tunnel: false,
			path: `M${r(from.x)} ${r(from.y)}C${r(from.x + bend)} ${r(from.y)} ${r(end.x - bend)} ${r(end.y)} ${r(end.x)} ${r(end.y)}`,
			letterAt: { x: (from.x + end.x) / 2, y: (from.y + end.y) / 2 }
		});
	}
	return ways;

	function lineOf(leg: ClassicFlight['legs'][number]['leg'], to: string): [Point, Point] | undefined {
		const clientY = client!.y + client!.height / 2;
		const edge = client!.x + client!.width + 3;
		if (leg === 'request')
			return [
				{ x: edge, y: clientY - 6 + aside },
				{ x: manager!.x - inner, y: manager!.y - 6 + aside }
			];
		if (leg === 'answer')
			return [
				{ x: manager!.x - inner, y: manager!.y + 8 + aside },
				{ x: edge, y: clientY + 8 + aside }
			];
		const node = view.nodes.find(({ machine }) => machine === to);
		const box = node && places.nodes.get(node.address);
		if (box)
			return [
				{ x: manager!.x + inner, y: manager!.y + aside },
				{ x: box.x - 3, y: box.y + box.height / 2 + aside / 2 }
			];
		return undefined;
	}
}

const r = (n: number): number => Math.round(n * 10) / 10;
