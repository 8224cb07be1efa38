import type { Proc, ProcGroup, Process } from '../sim/process.ts';
import type { ReadEnd, WriteEnd } from '../sim/stream.ts';
import type { MachineFace, Sys, TerminalControl } from '../sim/sys.ts';
import { CLOSED_WRITER, EMPTY_READER, OpenFile, type Descriptors } from './descriptors.ts';
import { Interpreter } from './interpreter.ts';
import { processesOf } from './processes.ts';

/** What a program that a shell starts sees of the world. */
export class ProgramSys implements Sys {
	readonly machine: MachineFace;
	readonly cwd: string;
	readonly stdin: ReadEnd;
	readonly stdout: WriteEnd;
	readonly stderr: WriteEnd;
	/** @internal for programs that are shells themselves */
	readonly shell: Interpreter;

	constructor(
		shell: Interpreter,
		readonly argv: readonly string[],
		readonly env: ReadonlyMap<string, string>
	) {
		this.shell = shell;
		this.machine = shell.machine;
		this.cwd = shell.cwd;
		this.stdin = shell.descriptors.get(0)?.reader ?? EMPTY_READER;
		this.stdout = this.writer(1);
		this.stderr = this.writer(2);
	}

	terminal(fd: 0 | 1 | 2): TerminalControl | undefined {
		return this.shell.descriptors.get(fd)?.terminal;
	}

	spawn(commandLine: string, io: { stdin?: ReadEnd; stdout?: WriteEnd; stderr?: WriteEnd }, group?: ProcGroup): Proc {
		const { shell } = this;
		const descriptors: Descriptors = new Map();
		const share = (fd: number, given: OpenFile | undefined): void => {
			const file = given ?? shell.descriptors.get(fd)?.retain();
			if (file) descriptors.set(fd, file);
		};
		share(0, io.stdin && new OpenFile({ reader: io.stdin }));
		share(1, io.stdout && new OpenFile({ writer: io.stdout }));
		share(
			2,
			io.stderr && (io.stderr === io.stdout ? descriptors.get(1)!.retain() : new OpenFile({ writer: io.stderr }))
		);
		const child = new Interpreter({
			machine: this.machine,
			scope: shell.scope,
			descriptors,
			environment: this.env,
			cwd: this.cwd,
			name: 'sh',
			style: 'line',
			group: group ?? shell.group,
			parentPid: shell.ownPid
		});
		return processesOf(this.machine).spawn(
			shell.scope,
			child.asProcess(() => child.runText(commandLine)),
			{
				command: `sh -c ${commandLine}`,
				parentPid: shell.ownPid,
				terminal: shell.terminalName(),
				group: group ?? shell.group,
				pid: child.ownPid
			}
		).proc;
	}

	/** A program may close its output early; the descriptor itself is let go when the process ends. */
	private writer(fd: 1 | 2): WriteEnd {
		const { descriptors } = this.shell;
		const file = descriptors.get(fd);
		if (!file?.writer) return CLOSED_WRITER;
		const { writer } = file;
		return {
			write: (text: string): Process<void> => writer.write(text),
			close: () => {
				if (descriptors.get(fd) !== file) return;
				descriptors.delete(fd);
				file.release();
			}
		};
	}
}
