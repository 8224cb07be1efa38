import { InvariantError } from './invariant.ts';
import type { Scope } from './scope.ts';

/**
 * A process is a generator that may only yield system calls. The kernel (Proc) runs it until the next call, and goes
 * on when the call is answered; so a process can be stopped between any two calls, and nothing ever waits in real time.
 */
export type Process<R = number> = Generator<Syscall, R, unknown>;

export type Syscall =
	| { call: 'sleep'; ms: number }
	| { call: 'park'; on: WaitQueue; timeoutMs: number | undefined }
	| { call: 'pause' }
	| { call: 'self' };

export type SignalName = 'SIGHUP' | 'SIGINT' | 'SIGQUIT' | 'SIGKILL' | 'SIGPIPE' | 'SIGTERM' | 'SIGXFSZ' | 'SIGWINCH';
export const SIGNAL_NUMBER: Record<SignalName, number> = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGQUIT: 3,
	SIGKILL: 9,
	SIGPIPE: 13,
	SIGTERM: 15,
	SIGXFSZ: 25,
	SIGWINCH: 28
};

/** Thrown into a process by `kill`. Uncaught, the process ends with 128 + number. */
export class Signal extends Error {
	override name = 'Signal';
	constructor(readonly signal: SignalName) {
		super(signal);
	}
}

/** How many `pause` calls a process may make within one virtual millisecond before it has to let time pass. */
const PAUSES_PER_MS = 100;

const PAUSE: Syscall = { call: 'pause' };
const SELF: Syscall = { call: 'self' };

export function* sleep(ms: number): Process<void> {
	yield { call: 'sleep', ms };
}

/** Waits until somebody notifies the queue. Returns false when `timeoutMs` passed first. */
export function* park(on: WaitQueue, timeoutMs?: number): Process<boolean> {
	return (yield { call: 'park', on, timeoutMs }) as boolean;
}

/** A place where a busy process can be interrupted. Every 100th in a millisecond costs one virtual millisecond. */
export function* pause(): Process<void> {
	yield PAUSE;
}

/** The process that asks. */
export function* self(): Process<Proc> {
	return (yield SELF) as Proc;
}

/** Processes that wait for the same thing. */
export class WaitQueue {
	private readonly waiting = new Set<(notified: boolean) => void>();

	get size(): number {
		return this.waiting.size;
	}

	notifyAll(): void {
		for (const resume of [...this.waiting]) resume(true);
	}

	/** @internal used by the kernel */
	add(resume: (notified: boolean) => void): () => void {
		this.waiting.add(resume);
		return () => this.waiting.delete(resume);
	}
}

export interface SpawnOptions {
	name: string;
	/** Signals go to all processes of a group (a shell job). */
	group?: ProcGroup;
	/** Called with the exit code when the process is over, also when it was destroyed by the end of its scope. */
	onExit?: (code: number) => void;
}

export class ProcGroup {
	readonly members = new Set<Proc>();
	kill(signal: SignalName): void {
		for (const proc of [...this.members]) proc.kill(signal);
	}
}

/** The kernel's side of a process. */
export class Proc {
	readonly name: string;
	/** Exit code, undefined while it runs. 128 + n when a signal ended it. */
	code: number | undefined;
	/** What ended it, when a signal did. */
	signal: SignalName | undefined;
	readonly exited = new WaitQueue();
	readonly group: ProcGroup | undefined;
	private readonly exitListeners: ((code: number) => void)[] = [];
	private stopWaiting: (() => void) | undefined;
	private running = false;
	private pending: Signal[] = [];
	private pauseMs = -1;
	private pauses = 0;

	constructor(
		readonly scope: Scope,
		private readonly body: Process<number>,
		options: SpawnOptions
	) {
		this.name = options.name;
		this.group = options.group;
		this.group?.members.add(this);
		if (options.onExit) this.exitListeners.push(options.onExit);
	}

	get isOver(): boolean {
		return this.code !== undefined;
	}

	/** @internal called once by Scope.spawn */
	start(): void {
		this.sleepFor(0, undefined);
	}

	onExit(listener: (code: number) => void): void {
		if (this.code !== undefined) listener(this.code);
		else this.exitListeners.push(listener);
	}

	/** Interrupts whatever it waits for; SIGKILL cannot be caught. */
	kill(signal: SignalName): void {
		if (this.isOver) return;
		if (signal === 'SIGKILL') {
			if (this.running) this.pending.push(new Signal(signal));
			else this.finish(this.close(137));
			return;
		}
		this.pending.push(new Signal(signal));
		if (!this.running && this.stopWaiting) {
			this.stopWaiting();
			this.stopWaiting = undefined;
			this.sleepFor(0, undefined);
		}
	}

