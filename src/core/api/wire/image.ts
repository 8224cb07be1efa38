import type { ContainerConfig } from './container.ts';
import type { Labels } from './meta.ts';

/** One row of GET /images/json. */
export interface ImageSummary {
	Containers: number;
	/** Seconds since 1970 */
	Created: number;
	Id: string;
	Labels: Labels | null;
	ParentId: string;
	RepoDigests: string[] | null;
	RepoTags: string[] | null;
	SharedSize: number;
	/** Bytes */
	Size: number;
	/** Until API 1.43. */
	VirtualSize?: number;
}

/** GET /images/{name}/json */
export interface ImageInspect {
	Id: string;
	RepoTags: string[] | null;
	RepoDigests: string[] | null;
	Parent: string;
	Comment: string;
	Created: string;
	Container?: string;
	ContainerConfig?: ContainerConfig;
	DockerVersion: string;
	Author: string;
	Config: ContainerConfig | null;
	Architecture: string;
	Variant?: string;
	Os: string;
	Size: number;
	VirtualSize?: number;
	GraphDriver: { Data: Record<string, string> | null; Name: string };
	RootFS: { Type: string; Layers?: string[] };
	Metadata: { LastTagTime?: string };
}

export interface ImageHistoryItem {
	Comment: string;
	Created: number;
	CreatedBy: string;
	Id: string;
	Size: number;
	Tags: string[] | null;
}

/** One line of the answer to DELETE /images/{name}. */
export interface ImageDeleteItem {
	Untagged?: string;
	Deleted?: string;
}

/** GET /distribution/{name}/json: what the registry says of an image. */
export interface DistributionInspect {
	Descriptor: { mediaType: string; digest: string; size: number };
	Platforms: { architecture: string; os: string; variant?: string; 'os.version'?: string; 'os.features'?: string[] }[];
}

/** What a new image is made with, beside its files. */
export interface ImageWork {
	/** '' for no name. */
	repository: string;
	tag: string;
	comment: string;
	/** Instructions of a Dockerfile. */
	changes: readonly string[];
}

/** One line of the stream of POST /images/create. */
export interface JsonMessage {
	status?: string;
	id?: string;
	progress?: string;
	progressDetail?: { current?: number; total?: number };
	errorDetail?: { message: string; code?: number };
	error?: string;
	/** Of `docker load`: text as it is shown. */
	stream?: string;
	/** What a push has made. */
	aux?: { Tag: string; Digest: string; Size: number };
}

export interface ImagePruneResponse {
	ImagesDeleted: ImageDeleteItem[] | null;
	SpaceReclaimed: number;
}
