import type { Scope } from '../sim/scope.ts';
import { ChunkStream } from './chunk-stream.ts';
import type { ApiStream } from './wire/http.ts';

/** Chunks that may wait between an engine and its client. */
const BACKLOG = 16;

/** A stream carried by a process of the daemon, so that it ends when the daemon does. */
export function relay(scope: Scope, inner: ApiStream): ApiStream {
	const outer = new ChunkStream({
		onWrite: (text) => inner.write(text),
		onCloseWrite: () => inner.closeWrite(),
		onClose: () => {
			inner.close();
			if (!proc.isOver) proc.kill('SIGKILL');
		}
	});
	const proc = scope.spawn(
		(function* () {
			for (;;) {
				const chunk = yield* inner.read();
				if (!chunk) return 0;
				if (!outer.push(chunk.kind, chunk.text)) return 0;
				yield* outer.drain(BACKLOG);
			}
		})(),
		{ name: 'api stream', onExit: () => outer.end() }
	);
	return outer;
}
