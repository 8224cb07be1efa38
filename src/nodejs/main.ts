import { UsageError, type OptionRow } from './arguments.ts';
import { conformance, CONFORMANCE_OPTIONS } from './conformance.ts';
import { exec, EXEC_OPTIONS } from './exec.ts';
import { leftOut, LEFT_OUT_OPTIONS } from './left-out.ts';
import { fuzz, FUZZ_OPTIONS } from './fuzz.ts';
import { lesson, LESSON_OPTIONS } from './lesson.ts';
import { raftScripts, RAFT_OPTIONS } from './raft.ts';
import { serve, SERVE_OPTIONS } from './serve.ts';
import { replay, REPLAY_OPTIONS } from './replay.ts';
import { vectors, VECTORS_OPTIONS } from './vectors.ts';

interface CommandRow {
	use: string;
	text: string;
	options: readonly OptionRow[];
	run(argv: readonly string[]): Promise<number> | number;
}

const COMMANDS: Record<string, CommandRow> = {
	exec: {
		use: '[FILE]',
		text: 'Run command lines on a simulated cluster, from a file or standard input',
		options: EXEC_OPTIONS,
		run: exec
	},
	serve: {
		use: '',
		text: 'Serve a simulated swarm to the real docker client and every other Docker tool',
		options: SERVE_OPTIONS,
		run: serve
	},
	conformance: {
		use: 'FILE…',
		text: 'Compare our docker command line with the real one, byte for byte',
		options: CONFORMANCE_OPTIONS,
		run: conformance
	},
	lesson: {
		use: 'test|lint [PATH…] | new ID | preview ID|FOLDER | record FILE',
		text: 'Try every promise that lessons make; begin, look at and record lessons',
		options: LESSON_OPTIONS,
		run: lesson
	},
	replay: {
		use: '[DIR]',
		text: 'Play the recorded scenarios of a real swarm and compare every line',
		options: REPLAY_OPTIONS,
		run: replay
	},
	fuzz: {
		use: 'commands|requests',
		text: 'Do random things to a simulated swarm and look for crashes, hangs and nonsense',
		options: FUZZ_OPTIONS,
		run: fuzz
	},
	'left-out': {
		use: '',
		text: 'Write the pages of what Swarmlab leaves out: commands, flags, routes of the API',
		options: LEFT_OUT_OPTIONS,
		run: leftOut
	},
	vectors: { use: 'DIR', text: 'Run test vectors of a directory', options: VECTORS_OPTIONS, run: vectors },
	raft: { use: 'DIR', text: "Run etcd's Raft scripts of a directory", options: RAFT_OPTIONS, run: raftScripts }
};

/** The `swarmlab` command. @returns the exit code */
export async function main(argv: readonly string[]): Promise<number> {
	const [name = '', ...rest] = argv;
	const row = COMMANDS[name];
	if (!row || rest.includes('--help')) {
		const known = name === '' || name === '--help' || row !== undefined;
		if (!known) process.stderr.write(`swarmlab: no command ${name}\n`);
		(known ? process.stdout : process.stderr).write(row ? help(name, row) : usage());
		return known ? 0 : 2;
	}
	try {
		return await row.run(rest);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		process.stderr.write(`swarmlab ${name}: ${error.message}\n`);
		return 2;
	}
}

function usage(): string {
	const lines = Object.entries(COMMANDS).map(
		([name, row]) => `  swarmlab ${`${name} ${row.use}`.padEnd(28)} ${row.text}`
	);
	return `Usage:\n${lines.join('\n')}\n\nswarmlab COMMAND --help tells more.\n`;
}

function help(name: string, row: CommandRow): string {
	const lines = row.options.map(
		(o) => `  --${`${o.name}${o.value === undefined ? '' : ` ${o.value}`}`.padEnd(22)} ${o.text}`
	);
	return `swarmlab ${name} ${row.use}\n${row.text}\n\nOptions:\n${lines.join('\n')}\n`;
}
