// Goal: health checks and restart policies of plain containers do what a real daemon (20.10) was recorded to do: the same
// states one after the other in `inspect` and `ps`, the same events, the same answers to the same commands, and the same
// time between them. Method: the cases that testdata/engine/lives/record.py played three times on a laboratory's daemon
// are played on ours; ours must be like one of the three. How often a loop had turned when a hand came in is chance, so
// loops are one turn of themselves from then on.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { eraOf } from '../../../src/core/era/eras.ts';
import { sleep, type Process } from '../../../src/core/sim/process.ts';
import type { World } from '../../../src/core/world/world.ts';
import { laboratoryWorld } from '../../../src/nodejs/replay/laboratory-world.ts';

interface Case {
	name: string;
	steps: [number, string][];
	forMs: number;
	/** What comes later is chance: whether a command meets a container that runs or one that dies. */
	untilMs?: number;
}

interface State {
	daemon?: 'down';
	Status: string;
	ExitCode: number;
	Error: string;
	RestartCount: number;
	Ps: string;
	Health?: { Status: string; FailingStreak: number; Log: [number, string][] };
}

interface Run {
	name: string;
	commands: ({ stdout: string; stderr: string; exit: number } | null)[];
	changes: [number, State][];
	events: [number, string, Record<string, string>][];
}

const file = (name: string): string => fileURLToPath(new URL(`../../testdata/engine/lives/${name}`, import.meta.url));
const CASES = (JSON.parse(readFileSync(file('cases.json'), 'utf8')) as Case[]).map(
	({ steps, forMs, untilMs = forMs, ...one }) => ({
		...one,
		steps: steps.filter(([at]) => at < untilMs),
		forMs: untilMs
	})
);
const RECORDED = readFileSync(file('recorded.jsonl'), 'utf8')
	.trim()
	.split('\n')
	.map((line) => JSON.parse(line) as Run);

const NAME = 'c0';
const POLL_MS = 20;
const IDS = /\b[0-9a-f]{64}\b/g;
const FILTER = (key: string, value: string): string => encodeURIComponent(JSON.stringify({ [key]: [value] }));

function* ask(world: World, path: string): Process<unknown> {
	const { status, body } = yield* world.machine('mgr1').engine.handler({ method: 'GET', path });
	return status === 200 ? body : status === 0 ? 'down' : undefined;
}

interface Inspected {
	Id: string;
	RestartCount: number;
	State: Pick<State, 'Status' | 'ExitCode' | 'Error'> & {
		Health?: { Status: string; FailingStreak: number; Log: { ExitCode: number; Output: string }[] };
	};
}

/** @param isNew whether an answer of inspect is another one than before: only then `ps` is asked, too */
function* stateOf(world: World, isNew: (text: string) => boolean): Process<State | undefined> {
	const seen = yield* ask(world, `/v1.41/containers/${NAME}/json`);
	if (seen === 'down') return isNew('down') ? ({ daemon: 'down' } as State) : undefined;
	if (seen === undefined) return undefined;
	const { Id, State: state, RestartCount } = seen as Inspected;
	const { Status, ExitCode, Error, Health } = state;
	if (!isNew(JSON.stringify([Status, ExitCode, Error, Health, RestartCount]))) return undefined;
	const rows = (yield* ask(world, `/v1.41/containers/json?all=1&filters=${FILTER('id', Id)}`)) as { Status: string }[];
	return {
		Status,
		ExitCode,
		Error,
		RestartCount,
		Ps: (rows[0]?.Status ?? '').replace(/(About |Less than )?(\d+|an?) (second|minute)s?/g, '<age>'),
		...(Health && {
			Health: {
				Status: Health.Status,
				FailingStreak: Health.FailingStreak,
				Log: Health.Log.map((row): [number, string] => [row.ExitCode, row.Output])
			}
		})
	};
}

