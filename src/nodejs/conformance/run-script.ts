import type { EraId } from '../../core/era/era.ts';
import type { ClusterShape } from '../../core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../core/world/recording.ts';
import type { World } from '../../core/world/world.ts';
import { wholeWorld } from '../../core/world/whole-world.ts';
import { formedShape, type ScriptStep } from '../script.ts';
import { OurSide } from './our-side.ts';
import { isPlainDocker, type RecordedCommand } from './recorded-command.ts';
import { RealSide } from './real-side.ts';
import type { Line, Outcome, Side } from './side.ts';

export interface Difference {
	line: number;
	command: string;
	what: 'stdout' | 'stderr' | 'exit code';
	real: string;
	ours: string;
}

export interface ScriptResult {
	commands: number;
	/** Not for this client. */
	skipped: number;
	equal: number;
	differences: Difference[];
	/** Lines of the script that were not understood. */
	problems: string[];
}

export interface ConformanceOptions {
	/** Path of the real client. */
	client: string;
	clientVersion: string;
	/** Of our client. */
	era: EraId;
	engines: EraId;
	seed: number;
	/** Told of every plain command that the real client ran. */
	onRecorded?: (command: RecordedCommand) => void;
}

/** Runs one script on both sides. */
export async function runScript(steps: readonly ScriptStep[], options: ConformanceOptions): Promise<ScriptResult> {
	const result: ScriptResult = { commands: 0, skipped: 0, equal: 0, differences: [], problems: [] };
	let sides: [RealSide, Side] | undefined;
	const theSides = (shape: ClusterShape = formedShape('1m0w')): [RealSide, Side] =>
		(sides ??= [new RealSide(createWorld(shape, options), options.client), new OurSide(createWorld(shape, options))]);
	let next: Pick<Line, 'tty' | 'keys' | 'interruptMs'> = { tty: false, keys: [] };
	let isSkipping = false;
	try {
		for (const step of steps) {
			switch (step.type) {
				case 'problem':
					result.problems.push(`line ${step.line}: ${step.text}`);
					break;
				case 'cluster':
					// A new cluster may begin in the middle of a file.
					sides?.forEach((side) => side.close());
					sides = undefined;
					theSides(step.shape);
					break;
				case 'wait':
					for (const { world } of theSides()) world.sim.runUntil(world.sim.now + step.ms);
					break;
				case 'fault':
					for (const { world } of theSides()) {
						const { error } = world.fault(step.text);
						if (error !== undefined) result.problems.push(`line ${step.line}: ${error}`);
						world.sim.runUntil(world.sim.now);
					}
					break;
				case 'tty':
					next = { ...next, tty: true };
					break;
				case 'keys':
					next = { ...next, keys: [...next.keys, { ms: step.ms, text: step.text }] };
					break;
				case 'interrupt':
					next = { ...next, interruptMs: step.ms };
					break;
				case 'since':
					isSkipping = isOlder(options.clientVersion, step.version);
					break;
				case 'command': {
					const line: Line = { ...next, machine: step.machine, command: step.command };
					next = { tty: false, keys: [] };
					if (isSkipping) {
						result.skipped++;
						break;
					}
					await compare(line, step.line, theSides(), result, options.onRecorded);
				}
			}
		}
	} finally {
		sides?.forEach((side) => side.close());
	}
	return result;
}

async function compare(
	line: Line,
	number: number,
	[real, ours]: [RealSide, Side],
	result: ScriptResult,
	onRecorded: ConformanceOptions['onRecorded']
): Promise<void> {
	const nowMs = real.world.sim.wallMs;
	real.recorder.begin();
	const theirs = await real.run(line);
	const { machine, command } = line;
	if (onRecorded && !line.tty && isPlainDocker(command))
		onRecorded({ line: number, machine, command, nowMs, ...theirs, exchanges: real.recorder.taken() });
	const own = await ours.run(line);
	result.commands++;
	const found = differences(theirs, own).map((difference) => ({ line: number, command: line.command, ...difference }));
	if (found.length === 0) result.equal++;
	result.differences.push(...found);
	// Both worlds go on from the same moment, whoever took longer.
	const now = Math.max(real.world.sim.now, ours.world.sim.now);
	for (const { world } of [real, ours]) world.sim.runUntil(now);
}

function differences(real: Outcome, ours: Outcome): Omit<Difference, 'line' | 'command'>[] {
	const found: Omit<Difference, 'line' | 'command'>[] = [];
	for (const what of ['stdout', 'stderr'] as const)
		if (inOrder(real[what]) !== inOrder(ours[what])) found.push({ what, real: real[what], ours: ours[what] });
	if (real.code !== ours.code) found.push({ what: 'exit code', real: String(real.code), ours: String(ours.code) });
	return found;
}

function createWorld(cluster: ClusterShape, { era, engines, seed }: ConformanceOptions): World {
	const client = engines === era ? {} : { client: era };
	return wholeWorld({
		version: RECORDING_VERSION,
		seed,
		era: engines,
		...client,
		cluster,
		lesson: '',
		inputs: [],
		end: 0
	});
}

/** A line of one task in the progress of a service: as text, and as drawn on a terminal, so many lines up. */
const LABEL = String.raw`(?:[0-9]+/[0-9]+|[a-z0-9]{12}|[a-z0-9]{25}): [^\r\n]*`;
const TASK = String.raw`${LABEL}\n|\x1b\[\d+A\x1b\[2K\r${LABEL}\r\x1b\[\d+B(?:\r\n)?`;
const TASKS = new RegExp(`(?:${TASK})+`, 'g');
const ONE_TASK = new RegExp(TASK, 'g');

/**
 * The real client walks a Go map, so within one round the tasks come in any order, differently each time, and any
 * task may find any line: within a round both are put in order here, without the number of the line.
 * `docker info` walks one for its runtimes.
 * Source: docker/cli cli/command/service/progress/progress.go, `tasksBySlot`, `tasksByNode`; cli/command/system/info.go.
 */
function inOrder(text: string): string {
	const sorted = text.replace(
		/^ Runtimes: (.*)$/gm,
		(_, names: string) => ` Runtimes: ${names.split(' ').sort().join(' ')}`
	);
	// The first drawing of a line is followed by the end of the line before it.
	return sorted
		.replace(/\r\n(?=\x1b\[\d+A\x1b\[2K\r(?:[0-9]+\/[0-9]+|[a-z0-9]{12}|[a-z0-9]{25}): )/g, '')
		.replace(TASKS, (tasks) =>
			tasks
				.match(ONE_TASK)!
				.map((task) => task.replace(/\x1b\[\d+[AB]|\r\n$/g, '').replace(/\d+(?=\/\d+: )/, 'n'))
				.sort()
				.join('')
		);
}

/** '20.10.24+dfsg1' is older than '28.2'. */
function isOlder(version: string, than: string): boolean {
	const numbers = (text: string): number[] => text.split(/[.+]/).map((part) => Number.parseInt(part, 10) || 0);
	const left = numbers(version);
	for (const [i, wanted] of numbers(than).entries()) if ((left[i] ?? 0) !== wanted) return (left[i] ?? 0) < wanted;
	return false;
}
