import type { CommandContext } from '../../context.ts';
import { inBackground } from '../../background.ts';
import type { ApiStream } from '../../../api/wire/http.ts';
import { Signal, type Process, type SignalName } from '../../../sim/process.ts';
import { detachKeys } from '../../../api/wire/detach-keys.ts';
import { DetachWatch } from '../../values/detach-keys.ts';
import { CliError } from '../../errors.ts';
import { isTermination } from '../../patience.ts';

/** The keys to detach were typed. Whoever does not expect it ends with it. */
export class Detached extends CliError {
	constructor() {
		super('read escape sequence');
	}
}

/**
 * Joins the client's terminal to a container's: its output to ours, our input to it, until its output ends.
 * @throws Detached
 * @param options.interrupted what Ctrl-C does to a client since 28, besides what `onSignal` does
 * @param options.onSignal told of Ctrl-C and the like when there is no terminal in between; without it they end the client
 */
export function* exchange(
	context: CommandContext,
	stream: ApiStream,
	options: {
		input: boolean;
		tty: boolean;
		onSignal?: (signal: SignalName) => Process<void>;
		interrupted?: 'stops' | 'goes on';
	}
): Process<void> {
	const terminal = options.tty ? context.sys.terminal(0) : undefined;
	const restore = options.input && terminal ? terminal.setRaw() : undefined;
	// A terminal that is not raw puts a carriage return of its own before each end of a line.
	const isCooked = options.tty && !restore && context.isTerminal;
	let isDetached = false;
	const leave = (): void => {
		isDetached = true;
		stream.close();
	};
	const watch = options.tty ? yield* watchOf(context) : undefined;
	const pump = options.input
		? yield* inBackground('docker stdin', pumpInput(context, stream, watch, leave))
		: undefined;
	try {
		for (;;) {
			try {
				const chunk = yield* stream.read();
				if (isDetached) throw new Detached();
				if (!chunk) return;
				const out = chunk.kind === 'stderr' ? context.sys.stderr : context.sys.stdout;
				yield* out.write(isCooked ? chunk.text.replace(/\r\n/g, '\r\r\n') : chunk.text);
			} catch (error) {
				if (!(error instanceof Signal) || error.signal === 'SIGPIPE' || error.signal === 'SIGWINCH') throw error;
				if (options.onSignal) yield* options.onSignal(error.signal);
				else if (options.interrupted === undefined) throw error;
				if (!isTermination(error) || (options.onSignal && !context.era.capabilities.wordsOf28)) continue;
				context.patience.take(error);
				if (options.interrupted === 'stops') return;
			}
		}
	} finally {
		pump?.stop();
		restore?.();
		stream.close();
	}
}

function* watchOf(context: CommandContext): Process<DetachWatch> {
	const { flags, config } = context;
	const keys = detachKeys(flags.string('detach-keys') || config.string('detachKeys'));
	if (keys !== undefined) return new DetachWatch(keys);
	yield* context.warn('invalid detach escape keys, using default');
	return new DetachWatch(detachKeys('')!);
}

function* pumpInput(
	context: CommandContext,
	stream: ApiStream,
	watch: DetachWatch | undefined,
	leave: () => void
): Process<void> {
	for (;;) {
		const text = yield* context.sys.stdin.read();
		if (text === undefined) {
			stream.closeWrite();
			return;
		}
		const passed = watch ? watch.pass(text) : text;
		if (passed === undefined) return leave();
		if (passed !== '') yield* stream.write(passed);
	}
}

/** All of a stream to where it belongs. */
export function* copyOutput(context: CommandContext, stream: ApiStream): Process<void> {
	yield* exchange(context, stream, { input: false, tty: false });
}
