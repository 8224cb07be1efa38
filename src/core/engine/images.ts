import type { ImageBackend } from '../api/backend.ts';
import { ChunkStream } from '../api/chunk-stream.ts';
import { ApiError } from '../api/error.ts';
import { acceptFilters, matchLabels, truthOf } from '../api/filters.ts';
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
import { atLeast, type Era } from '../era/era.ts';
import { Deferred, sleep, type Process } from '../sim/process.ts';
import { credentialsOf, type Credentials } from './credentials.ts';
import type { EngineContext } from './engine-context.ts';
import { timestampOf } from './container-record.ts';
import { pruneImages, removeImage } from './image-delete.ts';
import { completeConfig, contentOf, diffIdsOf, historyOf, imageConfig, type ImageContent } from './image-content.ts';
import { imageDirectories } from './layer-directories.ts';
import { pullLayers, pullSpeed } from './image-pull.ts';
import {
	canonicalName,
	familiarName,
	familiarReference,
	parseAnyReference,
	parseReference,
	parseTagged,
	type ImageReference
} from './reference.ts';
import { pruneFilter } from './prune-filter.ts';
import { isForPlatform, parsePlatform, platformText, readPlatform } from './image-platform.ts';
import { pushImage } from './image-push.ts';
import {
	connectionFault,
	NO_CREDENTIALS,
	UNKNOWN_ACCOUNT,
	type ImageSource,
	type Lookup,
	type Manifest,
	type Platform
} from './registry.ts';
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
	/** The image it was committed on, as long as that is here. */
	parent?: string;
	/** Milliseconds since 1970: when somebody gave it a name by hand. */
	taggedMs?: number;
}

/** What survives the daemon and the power of a machine. */
export interface ImageDisk {
	readonly images: Map<string, StoredImage>;
	/** 'sha256:…' of their archives. */
	readonly layers: Set<string>;
}

export function createImageDisk(): ImageDisk {
	return { images: new Map(), layers: new Set() };
}

type Missing = Extract<Lookup, { missing: string }>['missing'];

