import { Signal, type Process } from '../sim/process.ts';

/** The third signal: nothing that a command catches. */
export class ForcedExit extends Error {
	override name = 'ForcedExit';
}

/**
 * How the clients since 28 take SIGINT and SIGTERM: the first cancels what they do, and where that cannot be cancelled
 * (a terminal that is read, a container whose end is waited for) nothing happens until the third.
 * Source: docker/cli cmd/docker/docker.go, forceExitAfter3TerminationSignals; asked of the client 28.2.2.
 */
export class Patience {
	private signals = 0;

	/** @param isEndless whether the client is one of those that wait */
	constructor(private readonly isEndless: boolean) {}

	/** The client was told to end and has not. */
	get isTried(): boolean {
		return this.signals > 0;
	}

	/** Takes what a step of waiting threw. @throws it, when it is no such signal; ForcedExit at the third */
	take(error: unknown): void {
		if (!this.isEndless || !isTermination(error)) throw error;
		this.signals++;
		if (this.signals === 3) throw new ForcedExit('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n');
	}

	/** Does a step of waiting again as often as it is interrupted. */
	*through<T>(step: () => Process<T>): Process<T> {
		for (;;)
			try {
				return yield* step();
			} catch (error) {
				this.take(error);
			}
	}
}

export function isTermination(error: unknown): error is Signal {
	return error instanceof Signal && (error.signal === 'SIGINT' || error.signal === 'SIGTERM');
}
