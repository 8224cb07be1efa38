import type { ContainerConfig } from '../api/wire/container.ts';
import type { HealthConfig } from '../api/wire/service.ts';
import type { TarEntry } from '../sim/tar.ts';
import { atLeast, type EraId } from '../era/era.ts';
import type { Credentials } from './credentials.ts';
import { sourceKey } from './image-layer.ts';
import { IMAGES } from './programs/table.ts';
import type { ContainerProgram } from './programs/program.ts';
import { canonicalName, parseReference, stableHex, type ImageReference } from './reference.ts';
import { entryOf } from '../sim/table.ts';

export interface Platform {
	/** Go's names, as in manifests: 'amd64', 'arm', 'arm64'. */
	architecture: string;
	os: string;
	variant?: string;
}

export interface ImageLayer {
	/** Bytes, compressed as it travels and unpacked as it lies on the disk. */
	compressed: number;
	unpacked: number;
	createdBy: string;
	/** Tells layers of one size apart that are not the same. */
	content?: string;
	/** Of a layer made in this world: its files. The others' are made up from the image (image-layer.ts). */
	entries?: readonly TarEntry[];
}

/** One step of an image's making, as its configuration has it. */
export interface ImageHistory {
	created: string;
	created_by?: string;
	author?: string;
	comment?: string;
	empty_layer?: boolean;
}

/** What is known of an image that was made in this world: committed, imported, loaded. */
export interface ImageMaking {
	/** The configuration as it was written; the image's ID is its checksum. */
	json: string;
	config: ContainerConfig;
	history: readonly ImageHistory[];
	author: string;
	comment: string;
	dockerVersion: string;
	/** The container that was committed. */
	container: string;
	containerConfig?: ContainerConfig;
}

/** An image as its author pushed it, one entry for all tags that mean the same content. */
export interface ImageSource {
	/** Where it was pushed to; Docker Hub unless said otherwise. */
	registry?: string;
	/** 'nginx', 'hypriot/rpi-whoami' */
	name: string;
	tags: string[];
	/** Two sources of different content differ in this: ids and digests are made from it. */
	content: string;
	/** Milliseconds since 1970 */
	createdMs: number;
	platforms: readonly Platform[];
	layers: readonly ImageLayer[];
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
	/** Made by `docker import` from an archive, and brought to each machine by `docker load`: no registry knows its digest. */
	imported?: boolean;
	/** Files of the image: '/etc/nginx/nginx.conf' → text; a directory ends with a slash. */
	files?: Readonly<Record<string, string>>;
	/** Made in this world. */
	making?: ImageMaking;
}

/** What a registry answers for one manifest. */
export interface Manifest {
	source: ImageSource;
	/** 'sha256:…' of the manifest (list): what a pinned image carries. */
	digest: string;
	platforms: readonly Platform[];
	/** Bytes of the manifest itself. */
	size: number;
}

export type Lookup = { manifest: Manifest } | { missing: Obstacle | 'repository' | 'tag' };

/**
 * What stands between a machine and a registry: no such name, nobody at the port, no TLS, a certificate of unknown
 * origin, nobody who asks, somebody who is not known.
 */
export type Obstacle = 'registry' | 'port' | 'plain' | 'certificate' | 'credentials' | 'account';

/** Who asks a registry. */
export interface Client {
	machine: string;
	/** Registries that are spoken to without TLS, or with any certificate (daemon.json). */
	insecure: readonly string[];
	/** Whether a certificate of its CA is in /etc/docker/certs.d. */
	trusts: (domain: string) => boolean;
}

/** A registry besides Docker Hub. */
export interface PrivateRegistry {
	/** 'registry:5000' */
	domain: string;
	/** Names and passwords; without them it is open to everybody. */
	accounts?: Readonly<Record<string, string>>;
	/** It speaks no TLS, or has a certificate that no machine trusts from the beginning. */
	tls?: 'none' | 'unknown';
}

/** What every world has. */
const ACCOUNTS = { learner: 'swarmlab' };
/** The last is a company's, of articles/swarm-mode-quick-start.txt. */
const PRIVATE_REGISTRIES: readonly PrivateRegistry[] = [
	{ domain: 'registry:5000', accounts: ACCOUNTS },
	{ domain: 'registry:5001', tls: 'none' },
	{ domain: 'registry:5002', accounts: ACCOUNTS, tls: 'unknown' },
	{ domain: 'registry:5004' },
	{ domain: 'docker-registry-cn.easemob.com', accounts: ACCOUNTS }
];
/** To who does not say who he is, and to whom it does not know. Source: docker/distribution; the engine 20.10.24. */
export const NO_CREDENTIALS = 'no basic auth credentials';
export const UNKNOWN_ACCOUNT = 'unauthorized: authentication required';
/** Where the host `registry` is. */
const ADDRESS = '10.0.0.254';

/**
 * Docker Hub, as far as this world needs it: which images there are. It is no machine: every machine reaches it unless
 * `isReachable` says otherwise, with a bandwidth of its own.
 */
export class Registry {
	private readonly manifests = new Map<string, Manifest>();
	private readonly sources = new Map<string, ImageSource>();
	private readonly repositories = new Set<string>();
	/** Of pushed images: 'registry:5000/web 9b3977197b4f' */
	private readonly layers = new Set<string>();
	/** Asked with the name of the machine. */
	isReachable: (machine: string) => boolean = () => true;

