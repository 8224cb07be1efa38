import { createHash } from 'node:crypto';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Lesson } from '../../src/core/lesson/lesson-types.ts';
import { LessonRunner } from '../../src/core/lesson/runner.ts';
import { isNoise, type TracedEvent } from '../../src/core/sim/trace.ts';
import { readRecording, type Recording } from '../../src/core/world/recording.ts';
import { wholeWorld } from '../../src/core/world/whole-world.ts';
import { LessonPlay } from '../../src/nodejs/lessons/play.ts';
import { findLessons, readLesson } from '../../src/nodejs/lessons/load.ts';
import { useSite } from './site.ts';

/**
 * One recording of a whole lesson, lived through twice in Node and twice in Chromium, by the very worker that is shipped. All
 * four must have the same hash over the trace and print the same events and the same bytes on every terminal.
 */
const site = useSite();
const { files, course } = findLessons(['lessons']);
const lesson: Lesson = readLesson(
	files.find(({ id, language }) => id === 'pi-swarm-mode' && language === 'en')!,
	course
);

/** What one life of a recording has left. */
interface Life {
	hash: string;
	events: number;
	/** SHA-256 over the JSON of every event that is not a heartbeat. */
	told: string;
	toldBytes: number;
	/** SHA-256 over what each terminal printed. */
	printed: string;
	printedBytes: number;
}

/** The lesson as half learner, half program: what a step's solution asks for is typed on every other step. */
function playLesson(): Recording {
	const play = new LessonPlay(lesson);
	for (const [index, step] of lesson.steps.entries()) {
		play.enter(index);
		const solution = step.solutions[0];
		if (!solution) continue;
		if (index % 2 === 0) play.attempt(solution);
		else {
			for (const { node, text } of solution.commands) {
				const { world } = play;
				const ended = (): number =>
					world.view.commands.filter(({ machine, code }) => machine === node && code !== undefined).length;
				const before = ended();
				world.terminal(node).resize(100 + index, 24);
				// A slip of the finger, mended, and completion: the line editor is part of what must be the same.
				for (const key of [...text.slice(0, 3), 'x', '\x7f', ...text.slice(3), '\r']) {
					world.terminal(node).input(key);
					world.sim.runUntil(world.sim.now + 37);
				}
				for (let i = 0; i < 600 && ended() === before; i++) world.sim.runUntil(world.sim.now + 100);
				expect(ended(), `${node}$ ${text}`).toBe(before + 1);
			}
		}
		expect(play.untilDone(), step.id).toBe(true);
	}
	return play.world.recording();
}

function sha(parts: readonly string[]): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part).update('\n');
	return hash.digest('hex');
}

function liveInNode(recording: Recording, followed: Lesson | undefined): Life {
	const world = wholeWorld(recording);
	// Whoever follows a lesson tells the trace of goals reached: they are part of the run.
	const runner = followed && new LessonRunner(world.sim, followed, world.view);
	world.onStep((id) => runner?.enter(followed!.steps.findIndex((step) => step.id === id)));
	const told: string[] = world.sim.trace.kept.map((event) => JSON.stringify(event));
	world.sim.trace.listen((event: TracedEvent) => {
		if (!isNoise(event)) told.push(JSON.stringify(event));
	});
	const printed = new Map<string, string>();
	for (const { hostname: name } of world.machines)
		world.terminal(name).onOutput((text) => printed.set(name, (printed.get(name) ?? '') + text));
	world.sim.runUntil(recording.end);
	const prints = [...printed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => `${name}\n${text}`);
	return {
		hash: world.sim.trace.hash(),
		events: told.length,
		told: sha(told),
		toldBytes: told.reduce((sum, text) => sum + text.length, 0),
		printed: sha(prints),
		printedBytes: prints.reduce((sum, text) => sum + text.length, 0)
	};
}

