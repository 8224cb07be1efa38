import { ApiError } from '../api/error.ts';
import { Deferred, park, WaitQueue, type Process } from '../sim/process.ts';
import { TaskError, type Controller } from '../swarm/agent/controller.ts';
import { SwarmError, type AttachmentApi } from '../swarm/swarm.ts';
import type { Task } from '../swarm/objects.ts';
import type { NetworkAttacher } from './container-networking.ts';
import type { ContainerRecord, SwarmAttachment } from './container-record.ts';
import type { EngineExecutor } from './controller.ts';
import { stableHex } from './reference.ts';

/** moby daemon/cluster/networks.go: how long a container waits for its attachment. */
const ATTACH_TIMEOUT_MS = 20_000;

/**
 * Single containers on overlays of the swarm: the leader makes a task for each, the agent brings it here, and the
 * container that waits for it learns its address.
 * Source: moby daemon/cluster/networks.go, AttachNetwork; executor/container/attachment.go; recordings networks.jsonl.
 */
export class Attachments implements NetworkAttacher {
	/** Containers that wait, by ID and network. */
	private readonly waiting = new Map<string, Deferred<SwarmAttachment>>();

	constructor(
		private readonly executor: EngineExecutor,
		/** undefined while the engine is in no swarm. */
		private readonly api: () => AttachmentApi | undefined
	) {}

	get isAvailable(): boolean {
		return this.api() !== undefined;
	}

	/** @throws ApiError `Could not attach to network x: rpc error: …` */
	*attach(target: string, record: ContainerRecord, addresses: string[]): Process<SwarmAttachment> {
		const api = this.api();
		if (!api) throw new ApiError('notFound', `network ${target} not found`);
		const arrived = new Deferred<SwarmAttachment>();
		this.waiting.set(record.id, arrived);
		try {
			const id = yield* api.attach(target, record.id, addresses);
			yield* arrived.wait(ATTACH_TIMEOUT_MS);
			if (arrived.isSettled) return yield* arrived.wait();
			yield* api.detach(id);
			throw new SwarmError('docker', 'attaching to network failed, make sure your network options are correct');
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			throw new ApiError('system', `Could not attach to network ${target}: ${error.text}`);
		} finally {
			this.waiting.delete(record.id);
		}
	}

	detach(attachment: SwarmAttachment): void {
		const api = this.api();
		const { scope } = this.executor.context;
		if (!api || scope.isEnded) return;
		const detach = function* (): Process {
			try {
				yield* api.detach(attachment.id);
			} catch (error) {
				// Nobody is left who could be told: the daemon only logs it.
				if (!(error instanceof SwarmError)) throw error;
			}
			return 0;
		};
		scope.spawn(detach(), { name: 'detach from network' });
	}

	/** The task of an attachment has come to this node. */
	arrive(containerId: string, attachment: SwarmAttachment): void {
		this.waiting.get(containerId)?.resolve(attachment);
	}
}

/** The steps of such a task: it stands for a container that somebody else runs. */
export class AttachmentController implements Controller {
	private readonly never = new WaitQueue();

	constructor(
		private readonly executor: EngineExecutor,
		private task: Task,
		private readonly containerId: string
	) {}

	update(task: Task): void {
		this.task = task;
	}

	*prepare(): Process<void> {
		this.executor.ensureNetworks(this.task);
	}

	*start(): Process<void> {
		const { executor, task, containerId } = this;
		const attachment = task.networks?.[0];
		const address = attachment?.addresses[0]?.split('/')[0];
		if (!attachment || address === undefined) throw new TaskError('no address');
		const record = executor.containers.find(containerId);
		executor.gossip.put({
			taskId: task.id,
			taskName: record?.name ?? containerId,
			serviceId: '',
			serviceName: '',
			networks: [
				{
					id: attachment.networkId,
					address,
					aliases: [containerId.slice(0, 12), ...(record?.networks.flatMap(({ aliases }) => aliases ?? []) ?? [])],
					vip: '',
					ingress: false
				}
			],
			ingressPorts: [],
			hostPorts: [],
			isActive: true
		});
		executor.attachments?.arrive(containerId, { id: task.id, networkId: attachment.networkId, address });
	}

	/** Until the task is taken away. */
	*wait(): Process<void> {
		for (;;) yield* park(this.never);
	}

	*shutdown(): Process<void> {
		this.executor.gossip.remove(this.task.id);
	}

	*remove(): Process<void> {
		this.executor.gossip.remove(this.task.id);
		this.executor.dropUnusedOverlays();
	}

	*logs(): Process<undefined> {
		return undefined;
	}

	status(): ReturnType<Controller['status']> {
		return {};
	}
}

/** ID of an endpoint that another engine has: nobody here ever saw it, so it is made of what is known. */
export function remoteEndpointId(taskId: string, networkId: string): string {
	return stableHex(`endpoint of ${taskId} on ${networkId}`);
}
