import type { CommandContext } from '../../context.ts';
import { inBackground } from '../../background.ts';
import type { ApiStream } from '../../../api/wire/http.ts';
import { Signal, type Process, type SignalName } from '../../../sim/process.ts';

/**
 * Joins the client's terminal to a container's: its output to ours, our input to it, until its output ends.
 * @param onSignal told of Ctrl-C and the like when there is no terminal in between; without it they end the client
 */
export function* exchange(
	context: CommandContext,
	stream: ApiStream,
	options: { input: boolean; tty: boolean; onSignal?: (signal: SignalName) => Process<void> }
): Process<void> {
	const terminal = options.tty ? context.sys.terminal(0) : undefined;
	const restore = options.input && terminal ? terminal.setRaw() : undefined;
	const pump = options.input ? yield* inBackground('docker stdin', pumpInput(context, stream)) : undefined;
	try {
		for (;;) {
			try {
				const chunk = yield* stream.read();
				if (!chunk) return;
				const out = chunk.kind === 'stderr' ? context.sys.stderr : context.sys.stdout;
				yield* out.write(chunk.text);
			} catch (error) {
				if (
					!(error instanceof Signal) ||
					!options.onSignal ||
					error.signal === 'SIGPIPE' ||
					error.signal === 'SIGWINCH'
				)
					throw error;
				yield* options.onSignal(error.signal);
			}
		}
	} finally {
		pump?.stop();
		restore?.();
		stream.close();
	}
}

function* pumpInput(context: CommandContext, stream: ApiStream): Process<void> {
	for (;;) {
		const text = yield* context.sys.stdin.read();
		if (text === undefined) {
			stream.closeWrite();
			return;
		}
		yield* stream.write(text);
	}
}

/** All of a stream to where it belongs. */
export function* copyOutput(context: CommandContext, stream: ApiStream): Process<void> {
	yield* exchange(context, stream, { input: false, tty: false });
}
