import { Deferred, sleep, type Process } from '../../sim/process.ts';
import type { Timer } from '../../sim/sim.ts';
import { DEFAULT_EXPIRY_MS } from '../ca/certificates.ts';
import { parseToken } from '../ca/tokens.ts';
import type { NodeRecord } from '../disk.ts';
import { newId } from '../identity.ts';
import { hostOf, withPort } from '../manager/address.ts';
import { DEFAULT_POOLS, isUnlockKey, newRootDigest, type NewSwarm } from '../manager/bootstrap.ts';
import {
	SwarmError,
	type AttachmentApi,
	type ControlApi,
	type InitRequest,
	type JoinRequest,
	type Swarm,
	type SwarmInfo
} from '../swarm.ts';
import { atLeast } from '../../era/era.ts';
import { contains, parseAddress, parsePrefix } from '../allocator/address.ts';
import { forgetPeers } from '../manager/force-new-cluster.ts';
import {
	badRequest,
	checkDataPathAddr,
	checkDataPathPort,
	checkPools,
	checkRemoteName,
	joiningAddr,
	resolveAdvertiseAddr,
	resolveListenAddr
} from './addresses.ts';
import { NodeRunner } from './node-runner.ts';
import type { SwarmOptions } from './options.ts';
import * as texts from './texts.ts';

/** moby daemon/cluster/cluster.go: how long init and join wait for the node to be ready. */
const READY_TIMEOUT_MS = 20_000;
/** Until a daemon that starts has its node running: certificates, networks (FINDINGS section 1: Ready 0.6–2.7 s after). */
const START_MS: readonly [number, number] = [300, 900];
/** Keys and certificates of a new swarm: `swarm init` answers after about 0.65 s. */
const INIT_MS: readonly [number, number] = [400, 550];
/** A manager without its quorum takes so long to stop (recordings/backup.jsonl, 8.1–8.8 s in all). */
const STOP_ALONE_MS = 7_600;
/** Sessions and networks are taken down: `swarm leave` answers after 0.7–1.1 s. */
const LEAVE_MS: readonly [number, number] = [650, 1050];

export function createSwarm(options: SwarmOptions): Swarm {
	return new Membership(options);
}

/**
 * The daemon's side of swarm mode: takes init, join and leave, and keeps a node running for what the disk says.
 *
 * Source: moby daemon/cluster/{cluster,swarm,noderunner}.go; SEMANTICS.md section 15; FINDINGS sections 1 and 6.
 * Not modelled: several addresses on a machine.
 */
class Membership implements Swarm {
	private runner: NodeRunner | undefined;
	/** Set while a locked manager waits for its key. */
	private isLocked = false;
	private error = '';
	/** The node is about to run: keys are being made, or the daemon has just started. */
	private isStarting = false;
	/** The start of the daemon's node that is still to come. */
	private starting: Timer | undefined;
	/** Starts and stops of this daemon's node, so that no two of them roll the same dice. */
	private runs = 0;

	constructor(private readonly options: SwarmOptions) {}

	// ── What the daemon tells ────────────────────────────────────────────────────────────────────────────────────────

	start(): void {
		const { disk, scope, rng, sim } = this.options;
		this.options.diskFiles?.load();
		if (!disk.node) {
			this.tell();
			return;
		}
		if (disk.node.lockKey) {
			this.isLocked = true;
			this.tell();
			return;
		}
		if (disk.node.certificateEndsMs > 0 && disk.node.certificateEndsMs <= sim.wallMs) {
			this.error = texts.EXPIRED;
			this.tell();
			return;
		}
		this.isStarting = true;
		this.tell();
		this.starting = scope.after(rng.fork(`start ${sim.now}`).between(...START_MS), () => {
			this.isStarting = false;
			this.run();
		});
	}

	stop(): void {
		this.isStarting = false;
		this.runner?.stop('daemon stopped');
		this.runner = undefined;
	}

	private get record(): NodeRecord | undefined {
		return this.options.disk.node;
	}