const FILTER_KEYS = ['dangling', 'label', 'before', 'since', 'reference', 'until'];

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

	get era(): Era {
		return this.context.era;
	}

	tell(image: StoredImage, action: string): void {
		this.context.events.emit('image', action, image.id, { name: image.id });
	}

	/** The image a name, ID or beginning of an ID means. */
	find(name: string): StoredImage | undefined {
		const id = name.replace(/^sha256:/, '');
		if (/^[0-9a-f]{64}$/.test(id)) {
			const exact = this.disk.images.get(`sha256:${id}`);
			if (exact) return exact;
		}
		let reference: string | ImageReference = '';
		try {
			reference = parseAnyReference(name, this.context.era.id);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
		}
		if (typeof reference !== 'string') {
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

	/** @throws ApiError `No such image: nosuch:latest` (404), `invalid reference format` (400) */
	get(name: string): StoredImage {
		const wanted = parseAnyReference(name, this.context.era.id);
		const image = this.find(name);
		if (image) return image;
		throw new ApiError('notFound', `No such image: ${typeof wanted === 'string' ? wanted : familiarReference(wanted)}`);
	}

	/** Puts an image there without a pull: what a machine had before the world began. */
	preload(name: string): void {
		const reference = parseReference(name, this.context.era.id);
		const lookup = this.context.registry.lookup(reference, this.context.registryClient);
		if (!('manifest' in lookup)) throw new ApiError('notFound', `No such image: ${familiarReference(reference)}`);
		for (const diffId of diffIdsOf(lookup.manifest.source)) this.disk.layers.add(diffId);
		this.store(reference, lookup.manifest, !lookup.manifest.source.imported);
	}

	/**
	 * What a task's prepare does: asks the registry, fetches what is missing. One download per image at a time.
	 * @throws ApiError as `docker pull` shows it
	 */
	*ensure(
		name: string,
		tell: (message: JsonMessage) => void = () => {},
		credentials?: Credentials,
		platform?: Platform
	): Process<'new' | 'up to date'> {
		const { context } = this;
		const reference = parseReference(name, context.era.id);
		yield* sleep(draw(context.rng, TIMING.manifest));
		const lookup = context.registry.lookup(reference, context.registryClient, credentials);
		if (!('manifest' in lookup)) {
			context.sim.trace.emit({
				type: 'image',
				where: context.where,
				image: familiarReference(reference),
				state: 'missing'
			});
			throw this.pullError(reference, lookup.missing);
		}
		const manifest = this.variant(lookup.manifest, platform);
		tell({
			status: `Pulling from ${reference.path}`,
			id: reference.digest === '' ? reference.tag : `${canonicalName(reference)}@${reference.digest}`
		});
		const before = this.find(familiarReference(reference))?.id;
		const { id } = this.contentOf(manifest.source);
		// What is there under another name needs no layers.
		if (!this.disk.images.has(id)) yield* this.download(manifest, tell);
		this.store(reference, manifest);
		tell({ status: `Digest: ${manifest.digest}` });
		return before === id ? 'up to date' : 'new';
	}

	*pull(name: string, tag: string, auth = '', platform = ''): Process<ApiStream> {
		const wanted = platform === '' ? undefined : parsePlatform(platform, this.mine);
		const reference = parseTagged(name.replace(/:$/, ''), tag, this.context.era.id);
		const full = tag === '' ? name : familiarReference(reference);
		const credentials = credentialsOf(auth);
		// Without a tag all of them are meant.
		const isAll = tag === '' && !name.includes('@');
		const tags = isAll ? this.context.registry.tagsOf(reference) : [];
		const names = tags.length > 0 ? tags.map((each) => `${name}:${each}`) : [full];
		const first = this.context.registry.lookup(
			parseReference(names[0]!, this.context.era.id),
			this.context.registryClient,
			credentials
		);
		if (!('manifest' in first)) {
			yield* sleep(draw(this.context.rng, TIMING.manifest));
			throw this.pullError(reference, first.missing, isAll);
		}
		const stream = new ChunkStream();
		const { context } = this;
		const ensure = (each: string): Process<'new' | 'up to date'> =>
			this.ensure(each, (message) => stream.pushJson(message), credentials, wanted);
		const shown = atLeast(context.era.id, '28.2') ? `${canonicalName(reference)}:${reference.tag}` : name;
		const find = (each: string): StoredImage | undefined => this.find(each);
		const mismatchOf = (image: StoredImage, asked: Platform): string | undefined => this.mismatch(image, shown, asked);
		const pull = function* (): Process {
			try {
				let isNew = false;
				for (const each of names) if ((yield* ensure(each)) === 'new') isNew = true;
				const outcome = isNew ? 'Downloaded newer image for' : 'Image is up to date for';
				const pulled = isAll ? familiarName(reference) : familiarReference(reference);
				stream.pushJson({ status: `Status: ${outcome} ${pulled}` });
				const image = wanted && find(familiarReference(reference));
				const warning = image && mismatchOf(image, wanted);
				if (warning !== undefined) stream.pushJson({ status: `WARNING: ${warning}` });
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

	*push(name: string, tag: string, auth: string, platform = ''): Process<ApiStream> {
		const wanted = readPlatform(platform);
		if (wanted) this.match(this.get(tag === '' ? name : `${name}:${tag}`), name, wanted);
		const { context, disk } = this;
		const reference = this.given(name, tag);
		const prefix = `${canonicalName(reference)}:`;
		const credentials = credentialsOf(auth);
		const known = [...disk.images.values()].flatMap((image) =>
			image.tags
				.filter((full) => full.startsWith(prefix))
				.map((full) => ({
					tag: full.slice(prefix.length),
					image,
					platform: this.platformOf(image.source)
				}))
		);
		const tags = tag === '' ? known : known.filter((each) => each.tag === tag);
		const stream = new ChunkStream();
		const push = function* (): Process {
			const hasOtherTags = known.length > 0;
			const fault = yield* pushImage(context, reference, { tags, hasOtherTags }, credentials, (message) =>
				stream.pushJson(message)
			);
			if (fault !== undefined) stream.pushJson({ errorDetail: { message: fault }, error: fault });
			else context.events.emit('image', 'push', familiarReference(reference), { name: familiarName(reference) });
			stream.end();
			return 0;
		};
		context.scope.spawn(push(), { name: `push ${name}`, onExit: () => stream.end() });
		return stream;
	}

	*list(options: { all: boolean; digests: boolean; filters: Filters }): Process<ImageSummary[]> {
		const { era } = this.context;
		acceptFilters(era, options.filters, FILTER_KEYS);
		const wanted = options.filters['reference']?.map(referencePattern);
		// A list of 20.10 knows no 1 and 0. Source: moby v20.10.24 daemon/images/images.go.
		const dangling = truthOf(era, options.filters, 'dangling', !atLeast(era.id, '28.2'));
		const before = options.filters['before']?.[0];
		const since = options.filters['since']?.[0];
		if (before !== undefined) this.get(before);
		if (since !== undefined) this.get(since);
		return (
			this.newestFirst()
				.filter((image) => matchLabels(options.filters, 'label', imageConfig(image.source).Labels ?? {}))
				.filter((image) => dangling === undefined || dangling === (image.tags.length === 0))
				// What others were committed on is shown by its name, or not at all (moby daemon/images/images.go).
				.filter(
					({ id, tags, digests }) =>
						options.all || tags.length > 0 || digests.length > 0 || this.children(id).length === 0
				)
				.filter((image) => before === undefined || image.source.createdMs < this.get(before).source.createdMs)
				.filter((image) => since === undefined || image.source.createdMs > this.get(since).source.createdMs)
				.map((image) => this.summary(image))
				.filter((summary) => {
					if (wanted === undefined) return true;
					summary.RepoTags = (summary.RepoTags ?? []).filter((tag) =>
						wanted.some((pattern) => pattern.test(tag) || pattern.test(tag.replace(/:[^:/]*$/, '')))
					);
					return summary.RepoTags.length > 0;
				})
		);
	}

	summary(image: StoredImage, containers = -1): ImageSummary {
		const size = imageSize(image.source);
		return {
			Containers: containers,
			Created: Math.trunc(image.source.createdMs / 1000),
			Id: image.id,
			Labels: imageConfig(image.source).Labels,
			ParentId: image.parent ?? '',
			RepoDigests: image.digests.length > 0 ? image.digests.map(familiarText) : null,
			RepoTags: image.tags.length > 0 ? image.tags.map(familiarText) : null,
			SharedSize: -1,
			Size: size,
			VirtualSize: size
		};
	}

	/** @throws ApiError `no such image: nosuch: No such image: nosuch:latest` (404), as recorded */
	*inspect(name: string, platform = ''): Process<ImageInspect> {
		const image = this.inspected(name);
		this.match(image, name, readPlatform(platform));
		const { source } = image;
		const { making } = source;
		const { era } = this.context;
		const size = imageSize(source);
		const { architecture, variant } = this.platformOf(source);
		return {
			Id: image.id,
			RepoTags: image.tags.map(familiarText),
			RepoDigests: image.digests.map(familiarText),
			Parent: image.parent ?? '',
			Comment: making?.comment || (making || source.imported ? (historyOf(source).at(-1)?.comment ?? '') : ''),
			Created: new Date(source.createdMs).toISOString(),
			...(atLeast(era.id, '28.2')
				? {}
				: { Container: making?.container ?? '', ContainerConfig: making?.containerConfig ?? completeConfig({}) }),
			DockerVersion: making?.dockerVersion ?? (source.imported ? era.engine.version : ''),
			Author: making?.author ?? '',
			Config: imageConfig(source),
			Architecture: architecture,
			...(variant === undefined ? {} : { Variant: variant }),
			Os: 'linux',
			Size: size,
			VirtualSize: size,
			GraphDriver: { Data: imageDirectories(image.id, source.layers.length), Name: 'overlay2' },
			RootFS: {
				Type: 'layers',
				...(source.layers.length > 0 && { Layers: [...diffIdsOf(source)] })
			},
			Metadata: { LastTagTime: timestampOf(image.taggedMs ?? 0) }
		};
	}

	private inspected(name: string): StoredImage {
		try {
			return this.get(name);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			throw new ApiError(error.kind, `no such image: ${name}: ${error.message}`);
		}
	}

	*history(name: string, platform = ''): Process<ImageHistoryItem[]> {
		const image = this.get(name);
		this.match(image, name, readPlatform(platform));
		let layer = 0;
		const rows = historyOf(image.source).map((step) => ({
			Comment: step.comment ?? '',
			Created: Math.trunc(Date.parse(step.created) / 1000),
			CreatedBy: step.created_by ?? '',
			Size: step.empty_layer ? 0 : (image.source.layers[layer++]?.unpacked ?? 0)
		}));
		// Images that were made here know the one they were made of. Source: moby daemon/images/image_history.go.
		let each: StoredImage | undefined = image;
		return rows.reverse().map(({ Comment, Created, CreatedBy, Size }) => {
			const Id = each?.id ?? '<missing>';
			const Tags = each ? each.tags.map(familiarText) : null;
			each = each?.parent === undefined ? undefined : this.disk.images.get(each.parent);
			return { Comment, Created, CreatedBy, Id, Size, Tags };
		});
	}

	*tag(name: string, repository: string, tag: string): Process<void> {
		const isOld = !atLeast(this.context.era.id, '28.2');
		const image = this.get(name);
		const reference = this.given(repository, tag);
		if (reference.digest !== '' && !(isOld && tag !== '')) {
			throw new ApiError(
				'invalid',
				isOld ? 'refusing to create a tag with a digest reference' : 'cannot import digest reference'
			);
		}
		this.name(image, { ...reference, digest: '' });
	}

	/** A bad name for an image that is here: engines before 28.2 call it their own fault (testdata/real-engine). */
	private given(name: string, tag: string): ImageReference {
		const { id } = this.context.era;
		try {
			return parseTagged(name, tag, id);
		} catch (error) {
			if (!(error instanceof ApiError) || atLeast(id, '28.2')) throw error;
			throw new ApiError('system', error.message);
		}
	}

	/** A name given by hand. Source: moby daemon/images/image_tag.go, TagImageWithReference. */
	name(image: StoredImage, reference: ImageReference): void {
		this.give(image, reference);
		image.taggedMs = this.context.sim.wallMs;
		this.context.events.emit('image', 'tag', image.id, { name: familiarReference(reference) });
	}

	*remove(name: string, options: { force: boolean; noprune: boolean; platform: string }): Process<ImageDeleteItem[]> {
		const image = this.get(name);
		this.match(image, name, readPlatform(options.platform));
		yield* sleep(draw(this.context.rng, TIMING.record));
		return removeImage(this, this.disk, image, name, options);
	}

	*prune(filters: Filters): Process<ImagePruneResponse> {
		const { era, sim } = this.context;
		acceptFilters(era, filters, ['dangling', 'label', 'label!', 'until']);
		const isDangling = truthOf(era, filters, 'dangling') ?? true;
		const isMeant = pruneFilter(era, filters, sim.wallMs);
		return pruneImages(this, this.disk, isDangling, (image) =>
			isMeant(imageConfig(image.source).Labels, image.source.createdMs)
		);
	}

	/** Source of the errors: recordings api-errors.txt (403 `denied`, 404 `manifest unknown`). */
	*distribution(name: string, auth = ''): Process<DistributionInspect> {
		const reference = parseAnyReference(name, this.context.era.id);
		if (typeof reference === 'string') throw new ApiError('system', 'no manifest found for full image ID');
		yield* sleep(draw(this.context.rng, TIMING.manifest));
		const lookup = this.context.registry.lookup(reference, this.context.registryClient, credentialsOf(auth));
		if ('missing' in lookup) {
			if (lookup.missing !== 'repository' && lookup.missing !== 'tag') throw this.pullError(reference, lookup.missing);
			throw lookup.missing === 'repository' && reference.domain === 'docker.io'
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

	all(): StoredImage[] {
		return [...this.disk.images.values()];
	}

	/** Newest first, as `docker images` lists them. */
	newestFirst(): StoredImage[] {
		return [...this.disk.images.values()].sort(
			(a, b) => b.source.createdMs - a.source.createdMs || (a.id < b.id ? -1 : 1)
		);
	}

	/** Bytes of its layers that other images on this disk have, too. */
	sharedSize({ id, source }: StoredImage): number {
		const others = new Set(this.all().flatMap((image) => (image.id === id ? [] : diffIdsOf(image.source))));
		const diffIds = diffIdsOf(source);
		return source.layers.reduce((sum, layer, i) => sum + (others.has(diffIds[i]!) ? layer.unpacked : 0), 0);
	}

	/** Bytes of all layers on this disk, shared ones once. */
	layersSize(): number {
		const seen = new Map<string, number>();
		for (const { source } of this.disk.images.values())
			diffIdsOf(source).forEach((diffId, i) => seen.set(diffId, source.layers[i]!.unpacked));
		return [...seen.values()].reduce((sum, size) => sum + size, 0);
	}

	/** In a process of the daemon's own: whoever asked for it may go away meanwhile. */
	private *download(manifest: Manifest, tell: (message: JsonMessage) => void): Process<void> {
		const { context, disk, pulling } = this;
		const { id } = this.contentOf(manifest.source);
		const running = pulling.get(id);
		if (running) {
			running.listeners.push(tell);
			yield* running.done.wait();
			return;
		}
		const done = new Deferred<void>();
		const listeners = [tell];
		pulling.set(id, { done, listeners });
		const name = `${manifest.source.name}:${manifest.source.tags[0] ?? 'latest'}`;
		const fetch = function* (): Process {
			context.sim.trace.emit({ type: 'image', where: context.where, image: name, state: 'pulling' });
			yield* pullLayers(manifest.source, pullSpeed(context.era.hardware.architecture), disk.layers, (message) => {
				for (const listener of listeners) listener(message);
			});
			context.sim.trace.emit({ type: 'image', where: context.where, image: name, state: 'pulled' });
			pulling.delete(id);
			done.resolve();
			return 0;
		};
		context.scope.spawn(fetch(), { name: `download ${name}` });
		yield* done.wait();
	}

	/** @param isFromRegistry what was loaded from an archive has no digest */
	private store(reference: ImageReference, manifest: Manifest, isFromRegistry = true): void {
		const name = canonicalName(reference);
		const image = this.put(manifest.source);
		// A pinned reference gives no tag: `docker images` shows <none> for it.
		if (reference.tag !== '' && reference.digest === '') this.give(image, reference);
		const digest = `${name}@${manifest.digest}`;
		if (isFromRegistry && !image.digests.includes(digest)) image.digests.push(digest);
	}

	/** Puts an image on the disk, without a name. */
	put(source: ImageSource, parent?: string): StoredImage {
		const { id, diffIds } = this.contentOf(source);
		for (const diffId of diffIds) this.disk.layers.add(diffId);
		let image = this.disk.images.get(id);
		if (!image) {
			image = { id, source, tags: [], digests: [], pulledMs: this.context.sim.wallMs };
			if (parent !== undefined) image.parent = parent;
			this.disk.images.set(id, image);
		}
		return image;
	}

	/** A name moves to an image. @returns ID of the one that had it, if it was another */
	give(image: StoredImage, reference: ImageReference): string | undefined {
		const full = `${canonicalName(reference)}:${reference.tag}`;
		if (image.tags.includes(full)) return undefined;
		const other = [...this.disk.images.values()].find(({ tags }) => tags.includes(full));
		if (other) other.tags = other.tags.filter((tag) => tag !== full);
		image.tags.push(full);
		return other?.id;
	}

	has(diffId: string): boolean {
		return this.disk.layers.has(diffId);
	}

	contentOf(source: ImageSource): ImageContent {
		return contentOf(source, this.platformOf(source));
	}

	children(id: string): StoredImage[] {
		return [...this.disk.images.values()].filter(({ parent }) => parent === id);
	}

	/** Of the variants of an image, the one for this machine. */
	platformOf(source: ImageSource): Platform {
		const mine = goArchitecture(this.context.era.hardware.architecture);
		const platform = source.platforms.find(({ architecture }) => architecture === mine) ?? source.platforms[0];
		return platform ?? { architecture: mine, os: 'linux' };
	}

	/** Of the variants behind one name, the one for another platform. @throws ApiError (404) */
	private variant(manifest: Manifest, platform: Platform | undefined): Manifest {
		if (!platform) return manifest;
		const { source } = manifest;
		const found = source.platforms.find((candidate) => isForPlatform(candidate, platform));
		if (found) return { ...manifest, source: { ...source, platforms: [found] } };
		// What has no variants is pulled all the same (moby daemon/images/image_pull.go).
		if (source.platforms.length === 1) return manifest;
		throw new ApiError('notFound', `no matching manifest for ${platformText(platform)} in the manifest list entries`);
	}

	/** @param platform as a user writes it. @throws ApiError (404, 400) */
	checkPlatform(name: string, platform: string): void {
		let wanted: Platform;
		try {
			wanted = parsePlatform(platform, this.mine);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			throw new ApiError('invalid', `error parsing specified platform: ${error.message}`);
		}
		this.match(this.get(name), name, wanted);
	}

	/** @throws ApiError (404) for another platform than the one that was asked for */
	private match(image: StoredImage, name: string, wanted: Platform | undefined): void {
		const mismatch = wanted && this.mismatch(image, name, wanted);
		if (mismatch !== undefined) throw new ApiError('notFound', mismatch);
	}

	/** Source: lab 20.10; moby v28.2.2 daemon/images/image.go. */
	private mismatch(image: StoredImage, name: string, wanted: Platform): string | undefined {
		const platform = this.platformOf(image.source);
		if (isForPlatform(platform, wanted)) return undefined;
		const [actual, asked] = [platformText(platform), platformText(wanted)];
		const found = `image with reference ${name} was found but`;
		return atLeast(this.context.era.id, '28.2')
			? `${found} its platform (${actual}) does not match the specified platform (${asked})`
			: `${found} does not match the specified platform: wanted ${asked}, actual: ${actual}`;
	}

	private get mine(): Platform {
		return { os: 'linux', architecture: goArchitecture(this.context.era.hardware.architecture) };
	}

	/** What `docker pull` shows. Source: moby distribution/errors.go (TranslatePullError); registry-recorded.txt. */
	private pullError(reference: ImageReference, missing: Missing, isAll = false): ApiError {
		const { era } = this.context;
		const name = familiarName(reference);
		const isHub = reference.domain === 'docker.io';
		if (missing !== 'repository' && missing !== 'tag') {
			const fault = connectionFault(reference.domain, missing, era.id);
			if (fault !== undefined) return new ApiError('system', fault);
			const what = isAll ? 'tags/list' : `manifests/${reference.digest || reference.tag}`;
			const method = isAll || reference.digest !== '' ? 'Get' : 'Head';
			const why = missing === 'credentials' ? NO_CREDENTIALS : UNKNOWN_ACCOUNT;
			return new ApiError('system', `${method} "https://${reference.domain}/v2/${reference.path}/${what}": ${why}`);
		}
		if (!atLeast(era.id, '19.03')) return new ApiError('notFound', `image ${name}:${reference.tag} not found`);
		if (missing === 'repository' && isHub) {
			return new ApiError(
				'notFound',
				`pull access denied for ${name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`
			);
		}
		if (missing === 'repository' && isAll) {
			return new ApiError(
				'notFound',
				`repository ${name} not found: name unknown: repository name not known to registry`
			);
		}
		return new ApiError(
			'notFound',
			`manifest for ${familiarReference({ ...reference, ...(reference.digest !== '' && { tag: '' }) })} not found: manifest unknown: manifest unknown`
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
export function familiarText(full: string): string {
	return full.replace(/^docker\.io\/(library\/)?/, '');
}

/** A pattern as Go's path.Match has it. @throws ApiError (500) for one that ends too early */
function referencePattern(text: string): RegExp {
	let source = '';
	for (const [part] of text.matchAll(/\[\^?(?:\\.|[^\\\]])+\]|\\.|./gs)) {
		if (part === '*') source += '[^/]*';
		else if (part === '?') source += '[^/]';
		else if (part.length > 1) source += part;
		else if (/[[\\]/.test(part)) throw new ApiError('system', 'syntax error in pattern');
		else source += part.replace(/[.+^${}()|\]]/, '\\$&');
	}
	return new RegExp(`^${source}$`);
}
