/**
 * What the replicated store holds, named as in SwarmKit's .proto files (api/objects.proto, specs.proto, types.proto) in
 * their JSON form: camelCase, enums as upper-case words. Zero values of strings, numbers, lists and messages are left
 * out; enums that decide something (states, roles, availability) are always spelled out.
 *
 * Objects in the store are never changed, only replaced: they are shared between all managers of the simulation.
 */
import type { TaskState } from './task-state.ts';

/** Nanoseconds, as on Docker's wire. */
export type Duration = number;
/** RFC 3339 with nanoseconds. */
export type Timestamp = string;

export const SECOND: Duration = 1_000_000_000;
export const MILLISECOND: Duration = 1_000_000;

export interface Version {
	/** Raft index at which the transaction that wrote the object began. */
	index: number;
}

export interface Meta {
	version: Version;
	createdAt: Timestamp;
	updatedAt: Timestamp;
}

export interface Annotations {
	name: string;
	labels?: Record<string, string>;
}

// ── node ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export type NodeRole = 'WORKER' | 'MANAGER';
export type Availability = 'ACTIVE' | 'PAUSE' | 'DRAIN';
export type NodeState = 'UNKNOWN' | 'DOWN' | 'READY' | 'DISCONNECTED';

export interface NodeSpec {
	annotations: Annotations;
	desiredRole: NodeRole;
	membership: 'PENDING' | 'ACCEPTED';
	availability: Availability;
}

export interface GenericResource {
	namedResourceSpec?: { kind: string; value: string };
	discreteResourceSpec?: { kind: string; value: number };
}

export interface Resources {
	nanoCpus?: number;
	memoryBytes?: number;
	generic?: GenericResource[];
}

export interface NodeDescription {
	hostname: string;
	platform: { architecture: string; os: string };
	resources: Resources;
	engine: {
		engineVersion: string;
		labels?: Record<string, string>;
		plugins?: { type: string; name: string }[];
	};
	tlsInfo?: { trustRoot: string; certIssuerSubject: string; certIssuerPublicKey: string };
	/** CSI plugins on this node. */
	csiInfo?: { pluginName: string; nodeId?: string; accessibleTopology?: Topology }[];
}

export interface NetworkAttachment {
	/** The network's own ID; look the object up in the store. */
	networkId: string;
	/** CIDR form */
	addresses: string[];
	aliases?: string[];
}

export interface SwarmNode {
	id: string;
	meta: Meta;
	spec: NodeSpec;
	description?: NodeDescription;
	status: { state: NodeState; message?: string; addr?: string };
	/** Effective role; follows spec.desiredRole through the role manager. */
	role: NodeRole;
	/** Per-node load-balancer endpoints. */
	attachments?: NetworkAttachment[];
	certificate?: {
		role: NodeRole;
		status: 'PENDING' | 'ISSUED' | 'RENEW' | 'ROTATE';
		issuedAt: Timestamp;
		/** Of the root that has issued it, base64 of DER. */
		issuerPublicKey?: string;
	};
}

// ── service ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PortConfig {
	name?: string;
	protocol: 'TCP' | 'UDP' | 'SCTP';
	targetPort: number;
	/** 0 or absent: choose one. */
	publishedPort?: number;
	publishMode: 'INGRESS' | 'HOST';
}

export interface EndpointSpec {
	mode: 'VIP' | 'DNSRR';
	ports?: PortConfig[];
}

export interface Endpoint {
	spec?: EndpointSpec;
	ports?: PortConfig[];
	virtualIps?: { networkId: string; addr: string }[];
}

export interface RestartPolicy {
	condition: 'NONE' | 'ON_FAILURE' | 'ANY';
	delay?: Duration;
	maxAttempts?: number;
	window?: Duration;
}

export interface UpdateConfig {
	/** 0: all at once */
	parallelism: number;
	delay?: Duration;
	failureAction: 'PAUSE' | 'CONTINUE' | 'ROLLBACK';
	monitor?: Duration;
	maxFailureRatio?: number;
	order: 'STOP_FIRST' | 'START_FIRST';
}

export interface Mount {
	type: 'BIND' | 'VOLUME' | 'TMPFS' | 'NPIPE' | 'CLUSTER';
	source?: string;
	target: string;
	readonly?: boolean;
	/** Options that the manager only passes on, in the API's JSON form. */
	options?: Record<string, unknown>;
}

export interface HealthConfig {
	test?: string[];
	interval?: Duration;
	timeout?: Duration;
	retries?: number;
	startPeriod?: Duration;
	startInterval?: Duration;
}

