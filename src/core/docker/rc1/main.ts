import { CommandContext } from '../context.ts';
import { EngineClient } from '../engine-client.ts';
import { CliError } from '../errors.ts';
import type { Command } from '../command.ts';
import { COMMAND_TREE } from '../commands/tree.ts';
import { FlagError, parseFlags, type ParsedArguments } from '../flags.ts';
import { handlerFor, LOCAL_HOST, type DockerOptions } from '../connection.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { rc1CommandHelp, rc1GroupHelp, rc1TopHelp, rc1UsageLine } from './help.ts';
import { RC1_GROUPS, RC1_TOP, rc1TopCommand } from './tree.ts';

/**
 * The command line of the client 1.12.0-rc1: its own flag package before the command, cobra after it.
 * Wordings: docker/docker v1.12.0-rc1 cli/cli.go, cli/required.go, cli/flagerrors.go, cmd/docker/docker.go.
 */
export function* runMflagClient(options: DockerOptions, sys: Sys): Process<number> {
	const { era } = options;
	const globals = parse(COMMAND_TREE.root.flags, sys.argv.slice(1), false, 'docker', 125);
	if (globals.values.bool('version')) {
		yield* sys.stdout.write(`Docker version ${era.client.version}, build ${era.client.gitCommit}\n`);
		return 0;
	}
	const words = globals.args;
	if (globals.help || words.length === 0) {
		yield* sys.stdout.write(rc1TopHelp(RC1_TOP));
		return 0;
	}
	const isHelp = words[0] === 'help';
	if (isHelp && words.length === 1) {
		yield* sys.stdout.write(rc1TopHelp(RC1_TOP));
		return 0;
	}
	const [name, ...rest] = isHelp ? [...words.slice(1), '--help'] : words;
	const group = RC1_GROUPS.find((row) => row.path === name);
	let command: Command | undefined;
	let args = rest;
	if (group) {
		command = group.commands.find((row) => row.path === `${group.path} ${rest[0] ?? ''}`);
		if (!command) return yield* printGroup(sys, group, rest);
		args = rest.slice(1);
	} else {
		command = rc1TopCommand(name!);
	}
	if (!command) {
		if (RC1_TOP.some((row) => row.name === name)) throw new CliError(`swarmlab does not simulate docker ${name!}`);
		throw new CliError(`docker: '${name!}' is not a docker command.\nSee 'docker --help'.`);
	}
	const path = `docker ${command.path}`;
	const exitCode = command.path === 'run' || command.path === 'create' ? 125 : 1;
	const parsed = parse(command.flags, args, command.interspersed !== false, path, exitCode);
	if (parsed.help || parsed.values.changed('help')) {
		yield* sys.stdout.write(rc1CommandHelp(command));
		return 0;
	}
	checkArity(command, parsed.args);
	if (!command.run) throw new CliError(`swarmlab does not simulate ${path}`);
	for (const given of parsed.values.given) {
		if (command.flags.find((flag) => flag.name === given)?.leftOut) {
			throw new CliError(`swarmlab does not simulate --${given} of ${path}`);
		}
	}
	const host = globals.values.list('host').pop() ?? sys.env.get('DOCKER_HOST') ?? '';
	const engine = new EngineClient(handlerFor(options, sys, host), era, host === '' ? LOCAL_HOST : host);
	const context = new CommandContext(
		sys,
		era,
		engine,
		command,
		command.path,
		parsed.values,
		parsed.args,
		globals.values.bool('debug')
	);
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
		throw new CliError(`${error.message}\nSee '${path} --help'.`, exitCode);
	}
}

/** `docker swarm` and `docker swarm foo`: the usage, on standard error. */
function* printGroup(sys: Sys, group: (typeof RC1_GROUPS)[number], rest: readonly string[]): Process<number> {
	const word = rest[0];
	if (word === '--help' || word === '-h') {
		yield* sys.stdout.write(rc1GroupHelp(group));
		return 0;
	}
	if (word?.startsWith('-'))
		throw new CliError(`unknown flag: ${word}\nSee 'docker ${group.path} --help'.\n${rc1GroupHelp(group)}`);
	yield* sys.stderr.write(rc1GroupHelp(group));
	return word === undefined ? 0 : 1;
}

function checkArity(command: Command, args: readonly string[]): void {
	const { min, max } = command.args;
	if (args.length >= min && (max === undefined || args.length <= max)) return;
	let problem = `requires at least ${min} argument(s)`;
	if (max === 0) problem = 'accepts no argument(s)';
	else if (max === min) problem = `requires exactly ${min} argument(s)`;
	else if (max !== undefined) problem = `requires at least ${min} and at most ${max} argument(s)`;
	throw new CliError(
		`"docker ${command.path}" ${problem}.\nSee 'docker ${command.path} --help'.\n\n${rc1UsageLine(command)}\n\n${command.short}`
	);
}
