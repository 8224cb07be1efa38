import type { FromWorker } from '../worker/protocol.ts';
import { startWorker } from '../worker/client.ts';
import type { Source, SourceListener } from './source.ts';

/** A world that runs now, in a worker of its own. */
export function createLiveSource(): Source {
	const listeners = new Set<SourceListener>();
	const hear = (message: FromWorker): void => {
		for (const listener of listeners) {
			if (message.type === 'output') listener.output(message.machine, message.text);
			else if (message.type === 'frame')
				listener.frame(message.status, message.events, message.lesson, message.printed ?? []);
			else listener.stopped(message.stopped);
		}
	};
	const client = startWorker(hear, (message) =>
		hear({ type: 'stopped', stopped: { at: 0, message, recording: undefined } })
	);
	const { api } = client;
	return {
		listen(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		start: (start) => api.start(start),
		play: () => void api.play(),
		pause: () => void api.pause(),
		setSpeed: (speed) => void api.setSpeed(speed),
		stepEvent: () => void api.stepEvent(),
		input: (machine, text) => client.send({ type: 'input', machine, text }),
		resize: (machine, columns, rows) => client.send({ type: 'resize', machine, columns, rows }),
		acknowledge: (machine, length) => client.send({ type: 'ack', machine, length }),
		run: (machine, command) => api.run(machine, command),
		browse: (request) => api.browse(request),
		fault: (text) => api.fault(text),
		enterStep: (index) => void api.enterStep(index),
		recording: () => api.recording(),
		snapshot: () => api.snapshot(),
		hash: () => api.hash(),
		close: () => client.close()
	};
}
