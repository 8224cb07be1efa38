import type { Disk as RaftDisk } from '../raft/storage.ts';
import type { NodeRole, SwarmNode, Task } from './objects.ts';

/**
 * What a machine keeps on its disk about its swarm (/var/lib/docker/swarm). It outlives the daemon and a power cut, so
 * it belongs to the machine; whoever runs the daemon hands it in. Plain data.
 */
export interface SwarmDisk {
	/** docker-state.json and the node's certificate. Absent: not part of a swarm. */
	node?: NodeRecord;
	/** WAL, snapshots and Raft ID of a manager. */
	raft?: RaftRecord;
	/** The agent's task database by task ID: what was assigned, with the status as this node knows it. */
	tasks: Record<string, Task>;
}

export interface NodeRecord {
	/** '' until a certificate has been issued. */
	nodeId: string;
	/** Role in the certificate; undefined until there is one. */
	role?: NodeRole;
	/** End of the certificate's life, in milliseconds since 1970. */
	certificateEndsMs: number;
	/** SHA-256 of the root certificate in hexadecimal, '' while unknown. */
	rootDigest: string;
	/** In PEM, once a manager has told it. */
	rootCertificate?: string;
	listenAddr: string;
	/** host:port that other managers call. */
	advertiseAddr: string;
	/** Addresses given to `swarm join`; empty on the node that has initialised the swarm. */
	joinAddrs: string[];
	token: string;
	/** Wished role where there are no tokens. */
	wishesManager: boolean;
	availability: SwarmNode['spec']['availability'];
	/** Managers known so far. */
	remotes: { nodeId: string; addr: string }[];
	/** A manager with autolock on: the key that start needs. */
	lockKey?: string;
}

export interface RaftRecord {
	/** Drawn for each membership, never used again. */
	raftId: string;
	storage: RaftDisk;
}

export function createSwarmDisk(): SwarmDisk {
	return { tasks: {} };
}
