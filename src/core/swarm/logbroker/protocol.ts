import type { LogLine } from '../agent/controller.ts';
import type { LogSubscribeOptions } from '../swarm.ts';

/** Whose output is wanted. */
export interface LogSelector {
	serviceIds: string[];
	taskIds: string[];
}

/** What agents are told: begin to publish, or stop. Travels in their sessions (AgentPush). */
export interface SubscriptionMessage {
	id: string;
	selector: LogSelector;
	options: LogSubscribeOptions;
	/** The subscriber has gone. */
	close: boolean;
}

/**
 * Calls that only the leader serves. `subscribe` lasts as long as the subscription does; what comes of it is sent to the
 * subscriber's manager with protocol 'logs.deliver' in the meantime.
 */
export type LogRequest =
	| { op: 'subscribe'; id: string; subscriber: string; selector: LogSelector; options: LogSubscribeOptions }
	| { op: 'unsubscribe'; id: string }
	| {
			op: 'publish';
			id: string;
			nodeId: string;
			serviceId: string;
			taskId: string;
			lines: LogLine[];
	  }
	/** A node has told everything it has. */
	| { op: 'published'; id: string; nodeId: string };

/** Lines on their way from the leader to the subscriber's manager. */
export interface Delivery {
	id: string;
	nodeId: string;
	serviceId: string;
	taskId: string;
	lines: LogLine[];
}
