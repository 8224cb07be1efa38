import { readFileSync } from 'node:fs';
import { ERAS, eraOf, hasEra } from '../core/era/eras.ts';
import type { EraId } from '../core/era/era.ts';
import { isIncomplete, parseDuration } from '../core/lesson/parse.ts';
import { DEFAULT_NETWORK, numberedMachines, type ClusterShape } from '../core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../core/world/recording.ts';
import { World, type RunResult } from '../core/world/world.ts';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';

export const EXEC_OPTIONS: readonly OptionRow[] = [
	{ name: 'era', value: 'ERA', text: `version of Docker (${ERAS.map((era) => era.id).join(', ')}); default 28.2` },
	{ name: 'cluster', value: 'SHAPE', text: 'a formed swarm: 3m2w = three managers, two workers; default 1m0w' },
	{ name: 'seed', value: 'N', text: 'default 1' },
	{ name: 'trace', text: 'print every event of the trace after the command that led to it' },
	{ name: 'json', text: 'one JSON object for each command: {machine, command, code, stdout, stderr, t}' }
];

/** A command that has not ended after this long of virtual time is left running. */
const LIMIT_MS = 600_000;
const PROMPT = /^(?:root@([a-z][a-z0-9-]*) ?\$? |([a-z][a-z0-9-]*)\$ )(.*)$/;

/**
 * Runs lines `mgr1$ docker node ls` and prints a transcript. Directives: `# cluster 3m3w`, `# machines a b c`,
 * `# wait 30s`, `# fault stop mgr1`; other lines that begin with # are comments.
 * @returns 0, or 1 when a directive or a machine was not understood
 */
export function exec(argv: readonly string[]): number {
	const options = parseOptions(argv, EXEC_OPTIONS);
	const text = readFileSync(options.words[0] ?? 0, 'utf8');
	const era = options.text('era', '28.2');
	if (!hasEra(era)) throw new UsageError(`no era ${era}. Allowed: ${ERAS.map((e) => e.id).join(' ')}`);
	const script = new Script(text.split('\n'), {
		era: era as EraId,
		seed: options.count('seed', 1),
		shape: formedShape(options.text('cluster', '1m0w')),
		trace: options.has('trace'),
		json: options.has('json')
	});
	return script.run() ? 0 : 1;
}

interface ScriptOptions {
	era: EraId;
	seed: number;
	shape: ClusterShape;
	trace: boolean;
	json: boolean;
}

/** '3m2w' → a formed swarm. @throws UsageError */
export function formedShape(text: string): ClusterShape {
	const match = /^(\d+)m(?:(\d+)w)?$/.exec(text);
	const managers = Number(match?.[1]);
	const workers = Number(match?.[2] ?? 0);
	if (!match || managers < 1 || managers > 7 || workers > 30)
		throw new UsageError(`${text} is no cluster such as 3m2w (1 to 7 managers)`);
	return { machines: numberedMachines(managers, workers), formed: true, network: DEFAULT_NETWORK };
}

class Script {
	private world: World | undefined;
	private commands = 0;
	private traced = 0;

	constructor(
		private readonly lines: readonly string[],
		private readonly options: ScriptOptions
	) {}

	run(): boolean {
		let ok = true;
		for (let i = 0; i < this.lines.length; i++) {
			const line = this.lines[i]!;
			if (line.trim() === '') continue;
			const directive = /^# ?(cluster|machines|wait|fault) (.*)$/.exec(line);
			if (directive) {
				ok = this.direct(directive[1]!, directive[2]!.trim(), i + 1) && ok;
				continue;
			}
			if (line.startsWith('#')) continue;
			const prompt = PROMPT.exec(line);
			if (!prompt) {
				ok = this.complain(i + 1, `no prompt such as \`mgr1$ \` before: ${line}`);
				continue;
			}
			let command = prompt[3]!;
			while (isIncomplete(command) && i + 1 < this.lines.length) command += `\n${this.lines[++i]!.replace(/^> /, '')}`;
			ok = this.command(prompt[1] ?? prompt[2]!, command, i + 1) && ok;
		}
		if (!this.options.json)
			process.stdout.write(
				`# ${this.commands} commands, ${(this.theWorld().sim.now / 1000).toFixed(1)} virtual seconds\n`
			);
		return ok;
	}

	private direct(name: string, words: string, line: number): boolean {
		if (name === 'cluster' || name === 'machines') {
			if (this.world) return this.complain(line, `\`# ${name}\` must come before the first command`);
			this.world = this.build(
				name === 'cluster'
					? formedShape(words)
					: {
							machines: words.split(/\s+/).map((machine, i) => ({
								name: machine,
								role: /^m/.test(machine) ? ('manager' as const) : ('worker' as const),
								host: i + 1
							})),
							formed: false,
							network: DEFAULT_NETWORK
						}
			);
			return true;
		}
		const world = this.theWorld();
		if (name === 'wait') {
			const ms = parseDuration(words);
			if (ms === undefined) return this.complain(line, `${words} is no duration such as 30s`);
			world.sim.runUntil(world.sim.now + ms);
			this.printTrace();
			return true;
		}
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
			stderr: `swarmlab: still running after ${LIMIT_MS / 1000} virtual seconds\n`
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
		const { seed, era } = this.options;
		return new World({ version: RECORDING_VERSION, seed, era: eraOf(era).id, cluster, lesson: '', inputs: [], end: 0 });
	}
}