	/** The scope has ended: no more turns, `finally` blocks run but may not wait. */
	destroy(): void {
		if (this.isOver) return;
		if (this.running) {
			this.pending.push(new Signal('SIGKILL'));
			return;
		}
		this.finish(this.close(137));
	}

	private close(code: number): number {
		this.signal = 'SIGKILL';
		try {
			this.body.return(code);
			// A `finally` block that tries to wait is cut short.
			this.body.return(code);
		} catch (error) {
			if (!(error instanceof Signal)) throw error;
		}
		return code;
	}

	private sleepFor(ms: number, value: unknown): void {
		const timer = this.scope.after(ms, () => {
			this.stopWaiting = undefined;
			this.run(value);
		});
		this.stopWaiting = () => timer.cancel();
	}

	private run(value: unknown): void {
		if (this.isOver) return;
		this.running = true;
		try {
			for (;;) {
				const signal = this.pending.shift();
				if (signal?.signal === 'SIGKILL') {
					this.running = false;
					this.finish(this.close(137));
					return;
				}
				const result = signal ? this.body.throw(signal) : this.body.next(value);
				if (result.done) {
					this.finish(result.value);
					return;
				}
				value = undefined;
				const syscall = result.value;
				if (syscall.call === 'self') {
					value = this;
				} else if (syscall.call === 'pause') {
					if (this.pauseMs !== this.scope.sim.now) {
						this.pauseMs = this.scope.sim.now;
						this.pauses = 0;
					}
					if (++this.pauses < PAUSES_PER_MS) continue;
					this.sleepFor(1, undefined);
					break;
				} else if (this.pending.length > 0) {
					continue;
				} else if (syscall.call === 'sleep') {
					this.sleepFor(syscall.ms, undefined);
					break;
				} else {
					this.wait(syscall.on, syscall.timeoutMs);
					break;
				}
			}
		} catch (error) {
			if (error instanceof Signal) {
				this.signal = error.signal;
				this.finish(128 + SIGNAL_NUMBER[error.signal]);
			} else {
				this.finish(70);
				if (error instanceof InvariantError) throw error;
				throw new InvariantError(`process ${this.name}: ${describe(error)}`, { cause: error });
			}
		} finally {
			this.running = false;
		}
	}

	private wait(on: WaitQueue, timeoutMs: number | undefined): void {
		let over = false;
		const resume = (notified: boolean): void => {
			if (over) return;
			over = true;
			leave();
			timer?.cancel();
			this.stopWaiting = undefined;
			this.sleepFor(0, notified);
		};
		const leave = on.add(resume);
		const timer = timeoutMs === undefined ? undefined : this.scope.after(timeoutMs, () => resume(false));
		this.stopWaiting = () => {
			over = true;
			leave();
			timer?.cancel();
		};
	}

	private finish(code: number): void {
		if (this.isOver) return;
		this.code = code;
		this.stopWaiting?.();
		this.stopWaiting = undefined;
		this.group?.members.delete(this);
		for (const listener of this.exitListeners.splice(0)) listener(code);
		this.exited.notifyAll();
	}
}

function describe(error: unknown): string {
	return error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error);
}

/** Waits for the end of a process. */
export function* waitFor(proc: Proc): Process<number> {
	while (proc.code === undefined) yield* park(proc.exited);
	return proc.code;
}

/** A value that comes later: the bridge from callbacks (timers, messages, commits) to processes. */
export class Deferred<T> {
	private readonly queue = new WaitQueue();
	private outcome: { value: T } | { error: unknown } | undefined;

	get isSettled(): boolean {
		return this.outcome !== undefined;
	}

	resolve(value: T): void {
		this.settle({ value });
	}

	/** `wait` will throw this. */
	reject(error: unknown): void {
		this.settle({ error });
	}

	private settle(outcome: { value: T } | { error: unknown }): void {
		if (this.outcome) return;
		this.outcome = outcome;
		this.queue.notifyAll();
	}

	/** The value, once it is there. With a time limit: undefined when it did not come in time. */
	wait(): Process<T>;
	wait(timeoutMs: number): Process<T | undefined>;
	*wait(timeoutMs?: number): Process<T | undefined> {
		if (!this.outcome) {
			const notified = yield* park(this.queue, timeoutMs);
			if (!notified) return undefined;
		}
		if ('error' in this.outcome!) throw this.outcome.error;
		return (this.outcome as { value: T } | undefined)?.value;
	}
}
