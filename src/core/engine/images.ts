import type { ImageBackend } from '../api/backend.ts';
import { ChunkStream } from '../api/chunk-stream.ts';
import { ApiError } from '../api/error.ts';
import { acceptFilters, matchLabels } from '../api/filters.ts';
import type { ContainerConfig } from '../api/wire/container.ts';
import type { Filters } from '../api/wire/filters.ts';
import type { ApiStream } from '../api/wire/http.ts';
import type {
	DistributionInspect,
	ImageDeleteItem,
	ImageHistoryItem,
	ImageInspect,
	ImagePruneResponse,
	ImageSummary,
	JsonMessage
} from '../api/wire/image.ts';
import { atLeast } from '../era/era.ts';
import { Deferred, sleep, type Process } from '../sim/process.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import type { EngineContext } from './engine-context.ts';
import { imageDirectories } from './layer-directories.ts';
import { layerId, pullLayers, pullSpeed } from './image-pull.ts';
import {
	canonicalName,
	familiarName,
	familiarReference,
	parseReference,
	stableHex,
	type ImageReference
} from './reference.ts';
import { pushImage } from './image-push.ts';
import { noSuchHost, type ImageSource, type Lookup, type Manifest } from './registry.ts';
import { draw, TIMING } from './timings.ts';

/** An image on the disk of one machine. */
export interface StoredImage {
	/** 'sha256:…' */
	id: string;
	source: ImageSource;
	/** Canonical names with tag ('docker.io/library/nginx:latest'), in the order they came. */
	tags: string[];
	/** Canonical names with digest, from pulls. */
	digests: string[];
	/** Milliseconds since 1970 */
	pulledMs: number;
}

/** What survives the daemon and the power of a machine. */
export interface ImageDisk {
	readonly images: Map<string, StoredImage>;
	readonly layers: Set<string>;
}

export function createImageDisk(): ImageDisk {
	return { images: new Map(), layers: new Set() };
}

type Missing = Extract<Lookup, { missing: string }>['missing'];

const FILTER_KEYS = ['dangling', 'label', 'before', 'since', 'reference', 'until'];

/** What `docker import` writes into an image that it reads from its standard input. */
const IMPORTED = 'Imported from -';
/** Of the container that an image was committed from; told until Docker 26, empty in what no container made. */
const NO_CONFIG: ContainerConfig = {
	Hostname: '',
	Domainname: '',
	User: '',
	AttachStdin: false,
	AttachStdout: false,
	AttachStderr: false,
	Tty: false,
	OpenStdin: false,
	StdinOnce: false,
	Env: null,
	Cmd: null,
	Image: '',
	Volumes: null,
	WorkingDir: '',
	Entrypoint: null,
	OnBuild: null,
	Labels: null
};

/** Unpacked bytes. */
export function imageSize(source: ImageSource): number {
	return source.layers.reduce((sum, layer) => sum + layer.unpacked, 0);
}

/** Images of one engine: pull, list, remove. */
export class Images implements ImageBackend {
	/** Containers that use an image; set by the composition. */
	usedBy: (imageId: string) => { id: string; running: boolean }[] = () => [];
	private readonly pulling = new Map<string, { done: Deferred<void>; listeners: ((message: JsonMessage) => void)[] }>();

	constructor(
		private readonly context: EngineContext,
		private readonly disk: ImageDisk
	) {}

	/** The image a name, ID or beginning of an ID means. */
	find(name: string): StoredImage | undefined {
		const id = name.replace(/^sha256:/, '');
		if (/^[0-9a-f]{64}$/.test(id)) {
			const exact = this.disk.images.get(`sha256:${id}`);
			if (exact) return exact;
		}
		let reference: ImageReference | undefined;
		try {
			reference = parseReference(name, this.context.era.id);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
		}
		if (reference) {
			const wanted =
				reference.digest !== ''
					? `${canonicalName(reference)}@${reference.digest}`
					: `${canonicalName(reference)}:${reference.tag}`;
			for (const image of this.disk.images.values()) {
				if ((reference.digest !== '' ? image.digests : image.tags).includes(wanted)) return image;
			}
		}
		if (!/^[0-9a-f]+$/.test(id)) return undefined;
		const byPrefix = [...this.disk.images.values()].filter((image) => image.id.startsWith(`sha256:${id}`));
		return byPrefix.length === 1 ? byPrefix[0] : undefined;
	}

