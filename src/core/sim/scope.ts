import type { Sim, Timer } from './sim.ts';
import { Proc, type Process, type SpawnOptions } from './process.ts';

/**
 * Owns the timers and processes of one machine, one daemon or one term of leadership. Ending a scope is what a crash
 * is: nothing of it runs again. What should survive (disk) must be held elsewhere.
 */
export class Scope {
	private readonly timers = new Set<Timer>();
	private readonly procs = new Set<Proc>();
	private readonly children = new Set<Scope>();
	private readonly endings: (() => void)[] = [];
	private ended = false;
	private frozen = false;
	private held: (() => void)[] = [];

	constructor(
		readonly sim: Sim,
		readonly name: string,
		private readonly parent?: Scope
	) {}

	get isEnded(): boolean {
		return this.ended;
	}

	/** A scope that ends with this one, or before. */
	child(name: string): Scope {
		const scope = new Scope(this.sim, `${this.name}/${name}`, this);
		this.children.add(scope);
		return scope;
	}

	after(ms: number, run: () => void): Timer {
		const timer = this.sim.after(ms, () => {
			this.timers.delete(timer);
			this.whenThawed(run);
		});
		const handle: Timer = {
			at: timer.at,
			cancel: () => {
				timer.cancel();
				this.timers.delete(timer);
			}
		};
		if (this.ended) timer.cancel();
		else this.timers.add(timer);
		return handle;
	}

	/** Calls `run` every `ms`, first after `firstMs` (default `ms`), until the scope ends or `cancel` is called. */
	every(ms: number, run: () => void, firstMs = ms): Timer {
		let current: Timer | undefined;
		let cancelled = false;
		const turn = (): void => {
			if (cancelled) return;
			// A periodic timer has no cause: it would chain every heartbeat to the first one.
			this.sim.trace.cause = 0;
			current = this.after(ms, turn);
			run();
		};
		current = this.after(firstMs, turn);
		return {
			at: current.at,
			cancel() {
				cancelled = true;
				current?.cancel();
			}
		};
	}

	/** Starts a process; its first step runs in a later turn of the queue at the same virtual time. */
	spawn(body: Process<number>, options: SpawnOptions): Proc {
		const proc = new Proc(this, body, options);
		if (this.ended) {
			proc.destroy();
			return proc;
		}
		this.procs.add(proc);
		proc.onExit(() => this.procs.delete(proc));
		proc.start();
		return proc;
	}

	/** Runs `ending` when the scope ends (also when it has ended already). */
	onEnd(ending: () => void): void {
		if (this.ended) ending();
		else this.endings.push(ending);
	}

	/** Stops everything at once, without telling anybody: a crash. */
	end(): void {
		if (this.ended) return;
		this.ended = true;
		for (const child of [...this.children]) child.end();
		for (const timer of this.timers) timer.cancel();
		this.timers.clear();
		for (const proc of [...this.procs]) proc.destroy();
		this.procs.clear();
		this.held = [];
		this.parent?.children.delete(this);
		for (const ending of this.endings.splice(0).reverse()) ending();
	}

	/** A paused machine: timers and processes that come due are held until `thaw`. */
	freeze(): void {
		this.frozen = true;
	}

	thaw(): void {
		if (!this.frozen) return;
		this.frozen = false;
		for (const run of this.held.splice(0)) this.sim.after(0, () => this.whenThawed(run));
	}

	get isFrozen(): boolean {
		return this.frozen || (this.parent?.isFrozen ?? false);
	}

	/** Runs now, or when this scope and all around it are thawed; never after the end. */
	whenThawed(run: () => void): void {
		if (this.ended) return;
		for (let scope: Scope | undefined = this; scope; scope = scope.parent) {
			if (scope.frozen) {
				scope.held.push(() => this.whenThawed(run));
				return;
			}
		}
		run();
	}
}
