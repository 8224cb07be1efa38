import { ApiError } from '../api/error.ts';
import type { ContainerConfig } from '../api/wire/container.ts';
import { rfc3339Nano } from '../sim/sim.ts';
import { sha256Hex } from '../sim/sha256.ts';
import { readTar, writeTar, type TarEntry } from '../sim/tar.ts';
import { atLeast, type EraId } from '../era/era.ts';
import { completeConfig, configJson, diffIdsOf, historyOf } from './image-content.ts';
import { unpackedBytes, userlandOf, type Userland } from './image-layer.ts';
import type { ImageHistory, ImageLayer, ImageMaking, ImageSource, Platform, Registry } from './registry.ts';

/** A new image: an older one, a layer above it, and what is said of it. */
export interface Recipe {
	base?: ImageSource;
	platform: Platform;
	/** Empty: nothing was written, and there is no layer. */
	layer: readonly TarEntry[];
	config: ContainerConfig;
	createdMs: number;
	/** The command that wrote the layer. */
	createdBy: string;
	author: string;
	comment: string;
	dockerVersion: string;
	container?: { id: string; config: ContainerConfig };
}

/** Source: moby image/image.go, NewChildImage; daemon/images/image_import.go. */
export function makeImage(recipe: Recipe, registry: Registry): ImageSource {
	const { base, platform, config, author, comment, container } = recipe;
	const created = rfc3339Nano(recipe.createdMs);
	const isEmpty = base !== undefined && recipe.layer.length === 0;
	const layers = [...(base?.layers ?? []), ...(isEmpty ? [] : [madeLayer(recipe.layer, recipe.createdBy)])];
	const step: ImageHistory = {
		created,
		...(recipe.createdBy !== '' && { created_by: recipe.createdBy }),
		...(author !== '' && { author }),
		...(comment !== '' && { comment }),
		...(isEmpty && { empty_layer: true })
	};
	const history = [...(base ? historyOf(base) : []), step];
	const below = base ? diffIdsOf(base) : [];
	const diffIds = isEmpty ? below : [...below, `sha256:${sha256Hex(writeTar(recipe.layer))}`];
	const json = configJson({
		architecture: platform.architecture,
		...(author !== '' && { author }),
		// An import's own; a commit's is in its history.
		...(comment !== '' && !base && { comment }),
		config,
		...(container && { container: container.id }),
		container_config: container?.config ?? completeConfig({}),
		created,
		docker_version: recipe.dockerVersion,
		history,
		os: platform.os,
		rootfs: { type: 'layers', diff_ids: diffIds },
		...(platform.variant !== undefined && { variant: platform.variant })
	});
	return sourceOf(
		{
			json,
			config,
			history,
			author,
			comment,
			dockerVersion: recipe.dockerVersion,
			container: container?.id ?? '',
			...(container && { containerConfig: container.config })
		},
		layers,
		platform,
		recipe.createdMs,
		userlandAbove(base, layers, registry)
	);
}

/** An image as an archive's configuration describes it. */
export function readImage(
	json: string,
	layers: readonly (readonly TarEntry[])[],
	registry: Registry
): { source: ImageSource; platform: Platform } {
	const given = JSON.parse(json) as {
		architecture?: string;
		os?: string;
		variant?: string;
		author?: string;
		comment?: string;
		container?: string;
		container_config?: ContainerConfig;
		docker_version?: string;
		created?: string;
		config?: Partial<ContainerConfig> | null;
		history?: ImageHistory[] | null;
	};
	const platform: Platform = {
		architecture: given.architecture ?? 'amd64',
		os: given.os || 'linux',
		...(given.variant ? { variant: given.variant } : {})
	};
	const config = completeConfig(given.config ?? {});
	const history = given.history ?? [];
	const steps = history.filter((step) => !step.empty_layer);
	const made = layers.map((entries, i) => madeLayer(entries, steps[i]?.created_by ?? ''));
	const making: ImageMaking = {
		json,
		config,
		history,
		author: given.author ?? '',
		comment: given.comment ?? '',
		dockerVersion: given.docker_version ?? '',
		container: given.container ?? '',
		...(given.container_config && { containerConfig: completeConfig(given.container_config) })
	};
	const createdMs = given.created === undefined ? Date.parse('0001-01-01T00:00:00Z') : Date.parse(given.created);
	return { source: sourceOf(making, made, platform, createdMs, userlandOf(layers, registry)), platform };
}

function madeLayer(entries: readonly TarEntry[], createdBy: string): ImageLayer {
	const unpacked = unpackedBytes(entries);
	return { compressed: Math.max(32, Math.round(unpacked / 2.6)), unpacked, createdBy, entries };
}

function sourceOf(
	making: ImageMaking,
	layers: readonly ImageLayer[],
	platform: Platform,
	createdMs: number,
	userland: Userland
): ImageSource {
	return {
		name: '',
		tags: [],
		content: making.json,
		createdMs,
		platforms: [platform],
		layers,
		config: {},
		making,
		...userland
	};
}

/** What was in the image below can still be run. */
function userlandAbove(base: ImageSource | undefined, layers: readonly ImageLayer[], registry: Registry): Userland {
	if (!base)
		return userlandOf(
			layers.map(({ entries = [] }) => entries),
			registry
		);
	const { programs, userland, also } = base;
	return { programs, userland, ...(also && { also }) };
}

/** The files of an archive. @throws ApiError as the engine's untar says it (lab 20.10; later ones untar themselves) */
export function untar(archive: string, era: EraId): TarEntry[] {
	const entries = archive === '' ? [] : archive.length < 512 ? undefined : readTar(archive);
	if (entries) return entries;
	const why = archive.length < 512 ? 'unexpected EOF' : 'archive/tar: invalid tar header';
	throw new ApiError('system', atLeast(era, '28.2') ? why : `Error processing tar file(exit status 1): ${why}`);
}
