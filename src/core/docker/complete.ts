import type { ContainerSummary } from '../api/wire/container.ts';
import type { ImageSummary } from '../api/wire/image.ts';
import type { Network } from '../api/wire/network.ts';
import type { Node } from '../api/wire/node.ts';
import type { Service } from '../api/wire/service.ts';
import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { Command, Completes, Flag } from './command.ts';
import type { EngineClient } from './engine-client.ts';
import { CliError } from './errors.ts';
import { isIn } from './flags.ts';
import type { CommandTree } from './help.ts';

/** Values of flags that take one of a few words. */
const FLAG_WORDS: Record<string, readonly string[]> = {
	availability: ['active', 'drain', 'pause'],
	'endpoint-mode': ['dnsrr', 'vip'],
	mode: ['global', 'global-job', 'replicated', 'replicated-job'],
	'restart-condition': ['any', 'none', 'on-failure'],
	role: ['manager', 'worker'],
	'rollback-failure-action': ['continue', 'pause'],
	'rollback-order': ['start-first', 'stop-first'],
	'update-failure-action': ['continue', 'pause', 'rollback'],
	'update-order': ['start-first', 'stop-first']
};

/**
 * Completions of `word`, sorted: commands, flags, values of flags, and the names the engine knows.
 * @param words before it, from the program's name on
 */
export function* completeWord(
	tree: CommandTree,
	era: Era,
	engine: EngineClient,
	words: readonly string[],
	word: string
): Process<string[]> {
	const given = withoutGlobalFlags(tree, words.slice(1));
	const { command, depth } = commandOf(tree, era, given);
	let candidates: string[];
	if (!command) {
		candidates = word.startsWith('-') && given.length === 0 ? flagNames(tree.root.flags) : childNames(tree, era, given);
	} else {
		const flags = command.flags.filter((flag) => isIn(era.id, flag) && !flag.leftOut);
		const flag = awaitedFlag(flags, words[words.length - 1] ?? '');
		if (flag) candidates = yield* valuesOf(engine, command, flag);
		else if (word.startsWith('-')) candidates = flagNames(flags);
		else candidates = yield* argumentsOf(engine, command, given.slice(depth));
	}
	return [...new Set(candidates.filter((candidate) => candidate.startsWith(word)))].sort();
}

function withoutGlobalFlags(tree: CommandTree, words: readonly string[]): string[] {
	const rest = [...words];
	while (rest[0]?.startsWith('-')) {
		const flag = awaitedFlag(tree.root.flags, rest.shift()!);
		if (flag) rest.shift();
	}
	return rest;
}

function commandOf(
	tree: CommandTree,
	era: Era,
	words: readonly string[]
): { command: Command | undefined; depth: number } {
	for (const depth of [2, 1]) {
		const path = words.slice(0, depth).join(' ');
		const command = tree.commands.find(
			(row) => isIn(era.id, row) && (row.path === path || row.also?.includes(path) || row.aliases?.includes(path))
		);
		if (command && words.length >= depth) return { command, depth };
	}
	return { command: undefined, depth: 0 };
}

/** The next words after what is typed of a path. */
function childNames(tree: CommandTree, era: Era, words: readonly string[]): string[] {
	const paths = [
		...tree.groups.filter((row) => isIn(era.id, row) && hasCommands(tree, row.path)).map((row) => row.path),
		...tree.commands.filter((row) => isIn(era.id, row) && row.run).flatMap((row) => [row.path, ...(row.also ?? [])])
	];
	const prefix = words.length === 0 ? '' : `${words.join(' ')} `;
	return paths
		.filter((path) => path.startsWith(prefix))
		.map((path) => path.slice(prefix.length).split(' ')[0]!)
		.filter((name) => name !== '');
}

/** Whether anything of a group is simulated. */
function hasCommands(tree: CommandTree, group: string): boolean {
	return tree.commands.some((row) => row.run && row.path.startsWith(`${group} `));
}

function flagNames(flags: readonly Flag[]): string[] {
	return [...flags.filter((flag) => !flag.leftOut && !flag.hidden).map((flag) => `--${flag.name}`), '--help'];
}

/** The flag that the word before the cursor leaves waiting for its value. */
function awaitedFlag(flags: readonly Flag[], word: string): Flag | undefined {
	if (!word.startsWith('-') || word.includes('=')) return undefined;
	const flag = word.startsWith('--')
		? flags.find((candidate) => candidate.name === word.slice(2))
		: flags.find((candidate) => candidate.short === word[word.length - 1]);
	return flag && flag.type !== 'bool' ? flag : undefined;
}

function* valuesOf(engine: EngineClient, command: Command, flag: Flag): Process<string[]> {
	if (flag.type === 'network' || flag.name === 'network-rm') return yield* names(engine, 'network');
	if (flag.type === 'secret' || flag.name === 'secret-rm') return yield* names(engine, 'secret');
	if (flag.type === 'config' || flag.name === 'config-rm') return yield* names(engine, 'config');
	if (flag.name === 'image') return yield* names(engine, 'image');
	if (flag.name === 'driver' && command.path === 'network create') return ['bridge', 'overlay'];
	return [...(FLAG_WORDS[flag.name] ?? [])];
}

function* argumentsOf(engine: EngineClient, command: Command, args: readonly string[]): Process<string[]> {
	if (command.path === 'swarm join-token') return ['manager', 'worker'];
	if (!command.completes) return [];
	const plain = args.filter((arg) => !arg.startsWith('-'));
	// What follows the image or container belongs to the program inside.
	if (command.interspersed === false && plain.length > 0) return [];
	const found = yield* names(engine, command.completes);
	if (command.path === 'service scale') return found.map((name) => `${name}=`);
	return found.filter((name) => !args.includes(name));
}

/** Names the engine knows. One that does not answer, or may not, has none. */
function* names(engine: EngineClient, kind: Completes): Process<string[]> {
	try {
		switch (kind) {
			case 'node':
				return (yield* engine.get<Node[]>('/nodes')).map((node) => node.Description.Hostname ?? node.ID);
			case 'service':
				return (yield* engine.get<Service[]>('/services')).map((service) => service.Spec.Name);
			case 'container': {
				const containers = yield* engine.get<ContainerSummary[]>('/containers/json', { all: '1' });
				return containers.flatMap((container) => container.Names.map((name) => name.replace(/^\//, '')));
			}
			case 'network':
				return (yield* engine.get<Network[]>('/networks')).map((network) => network.Name);
			case 'image':
				return (yield* engine.get<ImageSummary[]>('/images/json')).flatMap((image) => image.RepoTags ?? []);
			case 'secret':
			case 'config':
				return (yield* engine.get<{ Spec: { Name: string } }[]>(`/${kind}s`)).map((object) => object.Spec.Name);
			case 'volume':
				return ((yield* engine.get<{ Volumes: { Name: string }[] | null }>('/volumes')).Volumes ?? []).map(
					(volume) => volume.Name
				);
			default:
				return kind satisfies never;
		}
	} catch (error) {
		if (error instanceof CliError) return [];
		throw error;
	}
}