	/** @throws ApiError `No such image: nosuch:latest` (404) */
	get(name: string): StoredImage {
		const image = this.find(name);
		if (image) return image;
		throw new ApiError('notFound', `No such image: ${this.shownName(name)}`);
	}

	/** Puts an image there without a pull: what a machine had before the world began. */
	preload(name: string): void {
		const reference = parseReference(name, this.context.era.id);
		const lookup = this.context.registry.lookup(reference, this.context.where);
		if (!('manifest' in lookup)) throw new ApiError('notFound', `No such image: ${familiarReference(reference)}`);
		lookup.manifest.source.layers.forEach((_, i) => this.disk.layers.add(layerId(lookup.manifest.source, i)));
		this.store(reference, lookup.manifest, !lookup.manifest.source.imported);
	}

	/**
	 * What a task's prepare does: asks the registry, fetches what is missing. One download per image at a time.
	 * @throws ApiError as `docker pull` shows it
	 */
	*ensure(
		name: string,
		tell: (message: JsonMessage) => void = () => {},
		credentials?: Credentials
	): Process<'new' | 'up to date'> {
		const { context } = this;
		const reference = parseReference(name, context.era.id);
		yield* sleep(draw(context.rng, TIMING.manifest));
		const lookup = context.registry.lookup(reference, context.where, credentials);
		if (!('manifest' in lookup)) {
			context.sim.trace.emit({
				type: 'image',
				where: context.where,
				image: familiarReference(reference),
				state: 'missing'
			});
			throw this.pullError(reference, lookup.missing);
		}
		const { manifest } = lookup;
		tell({
			status: `Pulling from ${reference.domain === 'docker.io' ? reference.path : canonicalName(reference)}`,
			id: reference.digest === '' ? reference.tag : reference.digest
		});
		const before = this.find(familiarReference(reference))?.id;
		const digestLine: JsonMessage = { status: `Digest: ${manifest.digest}` };
		if (this.disk.images.has(manifest.imageId) && before === manifest.imageId) {
			this.store(reference, manifest);
			tell(digestLine);
			tell({ status: `Status: Image is up to date for ${familiarReference(reference)}` });
			return 'up to date';
		}
		yield* this.download(manifest, tell);
		this.store(reference, manifest);
		tell(digestLine);
		tell({ status: `Status: Downloaded newer image for ${familiarReference(reference)}` });
		return 'new';
	}

	*pull(name: string, tag: string, auth = ''): Process<ApiStream> {
		const full = tag === '' ? name : tag.startsWith('sha256:') ? `${name}@${tag}` : `${name}:${tag}`;
		const reference = parseReference(full, this.context.era.id);
		const credentials = credentialsOf(auth);
		// Without a tag all of them are meant.
		const tags = tag === '' && !name.includes('@') ? this.context.registry.tagsOf(reference) : [];
		const names = tags.length > 0 ? tags.map((each) => `${name}:${each}`) : [full];
		const first = this.context.registry.lookup(
			parseReference(names[0]!, this.context.era.id),
			this.context.where,
			credentials
		);
		if (!('manifest' in first)) {
			yield* sleep(draw(this.context.rng, TIMING.manifest));
			throw this.pullError(reference, first.missing);
		}
		const stream = new ChunkStream();
		const { context } = this;
		const ensure = (each: string): Process<'new' | 'up to date'> =>
			this.ensure(each, (message) => stream.pushJson(message), credentials);
		const pull = function* (): Process {
			try {
				for (const each of names) yield* ensure(each);
				context.events.emit('image', 'pull', familiarReference(reference), { name: familiarName(reference) });
			} catch (error) {
				if (!(error instanceof ApiError)) throw error;
				stream.pushJson({ errorDetail: { message: error.message }, error: error.message });
			}
			stream.end();
			return 0;
		};
		this.context.scope.spawn(pull(), { name: `pull ${full}`, onExit: () => stream.end() });
		return stream;
	}

