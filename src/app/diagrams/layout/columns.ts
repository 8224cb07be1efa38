import { scaleBand } from 'd3';
import type { NodeColumn, ReplicasViewModel } from '../../../core/view/replicas.ts';
import type { DiagramSize } from '../diagram-props.ts';

export interface PlacedTask {
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface PlacedColumn {
	x: number;
	y: number;
	width: number;
	height: number;
	/** Of each task shown, by ID. */
	tasks: Map<string, PlacedTask>;
	/** Where "2 earlier" stands; undefined without history. */
	fold: { x: number; y: number } | undefined;
}

export interface ColumnPlaces {
	width: number;
	height: number;
	/** By key of the column. */
	columns: Map<string, PlacedColumn>;
	/** Strip for tasks without a node; undefined when there are none. */
	waiting: (PlacedTask & { tasks: Map<string, PlacedTask> }) | undefined;
	/** 62 with its ID, 48, 40, 26. */
	taskHeight: number;
	head: number;
}

const LEAST_COLUMN = 116;
const WIDEST_COLUMN = 380;
const HEAD = 54;
const FOOT = 26;
const FOLD = 24;
const GAP = 7;

/** @param open keys of the columns whose history is unfolded */
export function columnPlaces(
	view: ReplicasViewModel,
	size: DiagramSize,
	given: { width: number; height: number },
	open: ReadonlySet<string>
): ColumnPlaces {
	if (size === 'peek') return peekPlaces(view, given);
	if (size === 'phone') return rowPlaces(view, given, open);
	const n = Math.max(1, view.columns.length);
	const margin = 14;
	const width = Math.max(given.width, 2 * margin + n * (LEAST_COLUMN + GAP) - GAP);
	const x = scaleBand<string>()
		.domain(view.columns.map(({ key }) => key))
		.range([margin, width - margin])
		.paddingInner(n > 1 ? GAP / ((width - 2 * margin + GAP) / n) : 0);
	// A column for one or two nodes need not be as wide as the pane.
	const columnWidth = Math.min(x.bandwidth(), WIDEST_COLUMN);
	const waitingHeight = view.waiting.length > 0 ? 48 + 34 : 0;
	const body = given.height - 12 - waitingHeight - HEAD - FOOT - 8;
	// While versions matter the ID would only be in the way.
	const versioned = view.services.some(({ update }) => update !== undefined);
	const taskHeight =
		(versioned ? [48, 40, 26] : [62, 48, 40, 26]).find((height) => tallest(view.columns, open, height) <= body) ?? 26;
	const high = Math.max(HEAD + FOOT + 8 + tallest(view.columns, open, taskHeight), given.height - 12 - waitingHeight);
	const columns = new Map<string, PlacedColumn>();
	view.columns.forEach((column, i) => {
		const left = columnWidth < x.bandwidth() ? margin + i * (columnWidth + GAP) : (x(column.key) ?? margin);
		const placed: PlacedColumn = { x: left, y: 2, width: columnWidth, height: high, tasks: new Map(), fold: undefined };
		let y = 2 + HEAD + 8;
		const put = (id: string, height: number): void => {
			placed.tasks.set(id, { x: left + 7, y, width: columnWidth - 14, height });
			y += height + GAP;
		};
		for (const task of column.tasks) put(task.id, taskHeight);
		if (column.history.length > 0) {
			placed.fold = { x: left + 7, y };
			y += FOLD;
			if (open.has(column.key)) for (const task of column.history) put(task.id, Math.min(48, taskHeight));
		}
		columns.set(column.key, placed);
	});
	const strip = {
		x: margin,
		y: high + 10,
		width: width - 2 * margin,
		height: 48 + 22,
		tasks: new Map<string, PlacedTask>()
	};
	const each = Math.max(LEAST_COLUMN, Math.min(236, (strip.width - 12) / Math.max(1, view.waiting.length) - GAP));
	view.waiting.forEach((task, i) =>
		strip.tasks.set(task.id, { x: strip.x + i * (each + GAP), y: strip.y + 20, width: each, height: 48 })
	);
	return {
		width: Math.max(width, view.waiting.length > 0 ? 2 * margin + view.waiting.length * (each + GAP) : 0),
		height: high + waitingHeight + 10,
		columns,
		waiting: view.waiting.length > 0 ? strip : undefined,
		taskHeight,
		head: HEAD
	};
}

function tallest(columns: NodeColumn[], open: ReadonlySet<string>, height: number): number {
	return Math.max(
		0,
		...columns.map(({ key, tasks, history }) => {
			const fold = history.length > 0 ? FOLD : 0;
			const unfolded = open.has(key) ? history.length * (Math.min(48, height) + GAP) : 0;
			return tasks.length * (height + GAP) + fold + unfolded;
		})
	);
}

/** On a narrow screen a node is a row: its head at the left, its tasks beside it. */
function rowPlaces(
	view: ReplicasViewModel,
	given: { width: number; height: number },
	open: ReadonlySet<string>
): ColumnPlaces {
	const margin = 12;
	const head = 132;
	const width = given.width;
	const room = width - 2 * margin - head - 18;
	const taskWidth = Math.max(LEAST_COLUMN, Math.min(150, room));
	const perLine = Math.max(1, Math.floor((room + GAP) / (taskWidth + GAP)));
	const columns = new Map<string, PlacedColumn>();
	let y = 4;
	const place = (ids: string[], left: number, top: number, tasks: Map<string, PlacedTask>): number => {
		ids.forEach((id, i) => {
			tasks.set(id, {
				x: left + (i % perLine) * (taskWidth + GAP),
				y: top + Math.floor(i / perLine) * (48 + GAP),
				width: taskWidth,
				height: 48
			});
		});
		return Math.ceil(ids.length / perLine) * (48 + GAP);
	};
	for (const column of view.columns) {
		const tasks = new Map<string, PlacedTask>();
		const left = margin + head + 9;
		let high =
			8 +
			place(
				column.tasks.map(({ id }) => id),
				left,
				y + 8,
				tasks
			);
		let fold: PlacedColumn['fold'];
		if (column.history.length > 0) {
			fold = { x: left, y: y + high };
			high += FOLD;
			if (open.has(column.key))
				high += place(
					column.history.map(({ id }) => id),
					left,
					y + high,
					tasks
				);
		}
		const height = Math.max(64, high + 1);
		columns.set(column.key, { x: margin, y, width: width - 2 * margin, height, tasks, fold });
		y += height + 9;
	}
	const strip = { x: margin, y, width: width - 2 * margin, height: 0, tasks: new Map<string, PlacedTask>() };
	if (view.waiting.length > 0)
		strip.height =
			22 +
			place(
				view.waiting.map(({ id }) => id),
				margin,
				y + 20,
				strip.tasks
			);
	return {
		width,
		height: y + strip.height + 8,
		columns,
		waiting: view.waiting.length > 0 ? strip : undefined,
		taskHeight: 48,
		head
	};
}

/** Small: a head and a bar for each task, no texts but names where they fit. */
function peekPlaces(view: ReplicasViewModel, given: { width: number; height: number }): ColumnPlaces {
	const x = scaleBand<string>()
		.domain(view.columns.map(({ key }) => key))
		.range([8, given.width - 8])
		.paddingInner(0.12);
	const width = Math.min(64, x.bandwidth());
	const head = 34;
	const most = Math.max(1, ...view.columns.map(({ tasks }) => tasks.length));
	const step = Math.max(7, Math.min(16, (given.height - head - 12) / most));
	const columns = new Map<string, PlacedColumn>();
	view.columns.forEach((column, i) => {
		const left = width < x.bandwidth() ? 8 + i * (width + 5) : (x(column.key) ?? 8);
		const tasks = new Map<string, PlacedTask>();
		column.tasks.forEach((task, row) =>
			tasks.set(task.id, { x: left + 4, y: head + 4 + row * step, width: width - 8, height: step - 4 })
		);
		columns.set(column.key, { x: left, y: 1, width, height: given.height - 8, tasks, fold: undefined });
	});
	return { width: given.width, height: given.height, columns, waiting: undefined, taskHeight: step - 4, head };
}
