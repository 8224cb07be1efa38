import type { Era } from '../era/era.ts';
import type { Command, Flag, Group } from './command.ts';
import { isIn } from './flags.ts';

/** Renders help screens from rows. Layout: recordings/help.jsonl (client 28.2.2). */

/** Types whose default stands in quotes. */
const QUOTED = new Set(['string']);

export interface CommandTree {
	readonly groups: readonly Group[];
	readonly commands: readonly Command[];
	/** The `docker` row itself: global flags. */
	readonly root: { readonly flags: readonly Flag[]; readonly short: string };
	/** Commands in the top screen's first section, in its order. */
	readonly common: readonly string[];
	/** Rows of the top screen that are no commands of ours, by section. */
	readonly listed: readonly {
		readonly path: string;
		readonly short: string;
		readonly section: 'management' | 'commands';
	}[];
}

/** `docker service create --help` */
export function commandHelp(command: Command, path: string, columns: number, era: Era): string {
	let text = `Usage:  docker ${path}${command.use === '' ? '' : ` ${command.use}`}\n\n${command.long ?? command.short}\n`;
	if (command.aliases && command.aliases.length > 0) {
		text += `\nAliases:\n  ${command.aliases.map((alias) => `docker ${alias}`).join(', ')}\n`;
	}
	const flags = command.flags.filter((flag) => isIn(era.id, flag) && !flag.hidden);
	if (flags.length > 0) text += `\nOptions:\n${flagUsages(flags, columns)}`;
	return text;
}

/** `docker service --help` */
export function groupHelp(tree: CommandTree, group: Group, era: Era): string {
	const rows = subcommands(tree, group.path, era).map((command) => ({
		name: lastWord(command.path),
		short: command.short
	}));
	return (
		`Usage:  docker ${group.path} COMMAND\n\n${group.short}\n\n` +
		`Commands:\n${listing(rows)}\n` +
		`Run 'docker ${group.path} COMMAND --help' for more information on a command.\n`
	);
}

/** `docker --help` */
export function topHelp(tree: CommandTree, columns: number, era: Era): string {
	const top = topCommands(tree, era);
	const common = tree.common.map((name) => top.find((row) => row.name === name)!);
	const groups = tree.groups.filter((group) => isIn(era.id, group));
	const management = [
		...groups
			.filter((group) => group.section === 'management')
			.map((group) => ({ name: group.path, short: group.short })),
		...tree.listed.filter((row) => row.section === 'management').map((row) => ({ name: row.path, short: row.short }))
	];
	const swarm = groups
		.filter((group) => group.section === 'swarm')
		.map((group) => ({ name: group.path, short: group.short }));
	const others = top.filter((row) => !tree.common.includes(row.name));
	const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
	return (
		`Usage:  docker [OPTIONS] COMMAND\n\n${tree.root.short}\n\n` +
		`Common Commands:\n${listing(common)}\n` +
		`Management Commands:\n${listing(management.sort(byName))}\n` +
		`Swarm Commands:\n${listing(swarm.sort(byName))}\n` +
		`Commands:\n${listing(others.sort(byName))}\n` +
		`Global Options:\n${flagUsages(tree.root.flags, columns)}\n` +
		`Run 'docker COMMAND --help' for more information on a command.\n\n` +
		`For more help on how to use Docker, head to https://docs.docker.com/go/guides/\n`
	);
}

function topCommands(tree: CommandTree, era: Era): { name: string; short: string }[] {
	const rows = tree.listed
		.filter((row) => row.section === 'commands')
		.map((row) => ({ name: row.path, short: row.short }));
	for (const command of tree.commands) {
		if (!isIn(era.id, command)) continue;
		for (const path of [command.path, ...(command.also ?? [])]) {
			if (!path.includes(' ')) rows.push({ name: path, short: command.short });
		}
	}
	return rows;
}

export function subcommands(tree: CommandTree, group: string, era: Era): Command[] {
	return tree.commands
		.filter((command) => command.path.startsWith(`${group} `) && isIn(era.id, command))
		.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listing(rows: readonly { name: string; short: string }[]): string {
	const width = Math.max(11, ...rows.map((row) => row.name.length)) + 1;
	return rows.map((row) => `  ${row.name.padEnd(width)}${row.short}\n`).join('');
}

function lastWord(path: string): string {
	return path.slice(path.lastIndexOf(' ') + 1);
}

/** Names to the left, wrapped texts to the right, as Go's pflag lays them out in `columns` columns. */
export function flagUsages(flags: readonly Flag[], columns: number): string {
	const sorted = [...flags].sort((a, b) => (a.name < b.name ? -1 : 1));
	const lefts = sorted.map((flag) => {
		const short = flag.short ? `-${flag.short}, ` : '    ';
		return `  ${short}--${flag.name}${flag.type === 'bool' ? '' : ` ${flag.type}`}`;
	});
	const width = Math.max(...lefts.map((left) => left.length)) + 3;
	return sorted.map((flag, i) => lefts[i]!.padEnd(width) + wrap(width, columns - 1, flagText(flag)) + '\n').join('');
}

function flagText(flag: Flag): string {
	if (flag.def === undefined) return flag.text;
	return `${flag.text} (default ${QUOTED.has(flag.type) ? `"${flag.def}"` : flag.def})`;
}

/** Words are moved to the next line after `columns`; a last line may run over by up to five characters. */
function wrap(indent: number, columns: number, text: string): string {
	const slop = 5;
	let left = indent;
	let first = '';
	if (columns - left < 24) {
		left = 16;
		first = '\n' + ' '.repeat(left);
	}
	if (columns - left < 24) return text.replaceAll('\n', '\n' + ' '.repeat(left));
	const room = columns - left - slop;
	const lines: string[] = [];
	for (let rest = text; rest !== '';) {
		const [line, after] = cutLine(rest, room, slop);
		lines.push(line);
		rest = after;
	}
	return first + lines.join('\n').replaceAll('\n', '\n' + ' '.repeat(left));
}

function cutLine(text: string, room: number, slop: number): [string, string] {
	if (room + slop > text.length) return [text, ''];
	const head = text.slice(0, room);
	const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\t'), head.lastIndexOf('\n'));
	if (space <= 0) return [text, ''];
	const newline = head.lastIndexOf('\n');
	if (newline > 0 && newline < space) return [text.slice(0, newline), text.slice(newline + 1)];
	return [text.slice(0, space), text.slice(space + 1)];
}