/** Starts the shipped worker on its own, by the ways the page speaks to it (src/app/worker/protocol.ts). */
async function liveInChromium(
	page: Page,
	worker: string,
	recording: Recording,
	withLesson: Lesson | undefined
): Promise<Life> {
	const { hash, told, printed } = await page.evaluate(
		async ([url, what, given]) => {
			const worker = new Worker(url, { type: 'module' });
			const { port1, port2 } = new MessageChannel();
			const told: string[] = [];
			const printed = new Map<string, string>();
			const output = new BroadcastChannel('lives of a recording');
			output.onmessage = ({ data }: MessageEvent<{ machine: string; text: string }>) => {
				printed.set(data.machine, (printed.get(data.machine) ?? '') + data.text);
				port1.postMessage({ type: 'ack', machine: data.machine, length: data.text.length });
			};
			port1.onmessage = ({ data }: MessageEvent<{ events?: { type: string; noise?: boolean }[] }>) => {
				for (const event of data.events ?? []) {
					// As isNoise in src/core/sim/trace.ts has it.
					if (event.type === 'raft.timer' || event.type === 'net.recv' || (event.type === 'net.send' && event.noise))
						continue;
					told.push(JSON.stringify(event));
				}
			};
			// Comlink's own messages: https://github.com/GoogleChromeLabs/comlink, src/protocol.ts
			let calls = 0;
			const call = (name: string, args: unknown[], transfer: Transferable[] = []): Promise<unknown> =>
				new Promise((resolve) => {
					const id = `call ${++calls}`;
					worker.addEventListener('message', function hear({ data }: MessageEvent<{ id: string; value: unknown }>) {
						if (data.id !== id) return;
						worker.removeEventListener('message', hear);
						resolve(data.value);
					});
					worker.postMessage(
						{ id, type: 'APPLY', path: [name], argumentList: args.map((value) => ({ type: 'RAW', value })) },
						transfer
					);
				});
			await call('connect', [port2, output.name], [port2]);
			await call('start', [{ recording: what, ...(given && { lesson: given }), playing: false, speed: 1 }]);
			await call('pause', []);
			const hash = (await call('hash', [])) as string;
			await new Promise((resolve) => setTimeout(resolve, 200));
			worker.terminate();
			output.close();
			return { hash, told, printed: [...printed] };
		},
		[worker, recording, withLesson] as const
	);
	const prints = printed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => `${name}\n${text}`);
	return {
		hash,
		events: told.length,
		told: sha(told),
		toldBytes: told.reduce((sum, text) => sum + text.length, 0),
		printed: sha(prints),
		printedBytes: prints.reduce((sum, text) => sum + text.length, 0)
	};
}

/** A swarm of three managers under faults, with typed lines in between. */
function sandboxRecording(): Recording {
	const machines = ['mgr1', 'mgr2', 'mgr3', 'wrk1', 'wrk2'].map((name, i) => ({
		name,
		role: name.startsWith('m') ? ('manager' as const) : ('worker' as const),
		host: i + 1
	}));
	return readRecording(
		JSON.stringify({
			version: 1,
			seed: 11,
			era: '28.2',
			cluster: { machines, formed: true, network: '10.0.0.' },
			lesson: '',
			inputs: [
				{
					t: 8000,
					type: 'key',
					machine: 'mgr2',
					data: 'docker service create --name web --replicas 5 -p 80:80 nginx:alpine\r'
				},
				{
					t: 20_000,
					type: 'run',
					machine: 'wrk1',
					command: 'for i in {1..7}; do curl -s mgr3 | grep title; done',
					n: 1
				},
				{ t: 25_000, type: 'fault', text: 'stop leader' },
				{ t: 40_000, type: 'key', machine: 'mgr3', data: 'docker node ls; docker service ps web\r' },
				{ t: 45_000, type: 'fault', text: 'partition mgr2 | mgr3 wrk1 wrk2' },
				{ t: 60_000, type: 'key', machine: 'mgr2', data: 'docker service scale web=9\r' },
				{ t: 75_000, type: 'fault', text: 'heal' },
				{ t: 76_000, type: 'fault', text: 'start mgr1' },
				{ t: 95_000, type: 'key', machine: 'mgr1', data: 'docker service update --image nginx:latest web\r' }
			],
			end: 160_000
		})
	);
}

describe('the same seed and inputs', () => {
	let page: Page;
	let worker = '';
	const pageOfItsOwn = async (): Promise<void> => {
		page = await site.open('#/sandbox');
		// The page has asked for it by itself, to have it ready.
		worker = `${site.origin}${site.served.requested.findLast((path) => /\/worker-[^/]*\.js$/.test(path))!}`;
	};
	let recorded: Recording;
	beforeAll(() => {
		recorded = playLesson();
	});

	it.each([
		['the whole Pi lesson', () => recorded, lesson],
		['a swarm under faults', sandboxRecording, undefined]
	] as const)('%s: twice in Node and twice in Chromium, the same to the byte', async (name, make, given) => {
		await pageOfItsOwn();
		const recording = make();
		const lives: Life[] = [liveInNode(recording, given), liveInNode(recording, given)];
		for (let i = 0; i < 2; i++) lives.push(await liveInChromium(page, worker, recording, given));
		const first = lives[0]!;
		console.log(
			`${name}: ${recording.inputs.length} inputs, ${recording.end} virtual ms; ${lives.length} lives compared: hash ${first.hash}, ` +
				`${first.events} events (${first.toldBytes} bytes), ${first.printedBytes} bytes printed on terminals`
		);
		expect(first.events).toBeGreaterThan(100);
		expect(first.printedBytes).toBeGreaterThan(500);
		for (const life of lives.slice(1)) expect(life).toEqual(first);
	});

	it('another seed gives another hash, so equality says something', () => {
		expect(liveInNode({ ...recorded, seed: recorded.seed + 1 }, lesson).hash).not.toBe(
			liveInNode(recorded, lesson).hash
		);
	});

	it('the language of the lesson changes nothing', () => {
		const chinese = readLesson(
			files.find(({ id, language }) => id === lesson.id && language === 'zh-CN')!,
			course
		);
		expect(liveInNode(recorded, chinese)).toEqual(liveInNode(recorded, lesson));
	});
});
