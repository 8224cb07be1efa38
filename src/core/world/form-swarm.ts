import type { ApiResponse } from '../api/wire/http.ts';
import { invariant } from '../sim/invariant.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { Sim } from '../sim/sim.ts';
import type { Machine } from './machine.ts';

/** By then a swarm of the largest shape is formed, whatever the dice. */
const LIMIT_MS = 120_000;

/** Makes one swarm of the machines, by their roles, through the engines' own API, and waits until all are ready. */
export function formSwarm(sim: Sim, machines: readonly Machine[]): void {
	const first = machines[0]!;
	let formed = false;
	const form = function* (): Process {
		const body = { ListenAddr: '0.0.0.0:2377', AdvertiseAddr: first.address, ForceNewCluster: false, Spec: {} };
		expectOk(yield* first.engine.handler({ method: 'POST', path: '/swarm/init', body }), 'init');
		const tokens = first.era.capabilities.joinTokens
			? (
					expectOk(yield* first.engine.handler({ method: 'GET', path: '/swarm' }), 'tokens').body as {
						JoinTokens: { Manager: string; Worker: string };
					}
				).JoinTokens
			: undefined;
		for (const machine of machines.slice(1)) {
			const isManager = machine.role === 'manager';
			const body = {
				ListenAddr: '0.0.0.0:2377',
				AdvertiseAddr: machine.address,
				RemoteAddrs: [`${first.address}:2377`],
				...(tokens ? { JoinToken: isManager ? tokens.Manager : tokens.Worker } : { Manager: isManager })
			};
			expectOk(
				yield* machine.engine.handler({ method: 'POST', path: '/swarm/join', body }),
				`join ${machine.hostname}`
			);
		}
		for (;;) {
			const nodes = expectOk(yield* first.engine.handler({ method: 'GET', path: '/nodes' }), 'nodes').body as {
				Status: { State: string };
				ManagerStatus?: { Reachability: string };
			}[];
			const ready = nodes.filter((node) => node.Status.State === 'ready').length;
			const managers = nodes.filter((node) => node.ManagerStatus?.Reachability === 'reachable').length;
			if (ready === machines.length && managers === machines.filter((m) => m.role === 'manager').length) break;
			yield* sleep(100);
		}
		formed = true;
		return 0;
	};
	sim.root.spawn(form(), { name: 'form the swarm' });
	while (!formed) {
		invariant(sim.step() && sim.now < LIMIT_MS, 'the swarm was not formed in time', sim.now);
	}
	// A round second to begin with, and time for the last assignments to settle.
	sim.runUntil(Math.ceil((sim.now + 1000) / 1000) * 1000);
}

function expectOk(response: ApiResponse, what: string): ApiResponse {
	invariant(
		response.status >= 200 && response.status < 300,
		`forming the swarm: ${what}`,
		response.status,
		response.body
	);
	return response;
}
