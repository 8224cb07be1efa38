import { atLeast, type EraId } from '../../era/era.ts';
import type { Command, Flag, FlagType, Group } from '../command.ts';
import type { CommandTree } from '../help.ts';
import { FLAG_KINDS } from '../flag-types.ts';
import { BEFORE_20_10 } from './before-20.10.ts';
import { BEFORE_28_2 } from './before-28.2.ts';

/** What an older client said of one flag. */
interface FlagWording {
	text?: string;
	short?: string;
	type?: string;
	/** Today's clients do not have it. */
	added?: true;
	/** Of a group: not on the screen of its `--help`. */
	hidden?: true;
	/** Its name today, where it was only renamed; others are refused as not simulated. */
	as?: string;
}

/** What an older client said of one command or group. */
interface Wording {
	/** The command was not there yet. */
	absent?: true;
	use?: string;
	short?: string;
	long?: string;
	/** What stands under "Examples:". */
	example?: string;
	/** Last words of the names under "Aliases:"; '' for no such section. */
	aliases?: string;
	/** Flags that were not there yet. */
	without?: string;
	flags?: Readonly<Record<string, FlagWording>>;
}

/** By path; the screen of `docker ps` has that of `container ls` and its own. */
export type Wordings = Readonly<Record<string, Wording>>;

/** Newest first: each says how the clients before it differ from it. */
const STEPS: readonly { before: EraId; wordings: Wordings }[] = [
	{ before: '28.2', wordings: BEFORE_28_2 },
	{ before: '20.10', wordings: BEFORE_20_10 }
];

function wordingsFor(era: EraId, path: string, typed = path): Wording[] {
	return STEPS.filter(({ before }) => !atLeast(era, before)).flatMap(({ wordings }) =>
		[...new Set([path, typed])].map((at) => wordings[at]).filter((wording) => wording !== undefined)
	);
}

/** A command as the client of an era has it under one of its paths; undefined where it had none. */
export function commandOf(era: EraId, command: Command, path: string): Command | undefined {
	let row: Command = command;
	for (const wording of wordingsFor(era, command.path, path)) {
		if (wording.absent) return undefined;
		const { use = row.use, short = row.short, long = wording.short ?? row.long, aliases, without, flags } = wording;
		const gone = new Set(without?.split(' '));
		row = {
			...row,
			use,
			short,
			...(long === undefined ? {} : { long }),
			...(wording.example === undefined ? {} : { example: wording.example }),
			...(aliases === undefined ? {} : { aliases: aliases === '' ? [] : aliases.split(' ') }),
			flags: reworded(
				row.flags.filter((flag) => !gone.has(flag.name)),
				flags ?? {}
			)
		};
	}
	return row;
}

function groupOf(era: EraId, group: Group): Group {
	return wordingsFor(era, group.path).reduce<Group>(
		(row, { short = row.short, flags }) => ({
			...row,
			short,
			...(flags ? { flags: reworded(row.flags ?? [], flags) } : {})
		}),
		group
	);
}

/** The whole tree of an era. */
export function treeOf(era: EraId, tree: CommandTree): CommandTree {
	const root = wordingsFor(era, '').reduce(
		(row, { flags }) => ({ ...row, flags: reworded(row.flags, flags ?? {}) }),
		tree.root
	);
	return { ...tree, root, groups: tree.groups.map((group) => groupOf(era, group)) };
}

function reworded(flags: readonly Flag[], wordings: Readonly<Record<string, FlagWording>>): Flag[] {
	const changed = flags.map((flag): Flag => {
		const wording = wordings[flag.name];
		if (!wording || wording.added) return flag;
		const { short: letter = flag.short, ...rest } = flag;
		const { short = letter, text = flag.text } = wording;
		const type = isFlagType(wording.type) ? wording.type : flag.type;
		return { ...rest, ...(short ? { short } : {}), type, text };
	});
	for (const [name, { added, as, hidden, text = '', type, short }] of Object.entries(wordings)) {
		if (!added) continue;
		changed.push({
			name,
			text,
			type: isFlagType(type) ? type : 'value',
			...(short ? { short } : {}),
			...(hidden ? { hidden } : {}),
			...(as === undefined ? { leftOut: true } : { as })
		});
	}
	return changed;
}

function isFlagType(type: string | undefined): type is FlagType {
	return type !== undefined && type in FLAG_KINDS;
}
