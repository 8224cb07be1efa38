import type { Mount, Task, Topology, Volume, VolumeAttachment } from '../objects.ts';
import type { NodeInfo } from './nodes.ts';

interface Usage {
	nodeId: string;
	isReadOnly: boolean;
}

/** A volume whose plugin has made it, and the tasks that use it. */
interface KnownVolume {
	volume: Volume;
	tasks: Map<string, Usage>;
}

/**
 * The cluster (CSI) volumes that the scheduler gives out. Only those count that their plugin has made.
 *
 * Source: swarmkit manager/scheduler/volumes.go. Of a group the first volume in order of creation is taken, where
 * SwarmKit walks a Go map.
 */
export class VolumeSet {
	private readonly known = new Map<string, KnownVolume>();

	/** @returns whether it is one that can be used */
	learn(volume: Volume): boolean {
		if (!volume.volumeInfo?.volumeId) return false;
		const known = this.known.get(volume.id);
		if (known) known.volume = volume;
		else this.known.set(volume.id, { volume, tasks: new Map() });
		return true;
	}

	forget(id: string): void {
		this.known.delete(id);
	}

	/** The ID of a volume that the mount can have on the node. A source is a volume's name, or `group:` and a group's. */
	find(mount: Mount, info: NodeInfo): string | undefined {
		const source = mount.source ?? '';
		const group = source.startsWith('group:') ? source.slice('group:'.length) : undefined;
		for (const known of this.known.values()) {
			const { spec, id } = known.volume;
			const isMeant = group === undefined ? spec.annotations.name === source : (spec.group ?? '') === group;
			if (isMeant && fits(known, info, mount.readonly ?? false)) return id;
		}
		return undefined;
	}

	/** Volumes for all mounts of the task, none of them reserved yet; or the source of the first mount that finds none. */
	choose(task: Task, info: NodeInfo): { attachments: VolumeAttachment[]; missing?: string } {
		const attachments: VolumeAttachment[] = [];
		let missing: string | undefined;
		for (const mount of clusterMounts(task)) {
			const id = this.find(mount, info);
			if (id === undefined) {
				missing = mount.source ?? '';
				break;
			}
			this.known.get(id)!.tasks.set(task.id, { nodeId: info.id, isReadOnly: mount.readonly ?? false });
			attachments.push({ id, source: mount.source ?? '', target: mount.target });
		}
		for (const { id } of attachments) this.known.get(id)?.tasks.delete(task.id);
		return missing === undefined ? { attachments } : { attachments: [], missing };
	}

	reserve(task: Task): void {
		for (const { id, source, target } of task.volumes ?? []) {
			const mount = clusterMounts(task).find((other) => (other.source ?? '') === source && other.target === target);
			const usage = { nodeId: task.nodeId ?? '', isReadOnly: mount?.readonly ?? false };
			if (mount) this.known.get(id)?.tasks.set(task.id, usage);
		}
	}

	release(task: Task): void {
		for (const { id } of task.volumes ?? []) this.known.get(id)?.tasks.delete(task.id);
	}

	isUsedOn(id: string, nodeId: string): boolean {
		return [...(this.known.get(id)?.tasks.values() ?? [])].some((usage) => usage.nodeId === nodeId);
	}
}

export function clusterMounts(task: Task): Mount[] {
	return (task.spec.container?.mounts ?? []).filter(({ type }) => type === 'CLUSTER');
}

function fits({ volume, tasks }: KnownVolume, info: NodeInfo, isReadOnly: boolean): boolean {
	if (volume.spec.availability !== 'ACTIVE') return false;
	const users = [...tasks.values()];
	const { scope = 'SINGLE_NODE', sharing = 'NONE' } = volume.spec.accessMode ?? {};
	if (scope === 'SINGLE_NODE' && users.some(({ nodeId }) => nodeId !== info.id)) return false;
	if (sharing === 'NONE' && users.length > 0) return false;
	if (sharing === 'ONE_WRITER' && !isReadOnly && users.some((user) => !user.isReadOnly)) return false;
	if (sharing === 'READ_ONLY' && !isReadOnly) return false;
	const plugin = info.node.description?.csiInfo?.find(({ pluginName }) => pluginName === volume.spec.driver?.name);
	return isInTopology(plugin?.accessibleTopology, volume.volumeInfo?.accessibleTopology);
}

/**
 * Whether a node there can reach a volume that is accessible from these places: all segments of one of them are the
 * node's too. Who names no place is everywhere.
 *
 * Source: swarmkit manager/scheduler/topology.go; vectors/topology.json.
 */
export function isInTopology(node: Topology | undefined, accessible: readonly Topology[] | undefined): boolean {
	if (!node || !accessible || accessible.length === 0) return true;
	return accessible.some(({ segments }) =>
		Object.entries(segments ?? {}).every(([domain, segment]) => (node.segments?.[domain] ?? '') === segment)
	);
}
