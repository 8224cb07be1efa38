import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../../core/world/world.ts';

/** States of one task as they were seen, with the second of each since the scenario began. */
interface Sequence {
	states: { state: string; t: number }[];
}

/** One case of a recording: what its poll of the tasks saw, from its beginning to its end. */
interface Case {
	name: string;
	from: number;
	to: number;
	tasks: Map<string, Sequence>;
}

interface SequenceResult {
	cases: number;
	sequences: number;
	equal: number;
	/** `from → to` durations of ours, and how many lie in the recorded range. */
	timings: Map<string, { real: [number, number]; count: number; within: number }>;
	/** By case: recorded sequences that none of our tasks went through (-), and ours that are left (+). */
	differences: { name: string; missing: number; difference: string; otherSeed?: number }[];
}

/** States in which a task stays; the others pass so quickly that a poll every 50–150 ms misses some of them. */
const LASTING = ['running', 'complete', 'shutdown', 'failed', 'rejected'];
/**
 * The dispatcher writes reported states every 100 ms, of each task only the last (SEMANTICS section 5): which of these are
 * seen depends on when in its turn they came, there and here.
 */
const BATCHED = ['accepted', 'preparing', 'ready', 'starting'];
/** What the poll may miss at the end of a case. */
const POLL_S = 1.5;
/** Between two polls, and what the recorder's machine took to answer them under load. */
const BLUR_S = 0.3;

/** The recorded changes of tasks, by case. */
export function recordedCases(directory: string, file: string, from: number, to: number): Case[] {
	const cases: Case[] = [];
	for (const text of readFileSync(join(directory, `${file}.jsonl`), 'utf8').split('\n')) {
		if (!text.includes('"case: ') && !text.includes('"task:') && !text.includes('"watch-end"')) continue;
		const line = JSON.parse(text) as {
			seq: number;
			t: number;
			kind?: string;
			what?: string;
			of?: string;
			state?: string;
		};
		if (line.seq < from || line.seq > to) continue;
		const current = cases.at(-1);
		// The poll went on until then, whether anything changed or not.
		if (current && line.what === 'watch-end') current.to = Math.max(current.to, line.t);
		if (line.kind === 'event') {
			if (line.what?.startsWith('case: ')) cases.push({ name: line.what, from: line.t, to: line.t, tasks: new Map() });
		} else if (current && line.what === 'change' && line.of?.startsWith('task:') && line.state !== undefined) {
			note(current.tasks, line.of, line.state, line.t);
			current.to = Math.max(current.to, line.t);
		}
	}
	return cases;
}

/** Follows the tasks of a world; call what comes back to get their sequences between two moments (virtual ms). */
export function watchTasks(world: World): (fromMs: number, toMs: number) => Map<string, Sequence> {
	const seen: { id: string; state: string; at: number }[] = [];
	world.sim.trace.listen((event) => {
		if (event.type === 'task.state' && event.task.serviceId !== '')
			seen.push({ id: event.task.id, state: event.task.state, at: world.sim.now });
	});
	return (fromMs, toMs) => {
		const tasks = new Map<string, Sequence>();
		const before = new Map<string, string>();
		for (const { id, state, at } of seen) {
			if (at < fromMs) before.set(id, state);
			else if (at <= toMs) {
				const known = before.get(id);
				if (known !== undefined && !tasks.has(id)) note(tasks, id, known, fromMs / 1000);
				note(tasks, id, state, at / 1000);
			}
		}
		return tasks;
	};
}

function note(tasks: Map<string, Sequence>, id: string, state: string, t: number): void {
	const sequence = tasks.get(id) ?? { states: [] };
	tasks.set(id, sequence);
	if (sequence.states.at(-1)?.state !== state) sequence.states.push({ state, t });
}

/** Which of our tasks did what which recorded one did, and whether it took as long. */
export function compareSequences(
	cases: readonly Case[],
	ours: (fromMs: number, toMs: number) => Map<string, Sequence>,
	startMs: number
): SequenceResult {
	const result: SequenceResult = { cases: 0, sequences: 0, equal: 0, timings: new Map(), differences: [] };
	const ranges = new Map<string, [number, number]>();
	const durations: [string, number][] = [];
	for (const { name, from, to, tasks } of cases) {
		const real = moving(tasks);
		if (real.length === 0) continue;
		const endMs = startMs + to * 1000;
		const left = moving(ours(startMs + from * 1000, endMs));
		result.cases++;
		const pairs = paired(real, left, (sequence, mine) => isSame(sequence, mine, endMs / 1000));
		// Whoever changed for the last time as the case began may have done it a moment before here.
		const just = real.filter((sequence) => !has(pairs, sequence) && sequence.states.at(-1)!.t < from + BLUR_S);
		if (just.length > 0) {
			const earlier = moving(ours(startMs + (from - BLUR_S) * 1000, endMs));
			for (const [mine, sequence] of paired(just, earlier, (a, b) => isSame(a, b, endMs / 1000)))
				pairs.set(mine, sequence);
		}
		result.sequences += real.length;
		result.equal += pairs.size;
		for (const sequence of real) for (const [key, seconds] of lasting(sequence)) widen(ranges, key, seconds);
		for (const mine of pairs.keys()) durations.push(...lasting(mine));
		const met = new Set(pairs.values());
		if (met.size < real.length) {
			const missing = real.filter((sequence) => !met.has(sequence)).map((sequence) => `- ${statesOf(sequence)}`);
			const more = left.filter((mine) => !pairs.has(mine)).map((mine) => `+ ${statesOf(mine)}`);
			result.differences.push({ name, missing: missing.length, difference: [...missing, ...more].join('\n') });
		}
	}
	for (const [key, seconds] of durations) {
		const real = ranges.get(key);
		if (!real) continue;
		const row = result.timings.get(key) ?? { real, count: 0, within: 0 };
		result.timings.set(key, row);
		row.count++;
		if (seconds >= real[0] - BLUR_S && seconds <= real[1] + BLUR_S) row.within++;
	}
	return result;
}

