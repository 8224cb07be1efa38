import type { Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { FACTS, type Dialect } from '../dialect.ts';
import { createCluster } from '../discovery/discovery.ts';
import { GoPanic, SwarmError } from '../error.ts';
import { Arguments, FlagFault } from './arguments.ts';
import { COMMANDS, GLOBAL_FLAGS, type CommandRow } from './flags.ts';
import { appHelp, commandHelp } from './help.ts';
import { join } from './join.ts';
import { list } from './list.ts';
import { levelNamed, Log, stdlogDate } from './log.ts';
import { manage } from './manage.ts';

/** Ends the program with a line of its log. */
export interface Run {
	sys: Sys;
	dialect: Dialect;
	args: Arguments;
	log: Log;
}

/** The standalone `swarm` of one of two versions. */
export function swarmProgram(dialectOf: () => Dialect): Program {
	return {
		name: 'swarm',
		run: (sys) => run(sys, dialectOf()),
		*complete(_machine, words, word) {
			if (words.length === 1)
				return COMMANDS.map(({ name }) => name as string)
					.concat('help')
					.filter((n) => n.startsWith(word));
			const command = COMMANDS.find(({ name, short }) => name === words[1] || short === words[1]);
			if (!command || !word.startsWith('-')) return [];
			return command.flags[dialectOf()].map(({ names }) => `--${names[0]!}`).filter((flag) => flag.startsWith(word));
		}
	};
}

function* run(sys: Sys, dialect: Dialect): Process<number> {
	const log = new Log(sys);
	const words = sys.argv.slice(1);
	let globals: Arguments;
	try {
		// Words behind the command are its own: only what stands before it is read here.
		const at = words.findIndex(
			(word, i) => !word.startsWith('-') && !['-l', '--log-level'].includes(words[i - 1] ?? '')
		);
		globals = new Arguments(GLOBAL_FLAGS[dialect], at < 0 ? words : words.slice(0, at), sys.env);
		words.splice(0, at < 0 ? words.length : at);
	} catch (error) {
		if (!(error instanceof FlagFault)) throw error;
		yield* sys.stdout.write(`Incorrect Usage.\n\n${appHelp(dialect)}\n`);
		yield* log.write('fatal', error.message);
		return 1;
	}
	if (globals.bool('version')) {
		yield* sys.stdout.write(`swarm version ${FACTS[dialect].version}\n`);
		return 0;
	}
	const wanted = dialect === 'rc1' ? '' : globals.text('log-level');
	const level = wanted === '' ? 'info' : levelNamed(wanted);
	if (level === undefined) {
		yield* log.write('fatal', `not a valid logrus Level: ${JSON.stringify(wanted)}`);
		return 1;
	}
	// Source: cli/cli.go: --debug counts where no level is given.
	log.least = globals.bool('debug') && !globals.isSet('log-level') ? 'debug' : level;
	const [name, ...rest] = words;
	if (globals.bool('help') || name === undefined) {
		yield* sys.stdout.write(appHelp(dialect));
		return 0;
	}
	if (name === 'help' || (name === 'h' && dialect === 'rc1')) return yield* help(sys, dialect, rest[0]);
	const command = COMMANDS.find((row) => row.name === name || row.short === name);
	if (!command) return yield* help(sys, dialect, name);
	if (rest.some((word) => ['--help', '-h', '-help'].includes(word))) {
		yield* sys.stdout.write(commandHelp(command, dialect));
		return 0;
	}
	return yield* runCommand(sys, dialect, command, rest, log);
}

function* help(sys: Sys, dialect: Dialect, name: string | undefined): Process<number> {
	if (name === undefined) {
		yield* sys.stdout.write(appHelp(dialect));
		return 0;
	}
	const command = COMMANDS.find((row) => row.name === name || row.short === name);
	yield* sys.stdout.write(command ? commandHelp(command, dialect) : `No help topic for '${name}'\n`);
	return 0;
}

function* runCommand(sys: Sys, dialect: Dialect, command: CommandRow, words: string[], log: Log): Process<number> {
	try {
		const args = new Arguments(command.flags[dialect], words, sys.env);
		const all = { sys, dialect, args, log };
		switch (command.name) {
			case 'create':
				return yield* create(all);
			case 'list':
				return yield* list(all);
			case 'join':
				return yield* join(all);
			case 'manage':
				return yield* manage(all);
			default:
				return 0;
		}
	} catch (error) {
		if (error instanceof GoPanic) {
			yield* sys.stderr.write(`panic: ${error.message}\n`);
			return 2;
		}
		if (error instanceof FlagFault) yield* sys.stdout.write(`Incorrect Usage.\n\n${commandHelp(command, dialect)}\n`);
		else if (!(error instanceof SwarmError)) throw error;
		// `list` and `create` of 1.2 write their log as Go does, the others as logrus.
		const isPlain = dialect !== 'rc1' && (command.name === 'list' || command.name === 'create');
		if (isPlain) yield* sys.stderr.write(`${stdlogDate(sys.machine.sim.wallMs)} ${error.message}\n`);
		else yield* log.write('fatal', error.message);
		return 1;
	}
}

function* create({ sys, dialect, args }: Run): Process<number> {
	if (dialect !== 'rc1' && args.words.length > 0) {
		throw new SwarmError("the `create` command takes no arguments. See 'swarm create --help'.");
	}
	const { net, hostname } = sys.machine;
	const token = yield* createCluster(FACTS[dialect].hub, { net, from: hostname });
	yield* sys.stdout.write(`${token}\n`);
	return 0;
}