export interface FileReference {
	/** secretId or configId */
	id: string;
	name: string;
	file: { name: string; uid: string; gid: string; mode: number };
}

export interface ContainerSpec {
	image: string;
	labels?: Record<string, string>;
	command?: string[];
	args?: string[];
	hostname?: string;
	env?: string[];
	dir?: string;
	user?: string;
	groups?: string[];
	tty?: boolean;
	openStdin?: boolean;
	readOnly?: boolean;
	stopSignal?: string;
	stopGracePeriod?: Duration;
	mounts?: Mount[];
	hosts?: string[];
	dnsConfig?: { nameservers?: string[]; search?: string[]; options?: string[] };
	healthcheck?: HealthConfig;
	secrets?: FileReference[];
	configs?: FileReference[];
	init?: boolean;
	pullOptions?: { registryAuth?: string };
	/** Fields that the manager only passes on (capabilities, sysctls, ulimits, privileges, isolation), in the API's JSON form. */
	passed?: Record<string, unknown>;
}

export interface Placement {
	constraints?: string[];
	preferences?: { spread: { spreadDescriptor: string } }[];
	maxReplicas?: number;
	platforms?: { architecture?: string; os?: string }[];
}

export interface NetworkTarget {
	target: string;
	aliases?: string[];
	driverOpts?: Record<string, string>;
}

export interface TaskSpec {
	container?: ContainerSpec;
	/** Task of `docker run --network` on an attachable network. */
	attachment?: { containerId: string };
	/** A runtime of somebody else's: kept, and refused by every engine here. */
	generic?: { kind: string };
	resources?: { limits?: Resources & { pids?: number }; reservations?: Resources };
	restart?: RestartPolicy;
	placement?: Placement;
	logDriver?: { name: string; options?: Record<string, string> };
	networks?: NetworkTarget[];
	forceUpdate?: number;
}

export interface ServiceSpec {
	annotations: Annotations;
	task: TaskSpec;
	/** Exactly one of the four modes. */
	replicated?: { replicas: number };
	global?: Record<string, never>;
	replicatedJob?: { maxConcurrent: number; totalCompletions: number };
	globalJob?: Record<string, never>;
	update?: UpdateConfig;
	rollback?: UpdateConfig;
	endpoint?: EndpointSpec;
	/** Old place of networks, before they moved into the task spec. */
	networks?: NetworkTarget[];
}

export interface UpdateStatus {
	state: 'UPDATING' | 'PAUSED' | 'COMPLETED' | 'ROLLBACK_STARTED' | 'ROLLBACK_PAUSED' | 'ROLLBACK_COMPLETED';
	startedAt?: Timestamp;
	completedAt?: Timestamp;
	message: string;
}

export interface Service {
	id: string;
	meta: Meta;
	spec: ServiceSpec;
	specVersion?: Version;
	previousSpec?: ServiceSpec;
	previousSpecVersion?: Version;
	endpoint?: Endpoint;
	updateStatus?: UpdateStatus;
	jobStatus?: { jobIteration: Version; lastExecution?: Timestamp };
	/** Allocation waits for something (pool exhausted): why. Not on SwarmKit's wire; its allocator keeps it in memory. */
	pendingDelete?: boolean;
}

// ── task ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TaskStatus {
	timestamp: Timestamp;
	state: TaskState;
	message?: string;
	err?: string;
	container?: { containerId: string; pid?: number; exitCode?: number };
	portStatus?: { ports: PortConfig[] };
	appliedBy?: string;
	appliedAt?: Timestamp;
}

export interface Task {
	id: string;
	meta: Meta;
	spec: TaskSpec;
	specVersion?: Version;
	serviceId?: string;
	/** From 1; 0 for global services; from 0 for jobs. */
	slot: number;
	nodeId?: string;
	annotations?: Annotations;
	serviceAnnotations: Annotations;
	status: TaskStatus;
	desiredState: TaskState;
	networks?: NetworkAttachment[];
	endpoint?: Endpoint;
	logDriver?: { name: string; options?: Record<string, string> };
	assignedGenericResources?: GenericResource[];
	/** Cluster volumes that the scheduler chose for its mounts. */
	volumes?: VolumeAttachment[];
	jobIteration?: Version;
}

// ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface IpamConfig {
	family?: 'IPV4' | 'IPV6';
	subnet: string;
	range?: string;
	gateway?: string;
	reserved?: Record<string, string>;
}

