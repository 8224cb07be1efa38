import { serveTcp } from '../../api/tcp/server.ts';
import type { ApiHandler } from '../../api/wire/http.ts';
import type { Host } from '../../sim/net.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Sim } from '../../sim/sim.ts';
import { ConsulApi } from './consul.ts';
import { etcdApi } from './etcd.ts';
import { hubApi } from './hub.ts';
import { KeyTree, type ServiceName } from './key-tree.ts';
import { zookeeperApi } from './zookeeper.ts';

const PORTS: Readonly<Record<ServiceName, readonly number[]>> = {
	// No TLS in this network: what is https outside is the same text on 443.
	hub: [80, 443],
	consul: [8500],
	etcd: [2379, 4001],
	zookeeper: [2181]
};

/** A discovery service with its disk; it listens for as long as the given scope lives. */
export class DiscoveryService {
	private readonly handler: ApiHandler;

	constructor(
		readonly name: ServiceName,
		sim: Sim,
		where: string,
		rng: Rng
	) {
		const keys = new KeyTree(sim, where, name);
		this.handler = {
			hub: () => hubApi(keys, rng),
			consul: () => new ConsulApi(sim, keys, rng).handler,
			etcd: () => etcdApi(sim, keys),
			zookeeper: () => zookeeperApi(sim, keys)
		}[name]();
	}

	listen(host: Host, scope: Scope): void {
		for (const port of PORTS[this.name]) serveTcp(host, port, scope, () => this.handler);
	}
}
