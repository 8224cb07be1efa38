/**
 * The vocabulary of the trace: everything meaningful that happens, one event each. Types only; everybody may import it.
 * `where` is always the name of a machine. The sentence a learner reads for each type is in core/view/explain.
 */

/** What the trace adds to every event. */
export interface Stamp {
	/** 1, 2, 3 … */
	seq: number;
	/** Virtual milliseconds since the start of the world. */
	t: number;
	/** `seq` of the event that led to this one, 0 for none. Noise is never a cause. */
	cause: number;
}

export type RaftRole = 'follower' | 'candidate' | 'leader';
export type TaskStateName =
	| 'new'
	| 'pending'
	| 'assigned'
	| 'accepted'
	| 'preparing'
	| 'ready'
	| 'starting'
	| 'running'
	| 'complete'
	| 'shutdown'
	| 'failed'
	| 'rejected'
	| 'remove'
	| 'orphaned';

/** A swarm node as pictures need it. */
export interface NodeSummary {
	id: string;
	/** Name of its machine; '' until the node has described itself. */
	hostname: string;
	role: 'manager' | 'worker';
	availability: 'active' | 'pause' | 'drain';
	state: 'unknown' | 'down' | 'ready' | 'disconnected';
	message: string;
	address: string;
}

export interface PortSummary {
	protocol: 'tcp' | 'udp' | 'sctp';
	target: number;
	/** 0 until allocated. */
	published: number;
	mode: 'ingress' | 'host';
}

export interface ServiceSummary {
	id: string;
	name: string;
	image: string;
	mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
	/** Wanted replicas; 0 for global. */
	replicas: number;
	ports: PortSummary[];
	/** Grows with each change of the spec. */
	specVersion: number;
	/** Order of creation in this swarm, from 0: gives hue, pattern and letter. */
	order: number;
	updateState: string;
	updateMessage: string;
	/** Who takes its lines; left out where the machines' own driver does. */
	logDriver?: string;
	/** How many tasks a rollback takes at a time (0: all at once); left out where the service does not say. */
	rollbackParallelism?: number;
	/** How it is updated; left out where the service does not say. parallelism 0: all at once. */
	updateConfig?: { parallelism: number; delayMs: number; order: 'stop-first' | 'start-first' };
}

export interface TaskSummary {
	id: string;
	/** service.slot, or service.nodeID for global services */
	name: string;
	serviceId: string;
	slot: number;
	nodeId: string;
	image: string;
	state: TaskStateName;
	desired: TaskStateName;
	message: string;
	err: string;
	specVersion: number;
	/** Virtual time of the last change of `state`, and of the task's creation. */
	stateAt: number;
	createdAt: number;
	containerId: string;
	/** Task this one replaces, '' for none. */
	replaces: string;
}

export interface NetworkSummary {
	id: string;
	name: string;
	subnet: string;
	ingress: boolean;
}

/** What a manager can tell about the swarm as a whole. */
export interface ClusterSummary {
	/** '' in an era without tokens. */
	workerToken: string;
	managerToken: string;
	autolock: boolean;
	/** '' while autolock is off. */
	unlockKey: string;
}

export type StoreChange =
	| { op: 'put'; kind: 'node'; object: NodeSummary }
	| { op: 'put'; kind: 'service'; object: ServiceSummary }
	| { op: 'put'; kind: 'task'; object: TaskSummary }
	| { op: 'put'; kind: 'network'; object: NetworkSummary }
	| { op: 'put'; kind: 'cluster'; id: string; name: string; object: ClusterSummary }
	| { op: 'put'; kind: 'secret' | 'config' | 'volume'; id: string; name: string }
	| {
			op: 'delete';
			kind: 'node' | 'service' | 'task' | 'network' | 'cluster' | 'secret' | 'config' | 'volume';
			id: string;
	  };