const has = (pairs: Map<Sequence, Sequence>, real: Sequence): boolean => [...pairs.values()].includes(real);

/** As many as possible of ours, each with a recorded one that is the same: whoever is in the way looks for another. */
function paired(
	real: readonly Sequence[],
	ours: readonly Sequence[],
	same: (real: Sequence, mine: Sequence) => boolean
): Map<Sequence, Sequence> {
	const pairs = new Map<Sequence, Sequence>();
	const place = (sequence: Sequence, tried: Set<Sequence>): boolean =>
		ours.some((mine) => {
			if (tried.has(mine) || !same(sequence, mine)) return false;
			tried.add(mine);
			const other = pairs.get(mine);
			if (other !== undefined && !place(other, tried)) return false;
			pairs.set(mine, sequence);
			return true;
		});
	for (const sequence of real) place(sequence, new Set());
	return pairs;
}

/** Notes at each case that differs which of the other plays, by seed, went as recorded. */
export function provenByOthers(result: SequenceResult, others: ReadonlyMap<number, SequenceResult>): SequenceResult {
	const differences = result.differences.map((one) => {
		const found = [...others].find(([, other]) => other.differences.every(({ name }) => name !== one.name));
		return found ? { ...one, otherSeed: found[0] } : one;
	});
	return { ...result, differences };
}

function statesOf({ states }: Sequence): string {
	return states.map(({ state }) => state).join(' ');
}

/** Tasks that changed; the rest only stood there. */
function moving(tasks: Map<string, Sequence>): Sequence[] {
	return [...tasks.values()].filter(({ states }) => states.length > 1);
}

/** Every state that was seen comes in the same order, and none in which a task stays is only ours. */
function isSame(real: Sequence, mine: Sequence, end: number): boolean {
	const wanted = real.states.filter((_, i) => !isPassing(real, i));
	const settled = mine.states
		.map(({ state, t }, i) => ({ state, t, passing: isPassing(mine, i) }))
		.filter(({ state, t }) => t < end - POLL_S || real.states.some((s) => s.state === state));
	let at = 0;
	for (const { state, passing } of settled) {
		if (wanted[at]?.state === state) at++;
		else if (LASTING.includes(state) && !passing) return false;
	}
	// The record may have gone one step further in the last moment of the case.
	return at === wanted.length;
}

/** A state that another one may have replaced before it was written, or before the poll came by. */
function isPassing({ states }: Sequence, at: number): boolean {
	const { state, t } = states[at]!;
	const next = states[at + 1];
	return BATCHED.includes(state) || (state === 'running' && next !== undefined && next.t - t < BLUR_S);
}

/** How long it took from its first step to each state in which a task stays. */
function lasting({ states }: Sequence): [string, number][] {
	const first = states[0]!;
	// The poll may have missed the first moments.
	if (!['new', 'pending', 'assigned'].includes(first.state)) return [];
	return states
		.filter(({ state }) => state === 'running' || state === 'rejected')
		.slice(0, 1)
		.map(({ state, t }): [string, number] => [`created → ${state}`, t - first.t]);
}

function widen(ranges: Map<string, [number, number]>, key: string, value: number): void {
	const known = ranges.get(key);
	ranges.set(key, known ? [Math.min(known[0], value), Math.max(known[1], value)] : [value, value]);
}

/** The small table of the output. */
export function sequenceTable(file: string, result: SequenceResult): string[] {
	const { cases, sequences, equal, timings, differences } = result;
	const rows = [...timings].map(
		([key, { real, count, within }]) =>
			`${file}: ${key}: ${within} of ${count} within the recorded ${real[0].toFixed(2)}–${real[1].toFixed(2)} s`
	);
	const elsewhere = differences.flatMap(({ name, missing, otherSeed }) =>
		otherSeed === undefined ? [] : [`${file}: ${missing} more, all of "${name}", with seed ${otherSeed}`]
	);
	return [`${file}: ${equal} of ${sequences} sequences of task states equal, in ${cases} cases`, ...elsewhere, ...rows];
}
