import { nodeMatches, parseConstraints, ConstraintError, type Constraint } from '../constraint.ts';
import type { Mount, Network, NodeDescription, Task } from '../objects.ts';
import { hasEnough } from './generic-resources.ts';
import { hostPorts, reservationsOf, type NodeInfo } from './nodes.ts';
import { clusterMounts, type VolumeSet } from './volumes.ts';

/** One reason why a node may not take a task. */
export interface Filter {
	/** Prepares for a task. @returns whether the filter applies to it at all */
	setTask(task: Task): boolean;
	check(info: NodeInfo): boolean;
	/** What `docker service ps` shows when this filter refused `nodes` nodes. */
	explain(nodes: number): string;
}

/**
 * All filters in the order in which they are asked; a node is charged to the first that refuses it.
 *
 * Source: swarmkit manager/scheduler/filter.go; SEMANTICS 6.2.
 * @param networkById attachments name their network only
 */
export function createFilters(networkById: (id: string) => Network | undefined, volumes: VolumeSet): Filter[] {
	return [
		ready(),
		resources(),
		plugins(networkById),
		constraints(),
		platform(),
		hostPort(),
		maxReplicas(),
		clusterVolumes(volumes)
	];
}

const onNodes = (text: string, nodes: number): string => `${text} on ${nodes === 1 ? '1 node' : `${nodes} nodes`}`;

function ready(): Filter {
	return {
		setTask: () => true,
		check: ({ node }) => node.status.state === 'READY' && node.spec.availability === 'ACTIVE',
		explain: (nodes) => `${nodes === 1 ? '1 node' : `${nodes} nodes`} not available for new tasks`
	};
}

function resources(): Filter {
	let task: Task;
	return {
		setTask(next) {
			task = next;
			const { nanoCpus, memoryBytes, generic } = reservationsOf(next);
			return (nanoCpus ?? 0) !== 0 || (memoryBytes ?? 0) !== 0 || (generic ?? []).length > 0;
		},
		check({ available }) {
			const { nanoCpus, memoryBytes, generic } = reservationsOf(task);
			if ((nanoCpus ?? 0) > available.nanoCpus || (memoryBytes ?? 0) > available.memoryBytes) return false;
			return (generic ?? []).every((wanted) => hasEnough(available.generic, wanted));
		},
		explain: (nodes) => onNodes('insufficient resources', nodes)
	};
}

/** Volume, network and log drivers. An engine that does not list its plugins is not asked. */
function plugins(networkById: (id: string) => Network | undefined): Filter {
	let drivers: { type: 'Volume' | 'Network' | 'Log'; name: string }[] = [];
	return {
		setTask(task) {
			const mounts = (task.spec.container?.mounts ?? []).map(volumeDriver).filter((name) => name !== undefined);
			const logDriver = task.spec.logDriver;
			const applies = (task.networks ?? []).length > 0 || logDriver !== undefined || mounts.length > 0;
			drivers = mounts.map((name) => ({ type: 'Volume', name }));
			for (const attachment of task.networks ?? []) {
				const name = networkById(attachment.networkId)?.driverState?.name ?? '';
				if (name !== '') drivers.push({ type: 'Network', name });
			}
			if (logDriver && logDriver.name !== 'none' && logDriver.name !== '')
				drivers.push({ type: 'Log', name: logDriver.name });
			return applies;
		},
		check({ node }) {
			const known: NodeDescription['engine']['plugins'] = node.description?.engine?.plugins;
			if (!known) return true;
			return drivers.every(({ type, name }) => {
				const ofType = known.filter((plugin) => plugin.type === type);
				// Old engines do not report log drivers at all.
				if (type === 'Log' && ofType.length === 0) return true;
				return ofType.some((plugin) => plugin.name === name || plugin.name === `${name}:latest`);
			});
		},
		explain: (nodes) => onNodes('missing plugin', nodes)
	};
}

function constraints(): Filter {
	let wanted: Constraint[] = [];
	return {
		setTask(task) {
			const expressions = task.spec.placement?.constraints ?? [];
			if (expressions.length === 0) return false;
			try {
				wanted = parseConstraints(expressions);
				return true;
			} catch (error) {
				if (error instanceof ConstraintError) return false;
				throw error;
			}
		},
		check: ({ node }) => nodeMatches(wanted, node),
		explain: (nodes) => onNodes('scheduling constraints not satisfied', nodes)
	};
}

function platform(): Filter {
	let supported: { architecture?: string; os?: string }[] = [];
	return {
		setTask(task) {
			supported = task.spec.placement?.platforms ?? [];
			return supported.length > 0;
		},
		check({ node }) {
			const own = node.description?.platform;
			if (!own) return false;
			return supported.some(
				({ architecture = '', os = '' }) =>
					(architecture === '' || sameArchitecture(architecture) === sameArchitecture(own.architecture ?? '')) &&
					(os === '' || os === own.os)
			);
		},
		explain: (nodes) => onNodes('unsupported platform', nodes)
	};
}

function hostPort(): Filter {
	let task: Task;
	return {
		setTask(next) {
			task = next;
			return hostPorts(next).length > 0;
		},
		check: (info) => hostPorts(task).every((port) => !info.hasHostPort(port)),
		explain: (nodes) => onNodes('host-mode port already in use', nodes)
	};
}

function maxReplicas(): Filter {
	let task: Task;
	return {
		setTask(next) {
			task = next;
			return (next.spec.placement?.maxReplicas ?? 0) > 0;
		},
		check: (info) => info.activeTasksOf(task.serviceId) < (task.spec.placement?.maxReplicas ?? 0),
		// Without a number, and in this grammar: the words are SwarmKit's.
		explain: () => 'max replicas per node limit exceed'
	};
}

/** One of the volumes is enough here; whether all can be had is found out when they are chosen. */
function clusterVolumes(volumes: VolumeSet): Filter {
	let mounts: Mount[] = [];
	return {
		setTask(task) {
			mounts = clusterMounts(task);
			return mounts.length > 0;
		},
		check: (info) => mounts.some((mount) => volumes.find(mount, info) !== undefined),
		explain: (nodes) => onNodes('cannot fulfill requested CSI volume mounts', nodes)
	};
}

/** Docker's names for the same machines. */
function sameArchitecture(name: string): string {
	return name === 'x86_64' ? 'amd64' : name === 'aarch64' ? 'arm64' : name;
}

function volumeDriver(mount: Mount): string | undefined {
	if (mount.type !== 'VOLUME') return undefined;
	const volume = mount.options?.['VolumeOptions'] as { DriverConfig?: { Name?: string } } | undefined;
	const name = volume?.DriverConfig?.Name ?? '';
	return name === '' || name === 'local' ? undefined : name;
}
