import { join } from 'node:path';
import type { World } from '../../core/world/world.ts';
import { NodeServer, type Pace } from './node-server.ts';

/** A machine name and where its engine listens. */
export interface ServedNode {
	name: string;
	address: string;
}

/** Every machine of a world, with its engine's API on a unix socket DIR/<name>.sock, and on TCP if asked. */
export class ServedWorld {
	private readonly servers = new Map<string, NodeServer[]>();
	private readonly stopListening: () => void;

	constructor(world: World, pace: Pace, dir: string, options: { tcp?: boolean } = {}) {
		for (const machine of world.machines) {
			const places = [join(dir, `${machine.hostname}.sock`), ...(options.tcp ? [0] : [])];
			const servers = places.map((where) => new NodeServer(world, machine, pace, where));
			this.servers.set(machine.hostname, servers);
		}
		this.stopListening = world.sim.trace.listen((event) => {
			if (event.type !== 'machine') return;
			for (const server of this.servers.get(event.where)!) server.listen(event.daemon === 'up');
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
		return nodes;
	}

	/** Whether some client has yet to take what it was sent. */
	get isSending(): boolean {
		return [...this.servers.values()].flat().some((server) => server.isSending);
	}

	close(): void {
		this.stopListening();
		for (const servers of this.servers.values()) for (const server of servers) server.close();
	}
}
