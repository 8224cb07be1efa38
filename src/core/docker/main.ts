import type { Era } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { Program, Sys } from '../sim/sys.ts';
import { commandNeeds, dependsOnApi, flagNeeds } from './api-versions.ts';
import { COMMAND_TREE } from './commands/tree.ts';
import type { Command, Flag, Group } from './command.ts';
import { completeWord } from './complete.ts';
import { engineForHelp, openContext, type DockerOptions } from './connection.ts';
import type { CommandContext } from './context.ts';
import { EngineClient } from './engine-client.ts';
import { CliError } from './errors.ts';
import { FlagError, isIn, parseFlags, type FlagValues, type ParsedArguments } from './flags.ts';
import { commandHelp, groupHelp, topHelp, type CommandTree } from './help.ts';
import { ForcedExit } from './patience.ts';
import { isHiddenBySwarm } from './swarm-needs.ts';
import { errorOf } from './wordings/errors.ts';
import { installed } from './software.ts';
import { commandOf, treeOf } from './wordings/wording.ts';
import { LOCAL_HOST } from './values/host.ts';

/** Source: logrus ParseLevel. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'warning', 'error', 'fatal', 'panic'];

/** Without a terminal on standard input help screens are as wide as this. */
const COLUMNS = 80;

/** The `docker` program of one machine. */
export function dockerProgram(options: DockerOptions): Program {
	return {
		name: 'docker',
		run: (sys) => run(options, sys),
		complete: (_machine, words, word) =>
			completeWord(
				completionTree(options),
				options.era,
				new EngineClient(options.handler, options.era, LOCAL_HOST),
				words,
				word
			)
	};
}

function completionTree({ era, software }: DockerOptions): CommandTree {
	return era.commandLine === 'cobra' ? COMMAND_TREE : installed(software.mflag, 'mflag').tree(era.id);
}

function* run(options: DockerOptions, sys: Sys): Process<number> {
	try {
		const isOld = options.era.commandLine === 'mflag';
		return isOld ? yield* installed(options.software.mflag, 'mflag').run(options, sys) : yield* runClient(options, sys);
	} catch (error) {
		if (error instanceof ForcedExit) {
			yield* sys.stderr.write(error.message);
			return 1;
		}
		if (!(error instanceof CliError)) throw error;
		yield* sys.stderr.write(errorOf(options.era.id, error.message) + '\n');
		return error.exitCode;
	}
}

function* runClient(options: DockerOptions, sys: Sys): Process<number> {
	const { era } = options;
	const tree = treeOf(era.id, COMMAND_TREE);
	const columns = sys.terminal(0)?.columns ?? COLUMNS;
	const globals = parseOrFail(tree.root.flags, sys.argv.slice(1), false, {
		usage: 'docker [OPTIONS] COMMAND [ARG...]',
		help: 'docker',
		era,
		// Cobra adds the command that it lists (20.10) after it has read the flags.
		screen: () => topHelp({ ...tree, listed: [] }, columns, era)
	});
	// Before a command `--version` says nothing, and `--help` asks for the command's.
	const isAlone = globals.args.length === 0;
	if (globals.help && isAlone) {
		if (globals.help === '-h') yield* sys.stderr.write(shorthandNote(era));
		yield* sys.stdout.write(yield* topScreen(tree, era, options, sys, globals.values, columns));
		return 0;
	}
	if (globals.values.bool('version') && isAlone) {
		yield* sys.stdout.write(`Docker version ${era.client.version}, build ${era.client.gitCommit}\n`);
		return 0;
	}
	refuseLeftOut(tree.root.flags, globals, '');
	const level = globals.values.string('log-level');
	if (!LOG_LEVELS.includes(level)) throw new CliError(`Unable to parse logging level: ${level}`);
	const words = globals.args;
	if (words.length === 0) {
		yield* sys.stderr.write(yield* topScreen(tree, era, options, sys, globals.values, columns));
		return 0;
	}
	if (words[0] === 'help') {
		if (words.length === 1) {
			yield* sys.stdout.write(yield* topScreen(tree, era, options, sys, globals.values, columns));
			return 0;
		}
		const engine = engineForHelp(options, sys, globals.values);
		return yield* printHelpTopic(sys, tree, era, engine, words.slice(1), columns);
	}
	const found = findCommand(tree, era, words);
	if (!found) throw unknownCommand(era, words[0]!);
	if ('group' in found) {
		const engine = engineForHelp(options, sys, globals.values);
		return yield* runGroup(sys, tree, era, engine, found.group, found.rest, columns);
	}
	const { command, path, rest } = found;
	// Of some commands that are left out the flags are not even known.
	if (!command.run && command.flags.length === 0 && !rest.includes('--help')) throw notSimulated(path);
	const usage = { usage: `docker ${path}${command.use === '' ? '' : ` ${command.use}`}`, help: `docker ${path}`, era };
	const flags = command.flags.filter((flag) => isIn(era.id, flag));
	const parsed = parseOrFail(flags, rest, command.interspersed !== false, usage);
	const asksHelp = globals.help ?? parsed.help ?? (parsed.values.changed('help') ? '--help' : undefined);
	yield* sys.stdout.write(parsed.values.notes.join(''));
	const context = yield* openContext(options, sys, globals.values, { command, path, parsed });
	if (asksHelp || (command.helpWithoutFlags && parsed.values.given.length === 0 && parsed.args.length === 0)) {
		yield* context.engine.tryNegotiate();
		const shown = knownFlags(command, context.engine);
		yield* sys.stdout.write((asksHelp === '-h' ? shorthandNote(era) : '') + commandHelp(shown, path, columns, era));
		return 0;
	}
	// What the engine is too old for comes before what is wrong with the words (docker/cli cmd/docker/docker.go, setValidateArgs).
	yield* refuseNewer(context);
	checkArity(command, path, parsed.args, usage);
	if (!command.run) throw notSimulated(path);
	refuseLeftOut(flags, parsed, path);
	return yield* command.run(context);
}

