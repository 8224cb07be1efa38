import type { ApiStream } from '../../api/wire/http.ts';
import type { EventMessage } from '../../api/wire/system.ts';
import { sleep, type Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';

/** What the following of an engine's events needs of the engine. */
export interface EventSource {
	readonly isHealthy: boolean;
	/** GET /events. A refused connection here does not count as a failure (cluster/event_monitor.go). */
	openEvents(): Process<ApiStream | undefined>;
	/** How long to wait before it is tried again when the engine could not be reached. */
	reconnectMs(): number;
	takeEvent(message: EventMessage): Process<void>;
}

/** What happens to containers is known at once; a stream that broke is opened again, until the engine is given up. */
export function* monitorEvents(engine: EventSource): Process {
	for (;;) {
		let stream: ApiStream | undefined;
		try {
			stream = yield* engine.openEvents();
			if (stream) yield* readEvents(stream, engine);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
		} finally {
			stream?.close();
		}
		if (!engine.isHealthy) return 0;
		// After the end of a stream at once, after a refused connection only when the next refresh is due.
		if (!stream) yield* sleep(engine.reconnectMs());
		if (!engine.isHealthy) return 0;
	}
}

function* readEvents(stream: ApiStream, engine: EventSource): Process<void> {
	let rest = '';
	for (;;) {
		const chunk = yield* stream.read();
		if (!chunk) return;
		rest += chunk.text;
		const lines = rest.split('\n');
		rest = lines.pop()!;
		for (const line of lines) if (line.trim() !== '') yield* engine.takeEvent(JSON.parse(line) as EventMessage);
	}
}
