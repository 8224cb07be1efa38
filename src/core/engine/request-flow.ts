import type { Connection } from '../sim/net.ts';
import { Signal, waitFor, type Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';

/** Longest piece of an answer that the trace carries. */
const TEXT_MAX = 60;

/**
 * Tells the trace the way of one request to a published port: who asked, which rule took it, which task was chosen,
 * where it went, what came back.
 */
export class RequestFlow {
	readonly n: number;
	private readonly startedMs: number;
	private isOver = false;

	constructor(
		private readonly sim: Sim,
		nextRequest: () => number,
		private readonly at: { client: string; machine: string; address: string; port: number }
	) {
		this.n = nextRequest();
		this.startedMs = sim.now;
		sim.trace.emit({
			type: 'ingress.request',
			n: this.n,
			client: at.client,
			to: at.machine,
			address: at.address,
			port: at.port
		});
	}

	accept(service: string, rule: 'ingress' | 'host' | 'container'): void {
		this.sim.trace.emit({
			type: 'ingress.accept',
			n: this.n,
			where: this.at.machine,
			port: this.at.port,
			service,
			rule
		});
	}

	balance(service: string, order: string[], chosen: number, task: { id: string; name: string }): void {
		this.sim.trace.emit({
			type: 'ingress.balance',
			n: this.n,
			where: this.at.machine,
			service,
			order,
			chosen,
			taskId: task.id,
			task: task.name
		});
	}

	forward(to: string, taskId: string): void {
		this.sim.trace.emit({
			type: 'ingress.forward',
			n: this.n,
			from: this.at.machine,
			to,
			overlay: to !== this.at.machine,
			taskId
		});
	}

	/** @param answer what came back first */
	reply(task: { id: string; name: string; machine: string }, answer: string): void {
		if (this.isOver) return;
		this.isOver = true;
		const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(answer)?.[1] ?? 0);
		const body = status === 0 ? answer : answer.slice(answer.indexOf('\r\n\r\n') + 4);
		const text = (body.split(/\r?\n/).find((line) => line.trim() !== '') ?? '').trim().slice(0, TEXT_MAX);
		this.sim.trace.emit({
			type: 'ingress.reply',
			n: this.n,
			taskId: task.id,
			task: task.name,
			node: task.machine,
			status,
			ms: this.sim.now - this.startedMs,
			text
		});
	}

	fail(why: 'refused' | 'timeout' | 'no task' | 'unreachable'): void {
		if (this.isOver) return;
		this.isOver = true;
		this.sim.trace.emit({ type: 'ingress.fail', n: this.n, where: this.at.machine, port: this.at.port, why });
	}
}

/** Carries bytes both ways until both ends have closed. Tells of the first answer, or that there was none. */
export function* relay(
	scope: Scope,
	near: Connection,
	far: Connection,
	tell: { first: (text: string) => void; none: () => void }
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
			yield* far.write(chunk);
		}
	} catch (error) {
		if (!(error instanceof Signal)) throw error;
	} finally {
		far.close();
	}
	return yield* waitFor(returning);
}
