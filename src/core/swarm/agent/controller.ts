import type { Process } from '../../sim/process.ts';
import type { LogSubscribeOptions } from '../swarm.ts';
import type { Config, Network, NetworkAttachment, NodeDescription, PortConfig, Secret, Task } from '../objects.ts';

/**
 * What the agent asks of an engine for one task. The engine implements it (core/engine/controller.ts), the agent
 * calls it one step at a time. All steps are processes: they take virtual time and can be interrupted.
 * Source: swarmkit agent/exec/controller.go.
 */
export interface Controller {
	/** The task changed while this controller had it (desired state, labels). */
	update(task: Task): void;
	/** Pulls the image, creates the container. @throws TaskError */
	prepare(): Process<void>;
	/** Starts it; with a health check waits until healthy. @throws TaskError */
	start(): Process<void>;
	/** Returns when the container has exited with code 0. @throws TaskError for any other end */
	wait(): Process<void>;
	/** Leaves load balancing, waits, SIGTERM, grace period, SIGKILL. */
	shutdown(): Process<void>;
	/** Removes the container and what was made for it. */
	remove(): Process<void>;
	/** The task's output, once it has started; undefined when it cannot be read (log driver none), or never will be there. */
	logs(options: LogSubscribeOptions): Process<LogReader | undefined>;
	/** What goes into the task's status: container id, exit code, host ports in use. */
	status(): { containerId?: string; pid?: number; exitCode?: number; ports?: PortConfig[] };
}

/** One line of a task's output. */
export interface LogLine {
	/** RFC 3339 */
	timestamp: string;
	stream: 'stdout' | 'stderr';
	/** With its line feed. */
	text: string;
	/** What the log driver was told to add (--log-opt labels, env). */
	attributes?: Record<string, string>;
}

export interface LogReader {
	/** All lines that are there, at least one; undefined when no more will come. */
	read(): Process<LogLine[] | undefined>;
	close(): void;
}

/** What a machine's engine gives to the swarm agent on it. */
export interface Executor {
	describe(): NodeDescription;
	/** Called at the start of a session and whenever something in it changes. */
	configure(node: NodeAssignment): void;
	controller(task: Task): Controller;
	/** Containers of tasks that are not assigned to this node any more (after a restart of the daemon). */
	removeStale(taskIds: ReadonlySet<string>): void;
}

/** What a node learns from its dispatcher besides tasks. Who runs what is not in it: engines gossip that themselves. */
export interface NodeAssignment {
	nodeId: string;
	/** All nodes of the swarm that are not down: the gossip's peers. */
	peers: readonly { nodeId: string; hostname: string; address: string }[];
	/** Networks that tasks of this node, or the ingress of every node, are attached to. */
	networks: readonly Network[];
	secrets: readonly Secret[];
	configs: readonly Config[];
	/** This node's own load-balancer endpoints, one for each overlay network that it is on. */
	attachments?: readonly NetworkAttachment[];
}

/**
 * A task step that failed. Fatal before STARTING makes the task REJECTED, after it FAILED; temporary ones are tried
 * again. `message` is what `docker service ps` shows as ERROR.
 */
export class TaskError extends Error {
	override name = 'TaskError';
	constructor(
		message: string,
		readonly temporary = false
	) {
		super(message);
	}
}
