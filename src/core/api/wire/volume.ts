import type { Labels, ObjectMeta } from './meta.ts';

export interface Volume {
	CreatedAt?: string;
	Driver: string;
	Labels: Labels | null;
	Mountpoint: string;
	Name: string;
	Options: Record<string, string> | null;
	Scope: string;
	Status?: Record<string, unknown>;
	UsageData?: { RefCount: number; Size: number };
	/** Of volumes that the swarm keeps (CSI). */
	ClusterVolume?: ClusterVolume;
}

export interface ClusterVolume extends ObjectMeta {
	ID: string;
	Spec: ClusterVolumeSpec;
	PublishStatus?: { NodeID?: string; State?: string; PublishContext?: Record<string, string> }[];
	Info?: {
		CapacityBytes?: number;
		VolumeContext?: Record<string, string>;
		VolumeID?: string;
		AccessibleTopology?: Topology[];
	};
}

export interface Topology {
	Segments?: Record<string, string> | null;
}

export interface ClusterVolumeSpec {
	Group?: string;
	AccessMode?: {
		/** single, multi */
		Scope?: string;
		/** none, readonly, onewriter, all */
		Sharing?: string;
		MountVolume?: { FsType?: string; MountFlags?: string[] | null } | null;
		BlockVolume?: Record<string, never> | null;
	} | null;
	AccessibilityRequirements?: { Requisite?: Topology[] | null; Preferred?: Topology[] | null } | null;
	CapacityRange?: { RequiredBytes?: number; LimitBytes?: number } | null;
	Secrets?: { Key: string; Secret: string }[] | null;
	/** active, pause, drain */
	Availability?: string;
}

export interface VolumeListResponse {
	Volumes: Volume[] | null;
	Warnings: string[] | null;
}

export interface VolumeCreateRequest {
	Name?: string;
	Driver?: string;
	DriverOpts?: Record<string, string> | null;
	Labels?: Labels | null;
	ClusterVolumeSpec?: ClusterVolumeSpec | null;
}

export interface VolumeUpdateRequest {
	Spec?: ClusterVolumeSpec | null;
}

export interface VolumePruneResponse {
	VolumesDeleted: string[] | null;
	SpaceReclaimed: number;
}
