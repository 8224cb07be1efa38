import type { ContainerConfig } from '../api/wire/container.ts';
import { compareBytes } from '../api/compact.ts';
import { sha256Hex } from '../sim/sha256.ts';
import { writeTar } from '../sim/tar.ts';
import { layerEntries } from './image-layer.ts';
import type { ImageHistory, ImageSource, Platform } from './registry.ts';

/** What `docker import` writes into an image that it reads from its standard input. */
export const IMPORTED = 'Imported from -';

/** An image by its content: what its names are checksums of. */
export interface ImageContent {
	/** 'sha256:…' of the configuration. */
	id: string;
	/** The configuration as an archive has it. */
	json: string;
	/** 'sha256:…' of each layer's archive. */
	diffIds: readonly string[];
}

/** Made once for each image and platform: a world has the same images over and over. */
const KNOWN = new WeakMap<ImageSource, Map<string, ImageContent>>();

export function contentOf(source: ImageSource, platform: Pick<Platform, 'architecture' | 'variant'>): ImageContent {
	const { architecture, variant = '' } = platform;
	const known = KNOWN.get(source) ?? new Map<string, ImageContent>();
	KNOWN.set(source, known);
	let content = known.get(`${architecture}/${variant}`);
	if (!content) {
		const diffIds = source.layers.map((_, i) => `sha256:${sha256Hex(layerArchive(source, i))}`);
		const json = source.making?.json ?? configJson(configOf(source, platform, diffIds));
		content = { id: `sha256:${sha256Hex(json)}`, json, diffIds };
		known.set(`${architecture}/${variant}`, content);
	}
	return content;
}

/** 'sha256:…': by this a machine knows which layers it has. */
export function diffIdsOf(source: ImageSource): readonly string[] {
	return contentOf(source, source.platforms[0] ?? { architecture: '' }).diffIds;
}

export function layerArchive(source: ImageSource, index: number): string {
	return writeTar(layerEntries(source, index));
}

/** A configuration's text, keys in order. Source: moby image/image.go, MarshalJSON. */
export function configJson(config: Record<string, unknown>): string {
	return JSON.stringify(Object.fromEntries(Object.entries(config).sort(([a], [b]) => compareBytes(a, b))));
}

function configOf(
	source: ImageSource,
	{ architecture, variant }: Pick<Platform, 'architecture' | 'variant'>,
	diffIds: readonly string[]
): Record<string, unknown> {
	return {
		architecture,
		config: imageConfig(source),
		created: new Date(source.createdMs).toISOString(),
		history: historyOf(source),
		os: 'linux',
		rootfs: { type: 'layers', diff_ids: diffIds },
		...(variant === undefined ? {} : { variant })
	};
}

/** Oldest first. */
export function historyOf(source: ImageSource): readonly ImageHistory[] {
	if (source.making) return source.making.history;
	const created = new Date(source.createdMs).toISOString();
	if (source.imported) return [{ created, comment: IMPORTED }];
	const { cmd, entrypoint } = source.config;
	const comment = (text: string): Partial<ImageHistory> =>
		text.includes('buildkit') ? { comment: 'buildkit.dockerfile.v0' } : {};
	return [
		...source.layers.map(({ createdBy }) => ({ created, created_by: createdBy, ...comment(createdBy) })),
		...(entrypoint ? [{ created, created_by: `ENTRYPOINT ${JSON.stringify(entrypoint)}`, empty_layer: true }] : []),
		...(cmd ? [{ created, created_by: `CMD ${JSON.stringify(cmd)}`, empty_layer: true }] : [])
	];
}

/** The image's configuration in the API's form. */
export function imageConfig(source: ImageSource): ContainerConfig {
	if (source.making) return source.making.config;
	const { config } = source;
	const set = (names: string[] | undefined): Record<string, Record<string, never>> | undefined =>
		names === undefined
			? undefined
			: Object.fromEntries(names.map((name): [string, Record<string, never>] => [name, {}]));
	const ports = set(config.exposedPorts);
	return completeConfig({
		User: config.user ?? '',
		...(ports === undefined ? {} : { ExposedPorts: ports }),
		Env: config.env ?? null,
		Cmd: config.cmd ?? null,
		...(config.healthcheck === undefined ? {} : { Healthcheck: config.healthcheck }),
		Volumes: set(config.volumes) ?? null,
		WorkingDir: config.workingDir ?? '',
		Entrypoint: config.entrypoint ?? null,
		Labels: config.labels ?? null,
		...(config.stopSignal === undefined ? {} : { StopSignal: config.stopSignal })
	});
}

/** All fields that Docker always writes, in its order. */
export function completeConfig(config: Partial<ContainerConfig>): ContainerConfig {
	const { ExposedPorts, Healthcheck, StopSignal, StopTimeout, Shell } = config;
	return {
		Hostname: config.Hostname ?? '',
		Domainname: config.Domainname ?? '',
		User: config.User ?? '',
		AttachStdin: config.AttachStdin ?? false,
		AttachStdout: config.AttachStdout ?? false,
		AttachStderr: config.AttachStderr ?? false,
		...(ExposedPorts === undefined ? {} : { ExposedPorts }),
		Tty: config.Tty ?? false,
		OpenStdin: config.OpenStdin ?? false,
		StdinOnce: config.StdinOnce ?? false,
		Env: config.Env ?? null,
		Cmd: config.Cmd ?? null,
		...(Healthcheck === undefined ? {} : { Healthcheck }),
		Image: config.Image ?? '',
		Volumes: config.Volumes ?? null,
		WorkingDir: config.WorkingDir ?? '',
		Entrypoint: config.Entrypoint ?? null,
		OnBuild: config.OnBuild ?? null,
		Labels: config.Labels ?? null,
		...(StopSignal === undefined ? {} : { StopSignal }),
		...(StopTimeout === undefined ? {} : { StopTimeout }),
		...(Shell === undefined ? {} : { Shell })
	};
}