	private run(newSwarm?: NewSwarm): NodeRunner {
		const { sim, rng } = this.options;
		const runner = new NodeRunner({
			...this.options,
			rng: rng.fork(`run ${++this.runs} at ${sim.now}`),
			record: this.record!,
			...(newSwarm ? { newSwarm } : {}),
			onChange: () => this.tell()
		});
		this.runner = runner;
		this.error = '';
		runner.start();
		this.tell();
		return runner;
	}

	private tell(): void {
		const { sim, host } = this.options;
		this.options.diskFiles?.sync();
		sim.trace.emit({
			type: 'engine.swarm',
			where: host.name,
			state: this.state,
			nodeId: this.record?.nodeId ?? '',
			manager: this.runner?.manager !== undefined
		});
	}

	private get state(): SwarmInfo['localNodeState'] {
		if (this.isLocked) return 'locked';
		if (this.error !== '') return 'error';
		if (this.isStarting) return 'pending';
		if (!this.runner) return 'inactive';
		return this.runner.ready.isSettled ? 'active' : 'pending';
	}

	local(): SwarmInfo {
		const { record, runner } = this;
		return {
			nodeId: record?.nodeId ?? '',
			nodeAddr: record ? hostOf(record.advertiseAddr) : '',
			localNodeState: this.state,
			controlAvailable: runner?.manager !== undefined,
			error: this.isLocked ? texts.LOCKED : this.error,
			remoteManagers: [...(record?.remotes ?? [])]
		};
	}

	*info(): Process<SwarmInfo> {
		const info = this.local();
		const api = this.runner?.manager?.api;
		if (!api) return info;
		try {
			const { cluster, node } = yield* api.listMany(['cluster', 'node']);
			const statuses = yield* api.managerStatuses();
			if (cluster[0]) info.cluster = cluster[0];
			info.nodes = node.length;
			info.managers = statuses.length;
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			info.error = error.text;
		}
		return info;
	}

	control(): ControlApi {
		if (this.isLocked) throw texts.notAvailable(texts.LOCKED);
		if (this.error !== '') throw texts.notAvailable(this.error);
		if (!this.runner) throw texts.notAvailable(texts.NO_SWARM);
		const { manager } = this.runner;
		if (manager) return manager.api;
		throw texts.notAvailable(this.runner.isManagerPreparing ? texts.MANAGER_PREPARING : texts.NO_MANAGER);
	}

	attachments(): AttachmentApi | undefined {
		const { runner } = this;
		return runner && this.state === 'active' ? runner.attachments() : undefined;
	}

	// ── init ─────────────────────────────────────────────────────────────────────────────────────────────────────────

	*init(request: InitRequest): Process<string> {
		if (request.forceNewCluster && this.record) return yield* this.forceNewCluster(request, this.record);
		if (this.record || this.runner) throw texts.notAvailable(texts.ALREADY_MEMBER);
		const { address, disk, era, rng, sim } = this.options;
		const listenAddr = resolveListenAddr(request.listenAddr);
		const advertiseAddr = resolveAdvertiseAddr(request.advertiseAddr, address);
		checkDataPathAddr(request.dataPathAddr);
		// Only a given pool makes the mask matter.
		if (request.defaultAddressPool) checkPools(request.defaultAddressPool, request.subnetSize);
		checkDataPathPort(request.dataPathPort);
		this.checkListening(listenAddr);
		const dice = rng.fork(`init at ${sim.now}`);
		const rootDigest = newRootDigest(dice);
		disk.tasks = {};
		delete disk.raft;
		disk.node = {
			nodeId: newId(dice),
			role: 'MANAGER',
			certificateEndsMs: sim.wallMs + DEFAULT_EXPIRY_MS,
			rootDigest,
			listenAddr,
			advertiseAddr,
			joinAddrs: [],
			token: '',
			wishesManager: true,
			availability: request.availability,
			remotes: []
		};
		this.isStarting = true;
		yield* sleep(dice.between(...INIT_MS));
		this.isStarting = false;
		const runner = this.run({
			rootDigest,
			availability: request.availability,
			autoLockManagers: request.autoLockManagers,
			// Who says nothing gets the daemon's own; the client says that it has none. (lab 20.10)
			defaultAddressPool: request.defaultAddressPool ?? (atLeast(era.id, '19.03') ? [...DEFAULT_POOLS] : []),
			subnetSize: request.subnetSize || 24,
			dataPathPort: request.dataPathPort || 4789,
			spec: request.spec
		});
		yield* runner.ready.wait(READY_TIMEOUT_MS);
		return disk.node.nodeId;
	}

