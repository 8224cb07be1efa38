import type { ApiStream } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';

/** Reads a stream of JSON values, one to a line; `act` also gets the line as it came. Closes the stream at the end. */
export function* jsonLines<T>(stream: ApiStream, act: (value: T, line: string) => Process<void>): Process<void> {
	let open = '';
	try {
		for (;;) {
			const chunk = yield* stream.read();
			open += chunk?.text ?? '\n';
			const lines = open.split('\n');
			open = lines.pop() ?? '';
			for (const line of lines) if (line.trim() !== '') yield* act(JSON.parse(line) as T, line);
			if (!chunk) return;
		}
	} finally {
		stream.close();
	}
}
