import type { Era, EraId } from '../era/era.ts';
import type { Command, Flag, Group } from './command.ts';
import { isIn } from './flags.ts';
import { commandOf } from './wordings/wording.ts';

/** Renders help screens from rows. Layout: recordings/help.jsonl (clients 28.2.2 and 20.10.24). */

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
		readonly since?: EraId;
		readonly until?: EraId;
	}[];
}

/** Until 27 every screen began with an empty line, and aliases were named by their last word. */
function isOld(era: Era): boolean {
	return !era.capabilities.wordsOf28;
}

/** `docker service create --help` */
export function commandHelp(command: Command, path: string, columns: number, era: Era): string {
	const old = isOld(era);
	const use = command.use === '' ? '' : ` ${command.use}`;
	let text = `${opening(era)}docker ${path}${use}\n\n${command.long ?? command.short}\n`;
	if (command.aliases && command.aliases.length > 0) {
		const names = command.aliases.map((alias) => (old ? lastWord(alias) : `docker ${alias}`));
		text += `\nAliases:\n  ${names.join(', ')}\n`;
	}
	if (command.example !== undefined) text += `\nExamples:\n\n${command.example}\n`;
	const flags = command.flags.filter((flag) => isIn(era.id, flag) && !flag.hidden);
	if (flags.length > 0) text += `\nOptions:\n${flagUsages(flags, columns)}`;
	return text;
}

/** What stands before the usage line; with a tab until 19.03. */
function opening(era: Era): string {
	if (!isOld(era)) return 'Usage:  ';
	return era.capabilities.usageTab ? '\nUsage:\t' : '\nUsage:  ';
}

/** `docker service --help` */
export function groupHelp(tree: CommandTree, group: Group, columns: number, era: Era, withHidden = false): string {
	const rows = subcommands(tree, group.path, era).map((command) => ({
		name: lastWord(command.path),
		short: command.short
	}));
	const flags = (group.flags ?? []).filter((flag) => withHidden || !flag.hidden);
	return (
		`${opening(era)}docker ${group.path}${flags.length > 0 ? ' [OPTIONS]' : ''} COMMAND\n\n${group.short}\n\n` +
		(flags.length > 0 ? `Options:\n${flagUsages(flags, columns)}\n` : '') +
		`Commands:\n${listing(rows)}\n` +
		`Run 'docker ${group.path} COMMAND --help' for more information on a command.\n`
	);
}

/** `docker --help` */
export function topHelp(tree: CommandTree, columns: number, era: Era): string {
	const top = topCommands(tree, era);
	const groups = tree.groups.filter((group) => isIn(era.id, group));
	const listed = tree.listed.filter((row) => row.section === 'management' && isIn(era.id, row));
	const rowsOf = (section?: Group['section']): { name: string; short: string }[] =>
		groups
			.filter((group) => section === undefined || group.section === section)
			.map((group) => ({ name: group.path, short: group.short }));
	const management = listed.map((row) => ({ name: row.path, short: row.short }));
	const more = "Run 'docker COMMAND --help' for more information on a command.\n";
	if (isOld(era)) {
		const link = era.capabilities.guidesLink
			? '\nTo get more help with docker, check out our guides at https://docs.docker.com/go/guides/\n'
			: '';
		return (
			`${opening(era)}docker [OPTIONS] COMMAND\n\n${tree.root.short}\n\n` +
			`Options:\n${flagUsages(tree.root.flags, columns)}\n` +
			`Management Commands:\n${listing([...rowsOf(), ...management].sort(byName))}\n` +
			`Commands:\n${listing(top.sort(byName))}\n${more}${link}`
		);
	}
	const common = tree.common.map((name) => top.find((row) => row.name === name)!);
	const others = top.filter((row) => !tree.common.includes(row.name));
	return (
		`${opening(era)}docker [OPTIONS] COMMAND\n\n${tree.root.short}\n\n` +
		`Common Commands:\n${listing(common)}\n` +
		`Management Commands:\n${listing([...rowsOf('management'), ...management].sort(byName))}\n` +
		`Swarm Commands:\n${listing(rowsOf('swarm').sort(byName))}\n` +
		`Commands:\n${listing(others.sort(byName))}\n` +
		`Global Options:\n${flagUsages(tree.root.flags, columns)}\n${more}\n` +
		`For more help on how to use Docker, head to https://docs.docker.com/go/guides/\n`
	);
}

function byName(a: { name: string }, b: { name: string }): number {
	return a.name < b.name ? -1 : 1;
}

function topCommands(tree: CommandTree, era: Era): { name: string; short: string }[] {
	const rows = tree.listed
		.filter((row) => row.section === 'commands' && isIn(era.id, row))
		.map((row) => ({ name: row.path, short: row.short }));
	for (const command of tree.commands) {
		if (!isIn(era.id, command)) continue;
		for (const path of [command.path, ...(command.also ?? [])]) {
			const row = path.includes(' ') ? undefined : commandOf(era.id, command, path);
			if (row) rows.push({ name: path, short: row.short });
		}
	}
	return rows;
}

export function subcommands(tree: CommandTree, group: string, era: Era): Command[] {
	return tree.commands
		.filter((command) => command.path.startsWith(`${group} `) && isIn(era.id, command))
		.map((command) => commandOf(era.id, command, command.path))
		.filter((command) => command !== undefined)
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
		return `  ${short}--${flag.name}${flag.type === 'bool' ? '' : ` ${flag.shownType ?? flag.type}`}`;
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
