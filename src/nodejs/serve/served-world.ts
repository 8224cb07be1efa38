import { join } from 'node:path';
import { dialTcp } from '../../core/api/tcp/client.ts';
import type { ApiHandler } from '../../core/api/wire/http.ts';
import type { World } from '../../core/world/world.ts';
import { NodeServer, type Pace } from './node-server.ts';

/** A machine name and where its engine listens. */
export interface ServedNode {
	name: string;
	address: string;
}

/** A port of a machine that is to be reached on 127.0.0.1; `outside` 0: a free one. */
export interface Published {
	machine: string;
	port: number;
	outside: number;
}

export interface ServingOptions {
	tcp?: boolean;
	publish?: readonly Published[];
	/** Stands before every engine. */
	before?: (handler: ApiHandler) => ApiHandler;
}

/**
 * Every machine of a world, with its engine's API on a unix socket DIR/<name>.sock, and on TCP if asked; and ports on which something
 * else speaks Docker's API: a manager of classic Swarm.
 */
export class ServedWorld {
	private readonly servers = new Map<string, NodeServer[]>();
	private readonly published: { name: string; server: NodeServer }[] = [];
	private readonly stopListening: () => void;

	constructor(world: World, pace: Pace, dir: string, options: ServingOptions = {}) {
		for (const { machine, port, outside } of options.publish ?? []) {
			const handler = dialTcp({ net: world.net, from: machine, address: { host: machine, port } });
			this.published.push({ name: `${machine}:${port}`, server: new NodeServer(world, handler, pace, outside) });
		}
		for (const machine of world.machines) {
			// Where no engine is installed nobody listens.
			if (world.view.machines.get(machine.hostname)?.daemon === 'none') continue;
			const places = [join(dir, `${machine.hostname}.sock`), ...(options.tcp ? [0] : [])];
			const own: ApiHandler = machine.engine.handler;
			const handler = options.before ? options.before(own) : own;
			const servers = places.map((where) => new NodeServer(world, handler, pace, where));
			this.servers.set(machine.hostname, servers);
		}
		this.stopListening = world.sim.trace.listen((event) => {
			if (event.type !== 'machine') return;
			for (const server of this.servers.get(event.where) ?? []) server.listen(event.daemon === 'up');
		});
	}

	/** @returns where each machine is found, once all listen */
	async open(): Promise<ServedNode[]> {
		const nodes: ServedNode[] = [];
		for (const [name, servers] of this.servers) {
			for (const server of servers) {
				await server.open();
				nodes.push({ name, address: server.address });
			}
		}
		for (const { name, server } of this.published) {
			await server.open();
			nodes.push({ name, address: server.address });
		}
		return nodes;
	}

	/** Whether some client has yet to take what it was sent. */
	get isSending(): boolean {
		return this.all().some((server) => server.isSending);
	}

	close(): void {
		this.stopListening();
		for (const server of this.all()) server.close();
	}

	private all(): NodeServer[] {
		return [...[...this.servers.values()].flat(), ...this.published.map(({ server }) => server)];
	}
}