	*push(name: string, tag: string, auth: string): Process<ApiStream> {
		const { context, disk } = this;
		const reference = parseReference(tag === '' ? name : `${name}:${tag}`, context.era.id);
		const prefix = `${canonicalName(reference)}:`;
		const credentials = credentialsOf(auth);
		const known = [...disk.images.values()].flatMap((image) =>
			image.tags.filter((full) => full.startsWith(prefix)).map((full) => ({ tag: full.slice(prefix.length), image }))
		);
		const tags = tag === '' ? known : known.filter((each) => each.tag === tag);
		const stream = new ChunkStream();
		const push = function* (): Process {
			const missing = known.length > 0 && tags.length === 0;
			const fault = missing
				? `tag does not exist: ${familiarReference(reference)}`
				: yield* pushImage(context, reference, tags, credentials, (message) => stream.pushJson(message));
			if (fault !== undefined) stream.pushJson({ errorDetail: { message: fault }, error: fault });
			else context.events.emit('image', 'push', familiarReference(reference), { name: familiarName(reference) });
			stream.end();
			return 0;
		};
		context.scope.spawn(push(), { name: `push ${name}`, onExit: () => stream.end() });
		return stream;
	}

	*list(options: { all: boolean; digests: boolean; filters: Filters }): Process<ImageSummary[]> {
		acceptFilters(this.context.era, options.filters, FILTER_KEYS);
		const wanted = options.filters['reference'];
		const dangling = options.filters['dangling']?.[0];
		const before = options.filters['before']?.[0];
		const since = options.filters['since']?.[0];
		return this.newestFirst()
			.filter((image) => matchLabels(options.filters, 'label', image.source.config.labels ?? {}))
			.filter(
				(image) =>
					dangling === undefined || (['1', 'true'].includes(dangling) ? image.tags.length === 0 : image.tags.length > 0)
			)
			.filter((image) => before === undefined || image.source.createdMs < this.get(before).source.createdMs)
			.filter((image) => since === undefined || image.source.createdMs > this.get(since).source.createdMs)
			.map((image) => this.summary(image))
			.filter((summary) => {
				if (wanted === undefined) return true;
				summary.RepoTags = (summary.RepoTags ?? []).filter((tag) =>
					wanted.some((pattern) => matchesReference(pattern, tag))
				);
				return summary.RepoTags.length > 0;
			});
	}

	summary(image: StoredImage, containers = -1): ImageSummary {
		const size = imageSize(image.source);
		return {
			Containers: containers,
			Created: Math.trunc(image.source.createdMs / 1000),
			Id: image.id,
			Labels: image.source.config.labels ?? null,
			ParentId: '',
			RepoDigests: image.digests.length > 0 ? image.digests.map(familiarText) : null,
			RepoTags: image.tags.length > 0 ? image.tags.map(familiarText) : null,
			SharedSize: -1,
			Size: size,
			VirtualSize: size
		};
	}

	/** @throws ApiError `no such image: nosuch: No such image: nosuch:latest` (404), as recorded */
	*inspect(name: string): Process<ImageInspect> {
		const image = this.find(name);
		if (!image) throw new ApiError('notFound', `no such image: ${name}: No such image: ${this.shownName(name)}`);
		const { source } = image;
		const { era } = this.context;
		const size = imageSize(source);
		const { architecture, variant } = this.platformOf(source);
		return {
			Id: image.id,
			RepoTags: image.tags.map(familiarText),
			RepoDigests: image.digests.map(familiarText),
			Parent: '',
			Comment: source.imported ? IMPORTED : '',
			Created: new Date(source.createdMs).toISOString(),
			...(atLeast(era.id, '28.2') ? {} : { Container: '', ContainerConfig: NO_CONFIG }),
			DockerVersion: source.imported ? era.engine.version : '',
			Author: '',
			Config: imageConfig(source),
			Architecture: architecture,
			...(variant === undefined ? {} : { Variant: variant }),
			Os: 'linux',
			Size: size,
			VirtualSize: size,
			GraphDriver: { Data: imageDirectories(image.id, source.layers.length), Name: 'overlay2' },
			RootFS: {
				Type: 'layers',
				Layers: source.layers.map((_, i) => `sha256:${stableHex(`diff ${layerId(source, i)}`)}`)
			},
			Metadata: { LastTagTime: '0001-01-01T00:00:00Z' }
		};
	}

