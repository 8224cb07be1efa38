import { ApiError } from '../api/error.ts';
import { atLeast, type EraId } from '../era/era.ts';
import { sha256Hex } from '../sim/sha256.ts';
import { byteLength } from '../sim/files.ts';
import { writeTar, type TarEntry } from '../sim/tar.ts';
import { diffIdsOf, layerArchive, type ImageContent } from './image-content.ts';
import type { StoredImage } from './images.ts';
import { familiarName, familiarReference, parseReference, type ImageReference } from './reference.ts';

/** An image of an archive, with those of its names that were asked for. */
export interface Saved {
	image: StoredImage;
	content: ImageContent;
	tags: readonly ImageReference[];
}

/** One row of an archive's manifest.json. */
export interface ManifestItem {
	Config: string;
	RepoTags: string[] | null;
	Layers: string[] | null;
}

/** `docker save`. Source: moby image/tarexport/save.go (v28.2.2, v20.10.24); lab 20.10 for the older layout. */
export function writeArchive(images: readonly Saved[], era: EraId): string {
	const files = new Map<string, TarEntry>();
	const put = (name: string, content: string, mtimeMs = 0): void => {
		files.set(name, { name, kind: 'file', mode: 0o644, mtimeMs, content, target: '' });
	};
	const directory = (name: string, mtimeMs = 0): void => {
		files.set(name, { name, kind: 'directory', mode: 0o755, mtimeMs, content: '', target: '' });
	};
	// Docker 25 took the layout of the Open Container Initiative, and kept the older lists beside it.
	const write = atLeast(era, '28.2') ? writeBlobs : writeDirectories;
	const manifest = write(images, put, directory);
	const repositories: Record<string, Record<string, string>> = {};
	images.forEach(({ tags }, i) => {
		for (const reference of tags) (repositories[familiarName(reference)] ??= {})[reference.tag] = manifest[i]!.top;
	});
	put('manifest.json', `${images.length === 0 ? 'null' : JSON.stringify(manifest.map(({ item }) => item))}\n`);
	if (Object.keys(repositories).length > 0) put('repositories', `${JSON.stringify(repositories)}\n`);
	return writeTar([...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

interface Row {
	item: ManifestItem & { LayerSources?: Record<string, Descriptor> };
	/** What `repositories` calls the image: its last layer. */
	top: string;
}

interface Descriptor {
	mediaType: string;
	size: number;
	digest: string;
}

type Put = (name: string, content: string, mtimeMs?: number) => void;

const tagsOf = ({ tags }: Saved): string[] | null => (tags.length === 0 ? null : tags.map(familiarReference));

function writeBlobs(images: readonly Saved[], put: Put, directory: (name: string, mtimeMs?: number) => void): Row[] {
	directory('blobs/');
	directory('blobs/sha256/');
	const blob = (hex: string): string => `blobs/sha256/${hex}`;
	const index: Record<string, unknown>[] = [];
	const rows = images.map((saved): Row => {
		const { image, content } = saved;
		const { createdMs } = image.source;
		const layers = content.diffIds.map((digest, i): Descriptor => {
			const archive = layerArchive(image.source, i);
			put(blob(digest.slice(7)), archive, createdMs);
			return { mediaType: 'application/vnd.oci.image.layer.v1.tar', size: byteLength(archive), digest };
		});
		put(blob(content.id.slice(7)), content.json, createdMs);
		const manifest = JSON.stringify({
			schemaVersion: 2,
			mediaType: 'application/vnd.oci.image.manifest.v1+json',
			config: {
				mediaType: 'application/vnd.oci.image.config.v1+json',
				digest: content.id,
				size: byteLength(content.json)
			},
			layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }))
		});
		const digest = sha256Hex(manifest);
		put(blob(digest), manifest);
		const descriptor = {
			mediaType: 'application/vnd.oci.image.manifest.v1+json',
			digest: `sha256:${digest}`,
			size: byteLength(manifest)
		};
		for (const reference of saved.tags) {
			const name = `${reference.domain}/${reference.path}:${reference.tag}`;
			const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': reference.tag };
			index.push({ ...descriptor, annotations });
		}
		if (index.length === 0) index.push(descriptor);
		return {
			item: {
				Config: blob(content.id.slice(7)),
				RepoTags: tagsOf(saved),
				Layers: content.diffIds.map((diffId) => blob(diffId.slice(7))),
				LayerSources: Object.fromEntries(layers.map((layer) => [layer.digest, layer]))
			},
			top: content.diffIds.at(-1)?.slice(7) ?? ''
		};
	});
	if (images.length > 0 || index.length > 0) {
		const mediaType = 'application/vnd.oci.image.index.v1+json';
		put('index.json', JSON.stringify({ schemaVersion: 2, mediaType, manifests: index }));
	}
	put('oci-layout', '{"imageLayoutVersion": "1.0.0"}');
	return rows;
}

