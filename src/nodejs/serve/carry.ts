import type { ApiStream } from '../../core/api/wire/http.ts';
import { park, WaitQueue, type Process } from '../../core/sim/process.ts';
import type { Sim } from '../../core/sim/sim.ts';
import { Pipe } from '../../core/sim/stream.ts';
import type { Pace } from './node-server.ts';
import { TextReader } from './text-bytes.ts';
import { frame } from './wire-format.ts';

/** A client's connection once the head of the answer is sent. */
export interface Outside {
	/** @returns false when the client is behind and has to be waited for */
	write(bytes: Buffer): boolean;
	end(): void;
	onDrain(listener: () => void): void;
	onInput(listener: (bytes: Buffer) => void): void;
	onInputEnd(listener: () => void): void;
	/** The client went away before the end. */
	onGone(listener: () => void): void;
}

/** Lets a stream flow between the engine and a connection until the engine ends it. */
export function* carry(stream: ApiStream, outside: Outside, pace: Pace, sim: Sim): Process<void> {
	const drained = new WaitQueue();
	const input = new Pipe();
	const reader = new TextReader();
	outside.onDrain(() => pace.enter(() => drained.notifyAll()));
	outside.onInput((bytes) => pace.enter(() => void input.push(reader.read(bytes))));
	outside.onInputEnd(() =>
		pace.enter(() => {
			input.push(reader.end());
			input.writer.close();
		})
	);
	const feeder = sim.root.spawn(feed(stream, input), { name: 'input of a stream' });
	try {
		for (;;) {
			const chunk = yield* stream.read();
			if (!chunk) break;
			const goesOn = outside.write(frame(chunk));
			pace.wrote?.();
			if (!goesOn) yield* park(drained);
		}
		outside.end();
		pace.wrote?.();
	} finally {
		stream.close();
		if (!feeder.isOver) feeder.kill('SIGKILL');
	}
}

function* feed(stream: ApiStream, input: Pipe): Process {
	for (;;) {
		const text = yield* input.reader.read();
		if (text === undefined) break;
		yield* stream.write(text);
	}
	stream.closeWrite();
	return 0;
}
