import type { ContainerCreateRequest } from '../../api/wire/container.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import type { Cluster } from './cluster.ts';
import { reschedulePolicy } from './container-config.ts';
import type { KnownContainer } from './engine-reading.ts';
import type { ManagedEngine } from './engine.ts';

/** Moves containers that asked for it from an engine that is lost. Source: cluster/watchdog.go (1.2). */
export function startWatchdog(cluster: Cluster): () => void {
	const { scope, log } = cluster.parts;
	log('debug', 'Watchdog enabled');
	cluster.onEngine = (engine, event) => {
		if (event === 'disconnect') scope.spawn(reschedule(cluster, engine), { name: `reschedule ${engine.name}` });
		else scope.spawn(removeDuplicates(cluster, engine), { name: `remove duplicates on ${engine.name}` });
	};
	return () => (cluster.onEngine = undefined);
}

function* reschedule(cluster: Cluster, engine: ManagedEngine): Process {
	const { log } = cluster.parts;
	log('debug', `Node ${engine.id} failed - rescheduling containers`);
	for (const container of [...engine.containers.values()]) {
		if (!isEligible(container)) {
			log('debug', `Skipping rescheduling of ${container.id} based on rescheduling policies`);
			continue;
		}
		// Out of the way, so that its name is free again.
		engine.containers.delete(container.id);
		const name = container.names[0] ?? '';
		let made: KnownContainer;
		try {
			made = yield* cluster.making.create(configOf(container), name, 0);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			log('error', `Failed to reschedule container ${container.id}: ${error.message}`);
			engine.containers.set(container.id, container);
			continue;
		}
		log('info', `Rescheduled container ${container.id} from ${engine.name} to ${made.engineName} as ${made.id}`);
		if (!container.info.State.Running) continue;
		log('info', `Container ${container.id} was running, starting container ${made.id}`);
		try {
			yield* made.engine.ask({ method: 'POST', path: `/containers/${made.id}/start` });
			yield* made.engine.refreshContainer(made.id);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			log('error', `Failed to start rescheduled container ${made.id}: ${error.message}`);
		}
	}
	return 0;
}

function isEligible({ info }: KnownContainer): boolean {
	try {
		return reschedulePolicy(info.Config.Labels ?? {}) === 'on-node-failure';
	} catch (error) {
		if (error instanceof SwarmError) return false;
		throw error;
	}
}

/** The same container again: name, image, command, labels (its Swarm ID among them), ports and limits. */
function configOf({ info, engine }: KnownContainer): ContainerCreateRequest {
	const shares = Number(info.HostConfig['CpuShares'] ?? 0);
	return {
		...info.Config,
		HostConfig: {
			...info.HostConfig,
			...(shares > 0 ? { CpuShares: Math.floor((shares * engine.cpus) / 1024) } : {})
		}
	};
}

/** An engine is back whose containers meanwhile live elsewhere. */
function* removeDuplicates(cluster: Cluster, engine: ManagedEngine): Process {
	const { log } = cluster.parts;
	log('debug', `removing duplicate containers from Node ${engine.id}`);
	try {
		yield* engine.refreshContainers();
	} catch (error) {
		if (!(error instanceof SwarmError)) throw error;
	}
	for (const container of [...engine.containers.values()]) {
		if (container.swarmId === '') continue;
		const other = cluster.containers().find((one) => one.engine !== engine && one.swarmId === container.swarmId);
		if (!other) continue;
		log('debug', `container ${container.id} was rescheduled on node ${other.engineName}, removing it`);
		try {
			yield* engine.ask({ method: 'DELETE', path: `/containers/${container.id}?force=1&v=1` });
			engine.containers.delete(container.id);
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			log(
				'error',
				`Failed to remove duplicate container ${container.id} on node ${other.engineName}: ${error.message}`
			);
		}
	}
	return 0;
}