	*history(name: string): Process<ImageHistoryItem[]> {
		const image = this.get(name);
		const created = Math.trunc(image.source.createdMs / 1000);
		if (image.source.imported) {
			const tags = image.tags.map(familiarText);
			const size = imageSize(image.source);
			return [{ Comment: IMPORTED, Created: created, CreatedBy: '', Id: image.id, Size: size, Tags: tags }];
		}
		const { cmd, entrypoint } = image.source.config;
		const config = [
			cmd ? `CMD ${JSON.stringify(cmd)}` : undefined,
			entrypoint ? `ENTRYPOINT ${JSON.stringify(entrypoint)}` : undefined
		];
		const steps = [
			...config.flatMap((text) => (text === undefined ? [] : [{ text, size: 0 }])),
			...[...image.source.layers].reverse().map((layer) => ({ text: layer.createdBy, size: layer.unpacked }))
		];
		return steps.map((step, i) => ({
			Comment: step.text.includes('buildkit') ? 'buildkit.dockerfile.v0' : '',
			Created: created,
			CreatedBy: step.text,
			Id: i === 0 ? image.id : '<missing>',
			Size: step.size,
			Tags: i === 0 ? image.tags.map(familiarText) : null
		}));
	}

	*tag(name: string, repository: string, tag: string): Process<void> {
		const image = this.get(name);
		const reference = parseReference(tag === '' ? repository : `${repository}:${tag}`, this.context.era.id);
		const full = `${canonicalName(reference)}:${reference.tag}`;
		for (const other of this.disk.images.values()) other.tags = other.tags.filter((known) => known !== full);
		image.tags.push(full);
		this.context.events.emit('image', 'tag', image.id, { name: familiarReference(reference) });
	}

	/** Source of the conflicts: recordings api-errors.txt; moby daemon/images/image_delete.go. */
	*remove(name: string, options: { force: boolean; noprune: boolean }): Process<ImageDeleteItem[]> {
		const image = this.get(name);
		yield* sleep(draw(this.context.rng, TIMING.record));
		const short = image.id.slice(7, 19);
		const users = this.usedBy(image.id);
		const running = users.find((user) => user.running);
		const isId = image.id.replace('sha256:', '').startsWith(name.replace(/^sha256:/, ''));
		const items: ImageDeleteItem[] = [];
		const untag = (tags: readonly string[]): void => {
			image.tags = image.tags.filter((tag) => !tags.includes(tag));
			for (const tag of tags) {
				items.push({ Untagged: familiarText(tag) });
				this.context.events.emit('image', 'untag', image.id, { name: image.id });
			}
		};
		if (!isId) {
			const reference = parseReference(name, this.context.era.id);
			const full = `${canonicalName(reference)}:${reference.tag}`;
			if (image.tags.length > 1) {
				untag([full]);
				return items;
			}
			const user = users[0];
			if (user && !options.force) {
				throw new ApiError(
					'conflict',
					`conflict: unable to remove repository reference "${name}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${short}`
				);
			}
			if (user) {
				untag([full]);
				return items;
			}
			untag([full]);
		} else {
			if (running) {
				throw new ApiError(
					'conflict',
					`conflict: unable to delete ${short} (cannot be forced) - image is being used by running container ${running.id.slice(0, 12)}`
				);
			}
			if (image.tags.length > 1 && !options.force) {
				throw new ApiError(
					'conflict',
					`conflict: unable to delete ${short} (must be forced) - image is referenced in multiple repositories`
				);
			}
			if (users[0] && !options.force) {
				throw new ApiError(
					'conflict',
					`conflict: unable to delete ${short} (must be forced) - image is being used by stopped container ${users[0].id.slice(0, 12)}`
				);
			}
			untag([...image.tags]);
		}
		for (const digest of image.digests) items.push({ Untagged: familiarText(digest) });
		items.push(...this.delete(image));
		return items;
	}

	*prune(filters: Filters): Process<ImagePruneResponse> {
		acceptFilters(this.context.era, filters, ['dangling', 'label', 'label!', 'until']);
		const all = ['0', 'false'].includes(filters['dangling']?.[0] ?? 'true');
		const items: ImageDeleteItem[] = [];
		let reclaimed = 0;
		for (const image of [...this.disk.images.values()]) {
			if (this.usedBy(image.id).length > 0 || (!all && image.tags.length > 0)) continue;
			for (const tag of image.tags) items.push({ Untagged: familiarText(tag) });
			for (const digest of image.digests) items.push({ Untagged: familiarText(digest) });
			reclaimed += imageSize(image.source);
			items.push(...this.delete(image));
		}
		return { ImagesDeleted: items.length > 0 ? items : null, SpaceReclaimed: reclaimed };
	}

