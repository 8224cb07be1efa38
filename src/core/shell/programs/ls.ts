import { FileError, joinPath, type Stat } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { formatDate } from '../date-format.ts';
import { cellWidth } from '../graphemes.ts';
import { absolute } from './input.ts';
import { gnuProgram, shown, type Options } from './options.ts';

interface Entry {
	name: string;
	stat: Stat;
}

export const ls = gnuProgram(
	{
		name: 'ls',
		short: 'alA1hdrtSRFCpi',
		long: {
			all: 'a',
			'almost-all': 'A',
			'human-readable': 'h',
			directory: 'd',
			reverse: 'r',
			recursive: 'R',
			classify: 'F',
			color: 'k',
			inode: 'i'
		},
		unsimulated:
			'b c f g k m n o q s u v w x B D G H I L N Q T U X Z author block-size dired full-time group-directories-first hide hyperlink quoting-style sort time time-style width zero',
		usageCode: 2,
		help: 'Usage: ls [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const files: Entry[] = [];
		const directories: Entry[] = [];
		let code = 0;
		for (const name of options.operands.length > 0 ? options.operands : ['.']) {
			try {
				const stat = sys.machine.files.stat(absolute(sys, name), { follow: !options.has('l') || name.endsWith('/') });
				(stat.kind === 'directory' && !options.has('d') ? directories : files).push({ name, stat });
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				yield* sys.stderr.write(`ls: cannot access ${shown(name)}: ${error.text}\n`);
				code = 2;
			}
		}
		if (files.length > 0) yield* sys.stdout.write(listing(sys, ordered(files, options), options));
		const hasHeads = directories.length + files.length > 1 || options.has('R') || code !== 0;
		let isFirst = files.length === 0;
		for (const directory of ordered(directories, options)) {
			yield* listDirectory(sys, directory.name, options, hasHeads, isFirst);
			isFirst = false;
		}
		return code;
	}
);

function* listDirectory(sys: Sys, name: string, options: Options, hasHead: boolean, isFirst: boolean): Process<void> {
	const { files } = sys.machine;
	const path = joinPath(sys.cwd, name);
	const names = files.list(path).filter((child) => options.has('a') || options.has('A') || !child.startsWith('.'));
	if (options.has('a')) names.unshift('.', '..');
	const entries = ordered(
		names.map((child) => ({ name: child, stat: files.stat(`${path}/${child}`, { follow: false }) })),
		options
	);
	if (hasHead) yield* sys.stdout.write(`${isFirst ? '' : '\n'}${name}:\n`);
	if (options.has('l')) yield* sys.stdout.write(`total ${totalOf(entries, options)}\n`);
	yield* sys.stdout.write(listing(sys, entries, options));
	if (!options.has('R')) return;
	for (const entry of entries) {
		if (entry.stat.kind === 'directory' && entry.name !== '.' && entry.name !== '..') {
			yield* listDirectory(sys, `${name.replace(/\/$/, '')}/${entry.name}`, options, true, false);
		}
	}
}

/** Disk blocks of 4096 bytes, counted in units of 1024. */
function totalOf(entries: readonly Entry[], options: Options): string {
	const blocks = entries.reduce(
		(sum, { stat }) => sum + Math.ceil((stat.kind === 'symlink' ? 0 : stat.size) / 4096) * 4,
		0
	);
	return options.has('h') ? humanSize(blocks * 1024) : String(blocks);
}

function ordered(entries: Entry[], options: Options): Entry[] {
	const by = options.last('tS');
	const sorted = [...entries].sort((a, b) => {
		const first = by === 't' ? b.stat.mtimeMs - a.stat.mtimeMs : by === 'S' ? b.stat.size - a.stat.size : 0;
		return first !== 0 ? first : a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
	});
	return options.has('r') ? sorted.reverse() : sorted;
}

