import type { DecisionModel } from '../../../core/view/classic-schedule.ts';
import type { DiagramSize } from '../diagram-props.ts';
import type { Box } from './classic-places.ts';
import { textWidth } from './text.ts';

export interface SchedulePlaces {
	width: number;
	height: number;
	/** Names of filters stand slanted where a column is narrower than they are. */
	slanted: boolean;
	headY: number;
	/** Where the columns end. */
	bottom: number;
	request: Box | undefined;
	/** Where the rows' lines begin. */
	start: number;
	/** Middle of each filter's column. */
	filters: number[];
	column: number;
	score: { x: number; width: number };
	node: { x: number; width: number };
	/** Middle of each row, by node. */
	rows: Map<string, number>;
	rowHeight: number;
}

/** Request, a column for each filter, the strategy's score, the node: from left to right. */
export function schedulePlaces(
	decision: Pick<DecisionModel, 'filters' | 'rows'>,
	size: DiagramSize,
	room: { width: number; height: number }
): SchedulePlaces {
	const peek = size === 'peek';
	const phone = size === 'phone';
	const { width } = room;
	const margin = peek ? 9 : phone ? 8 : 18;
	const tight = width < 660;
	const requestWidth = peek || phone ? 0 : tight ? 92 : 118;
	const fan = requestWidth > 0 ? (tight ? 22 : 34) : 0;
	const nodeWidth = peek ? 58 : phone ? 84 : tight ? 96 : 118;
	const scoreWidth = peek ? 14 : phone ? 64 : 78;
	const start = margin + requestWidth + fan;
	const end = width - margin - nodeWidth - 10 - scoreWidth - 8;
	const count = Math.max(1, decision.filters.length);
	const column = Math.max(10, (end - start) / count);
	const widest = Math.max(0, ...decision.filters.map((name) => textWidth(name, 12)));
	const slanted = !peek && widest > column - 6;
	const top = peek ? 6 : slanted ? 26 + widest * 0.78 : 44;
	const rows = Math.max(1, decision.rows.length);
	const pitch = Math.min(peek ? 26 : 58, Math.max(peek ? 16 : 40, (room.height - top - 12) / rows));
	const height = Math.max(room.height, top + rows * pitch + 12);
	const y = (i: number): number => top + pitch * (i + 0.5);
	return {
		width,
		height,
		slanted,
		headY: top - 10,
		bottom: y(rows - 1) + pitch / 2,
		request:
			requestWidth > 0 ? { x: margin, y: (y(0) + y(rows - 1)) / 2 - 27, width: requestWidth, height: 54 } : undefined,
		start,
		filters: decision.filters.map((_, i) => start + column * (i + 0.5)),
		column,
		score: { x: end + 8, width: scoreWidth },
		node: { x: width - margin - nodeWidth, width: nodeWidth },
		rows: new Map(decision.rows.map(({ node }, i) => [node, y(i)])),
		rowHeight: Math.min(pitch - 10, 34)
	};
}
