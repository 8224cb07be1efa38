import type { Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import { MINIMUM_EXPIRY_MS } from '../ca/certificates.ts';
import { rotatedRoot } from '../ca/root-rotation.ts';
import { commit } from '../commit.ts';
import { orphanTasks } from '../dispatcher/dispatcher.ts';
import { newId } from '../identity.ts';
import type { Cluster, ClusterSpec, Config, Kind, Network, NodeSpec, Secret, SwarmNode, Tables } from '../objects.ts';
import { StoreError, type MemoryStore, type WriteTx } from '../store/store.ts';
import { SwarmError, type LeaderApi, type ManagerStatus } from '../swarm.ts';
import { newUnlockKey, rotatedTokens } from './bootstrap.ts';
import { networkUser, servicesUsing } from './references.ts';
import type { RaftHost } from './raft-host.ts';
import * as services from './control-service.ts';
import * as volumes from './control-volume.ts';
import { invalid, required, validateConfigSpec, validateSecretSpec } from './validate-name.ts';
import { validateNetworkSpec } from './validate-network.ts';

const NO_META = { version: { index: 0 }, createdAt: '', updatedAt: '' };

/**
 * SwarmKit's control API on the leader: checks what is asked, then one transaction. Reading is from the leader's store.
 *
 * Source: swarmkit manager/controlapi/*.go; SEMANTICS.md sections 2.6, 3, 7, 11, 12; vectors/control-api.json.
 */
export class ControlServer implements LeaderApi {
	constructor(
		private readonly store: MemoryStore,
		/** Absent in tests of the API alone. */
		private readonly raft: RaftHost | undefined,
		private readonly rng: Rng,
		private readonly timestamp: () => string
	) {}

	// Reading takes no time on the leader; the wires in between do.

	*get<K extends Kind>(kind: K, id: string): Process<Tables[K]> {
		const object = this.store.get(kind, id);
		if (!object) throw new SwarmError('NotFound', `${kind} ${id} not found`);
		return withoutData(kind, object);
	}

	*list<K extends Kind>(kind: K): Process<Tables[K][]> {
		return this.store.all(kind).map((object) => withoutData(kind, object));
	}

	*listMany(kinds: readonly Kind[]): Process<{ [K in Kind]: Tables[K][] }> {
		const tables: { [K in Kind]: Tables[K][] } = {
			node: [],
			service: [],
			task: [],
			network: [],
			secret: [],
			config: [],
			volume: [],
			cluster: []
		};
		for (const kind of kinds)
			Object.assign(tables, { [kind]: this.store.all(kind).map((row) => withoutData(kind, row)) });
		return tables;
	}

	*managerStatuses(): Process<ManagerStatus[]> {
		const { raft } = this;
		if (!raft) return [];
		return raft.peers.list().map(({ raftId, nodeId, addr }) => ({
			nodeId,
			leader: raft.leaderId === raftId,
			reachability: raft.peers.isReachable(raftId) ? 'reachable' : 'unreachable',
			addr
		}));
	}

	// ── services ─────────────────────────────────────────────────────────────────────────────────────────────────────

	createService: LeaderApi['createService'] = (spec) =>
		services.createService(this.store, this.rng, this.timestamp, spec);
	updateService: LeaderApi['updateService'] = (id, version, spec, rollback) =>
		services.updateService(this.store, this.timestamp, { id, version, spec, rollback });
	removeService: LeaderApi['removeService'] = (id) => services.removeService(this.store, id);

	createVolume: LeaderApi['createVolume'] = (spec) => volumes.createVolume(this.store, this.rng, spec);
	updateVolume: LeaderApi['updateVolume'] = (id, version, spec) => volumes.updateVolume(this.store, id, version, spec);
	removeVolume: LeaderApi['removeVolume'] = (id, force) => volumes.removeVolume(this.store, id, force);

	// ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────

	*updateNode(id: string, version: number, spec: NodeSpec): Process<SwarmNode> {
		for (const part of [id, version, spec]) required(part);
		return yield* commit(this.store, nodeLabel(this.store.get('node', id), spec), (tx) => {
			const node = tx.get('node', id);
			if (!node) throw new SwarmError('NotFound', `node ${id} not found`);
			if (node.spec.desiredRole === 'MANAGER' && spec.desiredRole === 'WORKER') this.checkDemotion(tx, node);
			tx.update('node', { ...node, meta: { ...node.meta, version: { index: version } }, spec });
			return tx.get('node', id)!;
		});
	}

	/** All three are looked at now only; the role manager comes later. */
	private checkDemotion(tx: WriteTx, node: SwarmNode): void {
		const managers = tx.all('node').filter((other) => other.role === 'MANAGER');
		if (managers.length === 1 && managers[0]!.id === node.id) {
			throw new SwarmError('FailedPrecondition', 'attempting to demote the last manager of the swarm');
		}
		if (!this.raft) return;
		const member = this.raft.peers.ofNode(node.id);
		if (!member) throw new SwarmError('NotFound', "can't find manager in raft memberlist");
		if (!this.raft.peers.canRemove(member.raftId)) {
			throw new SwarmError(
				'FailedPrecondition',
				"can't remove member from the raft: this would result in a loss of quorum"
			);
		}
	}

	*removeNode(id: string, force: boolean): Process<void> {
		const hostname = this.store.get('node', id)?.description?.hostname ?? 'node';
		yield* commit(this.store, `rm ${hostname}`, (tx) => {
			const node = tx.get('node', id);
			if (!node) throw new SwarmError('NotFound', `node ${id} not found`);
			if (node.spec.desiredRole === 'MANAGER' && this.raft?.peers.ofNode(id)) {
				throw new SwarmError(
					'FailedPrecondition',
					`node ${id} is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal`
				);
			}
			if (!force && node.status.state === 'READY') {
				throw new SwarmError('FailedPrecondition', `node ${id} is not down and can't be removed`);
			}
			orphanTasks(tx, id, this.timestamp(), 'Task belonged to a node that has been deleted');
			tx.delete('node', id);
		});
	}

	// ── networks ─────────────────────────────────────────────────────────────────────────────────────────────────────

	*createNetwork(spec: Network['spec']): Process<Network> {
		validateNetworkSpec(spec);
		const id = newId(this.rng);
		return yield* commit(this.store, `net ${spec.annotations.name}`, (tx) => {
			const ingress = spec.ingress ? tx.all('network').find((network) => network.spec.ingress) : undefined;
			if (ingress) throw new SwarmError('AlreadyExists', `ingress network (${ingress.id}) is already present`);
			tx.create('network', { id, meta: NO_META, spec });
			return tx.get('network', id)!;
		});
	}

	*removeNetwork(id: string): Process<void> {
		const name = this.store.get('network', id)?.spec.annotations.name ?? '';
		yield* commit(this.store, `rm ${name}`, (tx) => {
			const network = tx.get('network', id);
			if (!network) throw new SwarmError('NotFound', `network ${id} not found`);
			if (network.spec.annotations.labels?.['com.docker.swarm.predefined'] === 'true') {
				throw new SwarmError(
					'FailedPrecondition',
					`network ${name} (${id}) is a swarm predefined network and cannot be removed`
				);
			}
			const problem = networkUser(tx, network);
			if (problem) throw new SwarmError('FailedPrecondition', problem);
			tx.delete('network', id);
		});
	}

	// ── secrets and configs ──────────────────────────────────────────────────────────────────────────────────────────

	*createSecret(spec: Secret['spec']): Process<Secret> {
		validateSecretSpec(spec);
		return withoutData('secret', yield* this.createFile('secret', { id: newId(this.rng), meta: NO_META, spec }));
	}

	*createConfig(spec: Config['spec']): Process<Config> {
		validateConfigSpec(spec);
		return yield* this.createFile('config', { id: newId(this.rng), meta: NO_META, spec });
	}

	private *createFile<K extends 'secret' | 'config'>(kind: K, object: Tables[K]): Process<Tables[K]> {
		const { name } = object.spec.annotations;
		return yield* commit(this.store, `${kind} ${name}`, (tx) => {
			try {
				tx.create(kind, object);
			} catch (error) {
				if (error instanceof StoreError && error.kind === 'name conflict') {
					throw new SwarmError('AlreadyExists', `${kind} ${name} already exists`);
				}
				throw error;
			}
			return tx.get(kind, object.id)!;
		});
	}

	*updateSecret(id: string, version: number, spec: Secret['spec']): Process<Secret> {
		return withoutData('secret', yield* this.updateFile('secret', id, version, spec));
	}

	*updateConfig(id: string, version: number, spec: Config['spec']): Process<Config> {
		return yield* this.updateFile('config', id, version, spec);
	}

	private *updateFile<K extends 'secret' | 'config'>(
		kind: K,
		id: string,
		version: number,
		spec: Tables[K]['spec']
	): Process<Tables[K]> {
		for (const part of [id, version]) required(part);
		return yield* commit(this.store, `${kind} ${this.store.get(kind, id)?.spec.annotations.name ?? ''}`, (tx) => {
			const object = tx.get(kind, id) as Secret | Config | undefined;
			if (!object) throw new SwarmError('NotFound', `${kind} ${id} not found`);
			required(spec);
			const isOther = spec.annotations.name !== object.spec.annotations.name;
			if (isOther || (spec.data !== undefined && spec.data !== object.spec.data)) {
				throw invalid('only updates to Labels are allowed');
			}
			const meta = { ...object.meta, version: { index: version } };
			const updated = { ...object, meta, spec: { ...object.spec, annotations: spec.annotations } };
			tx.update(kind, updated);
			return tx.get(kind, id)!;
		});
	}

	removeSecret(id: string): Process<void> {
		return this.removeFile('secret', id);
	}

	removeConfig(id: string): Process<void> {
		return this.removeFile('config', id);
	}

	private *removeFile(kind: 'secret' | 'config', id: string): Process<void> {
		if (!id) throw invalid(`${kind} ID must be provided`);
		yield* commit(this.store, `rm ${kind}`, (tx) => {
			const object = tx.get(kind, id);
			if (!object) throw new SwarmError('NotFound', `could not find ${kind} ${id}`);
			const users = servicesUsing(tx, kind, id).map((service) => service.spec.annotations.name);
			if (users.length > 0) {
				const noun = users.length === 1 ? 'service' : 'services';
				const { name } = object.spec.annotations;
				throw invalid(`${kind} '${name}' is in use by the following ${noun}: ${users.join(', ')}`);
			}
			tx.delete(kind, id);
		});
	}

	// ── cluster ──────────────────────────────────────────────────────────────────────────────────────────────────────

	*updateCluster(
		version: number,
		spec: ClusterSpec,
		rotate: { workerToken: boolean; managerToken: boolean; unlockKey: boolean }
	): Process<Cluster> {
		validateClusterSpec(spec);
		return yield* commit(this.store, 'cluster', (tx) => {
			const cluster = tx.all('cluster')[0];
			if (!cluster) throw new SwarmError('NotFound', 'cluster not found');
			const wasLocking = cluster.spec.encryptionConfig.autoLockManagers ?? false;
			const isLocking = spec.encryptionConfig.autoLockManagers ?? false;
			const needsKey = isLocking && (!wasLocking || rotate.unlockKey);
			const { unlockKeys, ...rest } = cluster;
			const kept = isLocking ? (unlockKeys ?? []) : [];
			const keys = needsKey ? [{ subsystem: 'swarm-manager', key: newUnlockKey(this.rng) }] : kept;
			tx.update('cluster', {
				...rest,
				...(keys.length > 0 ? { unlockKeys: keys } : {}),
				meta: { ...cluster.meta, version: { index: version } },
				spec,
				rootCa: {
					...rotatedRoot(cluster, spec, this.rng, this.timestamp()),
					joinTokens: rotatedTokens(cluster, rotate, this.rng)
				}
			});
			return tx.all('cluster')[0]!;
		});
	}
}

/** Source: swarmkit controlapi/cluster.go, validateClusterSpec. */
export function validateClusterSpec(spec: ClusterSpec): void {
	required(spec);
	validateClusterFields(spec);
	if (spec.annotations.name !== 'default') throw invalid('modification of cluster name is not allowed');
}

/** What a user sets of it. */
export function validateClusterFields({ caConfig, dispatcher }: Partial<ClusterSpec>): void {
	const expiry = caConfig?.nodeCertExpiry;
	if (expiry && expiry / 1e6 < MINIMUM_EXPIRY_MS) throw invalid('minimum certificate expiry time is: 1h0m0s');
	if ((dispatcher?.heartbeatPeriod ?? 0) < 0) throw invalid('heartbeat time period cannot be a negative duration');
}

/** The data of a secret never leaves the managers. */
function withoutData<K extends Kind>(kind: K, object: Tables[K]): Tables[K] {
	if (kind !== 'secret') return object;
	const secret = object as Secret;
	const { data: _, ...spec } = secret.spec;
	return { ...secret, spec } as Tables[K];
}

function nodeLabel(node: SwarmNode | undefined, spec: NodeSpec): string {
	const hostname = node?.description?.hostname ?? 'node';
	if (!node || spec.desiredRole === node.spec.desiredRole) {
		if (node && spec.availability !== node.spec.availability) return `${spec.availability.toLowerCase()} ${hostname}`;
		return `node ${hostname}`;
	}
	return `want ${spec.desiredRole.toLowerCase()}`;
}