export type TraceEvent =
	// ── the world ──────────────────────────────────────────────────────────────────────────────────────────────────
	/** A machine exists or changed: power, freeze, Docker daemon. First thing in every trace, once per machine. */
	| {
			type: 'machine';
			where: string;
			address: string;
			power: 'on' | 'off';
			paused: boolean;
			/** 'none' on a machine without an engine. */
			daemon: 'up' | 'down' | 'none';
			/** The daemon's own, for containers that do not choose; left out for json-file. */
			logDriver?: string;
			era: string;
	  }
	/** A fault as typed, clicked or scripted ('stop mgr1'). */
	| { type: 'fault'; text: string }
	| { type: 'net.partition'; sides: string[][] }
	| { type: 'net.heal' }
	| { type: 'net.link'; a: string; b: string; delayMs: number; /** 0..1 */ loss: number }
	| {
			type: 'net.send';
			id: number;
			from: string;
			to: string;
			kind: 'V' | 'A' | 'H' | 'S' | 'C' | 'T' | 'D';
			what: string;
			latencyMs: number;
			reply?: '+' | '-';
			noise?: true;
	  }
	| { type: 'net.recv'; id: number; from: string; to: string }
	| {
			type: 'net.drop';
			id: number;
			from: string;
			to: string;
			kind: string;
			what: string;
			why: 'partition' | 'loss' | 'down';
	  }
	/** A command line begins and ends in the shell of a machine. */
	| { type: 'command'; where: string; id: number; line: string }
	| { type: 'command.end'; where: string; id: number; line: string; code: number; ms: number }
	// ── lesson ─────────────────────────────────────────────────────────────────────────────────────────────────────
	| { type: 'lesson.step'; lesson: string; step: string; /** from 1 */ number: number }
	| { type: 'check.pass'; step: string; /** index of the check in its step */ index: number }
	// ── raft: `where` is the manager it happened on ────────────────────────────────────────────────────────────────
	/** `leader` is the machine it follows, '' for none. why: short key such as 'election timeout'. */
	| { type: 'raft.role'; where: string; role: RaftRole; term: number; leader: string; why: string }
	/** The manager's Raft ended (left, demoted, daemon stopped). */
	| { type: 'raft.stop'; where: string; why: string }
	/** The election timer was reset: it fires `timeoutMs` after `t` unless reset again. */
	| { type: 'raft.timer'; where: string; timeoutMs: number }
	| { type: 'raft.vote'; where: string; candidate: string; term: number; granted: boolean; why: string }
	| { type: 'raft.votes'; where: string; term: number; granted: number; rejected: number; needed: number }
	| {
			type: 'raft.append';
			where: string;
			entries: { index: number; term: number; /** in Swarm's words: 'scale=6' */ label: string }[];
	  }
	/** What a manager finds on its disk when it starts: nothing, its own log, or that of a backup. */
	| {
			type: 'raft.load';
			where: string;
			/** Everything up to here is in the snapshot; 0 for none. */
			snapshot: number;
			commit: number;
			entries: { index: number; term: number; label: string }[];
	  }
	| { type: 'raft.truncate'; where: string; fromIndex: number }
	| { type: 'raft.commit'; where: string; index: number }
	| { type: 'raft.members'; where: string; voters: string[] }
	| { type: 'raft.snapshot'; where: string; index: number }
	/** How one manager sees another: the flag behind Reachable / Unreachable. */
	| { type: 'raft.peer'; where: string; peer: string; active: boolean }
	| { type: 'raft.ignored'; where: string; from: string; what: string; why: string }
	// ── swarm ──────────────────────────────────────────────────────────────────────────────────────────────────────
	/** A committed transaction changed the store of manager `where`; every manager applies every one. */
	| {
			type: 'store.apply';
			where: string;
			index: number;
			term: number;
			label: string;
			leader: boolean;
			changes: StoreChange[];
	  }
	/** Manager `where` has an empty store again (left, restored from a snapshot follows as store.apply). */
	| { type: 'store.reset'; where: string }
	/** Told once, by the leader, when it happened in the replicated store. */
	| { type: 'node.state'; where: string; node: NodeSummary; was: 'none' | NodeSummary['state']; gone?: true }
	| { type: 'node.spec'; where: string; node: NodeSummary; what: string }
	| {
			type: 'service.change';
			where: string;
			service: ServiceSummary;
			what: 'created' | 'updated' | 'scaled' | 'removed' | 'rolled back';
			detail: string;
	  }
	| {
			type: 'task.state';
			where: string;
			task: TaskSummary;
			service: string;
			/** machine, '' while unassigned */ node: string;
			was: TaskStateName | 'none';
			wasDesired: TaskStateName | 'none';
	  }
	| { type: 'task.gone'; where: string; task: TaskSummary; service: string; node: string }
	| {
			type: 'scheduler.assign';
			where: string;
			taskId: string;
			task: string;
			node: string;
			/** 'fewest tasks of web (0), fewest in all (1)' */ why: string;
	  }
	| { type: 'scheduler.wait'; where: string; taskId: string; task: string; err: string }
	| {
			type: 'restart';
			where: string;
			taskId: string;
			task: string;
			replacement: string;
			delayMs: number;
			why: 'failed' | 'node down' | 'node drained' | 'node gone' | 'finished' | 'rejected';
	  }
	| { type: 'dispatcher.register'; where: string; node: string }
	// ── engine ─────────────────────────────────────────────────────────────────────────────────────────────────────
	/** The local swarm membership of an engine, as `docker info` says it. */
	| {
			type: 'engine.swarm';
			where: string;
			state: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
			nodeId: string;
			manager: boolean;
	  }
	| { type: 'api.request'; where: string; id: number; method: string; path: string }
	| { type: 'api.response'; where: string; id: number; status: number; method: string; path: string }
	| {
			type: 'container';
			where: string;
			id: string;
			name: string;
			image: string;
			state: 'created' | 'running' | 'paused' | 'exited' | 'removed';
			exitCode: number;
			taskId: string;
	  }
	| { type: 'image'; where: string; image: string; state: 'pulling' | 'pulled' | 'missing' }
	// ── ingress ────────────────────────────────────────────────────────────────────────────────────────────────────
	/** What a machine's published-port table holds now (whole table). */
	| {
			type: 'ingress.ports';
			where: string;
			ports: { port: number; protocol: string; service: string; serviceId: string; mode: 'ingress' | 'host' }[];
	  }
	/** The round-robin order of one virtual server on one machine (whole list of task ids, in turn order). */
	| { type: 'ingress.backends'; where: string; service: string; serviceId: string; port: number; tasks: string[] }
	/** Request number n (from 1) leaves a client. */
	| { type: 'ingress.request'; n: number; client: string; to: string; address: string; port: number }
	/** Hop a: the machine's port took it. rule: 'ingress' = published on every node; 'host' = this node's task. */
	| {
			type: 'ingress.accept';
			n: number;
			where: string;
			port: number;
			service: string;
			rule: 'ingress' | 'host' | 'container';
	  }
	/** Hop b: IPVS chose task `chosen` (index into order). */
	| {
			type: 'ingress.balance';
			n: number;
			where: string;
			service: string;
			order: string[];
			chosen: number;
			taskId: string;
			task: string;
	  }
	/** Hop c: to the machine of the task; overlay when it leaves this machine. */
	| { type: 'ingress.forward'; n: number; from: string; to: string; overlay: boolean; taskId: string }
	/** Hop d: the answer is back at the client. */
	| {
			type: 'ingress.reply';
			n: number;
			taskId: string;
			task: string;
			node: string;
			status: number;
			ms: number;
			text: string;
	  }
	| {
			type: 'ingress.fail';
			n: number;
			where: string;
			port: number;
			why: 'refused' | 'timeout' | 'no task' | 'unreachable';
	  }
	// ── classic: the standalone Swarm ──────────────────────────────────────────────────────────────────────────────
	/** A key of a discovery service; `where` is its machine, 'hub' for Docker's own. ttlMs 0: it does not end. */
	| {
			type: 'discovery.key';
			where: string;
			service: 'hub' | 'consul' | 'etcd' | 'zookeeper';
			key: string;
			value: string;
			op: 'created' | 'refreshed' | 'deleted' | 'expired';
			ttlMs: number;
	  }
	/** `swarm join` runs on a machine, for an engine's address. */
	| { type: 'classic.agent'; where: string; address: string; discovery: string; state: 'registering' | 'stopped' }
	/** `swarm manage` runs; `manager` is where it listens. primary: '' where there is no replication or nobody leads. */
	| {
			type: 'classic.manager';
			where: string;
			manager: string;
			state: 'running' | 'stopped';
			dialect: 'rc1' | '1.2.5';
			role: 'primary' | 'replica';
			primary: string;
			strategy: string;
			filters: string[];
			/** Where it learns of engines, and how often it looks there when it is not told. */
			discovery: string;
			heartbeatMs: number;
	  }
	/** What a manager knows of an engine has changed. `machine`: whose engine it is, '' for nobody's. */
	| {
			type: 'classic.engine';
			where: string;
			manager: string;
			address: string;
			name: string;
			machine: string;
			state: 'Pending' | 'Healthy' | 'Unhealthy' | 'Disconnected';
			/** 'changed': it answers under another ID. */
			event: 'found' | 'connect' | 'disconnect' | 'reconnect' | 'removed' | 'changed';
	  }
	/** A client asks a manager. Later events of the same request carry this one's number as `n`. */
	| { type: 'classic.request'; where: string; manager: string; from: string; method: string; path: string }
	/** How a node was found for a container; `n` 0 for one that moves. */
	| {
			type: 'classic.schedule';
			where: string;
			manager: string;
			n: number;
			container: string;
			image: string;
			/** What it asks of its node, in the words of the command line. */
			asks: string[];
			strategy: string;
			/** All engines that were looked at. */
			nodes: string[];
			passes: {
				/** Soft expressions counted. */
				soft: boolean;
				filters: { name: string; left: string[] }[];
				/** Best first; weight 0 where the strategy does not weigh. */
				ranking: { node: string; weight: number }[];
				error: string;
			}[];
			/** '' for none. */
			node: string;
	  }
	/** The manager hands it to the engine of machine `to`. */
	| {
			type: 'classic.forward';
			where: string;
			manager: string;
			n: number;
			to: string;
			node: string;
			method: string;
			path: string;
	  }
	| {
			type: 'classic.answer';
			where: string;
			manager: string;
			n: number;
			method: string;
			path: string;
			status: number;
	  };
