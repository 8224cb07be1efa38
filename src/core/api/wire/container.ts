import type { Labels } from './meta.ts';
import type { EndpointSettings } from './network.ts';
import type { HealthConfig, Mount } from './service.ts';

export type ContainerStateName = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export interface PortSummary {
	IP?: string;
	PrivatePort: number;
	PublicPort?: number;
	Type: 'tcp' | 'udp' | 'sctp';
}

export interface MountPoint {
	Type?: string;
	Name?: string;
	Source: string;
	Destination: string;
	Driver?: string;
	Mode: string;
	RW: boolean;
	Propagation: string;
}

/** One row of GET /containers/json. */
export interface ContainerSummary {
	Id: string;
	Names: string[];
	Image: string;
	ImageID: string;
	Command: string;
	/** Seconds since 1970 */
	Created: number;
	Ports: PortSummary[];
	SizeRw?: number;
	SizeRootFs?: number;
	Labels: Labels;
	State: ContainerStateName;
	/** 'Up 6 minutes', 'Exited (0) 3 seconds ago' */
	Status: string;
	HostConfig: { NetworkMode?: string };
	NetworkSettings: { Networks: Record<string, EndpointSettings> };
	Mounts: MountPoint[];
}

export interface ContainerConfig {
	Hostname: string;
	Domainname: string;
	User: string;
	AttachStdin: boolean;
	AttachStdout: boolean;
	AttachStderr: boolean;
	ExposedPorts?: Record<string, Record<string, never>>;
	Tty: boolean;
	OpenStdin: boolean;
	StdinOnce: boolean;
	Env: string[] | null;
	Cmd: string[] | null;
	Healthcheck?: HealthConfig;
	ArgsEscaped?: boolean;
	Image: string;
	Volumes: Record<string, Record<string, never>> | null;
	WorkingDir: string;
	Entrypoint: string[] | null;
	NetworkDisabled?: boolean;
	MacAddress?: string;
	OnBuild: string[] | null;
	Labels: Labels | null;
	StopSignal?: string;
	StopTimeout?: number;
	Shell?: string[];
}

export interface PortBinding {
	HostIp: string;
	HostPort: string;
}

/** The part of it that means something here; the rest is kept and given back as it came. */
export interface HostConfig {
	Binds?: string[] | null;
	LogConfig?: { Type: string; Config: Record<string, string> | null };
	NetworkMode?: string;
	PortBindings?: Record<string, PortBinding[] | null> | null;
	RestartPolicy?: { Name: string; MaximumRetryCount: number };
	AutoRemove?: boolean;
	ConsoleSize?: [number, number];
	/** Names that the container alone knows on the default bridge: `container:alias`. */
	Links?: string[] | null;
	CapAdd?: string[] | null;
	CapDrop?: string[] | null;
	Dns?: string[] | null;
	ExtraHosts?: string[] | null;
	Privileged?: boolean;
	PublishAllPorts?: boolean;
	ReadonlyRootfs?: boolean;
	Memory?: number;
	NanoCpus?: number;
	Mounts?: Mount[];
	Init?: boolean | null;
	[other: string]: unknown;
}

/** POST /containers/create?name= */
export interface ContainerCreateRequest extends Partial<ContainerConfig> {
	HostConfig?: HostConfig;
	NetworkingConfig?: { EndpointsConfig?: Record<string, Partial<EndpointSettings> | null> | null } | null;
}

export interface ContainerCreateResponse {
	Id: string;
	Warnings: string[];
}

/** POST /containers/{id}/update */
export type ContainerUpdateRequest = HostConfig;

export interface HealthState {
	Status: 'none' | 'starting' | 'healthy' | 'unhealthy';
	FailingStreak: number;
	Log: { Start: string; End: string; ExitCode: number; Output: string }[] | null;
}

