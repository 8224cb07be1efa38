import { expose } from 'comlink';
import { World } from '../../core/world/world.ts';
import { loadSoftware } from './create-world.ts';
import { Driver } from './driver.ts';
import { loadMakers } from './load-makers.ts';
import type { FromWorker, ToWorker, WorkerApi } from './protocol.ts';

/** Entry of the worker: a driver, real time, and the ways to the page. */
let port: MessagePort | undefined;
let output: BroadcastChannel | undefined;

const driver = new Driver(loadMakers, {
	clock: () => performance.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
	post: (message: FromWorker) => (message.type === 'output' ? output : port)?.postMessage(message)
});

const api: WorkerApi = {
	connect(given, channel) {
		port = given;
		output = new BroadcastChannel(channel);
		port.onmessage = (message: MessageEvent<ToWorker>) => driver.receive(message.data);
	},
	start: (start) => driver.start(start),
	play: () => driver.play(),
	pause: () => driver.pause(),
	setSpeed: (speed) => driver.setSpeed(speed),
	stepEvent: () => driver.stepEvent(),
	run: (machine, command) => driver.run(machine, command),
	browse: (request) => driver.browse(request),
	fault: (text) => driver.fault(text),
	enterStep: (index) => driver.enterStep(index),
	recording: () => driver.recording(),
	snapshot: () => driver.snapshot(),
	measure: async (id, parameter, run) =>
		(await import('../../core/lesson/experiment/measure.ts')).measure(id, parameter, run),
	async recordedLesson(recording, language) {
		const [lessons, software] = await Promise.all([import('../../core/lesson/record.ts'), loadSoftware(recording)]);
		return lessons.recordedLesson(recording, new World(recording, software), language);
	},
	hash: () => driver.hash()
};

expose(api);