function writeDirectories(
	images: readonly Saved[],
	put: Put,
	directory: (name: string, mtimeMs?: number) => void
): Row[] {
	return images.map((saved) => {
		const { image, content } = saved;
		const { createdMs } = image.source;
		const created = new Date(createdMs).toISOString();
		let parent = '';
		const directories = content.diffIds.map((diffId, i) => {
			// Such an ID is a checksum of the layers up to here and, on top, of the image.
			const isTop = i === content.diffIds.length - 1;
			const id = sha256Hex(`${parent} ${diffId} ${isTop ? content.id : ''}`);
			directory(`${id}/`, createdMs);
			put(`${id}/VERSION`, '1.0', createdMs);
			const known = { id, ...(parent !== '' && { parent }) };
			const v1 = isTop ? { ...known, ...(JSON.parse(content.json) as object) } : { ...known, created };
			put(`${id}/json`, JSON.stringify({ ...v1, history: undefined, rootfs: undefined }), createdMs);
			put(`${id}/layer.tar`, layerArchive(image.source, i), createdMs);
			parent = id;
			return id;
		});
		put(`${content.id.slice(7)}.json`, content.json, createdMs);
		return {
			item: {
				Config: `${content.id.slice(7)}.json`,
				RepoTags: tagsOf(saved),
				Layers: directories.map((id) => `${id}/layer.tar`)
			},
			top: parent
		};
	});
}

/** What `docker save NAME…` names. Source: moby image/tarexport/save.go, parseNames. @throws ApiError (404) */
export function savedImages(
	names: readonly string[],
	images: readonly StoredImage[],
	contentOf: (image: StoredImage) => ImageContent,
	era: EraId
): Saved[] {
	const found = new Map<string, ImageReference[]>();
	const add = (image: StoredImage, reference?: ImageReference): void => {
		const list = found.get(image.id) ?? [];
		found.set(image.id, list);
		if (reference && !list.some((known) => familiarReference(known) === familiarReference(reference)))
			list.push(reference);
	};
	for (const name of names) {
		const id = name.replace(/^sha256:/, '');
		const isId = /^[0-9a-f]{64}$/.test(id);
		const byId = (): StoredImage => {
			const matching = /^[0-9a-f]+$/.test(id) ? images.filter((image) => image.id.startsWith(`sha256:${id}`)) : [];
			if (matching.length !== 1) throw new ApiError('notFound', `No such image: ${name}`);
			return matching[0]!;
		};
		if (isId || name.startsWith('sha256:')) {
			add(byId());
			continue;
		}
		const reference = parseReference(name, era);
		const repository = `${reference.domain}/${reference.path}`;
		if (reference.digest !== '') {
			const image = images.find(({ digests }) => digests.includes(`${repository}@${reference.digest}`));
			if (!image) throw new ApiError('notFound', 'reference does not exist');
			add(image);
			continue;
		}
		if (/:[^/]*$/.test(name)) {
			const image = images.find(({ tags }) => tags.includes(`${repository}:${reference.tag}`));
			if (!image) throw new ApiError('notFound', 'reference does not exist');
			add(image, reference);
			continue;
		}
		// A name alone means all its tags.
		const tagged = images.flatMap((image) => {
			const tags = image.tags.filter((tag) => tag.startsWith(`${repository}:`));
			return tags.map((tag) => ({ image, tag: tag.slice(repository.length + 1) }));
		});
		tagged.sort((a, b) => (a.tag < b.tag ? -1 : 1));
		for (const { image, tag } of tagged) add(image, { ...reference, tag });
		if (tagged.length === 0) add(byId());
	}
	return [...found].map(([id, tags]) => {
		const image = images.find((each) => each.id === id)!;
		if (diffIdsOf(image.source).length === 0) throw new ApiError('system', 'empty export - not implemented');
		return { image, content: contentOf(image), tags };
	});
}
