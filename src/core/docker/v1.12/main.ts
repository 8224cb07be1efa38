import { CliError } from '../errors.ts';
import type { Command } from '../command.ts';
import { COMMAND_TREE } from '../commands/tree.ts';
import { FlagError, isIn, parseFlags, type ParsedArguments } from '../flags.ts';
import { openContext, type DockerOptions } from '../connection.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { commandHelp, groupHelp, topHelp, usageLine } from './help.ts';
import { MFLAG_COMMANDS } from './mflag-commands.ts';
import { TOP_COMMANDS } from './top-commands.ts';
import { groupsOf, topCommand, type OldGroup } from './tree.ts';

/**
 * The command line of the clients of 1.12: their own flag package before the command, cobra after it.
 * Wordings: docker/docker v1.12.0-rc1 and v1.12.3, cli/cli.go, cli/required.go, cli/flagerrors.go, cmd/docker/docker.go.
 */
export function* runMflagClient(options: DockerOptions, sys: Sys): Process<number> {
	const { era } = options;
	const globals = parse(COMMAND_TREE.root.flags, sys.argv.slice(1), false, 'docker', 125);
	if (globals.values.bool('version')) {
		yield* sys.stdout.write(`Docker version ${era.client.version}, build ${era.client.gitCommit}\n`);
		return 0;
	}
	const words = globals.args;
	const top = TOP_COMMANDS.filter((row) => isIn(era.id, row));
	if (globals.help || words.length === 0) {
		yield* sys.stdout.write(topHelp(top));
		return 0;
	}
	const isHelp = words[0] === 'help';
	if (isHelp && words.length === 1) {
		yield* sys.stdout.write(topHelp(top));
		return 0;
	}
	const [name, ...rest] = isHelp ? [...words.slice(1), '--help'] : words;
	const group = groupsOf(era.id).find((row) => row.path === name);
	let command: Command | undefined;
	let args = rest;
	if (group) {
		const path = `${group.path} ${rest[0] ?? ''}`;
		command = group.commands.find((row) => row.path === path || row.aliases?.includes(path));
		if (!command) return yield* printGroup(sys, group, rest, era.capabilities.joinTokens ? 125 : 1);
		args = rest.slice(1);
	} else {
		command = topCommand(name!, era.id);
	}
	if (!command) {
		if (top.some((row) => row.name === name)) throw new CliError(`swarmlab does not simulate docker ${name!}`);
		throw new CliError(`docker: '${name!}' is not a docker command.\nSee 'docker --help'.`);
	}
	const path = `docker ${command.path}`;
	const exitCode =
		era.capabilities.joinTokens || MFLAG_COMMANDS.includes(command.path) || ['run', 'create'].includes(command.path)
			? 125
			: 1;
	const flags = command.flags.filter((flag) => isIn(era.id, flag));
	const parsed = parse(flags, args, command.interspersed !== false, path, exitCode);
	if (parsed.help || parsed.values.changed('help')) {
		yield* sys.stdout.write(commandHelp(command, era.id));
		return 0;
	}
	checkArity(command, parsed.args);
	if (!command.run) throw new CliError(`swarmlab does not simulate ${path}`);
	for (const given of parsed.values.given) {
		if (flags.find((flag) => flag.name === given)?.leftOut) {
			throw new CliError(`swarmlab does not simulate --${given} of ${path}`);
		}
	}
	const context = yield* openContext(options, sys, globals.values, { command, path: command.path, parsed });
	return yield* command.run(context);
}

function parse(
	flags: Command['flags'],
	words: readonly string[],
	interspersed: boolean,
	path: string,
	exitCode: number
): ParsedArguments {
	try {
		return parseFlags(flags, words, interspersed);
	} catch (error) {
		if (!(error instanceof FlagError)) throw error;
		const text =
			path === 'docker'
				? error.oldMessage.replace(/^unknown flag: /, 'flag provided but not defined: ')
				: error.oldMessage;
		throw new CliError(`${text}\nSee '${path} --help'.`, exitCode);
	}
}

/** `docker swarm` and `docker swarm foo`: the usage, on standard error. */
function* printGroup(sys: Sys, group: OldGroup, rest: readonly string[], exitCode: number): Process<number> {
	const word = rest[0];
	if (word === '--help' || word === '-h') {
		yield* sys.stdout.write(groupHelp(group));
		return 0;
	}
	if (word?.startsWith('-'))
		throw new CliError(`unknown flag: ${word}\nSee 'docker ${group.path} --help'.\n${groupHelp(group)}`, exitCode);
	yield* sys.stderr.write(groupHelp(group));
	return word === undefined ? 0 : 1;
}

function checkArity(command: Command, args: readonly string[]): void {
	const { min, max } = command.args;
	if (args.length >= min && (max === undefined || args.length <= max)) return;
	if (MFLAG_COMMANDS.includes(command.path)) {
		const one = `${min} argument${min === 1 ? '' : 's'}`;
		throw new CliError(
			`docker: "${command.path}" requires a minimum of ${one}.\nSee 'docker ${command.path} --help'.\n\n${usageLine(command, '\t')}\n\n${command.short}`
		);
	}
	let problem = `requires at least ${min} argument(s)`;
	if (max === 0) problem = 'accepts no argument(s)';
	else if (max === min) problem = `requires exactly ${min} argument(s)`;
	else if (max !== undefined) problem = `requires at least ${min} and at most ${max} argument(s)`;
	throw new CliError(
		`"docker ${command.path}" ${problem}.\nSee 'docker ${command.path} --help'.\n\n${usageLine(command)}\n\n${command.short}`
	);
}