	constructor(
		sources: readonly ImageSource[] = IMAGES,
		private readonly others: readonly PrivateRegistry[] = PRIVATE_REGISTRIES
	) {
		for (const source of sources) this.add(source);
	}

	/** A program that an archive names. @param key sourceKey of its image */
	program(key: string, name: string): ContainerProgram | undefined {
		const source = this.sources.get(key);
		return source && programOf(source, name);
	}

	/** Pushes an image; tags that exist move to it. */
	add(source: ImageSource): void {
		const name = canonicalName(parseReference(source.registry ? `${source.registry}/${source.name}` : source.name));
		const manifest: Manifest = {
			source,
			digest: `sha256:${stableHex(`manifest ${source.name} ${source.content}`)}`,
			platforms: source.platforms,
			size: 527 + 210 * (source.layers.length - 1)
		};
		this.sources.set(sourceKey(source), source);
		this.repositories.add(name);
		for (const tag of source.tags) this.manifests.set(`${name}:${tag}`, manifest);
		this.manifests.set(`${name}@${manifest.digest}`, manifest);
	}

	/** Its author takes a repository away; machines that have the image keep it. */
	remove(name: string): void {
		const repository = `docker.io/${name.includes('/') ? name : `library/${name}`}`;
		this.repositories.delete(repository);
	}

	/** Pushes an image of a machine's disk. @returns its manifest there */
	push(reference: ImageReference, source: ImageSource, imageId: string, layers: readonly string[]): Manifest {
		const name = canonicalName(reference);
		const manifest: Manifest = {
			source,
			digest: `sha256:${stableHex(`manifest of ${imageId}`)}`,
			platforms: source.platforms.slice(0, 1),
			size: 527 + 210 * (source.layers.length - 1)
		};
		for (const layer of layers) this.layers.add(`${name} ${layer}`);
		this.repositories.add(name);
		this.manifests.set(`${name}:${reference.tag}`, manifest);
		this.manifests.set(`${name}@${manifest.digest}`, manifest);
		return manifest;
	}

	/** Which repository of its registry has a layer: the reference's own, if it has. */
	repositoryOf(reference: ImageReference, layer: string): string | undefined {
		const own = canonicalName(reference);
		if (this.layers.has(`${own} ${layer}`)) return reference.path;
		const found = [...this.layers].find((key) => key.startsWith(`${reference.domain}/`) && key.endsWith(` ${layer}`));
		return found?.slice(reference.domain.length + 1, -layer.length - 1);
	}

	/** What stands between a client and a registry before anything is asked for; undefined: nothing. */
	obstacle(domain: string, client: Client, credentials: Credentials | undefined): Obstacle | undefined {
		if (!this.isReachable(client.machine)) return 'registry';
		// Nobody here has an account at Docker Hub.
		if (domain === 'docker.io') return undefined;
		const registry = this.others.find((other) => other.domain === domain);
		const host = domain.replace(/:\d+$/, '');
		if (!registry) return this.others.some((other) => other.domain.startsWith(`${host}:`)) ? 'port' : 'registry';
		const isInsecure = client.insecure.includes(domain);
		if (registry.tls === 'none' && !isInsecure) return 'plain';
		if (registry.tls === 'unknown' && !isInsecure && !client.trusts(domain)) return 'certificate';
		if (!registry.accounts) return undefined;
		if (!credentials) return 'credentials';
		return registry.accounts[credentials.username] === credentials.password ? undefined : 'account';
	}

	/** The tags of a repository, in the order they came. */
	tagsOf(reference: ImageReference): string[] {
		const start = `${canonicalName(reference)}:`;
		return [...this.manifests.keys()].filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
	}

	lookup(reference: ImageReference, client: Client, credentials?: Credentials): Lookup {
		const missing = this.obstacle(reference.domain, client, credentials);
		if (missing) return { missing };
		const name = canonicalName(reference);
		if (!this.repositories.has(name)) return { missing: 'repository' };
		const key = reference.digest === '' ? `${name}:${reference.tag}` : `${name}@${reference.digest}`;
		const manifest = this.manifests.get(key);
		return manifest ? { manifest } : { missing: 'tag' };
	}
}

export function noSuchHost(domain: string): string {
	const host = domain === 'docker.io' ? 'registry-1.docker.io' : domain;
	return `Get "https://${host}/v2/": dial tcp: lookup ${host.replace(/:\d+$/, '')}: no such host`;
}

/** What an image runs by this name. Anybody may type it: what every object has is none of its programs. */
export function programOf({ programs }: Pick<ImageSource, 'programs'>, name: string): ContainerProgram | undefined {
	return entryOf(programs, name);
}

/**
 * Why a registry cannot be spoken to; undefined when it can. Source: docker/distribution's registry and the engine
 * 20.10.24 (test/testdata/engine/registry-recorded.txt); Go words a wrong certificate longer since 1.20.
 */
export function connectionFault(domain: string, obstacle: Obstacle, era: EraId): string | undefined {
	const failed = (why: string): string => `Get "https://${domain}/v2/": ${why}`;
	switch (obstacle) {
		case 'registry':
			return noSuchHost(domain);
		case 'port':
			return failed(`dial tcp ${ADDRESS}:${/\d+$/.exec(domain)?.[0] ?? '443'}: connect: connection refused`);
		case 'plain':
			return failed('http: server gave HTTP response to HTTPS client');
		case 'certificate': {
			const why = 'x509: certificate signed by unknown authority';
			return failed(atLeast(era, '28.2') ? `tls: failed to verify certificate: ${why}` : why);
		}
		default:
			return undefined;
	}
}
