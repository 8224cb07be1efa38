import { sleep, type Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { discoveryOf, durationFlag, open } from './common.ts';
import type { Run } from './swarm.ts';
import { formatDuration, isAddress } from './values.ts';

/** Writes an engine's address into the discovery, again and again, until it is stopped. */
export function* join(run: Run): Process<number> {
	const { sys, dialect } = run;
	const { sim, hostname } = sys.machine;
	const url = discoveryOf(run);
	const told = (address: string, state: 'registering' | 'stopped'): void => {
		sim.trace.emit({ type: 'classic.agent', where: hostname, address, discovery: url, state });
	};
	let address = '';
	try {
		if (dialect === 'rc1') {
			if (url === '') throw new SwarmError('--discovery required to join a cluster');
			const heartbeatMs = Number(run.args.text('heartbeat')) * 1000;
			const discovery = open(run, url, { heartbeatMs });
			const addr = run.args.text('addr');
			if (!isAddress(addr, dialect)) throw new SwarmError('--addr should be of the form ip:port or hostname:port');
			yield* discovery.register(addr);
			address = addr;
			told(address, 'registering');
			for (;;) {
				yield* sleep(heartbeatMs);
				yield* logged(run, discovery.register(address));
			}
		}
		if (url === '') throw new SwarmError("discovery required to join a cluster. See 'swarm join --help'.");
		const addr = run.args.text('advertise');
		if (addr === '') throw new SwarmError('missing mandatory --advertise flag');
		if (!isAddress(addr, dialect)) throw new SwarmError('--advertise should be of the form ip:port or hostname:port');
		const delayMs = durationFlag(run, 'delay');
		if (delayMs < 0) throw new SwarmError('--delay should not be a negative number');
		const heartbeatMs = durationFlag(run, 'heartbeat');
		if (heartbeatMs < 1000) throw new SwarmError('--heartbeat should be at least one second');
		const ttlMs = durationFlag(run, 'ttl');
		if (ttlMs <= heartbeatMs) throw new SwarmError('--ttl must be strictly superior to the heartbeat value');
		const discovery = open(run, url, { heartbeatMs, ttlMs });
		if (delayMs > 0) {
			const wait = sys.machine.rng.fork(`join delay at ${sim.now}`).int(delayMs);
			yield* run.log.write('info', `Add a random delay ${formatDuration(wait)} to avoid synchronized registration`);
			yield* sleep(wait);
		}
		address = addr;
		told(address, 'registering');
		for (;;) {
			const fields = { addr, discovery: url };
			yield* run.log.write(
				'info',
				`Registering on the discovery service every ${formatDuration(heartbeatMs)}...`,
				fields
			);
			yield* logged(run, discovery.register(addr));
			yield* sleep(heartbeatMs);
			sim.trace.cause = 0;
		}
	} finally {
		if (address !== '') told(address, 'stopped');
	}
}

/** What goes wrong once the agent runs is told, and tried again at the next heartbeat. */
function* logged(run: Run, register: Process<void>): Process<void> {
	try {
		yield* register;
	} catch (error) {
		if (!(error instanceof SwarmError)) throw error;
		yield* run.log.write('error', error.message);
	}
}
