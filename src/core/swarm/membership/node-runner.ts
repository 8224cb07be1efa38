import { invariant } from '../../sim/invariant.ts';
import { NetError } from '../../sim/net.ts';
import { Deferred, sleep, type Process } from '../../sim/process.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Timer } from '../../sim/sim.ts';
import { emptyDisk } from '../../raft/storage.ts';
import { Agent } from '../agent/agent.ts';
import { Remotes } from '../agent/remotes.ts';
import type { Certificate } from '../ca/ca-server.ts';
import { renewalMinutes } from '../ca/certificates.ts';
import type { NodeRecord } from '../disk.ts';
import type { ManagerAddress } from '../dispatcher/protocol.ts';
import { machineAt } from '../manager/address.ts';
import type { NewSwarm } from '../manager/bootstrap.ts';
import { Manager, newRaftId, type JoinRaftResponse } from '../manager/manager.ts';
import type { Envelope } from '../manager/raft-host.ts';
import type { AttachmentRequest } from '../manager/resource-allocator.ts';
import type { SwarmNode } from '../objects.ts';
import { SwarmError, type AttachmentApi } from '../swarm.ts';
import { Enrolment } from './enrolment.ts';
import type { SwarmOptions } from './options.ts';
import * as texts from './texts.ts';

/** swarmkit ca/renewer.go, node/node.go: pause before a certificate is renewed for a new role, then longer and longer. */
const RENEW_PAUSE_MS = 500;
const RENEW_BACKOFF_MS = 1000;
const RENEW_BACKOFF_MAX_MS = 8000;
/** Keys, listeners and a first connection of a manager that joins: `swarm join` takes about 0.4 s longer for it. */
const MANAGER_START_MS: readonly [number, number] = [380, 480];
const JOIN_RETRY_MS = 2000;
const MINUTE_MS = 60_000;

export interface NodeRunnerOptions extends SwarmOptions {
	record: NodeRecord;
	newSwarm?: NewSwarm;
	onChange(): void;
}

/**
 * A node while its daemon runs: certificate, agent, and a manager as long as the certificate says so.
 *
 * Source: swarmkit node/node.go.
 */
export class NodeRunner {
	/** The agent has a session, and a manager runs if there should be one. */
	readonly ready = new Deferred<void>();
	manager: Manager | undefined;
	/** A manager should run here and does not yet. */
	isManagerPreparing = false;
	private readonly scope: Scope;
	private readonly remotes: Remotes;
	private readonly enrolment: Enrolment;
	private agent: Agent | undefined;
	private isRenewing = false;
	private renewal: Timer | undefined;
	private managerRuns = 0;
	/** Only the first manager of this run founds the swarm; demoted and promoted again it joins as any other. */
	private newSwarm: NewSwarm | undefined;
	private outcome: ((error?: SwarmError) => void) | undefined;

	constructor(private readonly options: NodeRunnerOptions) {
		const { scope, rng, net, host, record } = options;
		this.newSwarm = options.newSwarm;
		this.scope = scope.child('swarm node');
		this.remotes = new Remotes(rng.fork('remotes'));
		this.enrolment = new Enrolment(net, host);
		this.isManagerPreparing = record.role === 'MANAGER';
	}

	/**
	 * Calls once: without an error when the node is ready, with one when it could not join. While nobody wants to know, a
	 * node that could not join tries again.
	 */
	onOutcome(outcome: ((error?: SwarmError) => void) | undefined): void {
		this.outcome = outcome;
	}

	start(): void {
		this.scope.spawn(this.run(), { name: 'swarm node' });
	}

	stop(why: string): void {
		this.manager?.stop(why);
		this.manager = undefined;
		this.scope.end();
	}

