import type { Driver, Labels, ObjectMeta, ObjectVersion } from './meta.ts';

/** All durations are nanoseconds. Order of the fields is the order of Docker's JSON. */
export interface ServiceSpec {
	Name: string;
	Labels: Labels | null;
	TaskTemplate: TaskSpec;
	Mode: ServiceMode;
	UpdateConfig?: UpdateConfig;
	RollbackConfig?: UpdateConfig;
	/** Old place of the networks (until API 1.25). */
	Networks?: NetworkAttachmentConfig[];
	EndpointSpec?: EndpointSpec;
}

export interface ServiceMode {
	Replicated?: { Replicas?: number };
	Global?: Record<string, never>;
	ReplicatedJob?: { MaxConcurrent?: number; TotalCompletions?: number };
	GlobalJob?: Record<string, never>;
}

export interface UpdateConfig {
	Parallelism: number;
	Delay?: number;
	FailureAction?: string;
	Monitor?: number;
	MaxFailureRatio: number;
	Order?: string;
}

export interface PortConfig {
	Name?: string;
	Protocol?: 'tcp' | 'udp' | 'sctp';
	TargetPort?: number;
	PublishedPort?: number;
	PublishMode?: 'ingress' | 'host';
}

export interface EndpointSpec {
	Mode?: string;
	Ports?: PortConfig[];
}

export interface GenericResource {
	NamedResourceSpec?: { Kind: string; Value: string };
	DiscreteResourceSpec?: { Kind: string; Value: number };
}

export interface TaskSpec {
	ContainerSpec?: ContainerSpec;
	PluginSpec?: Record<string, unknown>;
	NetworkAttachmentSpec?: { ContainerID: string };
	Resources?: {
		Limits?: { NanoCPUs?: number; MemoryBytes?: number; Pids?: number };
		Reservations?: { NanoCPUs?: number; MemoryBytes?: number; GenericResources?: GenericResource[] };
	};
	RestartPolicy?: RestartPolicy;
	Placement?: Placement;
	Networks?: NetworkAttachmentConfig[];
	LogDriver?: Driver;
	ForceUpdate: number;
	Runtime?: string;
}

export interface RestartPolicy {
	Condition?: string;
	Delay?: number;
	MaxAttempts?: number;
	Window?: number;
}

export interface Placement {
	Constraints?: string[];
	Preferences?: { Spread?: { SpreadDescriptor: string } }[];
	MaxReplicas?: number;
	Platforms?: { Architecture?: string; OS?: string }[];
}

export interface NetworkAttachmentConfig {
	Target?: string;
	Aliases?: string[];
	DriverOpts?: Record<string, string>;
}

export interface ContainerSpec {
	Image?: string;
	Labels?: Labels;
	Command?: string[];
	Args?: string[];
	Hostname?: string;
	Env?: string[];
	Dir?: string;
	User?: string;
	Groups?: string[];
	Privileges?: Record<string, unknown>;
	Init?: boolean;
	StopSignal?: string;
	TTY?: boolean;
	OpenStdin?: boolean;
	ReadOnly?: boolean;
	Mounts?: Mount[];
	StopGracePeriod?: number;
	Healthcheck?: HealthConfig;
	Hosts?: string[];
	DNSConfig?: { Nameservers?: string[]; Search?: string[]; Options?: string[] };
	Secrets?: SecretReference[];
	Configs?: ConfigReference[];
	Isolation?: string;
	Sysctls?: Record<string, string>;
	CapabilityAdd?: string[];
	CapabilityDrop?: string[];
	Ulimits?: { Name: string; Hard: number; Soft: number }[];
	OomScoreAdj?: number;
}

export interface Mount {
	Type?: string;
	Source?: string;
	Target?: string;
	ReadOnly?: boolean;
	Consistency?: string;
	BindOptions?: Record<string, unknown>;
	VolumeOptions?: Record<string, unknown>;
	ImageOptions?: Record<string, unknown>;
	TmpfsOptions?: Record<string, unknown>;
	ClusterOptions?: Record<string, unknown>;
}

export interface HealthConfig {
	Test?: string[];
	Interval?: number;
	Timeout?: number;
	StartPeriod?: number;
	StartInterval?: number;
	Retries?: number;
}

export interface FileTarget {
	Name: string;
	UID: string;
	GID: string;
	Mode: number;
}

export interface SecretReference {
	File?: FileTarget;
	SecretID: string;
	SecretName: string;
}

export interface ConfigReference {
	File?: FileTarget;
	Runtime?: Record<string, never>;
	ConfigID: string;
	ConfigName: string;
}

export interface UpdateStatus {
	State?: string;
	StartedAt?: string;
	CompletedAt?: string;
	Message?: string;
}

export interface Service extends ObjectMeta {
	ID: string;
	Spec: ServiceSpec;
	PreviousSpec?: ServiceSpec;
	Endpoint: {
		Spec: EndpointSpec;
		Ports?: PortConfig[];
		VirtualIPs?: { NetworkID?: string; Addr?: string }[];
	};
	UpdateStatus?: UpdateStatus;
	/** Only with ?status=true */
	ServiceStatus?: { RunningTasks: number; DesiredTasks: number; CompletedTasks: number };
	JobStatus?: { JobIteration: ObjectVersion; LastExecution?: string };
}

export interface ServiceCreateResponse {
	ID: string;
	Warnings?: string[];
}

export interface ServiceUpdateResponse {
	Warnings: string[] | null;
}
