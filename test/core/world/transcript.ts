import type { EraId } from '../../../src/core/era/era.ts';
import { eraOf } from '../../../src/core/era/eras.ts';
import { parseDuration } from '../../../src/core/lesson/duration.ts';
import { isIncomplete } from '../../../src/core/lesson/shell-lines.ts';
import {
	classicShape,
	DEFAULT_NETWORK,
	numberedMachines,
	type ClusterShape
} from '../../../src/core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../../src/core/world/recording.ts';
import type { World } from '../../../src/core/world/world.ts';
import { wholeWorld } from '../../../src/core/world/whole-world.ts';
import { run } from '../../../src/nodejs/replay/play.ts';

/**
 * Worlds as data files tell them: `cluster 3m2w [seed]`, `machines a b [seed]` or `classic rc1` begins one; then `mgr1$ command`,
 * `wait 30s`, `fault stop mgr1`. What comes out has IDs, tokens and digests replaced by names of the same width, so
 * that tables keep their shape.
 */
export class Transcript {
	private world: World | undefined;
	private readonly ids = new Map<string, string>();

	run(input: string): string {
		const lines = input.split('\n');
		const isStory = lines.filter((line) => /^\w+\$ /.test(line)).length > 1;
		let out = '';
		for (let i = 0; i < lines.length; i++) {
			const line = lines[i]!;
			const prompt = /^([a-z][a-z0-9-]*)\$ (.*)$/.exec(line);
			if (!prompt) {
				out += this.direct(line);
				continue;
			}
			let command = prompt[2]!;
			while (isIncomplete(command) && i + 1 < lines.length) command += `\n${lines[++i]!.replace(/^> /, '')}`;
			if (isStory) out += `${line}\n`;
			out += this.command(prompt[1]!, command);
		}
		return this.mask(out);
	}

	private direct(line: string): string {
		const [verb = '', ...words] = line.split(' ');
		if (verb === 'cluster' || verb === 'machines') {
			this.begin(verb, words);
			return '';
		}
		if (verb === 'classic') {
			if (words[0] !== 'rc1' && words[0] !== '1.2.5') throw new Error(`no standalone Swarm: ${line}`);
			this.start(eraOf('1.12.0-rc1').id, classicShape(words[0]), 1);
			return '';
		}
		if (!this.world) throw new Error(`no world before: ${line}`);
		const { sim } = this.world;
		if (verb === 'wait') {
			sim.runUntil(sim.now + parseDuration(words[0]!)!);
			return '';
		}
		if (verb !== 'fault') throw new Error(`not understood: ${line}`);
		const { error } = this.world.fault(words.join(' '));
		sim.runUntil(sim.now);
		return error === undefined ? '' : `${error}\n`;
	}

	private begin(verb: string, words: string[]): void {
		const seed = /^\d+$/.test(words.at(-1)!) ? Number(words.pop()) : 1;
		const shape = /^(\d)m(\d)w$/.exec(words[0]!);
		const machines = shape
			? numberedMachines(Number(shape[1]), Number(shape[2]))
			: words.map((name, i) => ({ name, role: 'manager' as const, host: i + 1 }));
		this.start(eraOf('28.2').id, { machines, formed: verb === 'cluster', network: DEFAULT_NETWORK }, seed);
	}

	private start(era: EraId, cluster: ClusterShape, seed: number): void {
		this.ids.clear();
		this.world = wholeWorld({
			version: RECORDING_VERSION,
			seed,
			era,
			cluster,
			lesson: '',
			inputs: [],
			end: 0
		});
	}

	private command(machine: string, command: string): string {
		if (!this.world) throw new Error(`no world before: ${command}`);
		const { code, stdout, stderr } = run(this.world, machine, command);
		let text = fold(stdout) + stderr;
		if (text !== '' && !text.endsWith('\n')) text += '\n';
		return code === 0 ? text : `${text}# exit ${code}\n`;
	}

	private mask(text: string): string {
		const named = (id: string): string => {
			const key = id.slice(0, 12);
			if (!this.ids.has(key)) this.ids.set(key, `id${this.ids.size + 1}`);
			return this.ids.get(key)!.padEnd(id.length, '_');
		};
		return text
			.replace(
				/SWMTKN-1-[0-9a-z]{50}-([0-9a-z]{25})/g,
				(_, secret: string) => `SWMTKN-1-…-${named(secret).replace(/_+$/, '')}`
			)
			.replace(/sha256:[0-9a-f]{64}/g, 'sha256:…')
			.replace(/\b[0-9a-f]{64}\b/g, named)
			.replace(/\b(?=[0-9a-z]*\d)[0-9a-z]{25}\b/g, named)
			.replace(/\b(?=[0-9a-z]*\d)[0-9a-z]{12}\b/g, named)
			.replace(/^[0-9a-z]{12}(?= {3})/gm, named)
			.replace(/[ \t]+$/gm, '');
	}
}

/** What a command that draws progress says again at every poll is kept once. */
function fold(text: string): string {
	const lines = text.split('\n');
	return lines
		.filter((line, i) => !/^(overall progress|verify|\d+\/\d+):/.test(line) || lines.indexOf(line) === i)
		.join('\n');
}