	private *run(): Process {
		const { record, rng, sim } = this.options;
		const isNew = record.nodeId === '';
		while (record.nodeId === '') {
			try {
				this.adopt(yield* this.enrolment.firstCertificate(record));
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				if (this.outcome) {
					this.outcome(error);
					return 0;
				}
			}
		}
		this.learnRemotes(record.remotes);
		if (!isNew) this.renewInTime(Math.max(0, record.certificateEndsMs - sim.wallMs));
		if (isNew && record.role === 'MANAGER') yield* sleep(rng.fork('start').between(...MANAGER_START_MS));
		if (record.role === 'MANAGER') yield* this.startManager();
		yield* this.startAgent();
		this.ready.resolve();
		this.options.onChange();
		this.outcome?.();
		return 0;
	}

	private adopt({ nodeId, role, validForMs }: Certificate): void {
		const { record, sim } = this.options;
		record.nodeId = nodeId;
		record.role = role;
		record.certificateEndsMs = sim.wallMs + validForMs;
		this.renewInTime(validForMs);
	}

	/** A certificate is renewed long before it ends. */
	private renewInTime(validForMs: number): void {
		const { rng, sim } = this.options;
		const minutes = renewalMinutes(Math.floor(validForMs / MINUTE_MS), rng.fork(`renewal at ${sim.now}`));
		this.renewal?.cancel();
		this.renewal = this.scope.after(minutes * MINUTE_MS, () => {
			// Time alone leads to it.
			sim.trace.cause = 0;
			this.renew();
		});
	}

	private learnRemotes(managers: readonly ManagerAddress[]): void {
		const { record, net, host } = this.options;
		record.remotes = [...managers];
		const addresses = managers.length > 0 ? managers.map(({ addr }) => addr) : record.joinAddrs;
		const machines = addresses.map((addr) => machineAt(net, addr, host.name)).filter((machine) => machine !== '');
		this.remotes.set(machines);
	}

	// ── Agent ────────────────────────────────────────────────────────────────────────────────────────────────────────

	private *startAgent(): Process<void> {
		const { sim, net, host, rng, disk, executor, record } = this.options;
		this.agent = new Agent({
			sim,
			scope: this.scope.child('agent'),
			net,
			host,
			rng: rng.fork('agent'),
			disk,
			executor,
			nodeId: record.nodeId,
			remotes: this.remotes,
			hasLocalManager: () => this.manager !== undefined,
			onSession: (node, managers) => this.takeSession(node, managers)
		});
		this.agent.start();
		yield* this.agent.ready.wait();
	}

	private takeSession(node: SwarmNode, managers: ManagerAddress[]): void {
		if (managers.length > 0) this.learnRemotes(managers);
		if (node.role !== this.options.record.role || node.certificate?.status === 'ROTATE') this.renew();
	}

	/** Asks by the connection of the agent. */
	attachments(): AttachmentApi {
		const { nodeId } = this.options.record;
		const ask = (request: AttachmentRequest): Process<string> => {
			if (!this.agent) throw new SwarmError('docker', texts.NOT_MEMBER);
			return this.agent.ask(request);
		};
		return {
			attach: (target, containerId, addresses) => ask({ op: 'attach', nodeId, target, containerId, addresses }),
			*detach(attachmentId) {
				yield* ask({ op: 'detach', nodeId, attachmentId });
			}
		};
	}

	// ── Roles ────────────────────────────────────────────────────────────────────────────────────────────────────────

	private renew(): void {
		if (this.isRenewing) return;
		this.isRenewing = true;
		this.scope.spawn(this.renewCertificate(), { name: 'renew certificate' });
	}

	private *renewCertificate(): Process {
		const { record, host } = this.options;
		yield* sleep(RENEW_PAUSE_MS);
		for (let backoff = RENEW_BACKOFF_MS; ; backoff = Math.min(RENEW_BACKOFF_MAX_MS, 2 * backoff)) {
			const remote = this.manager ? host.name : this.remotes.select();
			try {
				const certificate = yield* this.enrolment.renewedCertificate(remote, record.nodeId);
				const roleBefore = record.role;
				this.adopt(certificate);
				if (certificate.role !== roleBefore) break;
				// Somebody has changed his mind.
				this.isRenewing = false;
				return 0;
			} catch (error) {
				if (!(error instanceof SwarmError) && !(error instanceof NetError)) throw error;
			}
			yield* sleep(backoff);
		}
		this.isRenewing = false;
		if (record.role === 'MANAGER') {
			this.isManagerPreparing = true;
			yield* this.startManager();
		} else {
			this.stopManager('demoted');
			delete this.options.disk.raft;
			delete record.lockKey;
		}
		this.options.onChange();
		return 0;
	}

