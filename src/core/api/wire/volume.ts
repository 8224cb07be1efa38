import type { Labels } from './meta.ts';

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
	/** Of volumes that the swarm makes (CSI); no engine of ours has any. */
	ClusterVolume?: {
		Spec: { Group?: string; Availability?: string };
		PublishStatus?: readonly { NodeID?: string }[];
		Info?: { VolumeID?: string };
	};
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
}

export interface VolumePruneResponse {
	VolumesDeleted: string[] | null;
	SpaceReclaimed: number;
}
