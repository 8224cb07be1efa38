import { Deferred, type Process } from '../../sim/process.ts';
import type { LeaderContext } from '../component.ts';
import type { Task } from '../objects.ts';
import { SwarmError } from '../swarm.ts';
import type { Delivery, LogRequest, SubscriptionMessage } from './protocol.ts';

export interface BrokerOptions {
	/** Tells an agent; false when it has no session, or cannot be reached. */
	tellAgent(nodeId: string, message: SubscriptionMessage): boolean;
	deliver(subscriber: string, delivery: Delivery): void;
}

interface Subscription {
	message: SubscriptionMessage;
	subscriber: string;
	/** Nodes that have been told. */
	nodes: Set<string>;
	/** Those of them that have not said yet that they are done. */
	waiting: Set<string>;
	errors: string[];
	over: Deferred<void>;
}

const INCOMPLETE = 'warning: incomplete log stream. some logs could not be retrieved for the following reasons: ';

/**
 * The leader's log broker: tells the nodes of the wanted tasks to publish, and hands on what they publish.
 *
 * A subscription that does not follow ends when every node has said that it is done; nodes that cannot be asked are named
 * at the end. One that follows also asks nodes that get a wanted task later, ends only with its subscriber, and names
 * nobody. Tasks without a node are passed over in silence (seen on 20.10.24).
 *
 * Source: swarmkit manager/logbroker/{broker,subscription}.go; SEMANTICS.md section 13.
 */
export class LogBroker {
	private readonly subscriptions = new Map<string, Subscription>();

	constructor(
		private readonly context: LeaderContext,
		private readonly options: BrokerOptions
	) {
		const { store, scope } = context;
		scope.onEnd(
			store.watch((changes) => {
				for (const change of changes) {
					if (change.kind !== 'task' || change.op === 'delete' || !change.object.nodeId) continue;
					for (const subscription of this.subscriptions.values()) {
						if (subscription.message.options.follow && selects(subscription, change.object)) {
							this.ask(subscription, change.object.nodeId);
						}
					}
				}
			})
		);
		scope.onEnd(() => {
			for (const { over } of this.subscriptions.values()) {
				over.reject(new SwarmError('Unavailable', 'error reading from server: EOF'));
			}
		});
	}

	serve(request: LogRequest): Process<string> {
		switch (request.op) {
			case 'subscribe':
				return this.subscribe(request);
			case 'unsubscribe':
				return this.unsubscribe(request.id);
			case 'publish':
				return this.publish(request);
			case 'published':
				return this.published(request.id, request.nodeId);
		}
	}

	/** A node's session has ended. */
	nodeLeft(nodeId: string): void {
		for (const subscription of this.subscriptions.values()) {
			if (subscription.waiting.has(nodeId)) this.done(subscription, nodeId, `node ${nodeId} disconnected unexpectedly`);
			subscription.nodes.delete(nodeId);
		}
	}

	/** Who follows a task of a node that comes (back) wants to hear it too. */
	nodeCame(nodeId: string): void {
		for (const subscription of this.subscriptions.values()) {
			if (!subscription.message.options.follow) continue;
			const hasWanted = this.context.store.tasksOfNode(nodeId).some((task) => selects(subscription, task));
			if (hasWanted) this.ask(subscription, nodeId);
		}
	}

	/** @returns what is missing in the stream, '' when nothing is */
	private *subscribe({ id, subscriber, selector, options }: LogRequest & { op: 'subscribe' }): Process<string> {
		const subscription: Subscription = {
			message: { id, selector, options, close: false },
			subscriber,
			nodes: new Set(),
			waiting: new Set(),
			errors: [],
			over: new Deferred<void>()
		};
		this.subscriptions.set(id, subscription);
		for (const nodeId of this.nodesOf(subscription)) this.ask(subscription, nodeId);
		this.endIfDone(subscription);
		try {
			yield* subscription.over.wait();
		} finally {
			this.subscriptions.delete(id);
		}
		return subscription.errors.length > 0 && !options.follow ? INCOMPLETE + subscription.errors.join(', ') : '';
	}

	private nodesOf({ message: { selector } }: Subscription): Set<string> {
		const { store } = this.context;
		const tasks = [
			...selector.taskIds.flatMap((id) => store.get('task', id) ?? []),
			...selector.serviceIds.flatMap((id) => store.tasksOfService(id))
		];
		return new Set(tasks.flatMap((task) => task.nodeId ?? []));
	}

	private ask(subscription: Subscription, nodeId: string): void {
		if (subscription.nodes.has(nodeId)) return;
		subscription.nodes.add(nodeId);
		subscription.waiting.add(nodeId);
		if (!this.options.tellAgent(nodeId, subscription.message)) {
			this.done(subscription, nodeId, `node ${nodeId} is not available`);
			subscription.nodes.delete(nodeId);
		}
	}

	private done(subscription: Subscription, nodeId: string, error = ''): void {
		if (!subscription.waiting.delete(nodeId)) return;
		if (error !== '') subscription.errors.push(error);
		this.endIfDone(subscription);
	}

	private endIfDone({ message, waiting, over }: Subscription): void {
		if (!message.options.follow && waiting.size === 0) over.resolve();
	}

	private *unsubscribe(id: string): Process<string> {
		const subscription = this.subscriptions.get(id);
		if (!subscription) return '';
		for (const nodeId of subscription.nodes) {
			this.options.tellAgent(nodeId, { ...subscription.message, close: true });
		}
		subscription.over.resolve();
		return '';
	}

	private *publish({ id, op: _, ...lines }: LogRequest & { op: 'publish' }): Process<string> {
		const subscription = this.subscriptions.get(id);
		if (!subscription) throw new SwarmError('NotFound', 'log subscription not found');
		this.options.deliver(subscription.subscriber, { id, ...lines });
		return '';
	}

	private *published(id: string, nodeId: string): Process<string> {
		const subscription = this.subscriptions.get(id);
		if (subscription) this.done(subscription, nodeId);
		return '';
	}
}

function selects({ message: { selector } }: Subscription, task: Task): boolean {
	return selector.taskIds.includes(task.id) || selector.serviceIds.includes(task.serviceId ?? '');
}