function play({ name, steps, forMs }: Case): Run {
	const world = laboratoryWorld(1, false);
	const { sim } = world;
	world.machine('mgr1').useClient(eraOf('28.2'));
	sim.runUntil(sim.now + 5000);
	const began = sim.now;
	const result: Run = { name, commands: steps.map(() => null), changes: [], events: [] };
	let last = '';
	const watcher = function* (): Process {
		for (;;) {
			const state = yield* stateOf(world, (text) => {
				const isNew = text !== last;
				last = text;
				return isNew;
			});
			if (state) result.changes.push([sim.now - began, state]);
			yield* sleep(POLL_MS);
		}
	};
	sim.root.spawn(watcher(), { name: 'recorder' });
	const mask = (text: string): string => text.replace(IDS, '<id>').replaceAll(NAME, 'NAME');
	steps.forEach(([at, text], i) => {
		sim.runUntil(Math.max(sim.now, began + at));
		const fault = /^fault (.*)$/.exec(text)?.[1];
		if (fault !== undefined) expect(world.fault(fault)).toEqual({});
		else
			world.run('mgr1', `docker ${text.replaceAll('NAME', NAME)}`, ({ code, stdout, stderr }) => {
				result.commands[i] = { stdout: mask(stdout), stderr: mask(stderr), exit: code };
			});
	});
	sim.runUntil(began + forMs);
	const since = ((sim.epochMs + began) / 1000).toFixed(3);
	const until = (sim.wallMs / 1000).toFixed(3);
	let text = '';
	sim.root.spawn(
		(function* (): Process {
			const { stream } = yield* world.machine('mgr1').engine.handler({
				method: 'GET',
				path: `/v1.41/events?since=${since}&until=${until}&filters=${FILTER('container', NAME)}`
			});
			for (let chunk = yield* stream!.read(); chunk; chunk = yield* stream!.read()) text += chunk.text;
			return 0;
		})(),
		{ name: 'events' }
	);
	sim.runUntil(sim.now + 100);
	for (const line of text.trim().split('\n').filter(Boolean)) {
		const event = JSON.parse(line) as {
			timeNano: number;
			Type: string;
			Action: string;
			Actor: { Attributes: Record<string, string> };
		};
		if (event.Type !== 'container') continue;
		const more = Object.fromEntries(
			Object.entries(event.Actor.Attributes).filter(([key]) => /^(exitCode|signal)$/.test(key))
		);
		result.events.push([Math.round(event.timeNano / 1e6 - sim.epochMs - began), event.Action, more]);
	}
	return result;
}

/** When a hand comes in for the first time after the container was started. */
const firstHand = ({ steps, forMs }: Case): number => steps[1]?.[0] ?? forMs;

function describeState(state: State, isCounted: boolean): string {
	if (state.daemon) return 'down';
	const { Status, ExitCode, RestartCount, Error, Ps, Health } = state;
	const health = Health
		? ` ${Health.Status}${isCounted ? ` ${Health.FailingStreak} ${JSON.stringify(Health.Log)}` : ''}`
		: '';
	return `${Status} ${ExitCode}${Error && ` ${Error}`}${isCounted ? ` restarted ${RestartCount}` : ''} (${Ps})${health}`;
}

/** Whether it was seen before it ran is chance, and so is a change between the question of inspect and that of ps. */
function isLasting({ Status, ExitCode, Health, Ps }: State): boolean {
	if (Status === 'created' && ExitCode === 0) return false;
	return Health?.Status !== 'starting' || !Ps.includes('(healthy)');
}

function early(one: Case, { changes }: Run): string[] {
	return changes
		.filter(([ms, state]) => ms < firstHand(one) && isLasting(state))
		.map(([, state]) => describeState(state, true));
}

const whole = ({ changes }: Run): string[] =>
	unrolled(changes.filter(([, state]) => isLasting(state)).map(([, state]) => describeState(state, false)));

const told = ({ events }: Run): string[] =>
	unrolled(
		events
			.filter(([ms, action]) => ms > 0 && !action.startsWith('exec_'))
			.map(([, action, more]) => `${action} ${Object.values(more).join()}`.trim())
	);

/** What comes again and again stands once; the last turn may be half of one. */
function unrolled(tokens: readonly string[]): string[] {
	const result: string[] = [];
	for (const token of tokens) {
		result.push(token);
		for (const length of [1, 2]) {
			const turn = result.slice(-length);
			if (turn.join('\n') === result.slice(-2 * length, -length).join('\n')) result.splice(-length);
		}
	}
	return result;
}