/** GET /containers/{id}/json */
export interface ContainerInspect {
	Id: string;
	Created: string;
	Path: string;
	Args: string[];
	State: {
		Status: ContainerStateName;
		Running: boolean;
		Paused: boolean;
		Restarting: boolean;
		OOMKilled: boolean;
		Dead: boolean;
		Pid: number;
		ExitCode: number;
		Error: string;
		StartedAt: string;
		FinishedAt: string;
		Health?: HealthState;
	};
	Image: string;
	ResolvConfPath: string;
	HostnamePath: string;
	HostsPath: string;
	LogPath: string;
	Name: string;
	RestartCount: number;
	Driver: string;
	Platform: string;
	MountLabel: string;
	ProcessLabel: string;
	AppArmorProfile: string;
	ExecIDs: string[] | null;
	HostConfig: HostConfig;
	GraphDriver: { Data: Record<string, string> | null; Name: string };
	SizeRw?: number;
	SizeRootFs?: number;
	Mounts: MountPoint[];
	Config: ContainerConfig;
	NetworkSettings: {
		Bridge: string;
		SandboxID: string;
		SandboxKey: string;
		Ports: Record<string, PortBinding[] | null>;
		HairpinMode: boolean;
		LinkLocalIPv6Address: string;
		LinkLocalIPv6PrefixLen: number;
		SecondaryIPAddresses: null;
		SecondaryIPv6Addresses: null;
		EndpointID: string;
		Gateway: string;
		GlobalIPv6Address: string;
		GlobalIPv6PrefixLen: number;
		IPAddress: string;
		IPPrefixLen: number;
		IPv6Gateway: string;
		MacAddress: string;
		Networks: Record<string, EndpointSettings>;
	};
}

export interface ContainerWaitResponse {
	StatusCode: number;
	Error?: { Message: string } | null;
}

export interface ContainerTopResponse {
	Processes: string[][];
	Titles: string[];
}

/** X-Docker-Container-Path-Stat of the archive routes, in base64. */
export interface PathStat {
	name: string;
	size: number;
	/** Go's os.FileMode: permissions, and bits for the kind. */
	mode: number;
	mtime: string;
	linkTarget: string;
}

export interface FilesystemChange {
	Path: string;
	/** 0 modified, 1 added, 2 deleted */
	Kind: 0 | 1 | 2;
}

/** POST /containers/{id}/exec */
export interface ExecCreateRequest {
	User?: string;
	Privileged?: boolean;
	Tty?: boolean;
	ConsoleSize?: [number, number] | null;
	AttachStdin?: boolean;
	AttachStderr?: boolean;
	AttachStdout?: boolean;
	Detach?: boolean;
	DetachKeys?: string;
	Env?: string[] | null;
	WorkingDir?: string;
	Cmd?: string[] | null;
}

/** POST /exec/{id}/start */
export interface ExecStartRequest {
	Detach?: boolean;
	Tty?: boolean;
	ConsoleSize?: [number, number] | null;
}

export interface ExecInspect {
	ID: string;
	Running: boolean;
	ExitCode: number | null;
	ProcessConfig: { tty: boolean; entrypoint: string; arguments: string[]; privileged: boolean; user?: string };
	OpenStdin: boolean;
	OpenStderr: boolean;
	OpenStdout: boolean;
	CanRemove: boolean;
	ContainerID: string;
	DetachKeys: string;
	Pid: number;
}

export interface ContainerPruneResponse {
	ContainersDeleted: string[] | null;
	SpaceReclaimed: number;
}

/** GET /containers/{id}/stats: one sample. Only the fields that `docker stats` reads are told in types. */
export interface ContainerStats {
	read: string;
	preread: string;
	name: string;
	id: string;
	num_procs: number;
	pids_stats: { current?: number; limit?: number };
	cpu_stats: CpuStats;
	precpu_stats: CpuStats;
	memory_stats: { usage?: number; limit?: number; stats?: Record<string, number> };
	networks?: Record<string, Record<string, number>>;
	[other: string]: unknown;
}

export interface CpuStats {
	cpu_usage: { total_usage: number; usage_in_kernelmode: number; usage_in_usermode: number; percpu_usage?: number[] };
	system_cpu_usage?: number;
	online_cpus?: number;
	throttling_data: { periods: number; throttled_periods: number; throttled_time: number };
}