	/**
	 * A manager goes on alone: it stops, forgets the other members of its Raft cluster, and leads what is left.
	 *
	 * The address is looked for only after the node was stopped; when there is none, it stays so.
	 * Source: moby daemon/cluster/swarm.go, Init; recordings/backup.jsonl.
	 */
	private *forceNewCluster(request: InitRequest, record: NodeRecord): Process<string> {
		const { address, disk, rng, sim } = this.options;
		if (record.role !== 'MANAGER') throw texts.notAvailable(texts.NO_MANAGER);
		const { runner } = this;
		const usesOwnAddress = request.advertiseAddr === '' && this.isOverlayAddress(address);
		const wasReady = runner?.ready.isSettled ?? false;
		runner?.stop('forced to begin a new cluster');
		this.runner = undefined;
		const dice = rng.fork(`force new cluster at ${sim.now}`);
		yield* sleep(dice.between(...INIT_MS) + (wasReady ? STOP_ALONE_MS : 0));
		if (usesOwnAddress) throw new SwarmError('docker', texts.NO_ADDRESS, 400);
		record.listenAddr = resolveListenAddr(request.listenAddr);
		record.advertiseAddr = resolveAdvertiseAddr(request.advertiseAddr, address);
		record.availability = request.availability;
		record.remotes = [];
		this.isLocked = false;
		if (disk.raft) forgetPeers(disk.raft, record);
		const again = this.run();
		yield* again.ready.wait(READY_TIMEOUT_MS);
		return record.nodeId;
	}

	/** An address of the machine that also lies in one of the swarm's networks counts as that network's. */
	private isOverlayAddress(address: string): boolean {
		const networks = this.runner?.manager?.store.all('network') ?? [];
		const own = parseAddress(address);
		return networks.some((network) =>
			(network.ipam?.configs ?? []).some(({ subnet }) => {
				const prefix = parsePrefix(subnet);
				return prefix !== undefined && own !== undefined && contains(prefix, own);
			})
		);
	}

	/** A manager that cannot listen stops at once. */
	private checkListening(listenAddr: string): void {
		const { address } = this.options;
		const host = hostOf(listenAddr);
		const port = listenAddr.slice(host.length + 1);
		if (!/^\d+$/.test(port)) {
			throw new SwarmError(
				'docker',
				`manager stopped: failed to listen on remote API address: listen tcp: address tcp/${port}: unknown port`,
				500
			);
		}
		if (host === '0.0.0.0' || host === address || host === 'eth0' || host.startsWith('127.')) return;
		throw new SwarmError(
			'docker',
			`manager stopped: failed to listen on remote API address: listen tcp ${listenAddr}: bind: cannot assign requested address`,
			500
		);
	}

	// ── join ─────────────────────────────────────────────────────────────────────────────────────────────────────────

