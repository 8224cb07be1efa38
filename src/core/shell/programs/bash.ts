import { FileError, joinPath } from '../../sim/files.ts';
import { self, type Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { OpenFile, shareDescriptors } from '../descriptors.ts';
import { Interpreter } from '../interpreter.ts';
import { runSession } from '../shell.ts';
import { ProgramSys } from '../sys.ts';
import { Tty } from '../tty.ts';
import { readAll } from '../../sim/stream.ts';

/** `bash` and `sh` as programs: -c text, a file, standard input, or an interactive shell. */
function shellProgram(name: string): Program {
	return {
		name,
		*run(sys) {
			const options: string[] = [];
			const args = sys.argv.slice(1);
			let isInteractive = false;
			let command: string | undefined;
			let readsInput = false;
			for (let first = args[0]; first !== undefined && /^[-+]./.test(first); first = args[0]) {
				args.shift();
				if (first === '--' || first === '-') break;
				if (
					first === '--login' ||
					first === '-l' ||
					first === '--norc' ||
					first === '--noprofile' ||
					first === '--posix'
				)
					continue;
				if (first === '--version') {
					yield* sys.stdout.write('GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n');
					return 0;
				}
				if (first === '-o') {
					options.push(args.shift() ?? '');
					continue;
				}
				for (const letter of first.slice(1)) {
					if (letter === 'c') command = '';
					else if (letter === 's') readsInput = true;
					else if (letter === 'i') isInteractive = true;
					else if (LETTERS[letter]) options.push(LETTERS[letter]);
					else if (letter !== 'l') {
						yield* sys.stderr.write(`${name}: ${first}: invalid option\n`);
						return 2;
					}
				}
			}
			if (command !== undefined) {
				command = args.shift();
				if (command === undefined) {
					yield* sys.stderr.write(`${name}: -c: option requires an argument\n`);
					return 2;
				}
			}
			return yield* start(sys, name, options, { command, readsInput, isInteractive, args });
		}
	};
}

export const bash = shellProgram('bash');
export const sh = shellProgram('sh');

/** Prompts in containers: Debian's /etc/bash.bashrc, and busybox's sh. */
const CONTAINER_BASH = '\\u@\\h:\\w\\$ ';
const CONTAINER_SH = '\\w \\$ ';

const LETTERS: Readonly<Record<string, string>> = {
	e: 'errexit',
	u: 'nounset',
	x: 'xtrace',
	f: 'noglob',
	C: 'noclobber'
};

interface Start {
	command: string | undefined;
	readsInput: boolean;
	isInteractive: boolean;
	args: string[];
}

/** A shell that no other shell has started: the first process of a container. */
function* firstShell(sys: Sys, name: string): Process<Interpreter> {
	const proc = yield* self();
	const open = (fd: 0 | 1 | 2, end: ConstructorParameters<typeof OpenFile>[0]): [number, OpenFile] => {
		const terminal = sys.terminal(fd);
		return [fd, new OpenFile(terminal ? { ...end, terminal } : end)];
	};
	return new Interpreter({
		machine: sys.machine,
		scope: proc.scope,
		descriptors: new Map([
			open(0, { reader: sys.stdin }),
			open(1, { writer: sys.stdout }),
			open(2, { writer: sys.stderr })
		]),
		environment: sys.env,
		cwd: sys.cwd,
		name,
		style: 'line',
		group: proc.group
	});
}

function* start(
	sys: Sys,
	name: string,
	options: readonly string[],
	{ command, readsInput, isInteractive, args }: Start
): Process<number> {
	const outer = sys instanceof ProgramSys ? sys.shell : yield* firstShell(sys, name);
	const make = (zero: string, positional: readonly string[]): Interpreter => {
		const shell = new Interpreter({
			machine: sys.machine,
			scope: outer.scope,
			descriptors: shareDescriptors(outer.descriptors),
			environment: sys.env,
			cwd: sys.cwd,
			name: zero,
			positional,
			style: 'line',
			group: outer.group,
			pid: outer.ownPid,
			parentPid: outer.parentPid
		});
		for (const option of options) shell.options.add(option);
		return shell;
	};
	if (command !== undefined) {
		const shell = make(args[0] ?? sys.argv[0] ?? name, args.slice(1));
		shell.syntaxPrefix = '-c: ';
		return yield* shell.asProcess(() => shell.runText(command));
	}
	const [path, ...rest] = args;
	if (path !== undefined && !readsInput) {
		let text: string;
		try {
			text = sys.machine.files.read(joinPath(sys.cwd, path));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* sys.stderr.write(`${name}: ${path}: ${error.text}\n`);
			return error.code === 'ENOENT' ? 127 : 126;
		}
		const shell = make(path, rest);
		return yield* shell.asProcess(() => shell.runText(text));
	}
	const terminal = sys.terminal(0);
	if ((isInteractive || !readsInput) && terminal instanceof Tty) {
		return yield* runSession({
			machine: sys.machine,
			scope: outer.scope,
			tty: terminal,
			environment: sys.env,
			cwd: sys.cwd,
			name,
			pid: outer.ownPid,
			parentPid: outer.parentPid,
			group: outer.group,
			...(sys instanceof ProgramSys ? {} : { prompt: name === 'bash' ? CONTAINER_BASH : CONTAINER_SH })
		});
	}
	const text = yield* readAll(sys.stdin);
	const shell = make(name, args);
	return yield* shell.asProcess(() => shell.runText(text));
}
