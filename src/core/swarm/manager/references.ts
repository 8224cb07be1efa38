import type { Network, Service } from '../objects.ts';
import type { ReadTx } from '../store/store.ts';
import { isAtMost } from '../task-state.ts';

/** Services whose spec mounts a secret or config. SwarmKit leaves their order open. */
export function servicesUsing(tx: ReadTx, kind: 'secret' | 'config', id: string): Service[] {
	return tx.all('service').filter(({ spec }) => {
		const references = kind === 'secret' ? spec.task.container?.secrets : spec.task.container?.configs;
		return (references ?? []).some((reference) => reference.id === id);
	});
}

/** Whether a service publishes a port through the mesh. */
export function needsIngress(service: Pick<Service, 'spec'>): boolean {
	const endpoint = service.spec.endpoint;
	if (!endpoint || endpoint.mode === 'DNSRR') return false;
	return (endpoint.ports ?? []).some((port) => port.publishMode === 'INGRESS');
}

/** Why a network may not be removed, undefined when nobody uses it. Source: swarmkit controlapi/network.go. */
export function networkUser(tx: ReadTx, network: Network): string | undefined {
	const { id } = network;
	if (network.spec.ingress) {
		const service = tx.all('service').find(needsIngress);
		return service ? `ingress network cannot be removed because service ${service.id} depends on it` : undefined;
	}
	for (const service of tx.all('service')) {
		const targets = [...(service.spec.task.networks ?? []), ...(service.spec.networks ?? [])];
		if (targets.some(({ target }) => target === id)) return `network ${id} is in use by service ${service.id}`;
	}
	for (const task of tx.all('task')) {
		const isAlive = isAtMost(task.desiredState, 'RUNNING') && isAtMost(task.status.state, 'RUNNING');
		if (isAlive && (task.networks ?? []).some(({ networkId }) => networkId === id)) {
			return `network ${id} is in use by task ${task.id}`;
		}
	}
	return undefined;
}