function notSimulated(path: string): CliError {
	return new CliError(`swarmlab does not simulate docker ${path}`);
}

function shorthandNote(era: Era): string {
	return `Flag shorthand -h has been deprecated, ${era.capabilities.wordsOf28 ? '' : 'please '}use --help\n`;
}

interface UsageLines {
	usage: string;
	help: string;
	era: Era;
	/** The screen that older clients add for what has commands below it. */
	screen?: () => string;
}

/** @throws CliError (125) with the usage block */
function parseOrFail(
	flags: readonly Flag[],
	words: readonly string[],
	interspersed: boolean,
	lines: UsageLines
): ParsedArguments {
	try {
		return parseFlags(flags, words, interspersed);
	} catch (error) {
		if (!(error instanceof FlagError)) throw error;
		if (!lines.era.capabilities.wordsOf28) {
			const screen = lines.screen ? `\n${lines.screen().trimEnd()}\n` : '';
			throw new CliError(`${error.message}\nSee '${lines.help} --help'.${screen}`, 125);
		}
		throw new CliError(
			`${error.message}\n\nUsage:  ${lines.usage}\n\nRun '${lines.help} --help' for more information`,
			125
		);
	}
}

/** Without what the engine is too old for, or its node not in the swarm for. */
function knownTo(tree: CommandTree, engine: EngineClient, era: Era): CommandTree {
	const commands = tree.commands.filter(({ path }) => commandNeeds(path, engine.apiVersion) === undefined);
	if (!era.capabilities.wordsOf28) return { ...tree, commands };
	const isShown = ({ path }: { path: string }): boolean => !isHiddenBySwarm(path, engine);
	return { ...tree, groups: tree.groups.filter(isShown), commands: commands.filter(isShown) };
}

/** `docker --help`, as far as the engine is there to tell what it knows. */
function* topScreen(
	tree: CommandTree,
	era: Era,
	options: DockerOptions,
	sys: Sys,
	globals: FlagValues,
	columns: number
): Process<string> {
	if (!era.capabilities.wordsOf28) return topHelp(tree, columns, era);
	const engine = engineForHelp(options, sys, globals);
	yield* engine.tryNegotiate();
	return topHelp({ ...knownTo(tree, engine, era), commands: tree.commands }, columns, era);
}

function knownFlags(command: Command, engine: EngineClient): Command {
	const isKnown = ({ name }: Flag): boolean => flagNeeds(command.path, name, engine.apiVersion) === undefined;
	return { ...command, flags: command.flags.filter(isKnown) };
}

/** Source: docker/cli cmd/docker/docker.go, isSupported. */
function* refuseNewer(context: CommandContext): Process<void> {
	const { command, flags, engine } = context;
	if (!dependsOnApi(command.path, flags.given)) return;
	yield* engine.tryNegotiate();
	const { apiVersion } = engine;
	const needs = (what: string, needed: string): string =>
		`${what} requires API version ${needed}, but the Docker daemon API version is ${apiVersion}`;
	const needed = commandNeeds(command.path, apiVersion);
	if (needed !== undefined) throw new CliError(needs(`docker ${context.path}`, needed));
	const refusals = [...flags.given].sort().flatMap((name) => {
		const version = flagNeeds(command.path, name, apiVersion);
		return version === undefined ? [] : [needs(`"--${name}"`, version)];
	});
	if (refusals.length > 0) throw new CliError(refusals.join('\n'));
}

/** Never silently ignored: a flag that changes nothing here says so. */
function refuseLeftOut(flags: readonly Flag[], parsed: ParsedArguments, path: string): void {
	for (const name of parsed.values.given) {
		if (flags.find((flag) => flag.name === name)?.leftOut) {
			throw new CliError(`swarmlab does not simulate --${name} of docker${path === '' ? '' : ` ${path}`}`);
		}
	}
}

