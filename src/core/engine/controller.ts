import { ApiError } from '../api/error.ts';
import { park, sleep, type Process } from '../sim/process.ts';
import {
	TaskError,
	type Controller,
	type Executor,
	type LogReader,
	type NodeAssignment
} from '../swarm/agent/controller.ts';
import type { LogSubscribeOptions } from '../swarm/swarm.ts';
import { isAtLeast } from '../swarm/task-state.ts';
import type { ContainerSpec, NodeDescription, PortConfig, Task } from '../swarm/objects.ts';
import { AttachmentController, type Attachments } from './attachment.ts';
import type { ContainerRecord } from './container-record.ts';
import { taskOf } from './container-record.ts';
import { isRunning } from './container-view.ts';
import { credentialsOf } from './credentials.ts';
import type { Containers } from './containers.ts';
import type { EngineContext } from './engine-context.ts';
import type { Gossip } from './gossip.ts';
import { probeOf } from './health.ts';
import { builtInPlugins } from './info.ts';
import { canReadLogs } from './log-drivers/of-container.ts';
import { readTaskLog } from './task-log.ts';
import { GATEWAY_BRIDGE, type Networks } from './networks.ts';
import {
	containerRequest,
	endpointOf,
	hasServiceBinding,
	hostPorts,
	stopTimeout,
	taskExtras,
	taskName
} from './task-container.ts';

/** A task that has left load balancing gets no new connections once every node has heard of it. moby executor/container/controller.go. */
const GOSSIP_CONVERGE_MS = 2_000;
/**
 * The agent finds its interrupted wait failed and looks at the task again a second later; only then does it stop it.
 * Measured: SIGTERM comes 1.1 s after the scale-down, with a virtual address 3.1 s (FINDINGS.md §5 and a run of its own).
 */
const RETRY_MS = 1_000;
/** 'disk=ssd' → disk: 'ssd', for constraints on engine.labels. */
function labelsOf(labels: readonly string[]): Record<string, string> {
	return Object.fromEntries(
		labels.map((label) => [label.slice(0, label.indexOf('=')), label.slice(label.indexOf('=') + 1)])
	);
}

/** How often a log subscription looks for the container of a task that is being prepared. */
const LOG_POLL_MS = 100;

const NO_ASSIGNMENT: NodeAssignment = { nodeId: '', peers: [], networks: [], secrets: [], configs: [] };
const PREDEFINED_DRIVERS = ['host', 'bridge', 'null', 'none'];

/** What this machine's engine does for the swarm agent on it. */
export class EngineExecutor implements Executor {
	/** From the last session; before the first one empty. */
	assignment: NodeAssignment = NO_ASSIGNMENT;
	/** Of the user's own containers; set by the composition. */
	attachments: Attachments | undefined;

	constructor(
		readonly context: EngineContext,
		readonly containers: Containers,
		readonly networks: Networks,
		readonly gossip: Gossip
	) {}

	describe(): NodeDescription {
		const { era, where, config } = this.context;
		const { hardware, engine } = era;
		const ofType = (type: string, names: readonly string[]): { type: string; name: string }[] =>
			names.map((name) => ({ type, name }));
		const plugins = builtInPlugins(era);
		return {
			hostname: where,
			platform: { architecture: hardware.architecture, os: engine.os },
			resources: {
				nanoCpus: hardware.cpus * 1e9,
				memoryBytes: hardware.memoryBytes,
				...(config.genericResources.length > 0 ? { generic: [...config.genericResources] } : {})
			},
			engine: {
				engineVersion: engine.version,
				...(config.labels.length > 0 ? { labels: labelsOf(config.labels) } : {}),
				plugins: [
					...ofType('Log', plugins.Log),
					...ofType('Network', plugins.Network),
					...ofType('Volume', plugins.Volume)
				]
			}
		};
	}

	configure(node: NodeAssignment): void {
		this.assignment = node;
		const { net } = this.context;
		this.networks.ensureGatewayBridge();
		for (const network of node.networks) {
			if (!network.spec.ingress) continue;
			const overlay = this.networks.ensureOverlay(network);
			const own = node.attachments?.find(({ networkId }) => networkId === network.id)?.addresses[0]?.split('/')[0];
			// The leader may give the node its address only after it has told it of the network.
			const endpoint = overlay.endpoints.get('ingress-sbox');
			if (!endpoint) this.networks.join(overlay, 'ingress-sbox', 'ingress-endpoint', own ?? '');
			else if (own) endpoint.address = own;
		}
		const gateway = this.networks.ensureGatewayBridge();
		if (!gateway.endpoints.has('ingress-sbox')) this.networks.join(gateway, 'ingress-sbox', 'gateway_ingress-sbox');
		this.gossip.setPeers(node.peers.map((peer) => net.find(peer.address)?.name ?? peer.hostname));
	}

