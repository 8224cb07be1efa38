import type { TaskStateName } from '../../trace-events.ts';
import type { Labels, ObjectMeta, ObjectVersion } from './meta.ts';
import type { Network } from './network.ts';
import type { GenericResource, PortConfig, TaskSpec } from './service.ts';

export interface TaskStatus {
	Timestamp?: string;
	State?: TaskStateName;
	Message?: string;
	Err?: string;
	ContainerStatus?: { ContainerID: string; PID: number; ExitCode: number };
	PortStatus: { Ports?: PortConfig[] };
}

export interface NetworkAttachment {
	Network?: SwarmNetwork;
	/** CIDR form */
	Addresses?: string[];
}

/** A network as SwarmKit describes it inside a task. */
export interface SwarmNetwork extends ObjectMeta {
	ID: string;
	Spec: {
		Name?: string;
		Labels: Labels | null;
		DriverConfiguration?: { Name?: string; Options?: Record<string, string> };
		IPv6Enabled?: boolean;
		Internal?: boolean;
		Attachable?: boolean;
		Ingress?: boolean;
		IPAMOptions?: { Driver?: { Name?: string; Options?: Record<string, string> }; Configs?: SwarmIpamConfig[] };
		ConfigFrom?: Network['ConfigFrom'];
		Scope?: string;
	};
	DriverState: { Name?: string; Options?: Record<string, string> };
	IPAMOptions?: { Driver?: { Name?: string; Options?: Record<string, string> }; Configs?: SwarmIpamConfig[] };
}

export interface SwarmIpamConfig {
	Subnet?: string;
	Range?: string;
	Gateway?: string;
}

export interface Task extends ObjectMeta {
	ID: string;
	Name?: string;
	Labels: Labels | null;
	Spec: TaskSpec;
	ServiceID?: string;
	Slot?: number;
	NodeID?: string;
	Status: TaskStatus;
	DesiredState?: TaskStateName;
	NetworksAttachments?: NetworkAttachment[];
	GenericResources?: GenericResource[];
	JobIteration?: ObjectVersion;
}
