import { NetError, type Connection } from '../sim/net.ts';
import type { Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { EngineContext } from './engine-context.ts';
import { relay, RequestFlow } from './request-flow.ts';

/** A port of the machine that leads to one container on it. */
export interface PublishedPort {
	/** As the machine's clients see it. */
	port: number;
	/** Key of Host.listen that the container listens on: 'bridge/172.17.0.2:80'. */
	target: string;
	/** For the trace: the container, or its task and service in host mode. */
	name: string;
	service: string;
	taskId: string;
	rule: 'host' | 'container';
}

/** How long a NAT rule waits for a container that does not answer: as long as a client's TCP. */
const CONNECT_TIMEOUT_MS = 130_000;

/** `-p` of single containers and mode=host of services: address translation on this machine alone. */
export class PublishedPorts {
	private readonly open = new Map<number, PublishedPort>();
	/** Told when the table has changed. */
	onChange: () => void = () => {};

	constructor(private readonly context: EngineContext) {}

	list(): PublishedPort[] {
		return [...this.open.values()];
	}

	isTaken(port: number): boolean {
		return this.open.has(port);
	}

	/** @param scope ends with the container */
	publish(published: PublishedPort, scope: Scope): void {
		const { host, sim, net, where } = this.context;
		this.open.set(published.port, published);
		const { name, taskId, target, rule, port } = published;
		const nextRequest = this.context.nextRequest;
		host.listenVia(`tcp/${port}`, scope, function* (client) {
			const flow = new RequestFlow(sim, scope, nextRequest, { client, machine: where, address: host.address, port });
			flow.accept(published.service, rule);
			flow.forward(where, taskId);
			let far: Connection;
			try {
				far = yield* net.connect(where, where, target, CONNECT_TIMEOUT_MS);
			} catch (error) {
				if (!(error instanceof NetError)) throw error;
				flow.fail(error.kind === 'refused' ? 'refused' : 'timeout');
				return error.kind === 'refused' ? 'refused' : 'silent';
			}
			return (near): Process =>
				relay(scope, near, far, {
					asked: () => flow.tell(),
					first: (text) => flow.reply({ id: taskId, name, machine: where }, text),
					none: () => flow.unanswered()
				});
		});
		scope.onEnd(() => {
			if (this.open.get(port) === published) this.open.delete(port);
			this.onChange();
		});
		this.onChange();
	}
}
