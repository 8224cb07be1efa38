import { readFileSync } from 'node:fs';
import { ERAS, hasEra } from '../core/era/eras.ts';
import type { EraId } from '../core/era/era.ts';
import type { ClusterShape } from '../core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../core/world/recording.ts';
import type { RunResult, World } from '../core/world/world.ts';
import { wholeWorld } from '../core/world/whole-world.ts';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { formedShape, parseScript, type ScriptStep } from './script.ts';

export const EXEC_OPTIONS: readonly OptionRow[] = [
	{ name: 'era', value: 'ERA', text: `version of Docker (${ERAS.map((era) => era.id).join(', ')}); default 28.2` },
	{ name: 'client', value: 'ERA', text: 'version of the docker client, where it is not that of the engine' },
	{ name: 'cluster', value: 'SHAPE', text: 'a formed swarm: 3m2w = three managers, two workers; default 1m0w' },
	{ name: 'seed', value: 'N', text: 'default 1' },
	{ name: 'trace', text: 'print every event of the trace after the command that led to it' },
	{ name: 'json', text: 'one JSON object for each command: {machine, command, code, stdout, stderr, t}' }
];

/** A command that has not ended after this long of virtual time is left running. */
const LIMIT_MS = 600_000;

/**
 * Runs lines `mgr1$ docker node ls` and prints a transcript. Directives: `# cluster 3m3w`, `# machines a b c`,
 * `# wait 30s`, `# fault stop mgr1`; other lines that begin with # are comments.
 * @returns 0, or 1 when a directive or a machine was not understood
 */
export function exec(argv: readonly string[]): number {
	const options = parseOptions(argv, EXEC_OPTIONS);
	const text = readFileSync(options.words[0] ?? 0, 'utf8');
	const era = eraNamed(options.text('era', '28.2'));
	const script = new Script(parseScript(text), {
		era,
		client: eraNamed(options.text('client', era)),
		seed: options.count('seed', 1),
		shape: formedShape(options.text('cluster', '1m0w')),
		trace: options.has('trace'),
		json: options.has('json')
	});
	return script.run() ? 0 : 1;
}

function eraNamed(id: string): EraId {
	if (!hasEra(id)) throw new UsageError(`no era ${id}. Allowed: ${ERAS.map((e) => e.id).join(' ')}`);
	return id as EraId;
}

interface ScriptOptions {
	era: EraId;
	client: EraId;
	seed: number;
	shape: ClusterShape;
	trace: boolean;
	json: boolean;
}

class Script {
	private world: World | undefined;
	private commands = 0;
	private traced = 0;

	constructor(
		private readonly steps: readonly ScriptStep[],
		private readonly options: ScriptOptions
	) {}

	run(): boolean {
		let ok = true;
		for (const step of this.steps) ok = this.step(step) && ok;
		if (!this.options.json)
			process.stdout.write(
				`# ${this.commands} commands, ${(this.theWorld().sim.now / 1000).toFixed(1)} virtual seconds\n`
			);
		return ok;
	}

	private step(step: ScriptStep): boolean {
		switch (step.type) {
			case 'problem':
				return this.complain(step.line, step.text);
			case 'cluster':
				if (this.world) return this.complain(step.line, 'the cluster must come before the first command');
				this.world = this.build(step.shape);
				return true;
			case 'wait': {
				const { sim } = this.theWorld();
				sim.runUntil(sim.now + step.ms);
				this.printTrace();
				return true;
			}
			case 'fault':
				return this.fault(step.text, step.line);
			case 'command':
				return this.command(step.machine, step.command, step.line);
			default:
				// Directions for conformance; here nothing is a terminal.
				return true;
		}
	}

	private fault(words: string, line: number): boolean {
		const world = this.theWorld();
		const { error } = world.fault(words);
		if (error !== undefined) return this.complain(line, error);
		world.sim.runUntil(world.sim.now);
		if (!this.options.json) process.stdout.write(`# fault ${words}\n`);
		this.printTrace();
		return true;
	}

	private command(machine: string, command: string, line: number): boolean {
		const world = this.theWorld();
		if (!world.machines.some((m) => m.hostname === machine))
			return this.complain(
				line,
				`no machine ${machine}. There are: ${world.machines.map((m) => m.hostname).join(' ')}`
			);
		const t = world.sim.now;
		let result: RunResult | undefined;
		world.run(machine, command, (r) => (result = r));
		const limit = t + LIMIT_MS;
		while (!result) {
			const next = world.sim.nextAt();
			if (next === undefined || next > limit) break;
			world.sim.step();
		}
		world.sim.runUntil(world.sim.now);
		this.commands++;
		const { code, stdout, stderr } = result ?? {
			code: -1,
			stdout: '',
			stderr: `swarmlab: still running after ${LIMIT_MS / 1000} virtual seconds; what follows on ${machine} waits for it\n`
		};
		if (this.options.json) {
			process.stdout.write(`${JSON.stringify({ machine, command, code, stdout, stderr, t })}\n`);
		} else {
			process.stdout.write(`${machine}$ ${command.replace(/\n/g, '\n> ')}\n${stdout}${stderr}`);
			if (!/(^|\n)$/.test(stdout + stderr)) process.stdout.write('\n');
			if (code !== 0) process.stdout.write(`# exit ${code}\n`);
		}
		this.printTrace();
		return true;
	}

	private printTrace(): void {
		if (!this.options.trace) return;
		const kept = this.theWorld().sim.trace.kept;
		for (; this.traced < kept.length; this.traced++) {
			const { t, seq, cause, type, ...rest } = kept[this.traced]!;
			process.stdout.write(
				`#   ${String(t).padStart(8)} ${seq}${cause ? `<${cause}` : ''} ${type} ${JSON.stringify(rest)}\n`
			);
		}
	}

	private complain(line: number, problem: string): boolean {
		process.stderr.write(`line ${line}: ${problem}\n`);
		return false;
	}

	private theWorld(): World {
		this.world ??= this.build(this.options.shape);
		return this.world;
	}

	private build(cluster: ClusterShape): World {
		const { seed, era, client } = this.options;
		return wholeWorld({ version: RECORDING_VERSION, seed, era, client, cluster, lesson: '', inputs: [], end: 0 });
	}
}
