import type { HealthConfig } from '../api/wire/service.ts';
import { IMAGES } from './programs/table.ts';
import type { ContainerProgram } from './programs/program.ts';
import { canonicalName, stableHex, type ImageReference } from './reference.ts';

export interface Platform {
	/** Go's names, as in manifests: 'amd64', 'arm', 'arm64'. */
	architecture: string;
	os: string;
	variant?: string;
}

/** An image as its author pushed it, one entry for all tags that mean the same content. */
export interface ImageSource {
	/** 'nginx', 'hypriot/rpi-whoami' */
	name: string;
	tags: string[];
	/** Two sources of different content differ in this: ids and digests are made from it. */
	content: string;
	/** Milliseconds since 1970 */
	createdMs: number;
	platforms: readonly Platform[];
	/** Bytes, compressed as they travel and unpacked as they lie on the disk. */
	layers: readonly { compressed: number; unpacked: number; createdBy: string }[];
	config: {
		entrypoint?: string[];
		cmd?: string[];
		env?: string[];
		exposedPorts?: string[];
		workingDir?: string;
		user?: string;
		stopSignal?: string;
		volumes?: string[];
		healthcheck?: HealthConfig;
		labels?: Record<string, string>;
	};
	/** Commands that the image brings itself, by name. */
	programs: Readonly<Record<string, ContainerProgram>>;
	/** Which of the usual commands (sh, ls, cat, …) are in it: none in an image built from scratch. */
	userland: 'none' | 'busybox' | 'debian';
	/** Usual commands beyond those of its userland ('curl'). */
	also?: readonly string[];
	/** Files of the image: '/etc/nginx/nginx.conf' → text. */
	files?: Readonly<Record<string, string>>;
}

/** What a registry answers for one manifest. */
export interface Manifest {
	source: ImageSource;
	/** 'sha256:…' of the manifest (list): what a pinned image carries. */
	digest: string;
	/** 'sha256:…' of the configuration: the image's ID. */
	imageId: string;
	platforms: readonly Platform[];
	/** Bytes of the manifest itself. */
	size: number;
}

export type Lookup = { manifest: Manifest } | { missing: 'repository' | 'tag' | 'registry' };

/**
 * Docker Hub, as far as this world needs it: which images there are. It is no machine: every machine reaches it unless
 * `isReachable` says otherwise, with a bandwidth of its own.
 */
export class Registry {
	private readonly manifests = new Map<string, Manifest>();
	private readonly repositories = new Set<string>();
	/** Asked with the name of the machine. */
	isReachable: (machine: string) => boolean = () => true;

	constructor(sources: readonly ImageSource[] = IMAGES) {
		for (const source of sources) this.add(source);
	}

	/** Pushes an image; tags that exist move to it. */
	add(source: ImageSource): void {
		const repository = source.name.includes('/') ? source.name : `library/${source.name}`;
		const manifest: Manifest = {
			source,
			digest: `sha256:${stableHex(`manifest ${source.name} ${source.content}`)}`,
			imageId: `sha256:${stableHex(`image ${source.name} ${source.content}`)}`,
			platforms: source.platforms,
			size: 527 + 210 * (source.layers.length - 1)
		};
		this.repositories.add(`docker.io/${repository}`);
		for (const tag of source.tags) this.manifests.set(`docker.io/${repository}:${tag}`, manifest);
		this.manifests.set(`docker.io/${repository}@${manifest.digest}`, manifest);
	}

	lookup(reference: ImageReference, machine: string): Lookup {
		if (!this.isReachable(machine) || reference.domain !== 'docker.io') return { missing: 'registry' };
		const name = canonicalName(reference);
		if (!this.repositories.has(name)) return { missing: 'repository' };
		const key = reference.digest === '' ? `${name}:${reference.tag}` : `${name}@${reference.digest}`;
		const manifest = this.manifests.get(key);
		return manifest ? { manifest } : { missing: 'tag' };
	}
}
