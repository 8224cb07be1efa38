import { ApiError } from '../api/error.ts';
import type { JsonMessage } from '../api/wire/image.ts';
import { jsonFault } from '../sim/json-syntax.ts';
import { sha256Hex } from '../sim/sha256.ts';
import { byteLength } from '../sim/files.ts';
import { readTar, type TarEntry } from '../sim/tar.ts';
import type { EngineContext } from './engine-context.ts';
import type { ManifestItem } from './image-archive.ts';
import { readImage, untar } from './image-making.ts';
import { bar } from './image-pull.ts';
import type { Images } from './images.ts';
import { familiarReference, parseReference } from './reference.ts';

/** Fields of an archive's configuration that loading asks for. */
interface Config {
	os?: string;
	architecture?: string;
	rootfs?: { diff_ids?: string[] | null } | null;
}

/**
 * `docker load`. Source: moby image/tarexport/load.go; texts: lab 20.10. Archives older than Docker 1.10, without
 * manifest.json, are not modelled.
 * @param isWanted whether an image is for the platform that was asked for
 * @throws ApiError as the stream's last line tells it
 */
export function loadArchive(
	{ context, images }: { context: EngineContext; images: Images },
	archive: string,
	tell: (message: JsonMessage) => void,
	isWanted: (platform: { os: string; architecture: string; variant?: string }) => boolean,
	isQuiet: boolean
): void {
	const { era, registry, rng } = context;
	// Where the engine unpacks it.
	const folder = `/var/lib/docker/tmp/docker-import-${100_000_000 + rng.int(4_000_000_000)}`;
	const files = new Map<string, TarEntry>();
	for (const entry of untar(archive, era.id)) files.set(entry.name.replace(/^(\.?\/)+/, ''), entry);
	const read = (name: string): string => {
		const entry = files.get(name);
		if (entry?.kind === 'file') return entry.content;
		throw new ApiError('system', `open ${folder}/${name}: no such file or directory`);
	};
	if (!files.has('manifest.json')) read('repositories');
	const manifest = parsed<ManifestItem[] | null>(read('manifest.json'), '[]tarexport.manifestItem', 'array');
	let ids = '';
	let names = 0;
	for (const item of manifest ?? []) {
		const json = read(item.Config);
		const config = parsed<Config>(json, 'image.Image', 'object');
		if (!config.rootfs) throw new ApiError('system', 'invalid image JSON, no RootFS key');
		if (config.os && config.os !== 'linux') throw new ApiError('system', `cannot load ${config.os} image on linux`);
		const diffIds = config.rootfs.diff_ids ?? [];
		const paths = item.Layers ?? [];
		if (paths.length !== diffIds.length) {
			const counts = `expected ${paths.length}, got ${diffIds.length}`;
			throw new ApiError('system', `invalid manifest, layers length mismatch: ${counts}`);
		}
		const layers = diffIds.map((diffId, i) => {
			const layer = read(paths[i]!);
			if (!images.has(diffId) && !isQuiet) progress(diffId, byteLength(layer), tell);
			const actual = `sha256:${sha256Hex(layer)}`;
			if (actual !== diffId) {
				const ids = `expected ${JSON.stringify(diffId)}, got ${JSON.stringify(actual)}`;
				throw new ApiError('system', `invalid diffID for layer ${i}: ${ids}`);
			}
			return readTar(layer) ?? [];
		});
		const { source, platform } = readImage(json, layers, registry);
		if (!isWanted(platform)) continue;
		const image = images.put(source);
		ids += `Loaded image ID: ${image.id}\n`;
		names = 0;
		for (const name of item.RepoTags ?? []) {
			const reference = parseReference(name, era.id);
			const former = images.give(image, reference);
			const shown = familiarReference(reference);
			if (former !== undefined) {
				tell({
					stream: `The image ${shown} already exists, renaming the old one with ID ${former} to empty string\n`
				});
			}
			tell({ stream: `Loaded image: ${shown}\n` });
			names++;
		}
		images.tell(image, 'load');
	}
	if (names === 0 && ids !== '') tell({ stream: ids });
}

function progress(diffId: string, total: number, tell: (message: JsonMessage) => void): void {
	const id = diffId.slice(7, 19);
	// A line for each part of 512 KiB that is read, and one at the end (moby pkg/progress/progressreader.go).
	for (let current = Math.min(total, 32_768); ; current = Math.min(total, current + 524_288)) {
		tell({ status: 'Loading layer', progressDetail: { current, total }, progress: bar(current, total), id });
		if (current >= total) break;
	}
	tell({ status: 'Loading layer', progressDetail: { current: total, total }, progress: bar(total, total), id });
}

const GO_KINDS: Readonly<Record<string, string>> = { string: 'string', number: 'number', boolean: 'bool' };

function parsed<T>(text: string, type: string, kind: 'array' | 'object'): T {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new ApiError('system', jsonFault(text) ?? 'unexpected end of JSON input');
	}
	if (value === null) return value as T;
	const actual = Array.isArray(value) ? 'array' : typeof value;
	if (actual === kind) return value as T;
	throw new ApiError('system', `json: cannot unmarshal ${GO_KINDS[actual] ?? actual} into Go value of type ${type}`);
}
