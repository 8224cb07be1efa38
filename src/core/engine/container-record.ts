import type {
	ContainerConfig,
	ContainerStateName,
	HealthState,
	HostConfig,
	MountPoint,
	PortBinding
} from '../api/wire/container.ts';
import { rfc3339Nano } from '../sim/sim.ts';
import type { Files } from '../sim/files.ts';
import type { WaitQueue } from '../sim/process.ts';
import type { ContainerLog } from './container-log.ts';
import type { NetworkEndpoint } from './networks.ts';

/** What the swarm's leader gave a container of the user's own on an overlay. */
export interface SwarmAttachment {
	/** Of the task that stands for it. */
	id: string;
	networkId: string;
	address: string;
}

/** A wish to be on a network, and what came of it. */
export interface NetworkWish {
	/** Name or ID as the user wrote it; for tasks the network's name. */
	network: string;
	/** Without prefix; given by the swarm's manager or the user. */
	address?: string;
	aliases: string[] | null;
	/** `container:alias`: names that this container alone knows. */
	links?: string[];
	/** Shown as they were asked for. */
	linkLocalIps?: readonly string[];
	gatewayPriority?: number;
	/** While the container runs. */
	endpoint?: NetworkEndpoint;
	networkId?: string;
	/** On an overlay while the container runs; tasks have none, they are attached themselves. */
	attachment?: SwarmAttachment;
}

/** Everything about a container that is on the disk: it outlives daemon and power. */
export interface ContainerRecord {
	/** 64 hexadecimal digits */
	readonly id: string;
	name: string;
	readonly createdMs: number;
	/** As the user or the task wrote it. */
	readonly image: string;
	/** 'sha256:…' */
	readonly imageId: string;
	readonly config: ContainerConfig;
	hostConfig: HostConfig;
	/** First word, and the rest, of what is run. */
	readonly path: string;
	readonly args: string[];
	status: ContainerStateName;
	pid: number;
	exitCode: number;
	error: string;
	/** Milliseconds since 1970; 0 for never. */
	startedMs: number;
	finishedMs: number;
	health: HealthState | undefined;
	restartCount: number;
	/** By the user: restart policies respect it. */
	stoppedByHand: boolean;
	/** In the order given; the first is the main one. */
	networks: NetworkWish[];
	/** Ports open on the machine while it runs. */
	bindings: Record<string, PortBinding[] | null>;
	mounts: MountPoint[];
	/** Directory of the volumes behind the mounts, by destination. */
	readonly files: Files;
	readonly log: ContainerLog;
	/** Files as they were at the beginning, for `docker diff`. */
	readonly baseline: ReadonlyMap<string, string>;
	/**
	 * Until it runs again: the daemon ended it as it started ('stopped'), or found that it had ended ('lost'). There are no
	 * networks yet then, so that its ports are not taken away; and one that was lost is counted as running until the daemon
	 * starts once more. (moby daemon.restore; recorded: failures 254, 255, 686, 1734.)
	 */
	leftBehind?: 'stopped' | 'lost' | undefined;
	/** It has gone; only those who still hold it see it. */
	isRemoved: boolean;
	/** How often a run has ended. */
	exits: number;
	/** Notified on every change of status. */
	readonly changed: WaitQueue;
	/** Running execs, as inspect tells them. */
	execIds: string[];
}

export interface ContainerDisk {
	readonly containers: Map<string, ContainerRecord>;
}

export function createContainerDisk(): ContainerDisk {
	return { containers: new Map() };
}

/** The task a container was made for; '' for none. */
export function taskOf(record: ContainerRecord): string {
	return record.config.Labels?.['com.docker.swarm.task.id'] ?? '';
}

/** RFC 3339 with nanoseconds; Go's zero time for never. */
export function timestampOf(ms: number): string {
	return ms === 0 ? '0001-01-01T00:00:00Z' : rfc3339Nano(ms);
}