	controller(task: Task): Controller {
		const { attachment } = task.spec;
		if (attachment) return new AttachmentController(this, task, attachment.containerId);
		const spec = task.spec.container;
		if (!spec) throw new TaskError('unsupported task runtime');
		return new TaskController(this, task, spec);
	}

	removeStale(taskIds: ReadonlySet<string>): void {
		for (const record of this.containers.all()) {
			const task = taskOf(record);
			if (task === '' || taskIds.has(task)) continue;
			this.gossip.remove(task);
			this.containers.discard(record);
		}
		this.dropUnusedOverlays();
	}

	/** The swarm was left: what belonged to it goes. Source: moby daemon/cluster/swarm.go, Leave. */
	leaveSwarm(): void {
		this.removeStale(new Set());
		this.gossip.clear();
		for (const overlay of this.networks.overlayList()) this.networks.dropOverlay(overlay.id);
		this.networks.named(GATEWAY_BRIDGE)?.endpoints.delete('ingress-sbox');
		this.assignment = NO_ASSIGNMENT;
	}

	/** Overlays are on a machine only while something here is attached to them. */
	dropUnusedOverlays(): void {
		for (const overlay of this.networks.overlayList()) {
			if (overlay.ingress) continue;
			const inUse = this.containers
				.all()
				.some((record) => record.networks.some(({ networkId }) => networkId === overlay.id));
			if (!inUse) this.networks.dropOverlay(overlay.id);
		}
	}

	/** Makes the overlays of a task known here, each with the machine's own load-balancer endpoint. */
	ensureNetworks(task: Task): void {
		for (const { networkId } of task.networks ?? []) {
			const network = this.assignment.networks.find(({ id }) => id === networkId);
			if (!network) throw new TaskError(`network ${networkId} not found`, true);
			const driver = network.driverState?.name ?? network.spec.driverConfig?.name ?? 'overlay';
			if (PREDEFINED_DRIVERS.includes(driver)) continue;
			const overlay = this.networks.ensureOverlay(network);
			const key = `lb-${overlay.name}`;
			const own = this.assignment.attachments
				?.find((attachment) => attachment.networkId === networkId)
				?.addresses[0]?.split('/')[0];
			if (!overlay.ingress && own !== undefined && !overlay.endpoints.has(key))
				this.networks.join(overlay, key, `${overlay.name}-endpoint`, own);
		}
	}
}

/** Does the steps of one task. Source: moby daemon/cluster/executor/container/controller.go. */
class TaskController implements Controller {
	private isUnhealthy = false;

	constructor(
		private readonly executor: EngineExecutor,
		private task: Task,
		private readonly spec: ContainerSpec
	) {}

	update(task: Task): void {
		this.task = task;
	}

	*prepare(): Process<void> {
		const { executor, task, spec } = this;
		const { containers } = executor;
		if (this.record()) return;
		try {
			const credentials = credentialsOf(spec.pullOptions?.registryAuth ?? '');
			yield* containers.images.ensure(spec.image, undefined, credentials);
		} catch (error) {
			// Without the registry the image on the disk will do; if there is none, creating says so.
			if (!(error instanceof ApiError)) throw error;
		}
		executor.ensureNetworks(task);
		const { hostname, platform } = executor.describe();
		const { nodeId } = executor.assignment;
		try {
			yield* containers.create(
				taskName(task),
				containerRequest(task, spec, { nodeId, hostname, platform }),
				taskExtras(task, spec, executor.assignment, { hostname, platform })
			);
		} catch (error) {
			throw asTaskError(error);
		}
	}

	*start(): Process<void> {
		const record = this.required();
		try {
			yield* this.executor.containers.start(record);
		} catch (error) {
			if (error instanceof ApiError) throw new TaskError(`starting container failed: ${error.message}`);
			throw error;
		}
		if (!probeOf(record.config.Healthcheck)) {
			this.activate();
			return;
		}
		for (;;) {
			if (!isRunning(record)) {
				if (record.exitCode === 0) return;
				throw this.exitError(record);
			}
			const health = record.health?.Status;
			if (health === 'healthy') {
				this.activate();
				return;
			}
			if (health === 'unhealthy') {
				this.isUnhealthy = true;
				yield* this.stop(record);
				continue;
			}
			yield* park(record.changed);
		}
	}