function listing(sys: Sys, entries: readonly Entry[], options: Options): string {
	if (entries.length === 0) return '';
	const terminal = sys.terminal(1);
	const label = ({ name, stat }: Entry): string => {
		const quoted =
			terminal && /[\s'"$`*?\\;&|<>()[\]!#~]/.test(name)
				? name.includes("'") && !/["$`\\!]/.test(name)
					? `"${name}"`
					: shown(name)
				: name;
		const mark =
			stat.kind === 'directory'
				? '/'
				: stat.kind === 'symlink'
					? '@'
					: (stat.mode & 0o111) !== 0 && stat.kind === 'file'
						? '*'
						: '';
		const inode = options.has('i') ? `${stat.inode} ` : '';
		return inode + quoted + (options.has('F') ? mark : options.has('p') && mark === '/' ? '/' : '');
	};
	if (options.has('l')) return longListing(sys, entries, options, label);
	const labels = entries.map(label);
	const inColumns = options.last('1C') === 'C' || (terminal !== undefined && !options.has('1'));
	return inColumns ? columns(labels, terminal?.columns ?? 80) : labels.map((text) => `${text}\n`).join('');
}

function longListing(sys: Sys, entries: readonly Entry[], options: Options, label: (entry: Entry) => string): string {
	const sizes = entries.map(({ stat }) => (options.has('h') ? humanSize(stat.size) : String(stat.size)));
	const sizeWidth = Math.max(...sizes.map((size) => size.length));
	const linkWidth = Math.max(...entries.map(({ stat }) => String(stat.links).length));
	return entries
		.map((entry, i) => {
			const { stat } = entry;
			const target = stat.target === undefined ? '' : ` -> ${stat.target}`;
			return `${modeText(stat)} ${String(stat.links).padStart(linkWidth)} root root ${sizes[i]!.padStart(sizeWidth)} ${fileDate(stat.mtimeMs, sys.machine.sim.wallMs)} ${label(entry)}${target}\n`;
		})
		.join('');
}

/** '-rw-r--r--' */
export function modeText(stat: { kind: Stat['kind']; mode: number }): string {
	const kind = { file: '-', directory: 'd', symlink: 'l', device: 'c' }[stat.kind];
	const bits = Array.from('rwxrwxrwx', (letter, i) => ((stat.mode >> (8 - i)) & 1 ? letter : '-'));
	if (stat.mode & 0o1000) bits[8] = bits[8] === 'x' ? 't' : 'T';
	return kind + bits.join('');
}

/** Recent files show the time, those older than half a year (or from the future) the year. */
function fileDate(ms: number, now: number): string {
	const isRecent = ms <= now && now - ms < (365.2425 / 2) * 86_400_000;
	return formatDate(ms, isRecent ? '%b %e %H:%M' : '%b %e  %Y');
}

/** 1.5K, 12M: at most three characters and a unit, rounded up. */
export function humanSize(bytes: number): string {
	const units = ['', 'K', 'M', 'G', 'T'];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	if (unit === 0) return String(bytes);
	return (value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : String(Math.ceil(value))) + units[unit]!;
}

/** Fills columns downwards with the fewest rows that fit. */
export function columns(labels: readonly string[], width: number): string {
	const widths = labels.map(cellWidth);
	for (let rows = 1; rows <= labels.length; rows++) {
		const count = Math.ceil(labels.length / rows);
		const columnWidths = Array.from(
			{ length: count },
			(_, c) => Math.max(...widths.slice(c * rows, (c + 1) * rows)) + (c < count - 1 ? 2 : 0)
		);
		if (columnWidths.reduce((sum, w) => sum + w, 0) >= width && rows < labels.length) continue;
		let text = '';
		for (let row = 0; row < rows; row++) {
			let line = '';
			for (let c = 0; c < count; c++) {
				const at = c * rows + row;
				if (at >= labels.length) continue;
				const isLast = at + rows >= labels.length;
				line += labels[at]! + (isLast ? '' : ' '.repeat(columnWidths[c]! - widths[at]!));
			}
			text += `${line}\n`;
		}
		return text;
	}
	return '';
}
