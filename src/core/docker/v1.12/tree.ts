import type { EraId } from '../../era/era.ts';
import { NO_ARGS, type Command } from '../command.ts';
import { COMMAND_TREE } from '../commands/tree.ts';
import { isIn } from '../flags.ts';
import { withEarlierFlags } from './earlier-flags.ts';
import { helpTexts } from './help-texts.ts';
import { info } from './info.ts';
import * as node from './node.ts';
import { ls as nodeLs } from './node-ls.ts';
import * as service from './service.ts';
import { ls as serviceLs } from './service-ls.ts';
import * as swarm from './swarm.ts';
import * as policies from './swarm-policies.ts';
import { TOP_COMMANDS } from './top-commands.ts';
import { version } from './version.ts';

/**
 * What the clients of 1.12 knew. Commands of containers, images, networks and volumes are today's rows: what they print
 * has changed in the width of tables only; of their flags `earlier-flags.ts` takes those of later years away.
 */
export interface OldGroup {
	readonly path: string;
	readonly short: string;
	/** In the order of the help screen. */
	readonly commands: readonly Command[];
}

const GROUPS: readonly OldGroup[] = [
	{
		path: 'network',
		short: 'Manage Docker networks',
		commands: today('network', {
			connect: ['Connects a container to a network', 'Connect a container to a network'],
			create: ['Create a network', 'Create a network'],
			disconnect: ['Disconnects container from a network', 'Disconnect a container from a network'],
			inspect: [
				'Displays detailed information on one or more networks',
				'Display detailed information on one or more networks'
			],
			ls: ['List networks', 'List networks'],
			rm: ['Remove a network', 'Remove one or more networks']
		})
	},
	{
		path: 'node',
		short: 'Manage Docker Swarm nodes',
		commands: [
			node.accept,
			...node.demote,
			...node.inspect,
			...nodeLs,
			...node.promote,
			...node.rm,
			...node.tasks,
			node.update
		]
	},
	{
		path: 'service',
		short: 'Manage Docker services',
		commands: [
			service.create,
			...service.inspect,
			...service.tasks,
			...serviceLs,
			...service.rm,
			...service.scale,
			service.update
		]
	},
	{
		path: 'swarm',
		short: 'Manage Docker Swarm',
		commands: [
			policies.init,
			policies.join,
			policies.update,
			policies.leave,
			policies.inspect,
			swarm.init,
			swarm.join,
			swarm.joinToken,
			swarm.update,
			swarm.leave
		]
	},
	{
		path: 'volume',
		short: 'Manage Docker volumes',
		commands: today('volume', {
			create: ['Create a volume', 'Create a volume'],
			inspect: ['Return low-level information on a volume', 'Display detailed information on one or more volumes'],
			ls: ['List volumes', 'List volumes'],
			rm: ['Remove a volume', 'Remove one or more volumes']
		})
	}
];

/** Today's rows of a group, with the sentences of rc1 and of 1.12.3. Source: api/client/{network,volume} of each tag. */
function today(group: string, sentences: Record<string, readonly [string, string]>): Command[] {
	return Object.entries(sentences).flatMap(([verb, [rc1, final]]): Command[] => {
		const { aliases, ...row } = COMMAND_TREE.commands.find((command) => command.path === `${group} ${verb}`)!;
		const named = aliases ? { ...row, aliases } : row;
		return [
			{ ...withEarlierFlags(named, '1.12.0-rc1'), short: rc1, until: '1.12.0-rc1' },
			{ ...withEarlierFlags(named, '1.12.3'), short: final, since: '1.12.3' }
		];
	});
}

/** Its usage line as it was. A volume's name was a flag only. */
function inItsWords(row: Command, era: EraId): Command {
	const { use = row.use } = helpTexts(row.path, era);
	return { ...row, use, ...(row.path === 'volume create' ? { args: NO_ARGS } : {}) };
}

/** The groups as one client had them. */
export function groupsOf(era: EraId): OldGroup[] {
	return GROUPS.map((group) => ({
		...group,
		commands: group.commands.filter((row) => isIn(era, row)).map((row) => inItsWords(row, era))
	}));
}

/** A command under `docker` itself; without `run` when Swarmlab leaves it out. */
export function topCommand(name: string, era: EraId): Command | undefined {
	if (name === 'version') return version;
	if (name === 'info') return inItsWords(info, era);
	const text = TOP_COMMANDS.find((row) => row.name === name && isIn(era, row))?.text;
	if (text === undefined || GROUPS.some((group) => group.path === name)) return undefined;
	const row = COMMAND_TREE.commands.find((command) => command.path === name || command.also?.includes(name));
	if (!row) return undefined;
	const { aliases: _aliases, also: _also, long: _long, ...rest } = row;
	return inItsWords(withEarlierFlags({ ...rest, path: name, short: text }, era), era);
}

/** Every row, for completion. */
export function commandsOf(era: EraId): Command[] {
	const top = TOP_COMMANDS.map((row) => topCommand(row.name, era)).filter((row) => row !== undefined);
	return [...top, ...groupsOf(era).flatMap((group) => group.commands)];
}