	*wait(): Process<void> {
		const record = this.required();
		if (isRunning(record) && this.executor.gossip.ownRecord(this.task.id) === undefined) this.activate();
		while (isRunning(record)) {
			if (record.health?.Status === 'unhealthy' && !this.isUnhealthy) {
				this.isUnhealthy = true;
				yield* this.stop(record);
				continue;
			}
			yield* park(record.changed);
		}
		this.executor.gossip.remove(this.task.id);
		if (record.exitCode !== 0) throw this.exitError(record);
	}

	*shutdown(): Process<void> {
		const record = this.record();
		if (!record) return;
		if (isRunning(record)) yield* sleep(RETRY_MS);
		yield* this.stop(record);
	}

	*remove(): Process<void> {
		const record = this.record();
		// The engine is asked for the container by its name: one that was renamed stays (recorded: docker rename).
		if (record?.name === taskName(this.task)) {
			// A removed task is shut down once more, with the same wait: its container is listed two seconds longer.
			yield* this.stop(record);
			try {
				yield* this.executor.containers.remove(record, { force: true, volumes: true });
			} catch (error) {
				throw asTaskError(error);
			}
		}
		this.executor.dropUnusedOverlays();
	}

	/** Waits for the container to have started; a task that ends before that has nothing to tell. */
	*logs(options: LogSubscribeOptions): Process<LogReader | undefined> {
		const { context } = this.executor;
		let record = this.record();
		while (!record?.startedMs) {
			if (isAtLeast(this.task.desiredState, 'SHUTDOWN') || isAtLeast(this.task.status.state, 'COMPLETE'))
				return undefined;
			if (record) yield* park(record.changed);
			else yield* sleep(LOG_POLL_MS);
			record = this.record();
		}
		return canReadLogs(record, context.era) ? readTaskLog(record, context.scope, options) : undefined;
	}

	status(): ReturnType<Controller['status']> {
		const record = this.record();
		if (!record) return {};
		return { containerId: record.id, pid: record.pid, exitCode: record.exitCode, ports: this.openPorts(record) };
	}

	/** Leaves load balancing, waits until everybody knows, stops. */
	private *stop(record: ContainerRecord): Process<void> {
		const { gossip, containers } = this.executor;
		if (hasServiceBinding(this.task)) {
			const known = gossip.ownRecord(this.task.id);
			if (known?.isActive) gossip.put({ ...known, isActive: false });
			yield* sleep(GOSSIP_CONVERGE_MS);
		}
		yield* containers.stop(record, { timeout: stopTimeout(this.spec) });
		gossip.remove(this.task.id);
	}

	/** Puts the task behind its service's virtual address, name and ports. */
	private activate(): void {
		const { gossip, assignment } = this.executor;
		if ((this.task.networks?.length ?? 0) === 0 && hostPorts(this.task).length === 0) return;
		gossip.put(endpointOf(this.task, assignment, true));
	}

	private record(): ContainerRecord | undefined {
		return this.executor.containers.byTask(this.task.id);
	}

	private required(): ContainerRecord {
		const record = this.record();
		// Until a dispatcher has spoken nothing is sure: an old task whose end is wished by now becomes Shutdown, one that
		// should still run Failed (recordings/failures.jsonl, dockerd stopped for 30 s and for 4 s).
		if (!record)
			throw new TaskError(`No such container: ${taskName(this.task)}`, this.executor.assignment === NO_ASSIGNMENT);
		return record;
	}

	private exitError(record: ContainerRecord): TaskError {
		const cause = this.isUnhealthy ? ': dockerexec: unhealthy container' : '';
		return new TaskError(`task: non-zero exit (${record.exitCode})${cause}`);
	}

	/** Host-mode ports twice, once for each family of addresses, as the engine reports them (FINDINGS.md §6). */
	private openPorts(record: ContainerRecord): PortConfig[] {
		if (!isRunning(record)) return [];
		return hostPorts(this.task).flatMap(({ target, protocol }) =>
			(record.bindings[`${target}/${protocol}`] ?? []).map(({ HostPort }): PortConfig => ({
				protocol: protocol.toUpperCase() as PortConfig['protocol'],
				targetPort: target,
				publishedPort: Number(HostPort),
				publishMode: 'HOST'
			}))
		);
	}
}

function asTaskError(error: unknown): unknown {
	return error instanceof ApiError ? new TaskError(error.message) : error;
}