	private stopManager(why: string): void {
		this.manager?.stop(why);
		this.manager = undefined;
		this.isManagerPreparing = false;
	}

	private *startManager(): Process<void> {
		const { disk, rng, record, sim, net, host, era, loops } = this.options;
		const { newSwarm } = this;
		this.newSwarm = undefined;
		const scope = this.scope.child('manager');
		const dice = rng.fork(`manager ${++this.managerRuns}`);
		let joined: JoinRaftResponse | undefined;
		const early: { envelope: Envelope; from: string }[] = [];
		if (newSwarm) {
			disk.raft = { raftId: newRaftId(dice), storage: emptyDisk() };
		} else if (!disk.raft || disk.raft.storage.entries.length + disk.raft.storage.snapshot.index === 0) {
			joined = yield* this.joinRaft(scope, early);
			disk.raft = { raftId: joined.raftId, storage: emptyDisk() };
		}
		const manager = new Manager({
			sim,
			scope,
			net,
			host,
			rng: dice,
			era,
			nodeId: record.nodeId,
			addr: record.advertiseAddr,
			record: disk.raft,
			...(newSwarm ? { newSwarm } : {}),
			...(joined ? { joined } : {}),
			...(loops ? { loops } : {}),
			onRemoved: () => this.removedFromRaft(manager),
			onPanic: (why) => this.panicked(why)
		});
		this.manager = manager;
		this.isManagerPreparing = false;
		manager.store.watch((changes) => {
			this.noteLockKey(manager);
			this.options.onStoreChange?.(changes);
		});
		manager.start();
		for (const { envelope, from } of early) manager.raft.receive(envelope, from);
		this.options.onChange();
		// Nobody else could lead; an agent that asked before there is a leader would look again only a second later.
		if (newSwarm) yield* manager.leading.wait();
	}

	/** The listeners are open while the cluster decides: what comes early waits for the manager. */
	private *joinRaft(scope: Scope, early: { envelope: Envelope; from: string }[]): Process<JoinRaftResponse> {
		const { host, record } = this.options;
		host.onMessage('raft', scope, (payload, from) => {
			const envelope = payload as Envelope;
			envelope.link?.arrived();
			early.push({ envelope, from });
		});
		host.onCall('health', scope, function* () {
			return true;
		});
		for (;;) {
			const [first] = record.joinAddrs;
			const remote = this.remotes.select() || first || '';
			try {
				return yield* this.enrolment.joinRaft(remote, record.nodeId, record.advertiseAddr);
			} catch (error) {
				if (!(error instanceof SwarmError) && !(error instanceof NetError)) throw error;
			}
			yield* sleep(JOIN_RETRY_MS);
		}
	}

	/** Nothing of the manager goes on from here. Without somebody to tell it is a defect. */
	private panicked(why: string): void {
		invariant(this.options.onPanic, why);
		this.options.onPanic(why, `module=raft node.id=${this.options.record.nodeId}`);
	}

	/** Another role is on its way; until the certificate says so this is a manager that does not run. */
	private removedFromRaft(manager: Manager): void {
		if (this.manager !== manager) return;
		this.stopManager('removed from the cluster');
		delete this.options.disk.raft;
		this.options.onChange();
	}

	private noteLockKey(manager: Manager): void {
		const { record } = this.options;
		const key = manager.store.all('cluster')[0]?.unlockKeys?.[0]?.key;
		if (key) record.lockKey = key;
		else delete record.lockKey;
	}
}