export interface Network {
	id: string;
	meta: Meta;
	spec: {
		annotations: Annotations;
		driverConfig?: { name: string; options?: Record<string, string> };
		internal?: boolean;
		attachable?: boolean;
		ingress?: boolean;
		ipv6Enabled?: boolean;
		ipam?: { driver?: { name: string; options?: Record<string, string> }; configs?: IpamConfig[] };
		configFrom?: string;
	};
	driverState?: { name: string; options?: Record<string, string> };
	ipam?: { driver: { name: string }; configs: IpamConfig[] };
	/** Set once addresses are there. */
	pendingDelete?: boolean;
}

export interface Secret {
	id: string;
	meta: Meta;
	spec: {
		annotations: Annotations;
		data?: string;
		driver?: { name: string; options?: Record<string, string> };
		templating?: { name: string };
	};
	internal?: boolean;
}

export interface Config {
	id: string;
	meta: Meta;
	spec: { annotations: Annotations; data?: string; templating?: { name: string } };
}

export interface Topology {
	segments?: Record<string, string>;
}

export interface VolumeSpec {
	annotations: Annotations;
	group?: string;
	driver?: { name: string; options?: Record<string, string> };
	accessMode?: {
		scope: 'SINGLE_NODE' | 'MULTI_NODE';
		sharing: 'NONE' | 'READ_ONLY' | 'ONE_WRITER' | 'ALL';
		/** Exactly one of the two. */
		block?: Record<string, never>;
		mount?: { fsType?: string; mountFlags?: string[] };
	};
	secrets?: { key: string; secret: string }[];
	accessibilityRequirements?: { requisite?: Topology[]; preferred?: Topology[] };
	capacityRange?: { requiredBytes?: number; limitBytes?: number };
	availability: Availability;
}

/** A cluster (CSI) volume. */
export interface Volume {
	id: string;
	meta: Meta;
	spec: VolumeSpec;
	/** On which nodes tasks use it. */
	publishStatus?: VolumePublishStatus[];
	/** What its plugin told when it had made it; without plugins it never comes. */
	volumeInfo?: {
		capacityBytes?: number;
		volumeContext?: Record<string, string>;
		volumeId?: string;
		accessibleTopology?: Topology[];
	};
	pendingDelete?: boolean;
}

export interface VolumePublishStatus {
	nodeId: string;
	state: 'PENDING_PUBLISH' | 'PUBLISHED' | 'PENDING_NODE_UNPUBLISH' | 'PENDING_UNPUBLISH';
	publishContext?: Record<string, string>;
}

export interface VolumeAttachment {
	id: string;
	source: string;
	target: string;
}

export interface ClusterSpec {
	annotations: Annotations;
	orchestration: { taskHistoryRetentionLimit?: number };
	raft: {
		snapshotInterval: number;
		keepOldSnapshots?: number;
		logEntriesForSlowFollowers: number;
		heartbeatTick: number;
		electionTick: number;
	};
	dispatcher: { heartbeatPeriod: Duration };
	caConfig: { nodeCertExpiry: Duration; externalCas?: unknown[]; forceRotate?: number; signingCaCert?: string };
	taskDefaults: { logDriver?: { name: string; options?: Record<string, string> } };
	encryptionConfig: { autoLockManagers?: boolean };
	/** 1.12: who is accepted without being asked; gone with the tokens. */
	acceptancePolicy?: { policies: { role: NodeRole; autoaccept: boolean; secret?: string }[] };
}

export interface Cluster {
	id: string;
	meta: Meta;
	spec: ClusterSpec;
	rootCa: {
		caCert: string;
		caCertHash: string;
		joinTokens: { worker: string; manager: string };
		lastForcedRotation?: number;
		/** The root that is to come, until every node has a certificate of it. */
		rootRotation?: { caCert: string; caCertHash: string };
	};
	unlockKeys?: { subsystem: string; key: string }[];
	defaultAddressPool?: string[];
	subnetSize?: number;
	vxlanUdpPort?: number;
	blacklistedCertificates?: Record<string, { expiry: Timestamp }>;
}

/** The tables of the store. */
export interface Tables {
	node: SwarmNode;
	service: Service;
	task: Task;
	network: Network;
	secret: Secret;
	config: Config;
	volume: Volume;
	cluster: Cluster;
}
export type Kind = keyof Tables;
export const KINDS: readonly Kind[] = ['node', 'service', 'task', 'network', 'secret', 'config', 'volume', 'cluster'];

export function nameOf(kind: Kind, object: Tables[Kind]): string {
	if (kind === 'task') return (object as Task).annotations?.name ?? '';
	return (object as Exclude<Tables[Kind], Task>).spec.annotations.name;
}
