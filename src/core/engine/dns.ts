import type { Net } from '../sim/net.ts';
import type { Rng } from '../sim/rng.ts';
import type { ContainerRecord } from './container-record.ts';
import type { Containers } from './containers.ts';
import type { Gossip } from './gossip.ts';
import type { Networks } from './networks.ts';

/**
 * What 127.0.0.11 answers a container: services and tasks of the networks it is on, containers on its own bridges, and
 * for all else what the machine knows. Empty means NXDOMAIN.
 *
 * `service` is its virtual address, or without one all its tasks; `tasks.service` always all its tasks; both shuffled.
 * Only active tasks count. No names on ingress, none on the default bridge.
 * Source: SEMANTICS.md §11 (libnetwork service_common.go, resolver.go).
 */
export function resolveName(
	name: string,
	record: ContainerRecord,
	world: { rng: Rng; net: Net; networks: Networks; containers: Containers; gossip: Gossip }
): string[] {
	if (name === record.config.Hostname) return addressesOf(record);
	for (const entry of record.hostConfig.ExtraHosts ?? []) {
		if (entry.startsWith(`${name}:`)) return [entry.slice(name.length + 1)];
	}
	for (const wish of record.networks) {
		const network = wish.networkId === undefined ? undefined : world.networks.lookup(wish.networkId);
		if (!network || network.ingress) continue;
		// The default bridge knows no names but those of the old links.
		const isOld = network.name === 'bridge';
		const wanted = linkedName(name, isOld ? record.hostConfig.Links : wish.links);
		if (isOld && wanted === undefined) continue;
		if (network.driver === 'overlay') {
			const found = onOverlay(wanted ?? name, network.id, world.gossip);
			if (found.length > 0) return world.rng.shuffle(found);
		}
		for (const other of world.containers.all()) {
			const there = other.networks.find((candidate) => candidate.networkId === network.id && candidate.endpoint);
			if (!there?.endpoint) continue;
			const names = [other.name, other.id.slice(0, 12), ...(there.aliases ?? [])];
			if (names.includes(wanted ?? name)) return [there.endpoint.address];
		}
	}
	const machine = world.net.find(name);
	return machine ? [machine.address] : [];
}

/** `--link container:alias` is a name for a name. Source: moby daemon/container_operations.go, buildCreateEndpointOptions. */
function linkedName(name: string, links: readonly string[] | null | undefined): string | undefined {
	for (const link of links ?? []) {
		const [container = '', alias = container] = link.split(':');
		if (alias === name) return container;
	}
	return undefined;
}

function onOverlay(name: string, networkId: string, gossip: Gossip): string[] {
	const allTasks = name.startsWith('tasks.');
	const service = allTasks ? name.slice('tasks.'.length) : name;
	const found: string[] = [];
	for (const endpoint of gossip.known()) {
		if (!endpoint.isActive) continue;
		const attachment = endpoint.networks.find(({ id }) => id === networkId);
		if (!attachment) continue;
		if (!allTasks && endpoint.taskName === name) return [attachment.address];
		if (endpoint.serviceName !== service && !attachment.aliases.includes(service)) continue;
		if (!allTasks && attachment.vip !== '') return [attachment.vip];
		found.push(attachment.address);
	}
	return found;
}

function addressesOf(record: ContainerRecord): string[] {
	return record.networks.flatMap(({ endpoint }) => (endpoint && endpoint.address !== '' ? [endpoint.address] : []));
}
