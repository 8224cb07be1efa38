import type { Host, Net } from '../sim/net.ts';
import type { Program } from '../sim/sys.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { Dialect } from './dialect.ts';
import { swarmProgram } from './program/swarm.ts';
import { HUB_NAMES } from './services/hub.ts';
import type { ServiceName } from './services/key-tree.ts';
import { DiscoveryService } from './services/table.ts';

/** All that a world installs of the standalone Swarm; the only way into this room, so that it can be loaded late. */
export interface ClassicSoftware {
	/** The `swarm` on a machine's path. */
	program(dialect: Dialect): Program;
	/** A discovery service with its disk on the machine `where`; it listens where and for as long as it is told to. */
	service(name: ServiceName, sim: Sim, where: string, rng: Rng): { listen(host: Host, scope: Scope): void };
	/** Docker's discovery service, out on the internet: one service under its two names, with no machine to look into. */
	openHub(sim: Sim, net: Net): void;
}

/** Addresses that RFC 5737 keeps for documents: the real ones are gone. */
const HUB_ADDRESSES = ['203.0.113.10', '203.0.113.11'];

export const classic: ClassicSoftware = {
	program: (dialect) => swarmProgram(() => dialect),
	service: (name, sim, where, rng) => new DiscoveryService(name, sim, where, rng),
	openHub(sim, net) {
		const hub = new DiscoveryService('hub', sim, 'hub', sim.rng.fork('hub'));
		HUB_NAMES.forEach((name, i) => hub.listen(net.attach(name, HUB_ADDRESSES[i]!), sim.root));
	}
};
