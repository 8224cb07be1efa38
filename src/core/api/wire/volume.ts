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