	/** Source of the errors: recordings api-errors.txt (403 `denied`, 404 `manifest unknown`). */
	*distribution(name: string, auth = ''): Process<DistributionInspect> {
		const reference = parseReference(name, this.context.era.id);
		yield* sleep(draw(this.context.rng, TIMING.manifest));
		const lookup = this.context.registry.lookup(reference, this.context.where, credentialsOf(auth));
		if ('missing' in lookup) {
			if (lookup.missing !== 'repository' && lookup.missing !== 'tag') throw this.pullError(reference, lookup.missing);
			throw lookup.missing === 'repository'
				? new ApiError('forbidden', 'denied')
				: new ApiError('notFound', 'manifest unknown');
		}
		const { manifest } = lookup;
		return {
			Descriptor: {
				mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
				digest: manifest.digest,
				size: manifest.size
			},
			Platforms: manifest.platforms.map(({ architecture, os, variant }) => ({
				architecture,
				os,
				...(variant === undefined ? {} : { variant })
			}))
		};
	}

	/** Newest first, as `docker images` lists them. */
	newestFirst(): StoredImage[] {
		return [...this.disk.images.values()].sort(
			(a, b) => b.source.createdMs - a.source.createdMs || (a.id < b.id ? -1 : 1)
		);
	}

	/** Bytes of its layers that other images on this disk have, too. */
	sharedSize({ id, source }: StoredImage): number {
		const others = new Set<string>();
		for (const image of this.disk.images.values())
			if (image.id !== id) image.source.layers.forEach((_, i) => others.add(layerId(image.source, i)));
		return source.layers.reduce((sum, layer, i) => sum + (others.has(layerId(source, i)) ? layer.unpacked : 0), 0);
	}

	/** Bytes of all layers on this disk, shared ones once. */
	layersSize(): number {
		const seen = new Map<string, number>();
		for (const { source } of this.disk.images.values())
			source.layers.forEach((layer, i) => seen.set(layerId(source, i), layer.unpacked));
		return [...seen.values()].reduce((sum, size) => sum + size, 0);
	}

	/** In a process of the daemon's own: whoever asked for it may go away meanwhile. */
	private *download(manifest: Manifest, tell: (message: JsonMessage) => void): Process<void> {
		const { context, disk, pulling } = this;
		const running = pulling.get(manifest.imageId);
		if (running) {
			running.listeners.push(tell);
			yield* running.done.wait();
			return;
		}
		const done = new Deferred<void>();
		const listeners = [tell];
		pulling.set(manifest.imageId, { done, listeners });
		const name = `${manifest.source.name}:${manifest.source.tags[0] ?? 'latest'}`;
		const fetch = function* (): Process {
			context.sim.trace.emit({ type: 'image', where: context.where, image: name, state: 'pulling' });
			yield* pullLayers(manifest.source, pullSpeed(context.era.hardware.architecture), disk.layers, (message) => {
				for (const listener of listeners) listener(message);
			});
			context.sim.trace.emit({ type: 'image', where: context.where, image: name, state: 'pulled' });
			pulling.delete(manifest.imageId);
			done.resolve();
			return 0;
		};
		context.scope.spawn(fetch(), { name: `download ${name}` });
		yield* done.wait();
	}

	/** @param isFromRegistry what was loaded from an archive has no digest */
	private store(reference: ImageReference, manifest: Manifest, isFromRegistry = true): void {
		const name = canonicalName(reference);
		let image = this.disk.images.get(manifest.imageId);
		if (!image) {
			image = {
				id: manifest.imageId,
				source: manifest.source,
				tags: [],
				digests: [],
				pulledMs: this.context.sim.wallMs
			};
			this.disk.images.set(image.id, image);
		}
		const full = `${name}:${reference.tag}`;
		// A pinned reference gives no tag: `docker images` shows <none> for it.
		if (reference.tag !== '' && reference.digest === '' && !image.tags.includes(full)) {
			for (const other of this.disk.images.values()) other.tags = other.tags.filter((tag) => tag !== full);
			image.tags.push(full);
		}
		const digest = `${name}@${manifest.digest}`;
		if (isFromRegistry && !image.digests.includes(digest)) image.digests.push(digest);
	}