/** Texts: recordings/cluster.jsonl, services.jsonl (SEMANTICS.md section 16). */
function checkArity(command: Command, path: string, args: readonly string[], { usage, era }: UsageLines): void {
	const { min, max } = command.args;
	if (args.length >= min && (max === undefined || args.length <= max)) return;
	if (command.args.plain) throw new CliError(`accepts ${min} arg(s), received ${args.length}`);
	const count = (n: number): string => `${n} argument${n === 1 ? '' : 's'}`;
	let problem: string;
	let verb = 'Run';
	if (!era.capabilities.wordsOf28) throw oldArityError(command, path, usage);
	if (max === 0) problem = 'accepts no arguments';
	else if (max === min) problem = `requires ${count(min)}`;
	else if (max === undefined) {
		problem = `requires at least ${count(min)}`;
		verb = 'See';
	} else if (min === 0) {
		problem = `requires at most ${count(max)}`;
		// So it stands in the real client.
		verb = 'SRun';
	} else problem = `requires at least ${min} and at most ${count(max)}`;
	throw new CliError(
		`docker: 'docker ${path}' ${problem}\n\nUsage:  ${usage}\n\n${verb} 'docker ${path} --help' for more information`
	);
}

/** Texts: the same commands by the client 20.10.24. */
function oldArityError({ args: { min, max }, short }: Command, path: string, usage: string): CliError {
	const count = (n: number): string => `${n} argument${n === 1 ? '' : 's'}`;
	let problem: string;
	if (max === 0) problem = 'accepts no arguments';
	else if (max === min) problem = `requires exactly ${count(min)}`;
	else if (max === undefined) problem = `requires at least ${count(min)}`;
	else if (min === 0) problem = `requires at most ${count(max)}`;
	else problem = `requires at least ${min} and at most ${count(max)}`;
	return new CliError(`"docker ${path}" ${problem}.\nSee 'docker ${path} --help'.\n\nUsage:  ${usage}\n\n${short}`);
}

function unknownCommand(era: Era, name: string): CliError {
	return new CliError(
		era.capabilities.wordsOf28
			? `docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information`
			: `docker: '${name}' is not a docker command.\nSee 'docker --help'`
	);
}

type Found = { command: Command; path: string; rest: string[] } | { group: Group; rest: string[] };

/** The longest row that the words begin with. */
function findCommand(tree: CommandTree, era: Era, words: readonly string[]): Found | undefined {
	const group = tree.groups.find((row) => row.path === words[0] && isIn(era.id, row));
	if (group && words[1] !== undefined) {
		const path = `${words[0]!} ${words[1]}`;
		const found = commandAt(tree, era, path);
		if (found) return { ...found, rest: words.slice(2) };
	}
	if (group) return { group, rest: words.slice(1) };
	const found = commandAt(tree, era, words[0]!);
	return found && { ...found, rest: words.slice(1) };
}

function commandAt(tree: CommandTree, era: Era, typed: string): { command: Command; path: string } | undefined {
	const row = tree.commands.find(
		(row) => (row.path === typed || row.also?.includes(typed) || row.aliases?.includes(typed)) && isIn(era.id, row)
	);
	if (!row) return undefined;
	const path = namedPath(row, typed);
	const command = commandOf(era.id, row, path);
	return command && { command, path };
}

/** Under an alias ('node list') texts still name the command itself. */
function namedPath(command: Command, path: string): string {
	return path === command.path || command.also?.includes(path) ? path : command.path;
}

function* runGroup(
	sys: Sys,
	tree: CommandTree,
	era: Era,
	engine: EngineClient,
	group: Group,
	rest: readonly string[],
	columns: number
): Process<number> {
	if (group.leftOut && rest[0] !== undefined) throw notSimulated(`${group.path} ${rest[0]}`);
	const usage = `docker ${group.path}${group.use ? ` ${group.use}` : ''}`;
	const screen = (withHidden = false): string => groupHelp(knownTo(tree, engine, era), group, columns, era, withHidden);
	const parsed = parseOrFail(group.flags ?? [], rest, !era.capabilities.wordsOf28, {
		usage,
		help: `docker ${group.path}`,
		era,
		screen: () => screen(true)
	});
	const word = parsed.args[0];
	if (!parsed.help && word !== undefined) {
		if (!era.capabilities.wordsOf28) {
			yield* sys.stderr.write(screen(true));
			return 1;
		}
		throw new CliError(
			`docker: unknown command: docker ${group.path} ${word}\n\nUsage:  ${usage}\n\nRun 'docker ${group.path} --help' for more information`
		);
	}
	if (group.leftOut) throw notSimulated(group.path);
	yield* engine.tryNegotiate();
	if (parsed.help === '-h') yield* sys.stdout.write(shorthandNote(era) + screen());
	else yield* (parsed.help ? sys.stdout : sys.stderr).write(screen());
	return 0;
}

/** `docker help service create` */
function* printHelpTopic(
	sys: Sys,
	tree: CommandTree,
	era: Era,
	engine: EngineClient,
	words: readonly string[],
	columns: number
): Process<number> {
	const found = findCommand(tree, era, words);
	if (!found) throw new CliError(`unknown help topic: ${words.join(' ')}`);
	yield* engine.tryNegotiate();
	if ('group' in found) yield* sys.stdout.write(groupHelp(knownTo(tree, engine, era), found.group, columns, era));
	else yield* sys.stdout.write(commandHelp(knownFlags(found.command, engine), found.path, columns, era));
	return 0;
}
