import { Files, type FileTree } from '../../../src/core/sim/files.ts';
import { Net } from '../../../src/core/sim/net.ts';
import type { Rng } from '../../../src/core/sim/rng.ts';
import type { Scope } from '../../../src/core/sim/scope.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import type { MachineFace, Program } from '../../../src/core/sim/sys.ts';
import { debianTree } from './debian-tree.ts';
import { shellPrograms } from '../../../src/core/shell/programs/table.ts';
import { HeadlessShell, startLoginShell } from '../../../src/core/shell/shell.ts';
import { Tty } from '../../../src/core/shell/tty.ts';

/** 2026-11-05 10:00:00 UTC */
export const EPOCH_MS = Date.UTC(2026, 10, 5, 10);

/** A machine with nothing but a disk, a shell and a network card. */
export class TestMachine implements MachineFace {
	readonly files: Files;
	readonly rng: Rng;
	readonly scope: Scope;
	private readonly table = new Map<string, Program>();

	constructor(
		readonly sim: Sim,
		readonly net: Net,
		readonly hostname: string,
		readonly address: string,
		programs: readonly Program[] = [],
		tree: FileTree = {}
	) {
		for (const program of [...shellPrograms, ...programs]) this.table.set(program.name, program);
		this.scope = sim.root.child(hostname);
		this.rng = sim.rng.fork(hostname);
		this.files = new Files(sim, { ...debianTree({ hostname, hosts: { [address]: [hostname] } }), ...tree });
		net.attach(hostname, address);
	}

	program(name: string): Program | undefined {
		return this.table.get(name);
	}

	programNames(): string[] {
		return [...this.table.keys()].sort();
	}
}

export function createMachine(
	options: { seed?: number; programs?: readonly Program[]; tree?: FileTree } = {}
): TestMachine {
	const sim = new Sim(options.seed ?? 1, EPOCH_MS);
	return new TestMachine(sim, new Net(sim), 'pi6', '192.168.178.24', options.programs, options.tree);
}

export interface Outcome {
	code: number;
	stdout: string;
	stderr: string;
	/** Both, in the order in which they came. */
	both: string;
}

/** Runs lines in one headless shell, one after the other; time passes as it must. */
export class Runner {
	readonly shell: HeadlessShell;
	constructor(readonly machine = createMachine()) {
		this.shell = new HeadlessShell(machine, machine.scope);
	}

	run(line: string, limitMs = 3_600_000): Outcome {
		const outcome: Outcome = { code: -1, stdout: '', stderr: '', both: '' };
		const take = (name: 'stdout' | 'stderr') => ({
			*write(text: string) {
				outcome[name] += text;
				outcome.both += text;
			},
			close() {}
		});
		let over = false;
		this.shell.start(line, { stdout: take('stdout'), stderr: take('stderr') }, (code) => {
			outcome.code = code;
			over = true;
		});
		const { sim } = this.machine;
		const end = sim.now + limitMs;
		while (!over && (sim.nextAt() ?? Infinity) <= end) sim.step();
		if (!over) throw new Error(`did not end within ${limitMs} virtual ms: ${line}`);
		return outcome;
	}
}

/** A terminal with a login shell on it, and keys to press. */
export class Terminal {
	readonly tty: Tty;
	/** Everything that came out. */
	raw = '';

	constructor(
		readonly machine = createMachine(),
		size = { columns: 80, rows: 24 }
	) {
		this.tty = new Tty(machine.scope, size, (text) => {
			this.raw += text;
		});
		startLoginShell({ machine, scope: machine.scope, tty: this.tty });
		this.settle();
	}

	/** Types, and lets a little virtual time pass. @returns what came out meanwhile */
	type(text: string, ms = 50): string {
		const before = this.raw.length;
		this.tty.input(text);
		this.settle(ms);
		return this.raw.slice(before);
	}

	settle(ms = 50): void {
		this.machine.sim.runUntil(this.machine.sim.now + ms);
	}
}
