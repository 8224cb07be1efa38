import { ADDRESSES, type ClassicWorld } from './world.ts';

/** Intervals that let upstream's own tests see something within seconds. */
export const QUICK = '--engine-refresh-min-interval 1s --engine-refresh-max-interval 1s --engine-failure-retry 2';

/** Agents for the first two nodes. */
export function join(world: ClassicWorld, url: string, ttl = '10s'): void {
	for (const address of ADDRESSES.slice(0, 2)) {
		world.run('laptop', `swarm join --heartbeat 1s --ttl ${ttl} --advertise ${address} ${url} > /tmp/join.log 2>&1 &`);
	}
}
