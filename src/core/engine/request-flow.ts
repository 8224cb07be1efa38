import type { Connection } from '../sim/net.ts';
import { Signal, waitFor, type Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { TraceEvent } from '../trace-events.ts';

/** Longest piece of an answer that the trace carries. */
const TEXT_MAX = 60;

/**
 * A connection on which nobody has said anything for so long is told of all the same: its client may wait for ever. One that
 * is closed sooner was no request but a check whether somebody listens, as load balancers make them every few seconds.
 */
const SILENT_MS = 100;

/**
 * Tells the trace the way of one request to a published port: who asked, which rule took it, which task was chosen,
 * where it went, what came back. It is told once the client has said something.
 */
export class RequestFlow {
	/** Given when it is told. */
	private n: number | undefined;
	private untold: ((n: number) => TraceEvent)[] = [];
	private readonly startedMs: number;
	private isOver = false;

	constructor(
		private readonly sim: Sim,
		scope: Scope,
		private readonly nextRequest: () => number,
		private readonly at: { client: string; machine: string; address: string; port: number }
	) {
		this.startedMs = sim.now;
		const { client, machine: to, address, port } = at;
		this.untold.push((n) => ({ type: 'ingress.request', n, client, to, address, port }));
		scope.after(SILENT_MS, () => this.tell());
	}

	/** The client has said something. */
	tell(): void {
		if (this.n !== undefined || this.isOver) return;
		this.n = this.nextRequest();
		for (const event of this.untold) this.sim.trace.emit(event(this.n));
		this.untold = [];
	}

	private emit(event: (n: number) => TraceEvent): void {
		if (this.n === undefined) this.untold.push(event);
		else this.sim.trace.emit(event(this.n));
	}

	accept(service: string, rule: 'ingress' | 'host' | 'container'): void {
		const { machine: where, port } = this.at;
		this.emit((n) => ({ type: 'ingress.accept', n, where, port, service, rule }));
	}

	balance(service: string, order: string[], chosen: number, task: { id: string; name: string }): void {
		const where = this.at.machine;
		this.emit((n) => ({
			type: 'ingress.balance',
			n,
			where,
			service,
			order,
			chosen,
			taskId: task.id,
			task: task.name
		}));
	}

	forward(to: string, taskId: string): void {
		const from = this.at.machine;
		this.emit((n) => ({ type: 'ingress.forward', n, from, to, overlay: to !== from, taskId }));
	}

	/** @param answer what came back first */
	reply(task: { id: string; name: string; machine: string }, answer: string): void {
		this.tell();
		if (this.isOver) return;
		this.isOver = true;
		const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(answer)?.[1] ?? 0);
		const body = status === 0 ? answer : answer.slice(answer.indexOf('\r\n\r\n') + 4);
		const text = (body.split(/\r?\n/).find((line) => line.trim() !== '') ?? '').trim().slice(0, TEXT_MAX);
		const ms = this.sim.now - this.startedMs;
		this.emit((n) => ({
			type: 'ingress.reply',
			n,
			taskId: task.id,
			task: task.name,
			node: task.machine,
			status,
			ms,
			text
		}));
	}

	fail(why: 'refused' | 'timeout' | 'no task' | 'unreachable'): void {
		this.tell();
		if (this.isOver) return;
		this.isOver = true;
		const { machine: where, port } = this.at;
		this.emit((n) => ({ type: 'ingress.fail', n, where, port, why }));
	}

	/** Both ends have closed and nothing came back. */
	unanswered(): void {
		if (this.n !== undefined) this.fail('unreachable');
		this.isOver = true;
	}
}

/** Carries bytes both ways until both ends have closed. Tells when the client speaks, of the first answer, or that there was none. */
export function* relay(
	scope: Scope,
	near: Connection,
	far: Connection,
	tell: { asked: () => void; first: (text: string) => void; none: () => void }
): Process {
	const back = function* (): Process {
		let isFirst = true;
		try {
			for (;;) {
				const chunk = yield* far.read();
				if (chunk === undefined) break;
				if (isFirst) tell.first(chunk);
				isFirst = false;
				yield* near.write(chunk);
			}
		} finally {
			if (isFirst) tell.none();
			near.close();
		}
		return 0;
	};
	const returning = scope.spawn(back(), { name: 'relay' });
	try {
		for (;;) {
			const chunk = yield* near.read();
			if (chunk === undefined) break;
			tell.asked();
			yield* far.write(chunk);
		}
	} catch (error) {
		if (!(error instanceof Signal)) throw error;
	} finally {
		far.close();
	}
	return yield* waitFor(returning);
}
