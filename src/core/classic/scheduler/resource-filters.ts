import { SwarmError } from '../error.ts';
import type { Filter } from './filter.ts';
import type { HostPort, NodeContainer, SchedulerNode } from './node.ts';

export const health: Filter = {
	name: 'health',
	accept(_wish, nodes) {
		const healthy = nodes.filter((node) => node.health > 0);
		if (healthy.length === 0) throw new SwarmError('No healthy node available in the cluster');
		return healthy;
	},
	conditions: () => []
};

/** A host port can be taken once per address of a node; stopped containers still hold theirs. */
export const port: Filter = {
	name: 'port',
	accept(wish, nodes) {
		let left = [...nodes];
		if (wish.isOnHostNetwork) {
			for (const exposed of wish.exposed) {
				left = left.filter((node) => !node.containers.some((c) => c.isOnHostNetwork && c.exposed.includes(exposed)));
				if (left.length === 0) {
					throw new SwarmError(
						`unable to find a node with port ${exposed.replace(/\/.*/, '')} available in the Host mode`
					);
				}
			}
			return left;
		}
		for (const wanted of wish.ports) {
			left = left.filter((node) => !node.containers.some((container) => holds(container, wanted)));
			if (left.length === 0) throw new SwarmError(`unable to find a node with port ${wanted.hostPort} available`);
		}
		return left;
	},
	conditions: (wish) =>
		wish.isOnHostNetwork
			? wish.exposed.map((exposed) => `port ${exposed} (Host mode)`)
			: wish.ports.map(({ hostPort }) => `port ${hostPort} (Bridge mode)`)
};

function holds(container: NodeContainer, wanted: HostPort): boolean {
	return container.ports.some(
		({ hostIp, hostPort }) =>
			hostPort !== '' &&
			hostPort === wanted.hostPort &&
			(isEverywhere(hostIp) || isEverywhere(wanted.hostIp) || hostIp === wanted.hostIp)
	);
}

function isEverywhere(ip: string): boolean {
	return ip === '' || ip === '0.0.0.0' || ip === '::';
}

/** The engine's label `containerslots=N` limits its containers, in all states. */
export const containerslots: Filter = {
	name: 'containerslots',
	accept(_wish, nodes) {
		const open = nodes.filter((node) => {
			const slots = node.labels['containerslots'] ?? '';
			return !/^[+-]?\d+$/.test(slots) || node.containers.length < Number(slots);
		});
		if (open.length === 0) throw new SwarmError('No node with enough open slots available in the cluster');
		return open;
	},
	conditions: () => ['available container slots']
};

/** Containers that another one leans on must be on its node. */
export const dependency: Filter = {
	name: 'dependency',
	accept(wish, nodes) {
		const needed = [
			...wish.volumesFrom.map(nameBefore),
			...wish.links.map(nameBefore),
			...(wish.networkMode.startsWith('container:') ? [wish.networkMode.slice('container:'.length)] : [])
		];
		const left = nodes.filter((node) => needed.every((name) => has(node, name)));
		if (left.length === 0) throw new SwarmError('Unable to find a node fulfilling all dependencies');
		return left;
	},
	conditions: (wish) => {
		const all = [
			...wish.volumesFrom.map((name) => `--volumes-from=${name}`),
			...wish.links.map((link) => `--link=${link}`),
			...(wish.networkMode.startsWith('container:') ? [`--net=${wish.networkMode}`] : [])
		];
		return all;
	}
};

function nameBefore(text: string): string {
	return text.split(':')[0]!;
}

function has(node: SchedulerNode, name: string): boolean {
	const plain = name.replace(/^\//, '');
	return node.containers.some(
		({ id, names }) => names.includes(plain) || id === plain || (plain.length >= 4 && id.startsWith(plain))
	);
}
