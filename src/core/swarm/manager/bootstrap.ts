import { atLeast, type Era } from '../../era/era.ts';
import type { Rng } from '../../sim/rng.ts';
import { newRootCertificate } from '../ca/certificates.ts';
import { newNode } from '../ca/ca-server.ts';
import { newToken } from '../ca/tokens.ts';
import { newId } from '../identity.ts';
import { SECOND, type Cluster, type ClusterSpec, type Network, type SwarmNode } from '../objects.ts';
import type { WriteTx } from '../store/store.ts';

/** What `swarm init` was given, for the objects that the first leader writes. */
export interface NewSwarm {
	rootDigest: string;
	availability: SwarmNode['spec']['availability'];
	autoLockManagers: boolean;
	defaultAddressPool: string[];
	subnetSize: number;
	dataPathPort: number;
	spec: Partial<ClusterSpec>;
}

const NO_META = { version: { index: 0 }, createdAt: '', updatedAt: '' };

/** swarmkit manager/manager.go, defaultClusterObject; moby daemon/cluster/convert */
export function defaultClusterSpec(era: Era): ClusterSpec {
	const { heartbeatTick, electionTick, snapshotInterval, logEntriesForSlowFollowers } = era.raft;
	return {
		annotations: { name: 'default' },
		orchestration: { taskHistoryRetentionLimit: 5 },
		raft: { snapshotInterval, keepOldSnapshots: 0, logEntriesForSlowFollowers, heartbeatTick, electionTick },
		dispatcher: { heartbeatPeriod: 5 * SECOND },
		caConfig: { nodeCertExpiry: 90 * 24 * 3600 * SECOND },
		taskDefaults: {},
		encryptionConfig: {},
		...(era.capabilities.joinTokens
			? {}
			: {
					acceptancePolicy: {
						policies: [
							{ role: 'WORKER', autoaccept: true },
							{ role: 'MANAGER', autoaccept: true }
						]
					}
				})
	};
}

/**
 * The objects of a new swarm, in one transaction: cluster, own node, ingress network, predefined networks.
 * Source: swarmkit manager/manager.go, becomeLeader.
 */
export function createSwarmObjects(
	tx: WriteTx,
	swarm: NewSwarm,
	nodeId: string,
	era: Era,
	rng: Rng,
	now: string
): void {
	const cluster: Cluster = {
		id: newId(rng),
		meta: NO_META,
		spec: {
			...defaultClusterSpec(era),
			...swarm.spec,
			annotations: {
				name: 'default',
				...(swarm.spec.annotations?.labels ? { labels: swarm.spec.annotations.labels } : {})
			},
			encryptionConfig: swarm.autoLockManagers ? { autoLockManagers: true } : {}
		},
		rootCa: {
			caCert: newRootCertificate(rng, now),
			caCertHash: `sha256:${swarm.rootDigest}`,
			joinTokens: { worker: newToken(swarm.rootDigest, rng), manager: newToken(swarm.rootDigest, rng) }
		},
		...(swarm.autoLockManagers ? { unlockKeys: [{ subsystem: 'swarm-manager', key: newUnlockKey(rng) }] } : {}),
		...(swarm.defaultAddressPool.length > 0 ? { defaultAddressPool: swarm.defaultAddressPool } : {}),
		subnetSize: swarm.subnetSize,
		vxlanUdpPort: swarm.dataPathPort
	};
	tx.create('cluster', cluster);
	tx.create('node', newNode(nodeId, 'MANAGER', swarm.availability, now));
	tx.create('network', ingressNetwork(newId(rng)));
	for (const name of ['bridge', 'host']) tx.create('network', predefinedNetwork(newId(rng), name));
}

/** What a swarm's networks are cut from when nobody chose. */
export const DEFAULT_POOLS: readonly string[] = ['10.0.0.0/8'];

const isWithoutPool = ({ defaultAddressPool = [] }: Cluster): boolean => defaultAddressPool.length === 0;

/** Whether the new leader of an old swarm has to name a pool; before 18.09 there was none to be named. */
export function lacksPool(clusters: readonly Cluster[], era: Era): boolean {
	return atLeast(era.id, '19.03') && clusters.some(isWithoutPool);
}

/**
 * A leader that finds a swarm without a pool gives it the default one; `docker info` shows it from then on.
 * Source: lab 20.10 (a daemon that was started again, and a second leader); recordings, cluster 531, failures 842.
 */
export function nameDefaultPool(tx: WriteTx): void {
	for (const cluster of tx.all('cluster').filter(isWithoutPool))
		tx.update('cluster', { ...cluster, defaultAddressPool: [...DEFAULT_POOLS] });
}

/** Without a subnet: the allocator takes the first of the pool, or the era's own. */
function ingressNetwork(id: string): Network {
	return {
		id,
		meta: NO_META,
		spec: {
			annotations: { name: 'ingress' },
			ingress: true,
			driverConfig: { name: 'overlay' },
			ipam: { driver: { name: 'default' } }
		}
	};
}

function predefinedNetwork(id: string, name: string): Network {
	return {
		id,
		meta: NO_META,
		spec: {
			annotations: { name, labels: { 'com.docker.swarm.predefined': 'true' } },
			driverConfig: { name },
			ipam: { driver: { name: 'default' } }
		}
	};
}

/** SWMKEY-1- and 32 random bytes in unpadded base64. */
export function newUnlockKey(rng: Rng): string {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
	let text = '';
	for (let i = 0; i < 42; i++) text += alphabet[rng.int(64)]!;
	// 32 bytes are 42 digits and four bits.
	return `SWMKEY-1-${text}${alphabet[rng.int(16) * 4]!}`;
}

/** Whether a text has the form of an unlock key. */
export function isUnlockKey(key: string): boolean {
	return /^SWMKEY-1-[A-Za-z0-9+/]{43}$/.test(key);
}

export function rotatedTokens(
	cluster: Cluster,
	rotate: { workerToken: boolean; managerToken: boolean },
	rng: Rng
): Cluster['rootCa']['joinTokens'] {
	const digest = cluster.rootCa.caCertHash.replace('sha256:', '');
	const { worker, manager } = cluster.rootCa.joinTokens;
	return {
		worker: rotate.workerToken ? newToken(digest, rng) : worker,
		manager: rotate.managerToken ? newToken(digest, rng) : manager
	};
}

/** Hexadecimal SHA-256 of a new root certificate; random, since nothing is signed here. */
export function newRootDigest(rng: Rng): string {
	return rng.hex(64);
}