/** One may have gone further than the other in the end. */
const isBeginning = (a: readonly string[], b: readonly string[], further = Infinity): boolean => {
	const length = Math.min(a.length, b.length);
	return Math.abs(a.length - b.length) <= further && a.slice(0, length).join('\n') === b.slice(0, length).join('\n');
};

/** Milliseconds from each `from` to the next `to` before the first hand comes in. */
function gaps({ events }: Run, before: number, from: RegExp, to: RegExp): number[] {
	const result: number[] = [];
	let at: number | undefined;
	for (const [ms, action] of events) {
		if (ms < 0 || ms > before) continue;
		if (at !== undefined && to.test(action)) {
			result.push(ms - at);
			at = undefined;
		}
		if (from.test(action)) at = ms;
	}
	return result;
}

/** A start took up to a second on the recorder's busy machine; what waits for a timer only is exact. */
const GAPS = [
	{ name: 'back-off', from: /^die$/, to: /^start$/, earlierMs: 1000, laterMs: 100 },
	{ name: 'between two health checks', from: /^exec_die$/, to: /^exec_create: \/bin\/sh/, earlierMs: 30, laterMs: 30 }
];

const counts = { cases: 0, states: 0, events: 0, commands: 0 };

describe.each(CASES)('$name', (one) => {
	const recorded = RECORDED.filter(({ name }) => name === one.name).map(({ changes, events, ...run }) => ({
		...run,
		changes: changes.filter(([ms]) => ms < one.forMs),
		events: events.filter(([ms]) => ms < one.forMs)
	}));
	const ours = play(one);
	counts.cases++;

	test('inspect and ps show the recorded states', () => {
		expect(recorded.length).toBe(3);
		const mine = early(one, ours);
		counts.states += mine.length;
		const theirs = recorded.map((run) => early(one, run));
		const shortest = Math.min(...theirs.map(({ length }) => length));
		if (!theirs.some((their) => isBeginning(mine, their)) || mine.length < shortest) expect(mine).toEqual(theirs[0]);
		const all = recorded.map(whole);
		if (!all.some((their) => isBeginning(whole(ours), their, 1))) expect(whole(ours)).toEqual(all[0]);
	});

	test('the daemon tells the recorded events', () => {
		const mine = told(ours);
		counts.events += mine.length;
		const theirs = recorded.map(told);
		if (!theirs.some((their) => isBeginning(mine, their, 1))) expect(mine).toEqual(theirs[0]);
		const checks = (run: Run): string[] =>
			[...new Set(run.events.filter(([ms]) => ms > 0).map(([, action]) => action))]
				.filter((action) => /^exec_\w+: \/bin\/sh/.test(action))
				.sort();
		expect(recorded.map((run) => checks(run).join('\n'))).toContain(checks(ours).join('\n'));
	});

	test('commands are answered as recorded', () => {
		ours.commands.forEach((mine, i) => {
			if (!mine) return;
			counts.commands++;
			const theirs = recorded
				.map(({ commands }) => commands[i]!)
				.map(({ stdout, stderr, exit }) => ({ stdout, stderr, exit }));
			if (!theirs.some((their) => JSON.stringify(their) === JSON.stringify(mine))) expect(mine).toEqual(theirs[0]);
		});
	});

	test('it takes as long as recorded', () => {
		for (const { name, from, to, earlierMs, laterMs } of GAPS) {
			const before = firstHand(one);
			const theirs = recorded.map((run) => gaps(run, before, from, to));
			gaps(ours, before, from, to).forEach((ms, i) => {
				const real = theirs.flatMap((row) => (row[i] === undefined ? [] : [row[i]]));
				if (real.length === 0) return;
				expect(ms, `${name} ${i + 1}`).toBeGreaterThan(Math.min(...real) - earlierMs);
				expect(ms, `${name} ${i + 1}`).toBeLessThan(Math.max(...real) + laterMs);
			});
		}
	});
});

test('there was something to hold against the record', () => {
	console.log(`${counts.cases} cases: ${counts.states} states, ${counts.events} events, ${counts.commands} commands`);
	expect(counts.cases).toBeGreaterThan(30);
	expect(counts.states).toBeGreaterThan(100);
});
