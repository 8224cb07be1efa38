import type { ApiStream, StreamChunk } from '../../api/wire/http.ts';
import { park, WaitQueue } from '../../sim/process.ts';

/** A stream of JSON lines that its maker pushes into. */
export interface LineStream extends ApiStream {
	push(line: unknown): void;
	end(): void;
}

export function lineStream(onClose: () => void = () => {}): LineStream {
	const lines: string[] = [];
	const changed = new WaitQueue();
	let isOver = false;
	let isClosed = false;
	const end = (): void => {
		isOver = true;
		changed.notifyAll();
	};
	return {
		push(line) {
			lines.push(`${JSON.stringify(line)}\n`);
			changed.notifyAll();
		},
		end,
		*read() {
			while (lines.length === 0) {
				if (isOver) return undefined;
				yield* park(changed);
			}
			return { kind: 'raw', text: lines.shift()! } satisfies StreamChunk;
		},
		*write() {},
		closeWrite() {},
		close() {
			end();
			if (!isClosed) onClose();
			isClosed = true;
		}
	};
}
