import type { ContainerSummary } from './container.ts';
import type { ImageSummary } from './image.ts';
import type { GenericResource } from './service.ts';
import type { SwarmInfo } from './swarm.ts';
import type { Volume } from './volume.ts';

/** GET /version */
export interface VersionResponse {
	Platform?: { Name: string };
	Components?: { Name: string; Version: string; Details?: Record<string, string> }[];
	Version: string;
	ApiVersion: string;
	MinAPIVersion?: string;
	GitCommit: string;
	GoVersion: string;
	Os: string;
	Arch: string;
	KernelVersion?: string;
	Experimental?: boolean;
	BuildTime?: string;
}

/** GET /info, without what the routes add (`Swarm`). Fields by era: see the engine. */
export interface SystemInfo {
	ID: string;
	Containers: number;
	ContainersRunning: number;
	ContainersPaused: number;
	ContainersStopped: number;
	Images: number;
	Driver: string;
	DriverStatus: [string, string][];
	Plugins: { Volume: string[]; Network: string[]; Authorization: string[] | null; Log: string[] };
	SystemTime: string;
	LoggingDriver: string;
	CgroupDriver: string;
	KernelVersion: string;
	OperatingSystem: string;
	OSType: string;
	Architecture: string;
	NCPU: number;
	MemTotal: number;
	GenericResources: GenericResource[] | null;
	Name: string;
	Labels: string[];
	ServerVersion: string;
	Swarm: SwarmInfo;
	Warnings: string[] | null;
	[other: string]: unknown;
}

/** One line of GET /events. */
export interface EventMessage {
	/** Containers and images only: the action, the ID and the image again, as before API 1.22. */
	status?: string;
	id?: string;
	from?: string;
	Type:
		| 'container'
		| 'image'
		| 'network'
		| 'volume'
		| 'daemon'
		| 'plugin'
		| 'node'
		| 'service'
		| 'secret'
		| 'config'
		| 'builder';
	Action: string;
	Actor: { ID: string; Attributes: Record<string, string> };
	scope?: 'local' | 'swarm';
	/** Seconds since 1970 */
	time: number;
	timeNano: number;
}

/** GET /system/df */
export interface DiskUsage {
	LayersSize: number;
	Images: ImageSummary[] | null;
	Containers: ContainerSummary[] | null;
	Volumes: Volume[] | null;
	BuildCache: Record<string, unknown>[] | null;
	BuilderSize?: number;
}