	*join(request: JoinRequest): Process<void> {
		if (this.record || this.runner) throw texts.notAvailable(texts.ALREADY_MEMBER);
		const { address, disk, net, host, era } = this.options;
		if (request.remoteAddrs.length === 0) throw badRequest('at least 1 RemoteAddr is required to join');
		const listenAddr = resolveListenAddr(request.listenAddr);
		const advertiseAddr = joiningAddr(request.advertiseAddr, address);
		checkDataPathAddr(request.dataPathAddr);
		for (const remote of request.remoteAddrs) checkRemoteName(net, remote, host.name);
		if (era.capabilities.joinTokens && request.token !== '' && !parseToken(request.token)) {
			throw new SwarmError('docker', texts.BAD_TOKEN, 500);
		}
		disk.tasks = {};
		delete disk.raft;
		disk.node = {
			nodeId: '',
			certificateEndsMs: 0,
			rootDigest: '',
			listenAddr,
			advertiseAddr,
			joinAddrs: request.remoteAddrs.map((addr) => withPort(addr)),
			token: request.token,
			wishesManager: request.manager ?? false,
			availability: request.availability,
			remotes: []
		};
		const runner = this.run();
		const outcome = yield* waitForEither(runner, READY_TIMEOUT_MS);
		if (outcome === 'ready') return;
		// It goes on trying, and an engine that is asked says "pending".
		if (outcome === 'timeout') throw texts.notAvailable(texts.JOIN_TIMEOUT);
		this.forget(runner);
		throw outcome;
	}

	/** The membership is over, or has never come about. */
	private forget(runner: NodeRunner | undefined): void {
		const { disk } = this.options;
		runner?.stop('left');
		this.runner = undefined;
		this.isLocked = false;
		this.isStarting = false;
		this.error = '';
		delete disk.node;
		delete disk.raft;
		disk.tasks = {};
		this.options.diskFiles?.clear();
		this.tell();
	}

	// ── leave ────────────────────────────────────────────────────────────────────────────────────────────────────────

	*leave(force: boolean): Process<void> {
		const { runner } = this;
		const { executor, rng, sim } = this.options;
		if (!this.record && !runner) throw texts.notAvailable(texts.NOT_MEMBER);
		if (!force) {
			if (this.isLocked) throw texts.notAvailable(texts.LEAVE_LOCKED);
			const warning = yield* this.whyNotLeave();
			if (warning !== undefined) throw texts.notAvailable(warning);
		}
		// Who leaves while the node is about to start has none to start.
		this.starting?.cancel();
		runner?.stop('left');
		yield* sleep(rng.fork(`leave at ${sim.now}`).between(...LEAVE_MS));
		executor.removeStale(new Set());
		this.forget(undefined);
	}

	private *whyNotLeave(): Process<string | undefined> {
		const { runner } = this;
		if (runner ? !runner.manager && !runner.isManagerPreparing : this.record?.role !== 'MANAGER') return undefined;
		if (!runner?.manager) return texts.leaveWarning('inactive');
		try {
			const statuses = yield* runner.manager.api.managerStatuses();
			const reachable = statuses.filter((status) => status.reachability === 'reachable').length;
			return texts.leaveWarning({ reachable, unreachable: statuses.length - reachable });
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			return texts.leaveWarning(undefined);
		}
	}

	// ── autolock ─────────────────────────────────────────────────────────────────────────────────────────────────────

	*unlock(key: string): Process<void> {
		if (!this.record) throw texts.notAvailable(texts.NO_SWARM);
		if (!this.isLocked) throw new SwarmError('docker', texts.NOT_LOCKED, 409);
		if (!isUnlockKey(key)) throw badRequest(texts.BAD_KEY);
		if (key !== this.record.lockKey) throw new SwarmError('docker', texts.WRONG_KEY, 401);
		this.isLocked = false;
		const runner = this.run();
		yield* runner.ready.wait(READY_TIMEOUT_MS);
	}

	*unlockKey(): Process<string> {
		const [cluster] = yield* this.control().list('cluster');
		return cluster?.unlockKeys?.find(({ subsystem }) => subsystem === 'swarm-manager')?.key ?? '';
	}
}

function* waitForEither(runner: NodeRunner, timeoutMs: number): Process<'ready' | 'timeout' | SwarmError> {
	const either = new Deferred<'ready' | SwarmError>();
	runner.onOutcome((error) => either.resolve(error ?? 'ready'));
	const outcome = yield* either.wait(timeoutMs);
	if (!outcome) runner.onOutcome(undefined);
	return outcome ?? 'timeout';
}
