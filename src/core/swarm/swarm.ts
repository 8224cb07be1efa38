import type { Process } from '../sim/process.ts';
import type { LogLine } from './agent/controller.ts';
import type {
	ClusterSpec,
	Kind,
	NodeSpec,
	Service,
	ServiceSpec,
	SwarmNode,
	Network,
	Secret,
	Config,
	Cluster,
	Tables,
	Volume,
	VolumeSpec
} from './objects.ts';

/** gRPC codes as SwarmKit answers them, or 'docker' for errors of the daemon itself, which have no code in their text. */
export type SwarmErrorCode =
	| 'InvalidArgument'
	| 'NotFound'
	| 'AlreadyExists'
	| 'FailedPrecondition'
	| 'PermissionDenied'
	| 'Unavailable'
	| 'DeadlineExceeded'
	| 'Unknown'
	| 'Internal'
	| 'Unimplemented'
	| 'docker';

/** An answer to what the user asked for. `status` is the HTTP status the daemon gives it. */
export class SwarmError extends Error {
	override name = 'SwarmError';
	constructor(
		readonly code: SwarmErrorCode,
		message: string,
		readonly status = STATUS[code]
	) {
		super(message);
	}

	/** As the daemon's API prints it. */
	get text(): string {
		return this.code === 'docker' ? this.message : `rpc error: code = ${this.code} desc = ${this.message}`;
	}
}

const STATUS: Record<SwarmErrorCode, number> = {
	InvalidArgument: 400,
	NotFound: 404,
	AlreadyExists: 409,
	FailedPrecondition: 400,
	PermissionDenied: 403,
	Unavailable: 503,
	DeadlineExceeded: 500,
	Unknown: 500,
	Internal: 500,
	Unimplemented: 501,
	docker: 503
};

export interface InitRequest {
	listenAddr: string;
	/** '' to choose. With or without a port. */
	advertiseAddr: string;
	dataPathAddr?: string;
	dataPathPort?: number;
	forceNewCluster: boolean;
	availability: NodeSpec['availability'];
	autoLockManagers: boolean;
	/** Left out for the daemon's own. */
	defaultAddressPool?: string[];
	subnetSize: number;
	/** Fields of the cluster's spec that differ from the defaults. */
	spec: Partial<ClusterSpec>;
}

export interface JoinRequest {
	listenAddr: string;
	advertiseAddr: string;
	dataPathAddr?: string;
	/** host:port or host */
	remoteAddrs: string[];
	/** '' in the era before tokens; then `manager` says the wish. */
	token: string;
	manager?: boolean;
	availability: NodeSpec['availability'];
}

/** What `docker info` says of the swarm. */
export interface SwarmInfo {
	nodeId: string;
	nodeAddr: string;
	localNodeState: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
	/** This node is a manager and its manager runs. */
	controlAvailable: boolean;
	error: string;
	remoteManagers: { nodeId: string; addr: string }[];
	/** Known on a manager that can answer. */
	cluster?: Cluster;
	nodes?: number;
	managers?: number;
}

export interface ManagerStatus {
	nodeId: string;
	leader: boolean;
	reachability: 'unknown' | 'unreachable' | 'reachable';
	/** host:port */
	addr: string;
}

/**
 * A machine's membership in a swarm, as its Docker daemon drives it (moby daemon/cluster). Everything that a user's
 * command may have to wait for is a process; what goes wrong for the user is a SwarmError with the daemon's exact text.
 */
export interface Swarm {
	/** What the daemon knows by itself, at once: no cluster, no counts. */
	local(): SwarmInfo;
	/** The same, and on a manager what the leader knows; waits for one. */
	info(): Process<SwarmInfo>;
	/** @returns the node's ID */
	init(request: InitRequest): Process<string>;
	join(request: JoinRequest): Process<void>;
	leave(force: boolean): Process<void>;
	unlock(key: string): Process<void>;
	unlockKey(): Process<string>;
	/** The manager's API; throws the daemon's "not a swarm manager" texts where there is none. */
	control(): ControlApi;
	/** Single containers on overlay networks; undefined where this node is in no swarm. */
	attachments(): AttachmentApi | undefined;
	/** The daemon starts (again): takes up what its disk says. */
	start(): void;
	/** The daemon ends gracefully or is killed: nothing runs afterwards, the disk stays. */
	stop(): void;
}

/** What a node may ask of the leader for a container of the user's own. Errors: SwarmError with SwarmKit's text. */
export interface AttachmentApi {
	/** @returns the ID of the task that stands for the attachment; the agent hands it to the executor like any other */
	attach(target: string, containerId: string, addresses: string[]): Process<string>;
	detach(attachmentId: string): Process<void>;
}

/**
 * SwarmKit's control API on this manager: reads and writes are carried to the leader (manager/proxy.ts).
 * Waits while there is no leader, as SEMANTICS.md 2.2 says. Errors: SwarmError with SwarmKit's text and code.
 */
export interface ControlApi {
	/** By full ID only. */
	get<K extends Kind>(kind: K, id: string): Process<Tables[K]>;
	list<K extends Kind>(kind: K): Process<Tables[K][]>;
	/** Several tables at one moment. */
	listMany(kinds: readonly Kind[]): Process<{ [K in Kind]: Tables[K][] }>;
	managerStatuses(): Process<ManagerStatus[]>;
	createService(spec: ServiceSpec): Process<Service>;
	updateService(id: string, version: number, spec: ServiceSpec, rollback: 'none' | 'previous'): Process<Service>;
	removeService(id: string): Process<void>;
	updateNode(id: string, version: number, spec: NodeSpec): Process<SwarmNode>;
	removeNode(id: string, force: boolean): Process<void>;
	createNetwork(spec: Network['spec']): Process<Network>;
	removeNetwork(id: string): Process<void>;
	createSecret(spec: Secret['spec']): Process<Secret>;
	updateSecret(id: string, version: number, spec: Secret['spec']): Process<Secret>;
	removeSecret(id: string): Process<void>;
	createConfig(spec: Config['spec']): Process<Config>;
	updateConfig(id: string, version: number, spec: Config['spec']): Process<Config>;
	removeConfig(id: string): Process<void>;
	createVolume(spec: VolumeSpec): Process<Volume>;
	updateVolume(id: string, version: number, spec: VolumeSpec): Process<Volume>;
	removeVolume(id: string, force: boolean): Process<void>;
	updateCluster(
		version: number,
		spec: ClusterSpec,
		rotate: { workerToken: boolean; managerToken: boolean; unlockKey: boolean }
	): Process<Cluster>;
	/** Lines of the logs of tasks, gathered from their nodes (swarmkit manager/logbroker). */
	subscribeLogs(
		selector: { serviceIds: string[]; taskIds: string[] },
		options: LogSubscribeOptions
	): Process<LogSubscription>;
}

/** The part of it that the leader serves request by request; logs are a stream and go their own way. */
export type LeaderApi = Omit<ControlApi, 'subscribeLogs'>;

export interface LogSubscribeOptions {
	follow: boolean;
	stdout: boolean;
	stderr: boolean;
	/** Last lines of each task; absent: all. */
	tail?: number;
	/** Seconds since 1970 */
	since?: number;
}

export interface LogMessage extends LogLine {
	serviceId: string;
	nodeId: string;
	taskId: string;
}

export interface LogSubscription {
	/** The next line or complaint of a node; undefined when all nodes have answered (never when following). */
	read(): Process<LogMessage | { error: string } | undefined>;
	close(): void;
}