	private delete(image: StoredImage): ImageDeleteItem[] {
		this.disk.images.delete(image.id);
		this.context.events.emit('image', 'delete', image.id, { name: image.id });
		const kept = new Set(
			[...this.disk.images.values()].flatMap(({ source }) => source.layers.map((_, i) => layerId(source, i)))
		);
		const items: ImageDeleteItem[] = [{ Deleted: image.id }];
		for (let i = image.source.layers.length - 1; i >= 0; i--) {
			const layer = layerId(image.source, i);
			if (kept.has(layer) || !this.disk.layers.delete(layer)) continue;
			items.push({ Deleted: `sha256:${stableHex(`diff ${layer}`)}` });
		}
		return items;
	}

	private platformOf(source: ImageSource): { architecture: string; variant?: string } {
		const mine = goArchitecture(this.context.era.hardware.architecture);
		const platform = source.platforms.find(({ architecture }) => architecture === mine) ?? source.platforms[0];
		return platform ?? { architecture: mine };
	}

	private shownName(name: string): string {
		try {
			return familiarReference(parseReference(name, this.context.era.id));
		} catch (error) {
			if (error instanceof ApiError) return name;
			throw error;
		}
	}

	/** What `docker pull` shows. Source: moby distribution/errors.go (TranslatePullError); recordings for a dead registry. */
	private pullError(reference: ImageReference, missing: Missing): ApiError {
		const name = familiarName(reference);
		if (missing === 'registry') return new ApiError('system', noSuchHost(reference.domain));
		if (missing === 'credentials' || missing === 'account') {
			const url = `https://${reference.domain}/v2/${reference.path}/manifests/${reference.digest || reference.tag}`;
			const why = missing === 'credentials' ? 'no basic auth credentials' : 'unauthorized: authentication required';
			return new ApiError('system', `Head "${url}": ${why}`);
		}
		if (!atLeast(this.context.era.id, '19.03'))
			return new ApiError('notFound', `image ${name}:${reference.tag} not found`);
		return missing === 'repository'
			? new ApiError(
					'notFound',
					`pull access denied for ${name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`
				)
			: new ApiError(
					'notFound',
					`manifest for ${familiarReference(reference)} not found: manifest unknown: manifest unknown`
				);
	}
}

/** Go's name of a machine's architecture as uname -m has it. */
export function goArchitecture(machine: string): string {
	if (machine === 'x86_64') return 'amd64';
	if (machine === 'aarch64') return 'arm64';
	return machine.startsWith('arm') ? 'arm' : machine;
}

/** 'docker.io/library/nginx:latest' → 'nginx:latest' */
function familiarText(full: string): string {
	return full.replace(/^docker\.io\/(library\/)?/, '');
}

/** A pattern as Go's path.Match has it, against name, name:tag. */
function matchesReference(pattern: string, tag: string): boolean {
	const expression = new RegExp(
		`^${pattern
			.replace(/[.+^${}()|[\]\\]/g, '\\$&')
			.replace(/\*/g, '[^/]*')
			.replace(/\?/g, '[^/]')}$`
	);
	return expression.test(tag) || expression.test(tag.replace(/:[^:/]*$/, ''));
}

/** The image's configuration in the API's form. */
export function imageConfig(source: ImageSource): ContainerConfig {
	const { config } = source;
	const set = (names: string[] | undefined): Record<string, Record<string, never>> | undefined =>
		names === undefined
			? undefined
			: Object.fromEntries(names.map((name): [string, Record<string, never>] => [name, {}]));
	const ports = set(config.exposedPorts);
	return {
		Hostname: '',
		Domainname: '',
		User: config.user ?? '',
		AttachStdin: false,
		AttachStdout: false,
		AttachStderr: false,
		...(ports === undefined ? {} : { ExposedPorts: ports }),
		Tty: false,
		OpenStdin: false,
		StdinOnce: false,
		Env: config.env ?? null,
		Cmd: config.cmd ?? null,
		...(config.healthcheck === undefined ? {} : { Healthcheck: config.healthcheck }),
		Image: '',
		Volumes: set(config.volumes) ?? null,
		WorkingDir: config.workingDir ?? '',
		Entrypoint: config.entrypoint ?? null,
		OnBuild: null,
		Labels: config.labels ?? null,
		...(config.stopSignal === undefined ? {} : { StopSignal: config.stopSignal })
	};
}
