import { HUB_NAMES } from '../classic/services/hub.ts';
import { DiscoveryService } from '../classic/services/table.ts';
import type { Net } from '../sim/net.ts';
import type { Sim } from '../sim/sim.ts';

/** Addresses that RFC 5737 keeps for documents: the real ones are gone. */
const ADDRESSES = ['203.0.113.10', '203.0.113.11'];

/** Docker's discovery service, out on the internet: one service under its two names, with no machine to look into. */
export function openHub(sim: Sim, net: Net): void {
	const hub = new DiscoveryService('hub', sim, 'hub', sim.rng.fork('hub'));
	HUB_NAMES.forEach((name, i) => hub.listen(net.attach(name, ADDRESSES[i]!), sim.root));
}
