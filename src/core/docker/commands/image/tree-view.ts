import type { CommandContext } from '../../context.ts';
import { humanSize, shortId } from '../../format/units.ts';
import type { ImageSummary } from '../../../api/wire/image.ts';
import type { Process } from '../../../sim/process.ts';
import { infoHead } from '../note.ts';

/** Escape codes of a terminal. Source: the client 28.2.2 at a terminal; docker/cli cli/command/image/tree.go, internal/tui. */
const COLORS = {
	warning: '\x1b[93m',
	title: '\x1b[39m\x1b[1m',
	name: '\x1b[34m\x1b[1m',
	untagged: '\x1b[39m\x1b[2m',
	plain: '\x1b[39m'
} as const;

type Color = keyof typeof COLORS | undefined;

const WARNING = "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.";
const SPACING = 3;
const MIN_NAMES = 12;

interface Column {
	title: string;
	width: number;
	isRight?: true;
	value: (image: ImageSummary) => string;
}

const DETAILS: readonly Column[] = [
	{ title: 'ID', width: 12, value: ({ Id }) => shortId(Id) },
	{ title: 'DISK USAGE', width: 10, isRight: true, value: ({ Size }) => humanSize(Size, 3) },
	// What this engine's store keeps of an image is one platform, and no content beside it.
	{ title: 'CONTENT SIZE', width: 12, isRight: true, value: () => humanSize(0, 3) },
	{ title: 'EXTRA', width: 5, value: () => '' }
];

/** `docker image ls --tree`: images with the platforms behind them, as an engine that keeps one of each has them. */
export function* printTree(context: CommandContext, images: readonly ImageSummary[]): Process<void> {
	const terminal = context.sys.terminal(1);
	const paint = (color: Color, text: string): string =>
		// The head is bold wherever it goes.
		(terminal || color === 'title') && color !== undefined ? `${COLORS[color]}${text}\x1b[0m` : text;
	const width = Math.max(20, terminal?.columns ?? 80);
	const legend = `${infoHead(terminal !== undefined)} ${terminal ? '\x1b[38;5;0m\x1b[48;5;14m U \x1b[0m' : 'U'} In Use `;
	const legendWidth = (terminal ? 'i Info →   U ' : ' Info ->  U').length + ' In Use '.length;
	const rows = [...images].sort((a, b) => b.Created - a.Created);
	let names = width;
	const details: Column[] = [];
	for (const column of DETAILS) {
		if (names - column.width - SPACING < MIN_NAMES) break;
		names -= column.width + SPACING;
		details.push(column);
	}
	const widest = Math.max(
		'IMAGE'.length,
		...rows.flatMap(({ RepoTags }) => (RepoTags ?? []).map((name) => name.length))
	);
	names = Math.min(names, widest);
	const cell = (color: Color, text: string, wide: number, isRight?: true): string => {
		const shown = text.length > wide ? `${text.slice(0, wide - 1)}…` : text;
		const space = ' '.repeat(wide - shown.length);
		return isRight ? space + paint(color, shown) : paint(color, shown) + space;
	};
	const gap = ' '.repeat(SPACING);
	const lines = [
		paint('warning', WARNING),
		' '.repeat(Math.max(0, width - legendWidth)) + legend,
		'',
		[
			cell('title', 'IMAGE', names),
			...details.map(({ title, width: wide, isRight }) => cell('title', title, wide, isRight))
		].join(gap)
	];
	for (const image of rows) {
		const sorted = namesOf(image);
		for (const name of sorted.slice(0, -1)) lines.push(paint('name', name));
		const last = sorted.at(-1);
		lines.push(
			[
				last === undefined ? cell('untagged', '<untagged>', names) : cell('name', last, names),
				...details.map(({ value, width: wide, isRight, title }) =>
					cell(title === 'EXTRA' ? undefined : 'plain', value(image), wide, isRight)
				)
			].join(gap)
		);
	}
	yield* context.print(`${lines.join('\n')}\n`);
}

/** Longest first. */
function namesOf({ RepoTags }: ImageSummary): string[] {
	return [...(RepoTags ?? [])].sort((a, b) => b.length - a.length);
}
