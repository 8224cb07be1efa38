import type { MessageNote } from '../../sim/net.ts';
import type { NodeAssignment } from '../agent/controller.ts';
import type { SubscriptionMessage } from '../logbroker/protocol.ts';
import type { NodeDescription, SwarmNode, Task, TaskStatus } from '../objects.ts';

/**
 * What agents and dispatchers say to each other. An agent talks to any manager; one that does not lead hands on to the
 * leader, in both directions.
 *
 * Calls of protocol 'dispatcher' (agent → manager → leader): SessionRequest lasts as long as the session, as a gRPC
 * stream does; StatusRequest. Calls of protocol 'dispatcher.push' (leader → manager) and 'agent' (manager → agent) carry
 * what the leader writes into the stream. Heartbeats are messages of 'dispatcher.beat' and, back, 'dispatcher.beaten' and
 * 'agent.beaten': they are most of what an idle swarm does.
 */
export interface SessionRequest {
	op: 'session';
	nodeId: string;
	/** Machine of the agent, and its address as seen by the manager. */
	machine: string;
	addr: string;
	description: NodeDescription;
	/** Machine of the manager that the agent has connected to. */
	via: string;
	/** The agent's own count of sessions: it may have given this one up before it is answered. */
	attempt: number;
}

export interface StatusRequest {
	op: 'status';
	nodeId: string;
	sessionId: string;
	updates: StateReport[];
}

export interface StateReport {
	taskId: string;
	status: TaskStatus;
	/** For the trace: the event that led to this state. */
	cause: number;
}

export type DispatcherRequest = SessionRequest | StatusRequest;

export interface ManagerAddress {
	nodeId: string;
	addr: string;
}

export type AgentPush =
	| { type: 'logs'; sessionId: string; message: SubscriptionMessage }
	| { type: 'session'; sessionId: string; attempt: number; node: SwarmNode; managers: ManagerAddress[] }
	| {
			type: 'assignments';
			sessionId: string;
			/** true: this is all; what is not in it is not assigned any more. */
			complete: boolean;
			tasks: Task[];
			removed: string[];
			/** Present when something in it changed. */
			node?: NodeAssignment;
	  };

export interface Pushed {
	/** Machine of the agent. */
	to: string;
	push: AgentPush;
}

export interface Beat {
	nodeId: string;
	sessionId: string;
	/** Machine of the agent. */
	agent: string;
}

export interface Beaten {
	sessionId: string;
	agent: string;
	/** Next heartbeat after so many milliseconds; 0: this session is not known (any more). */
	periodMs: number;
}

export const BEAT_NOTE: MessageNote = { kind: 'D', what: 'heartbeat of an agent', noise: true };
export const BEATEN_NOTE: MessageNote = { kind: 'D', reply: '+', what: 'heartbeat of an agent', noise: true };

/** A call that lasts as long as the connection does. */
export const FOREVER_MS = 2 ** 40;
