import type { ImageMakingBackend } from '../api/backend.ts';
import { ChunkStream } from '../api/chunk-stream.ts';
import { ApiError } from '../api/error.ts';
import type { ImageWork } from '../api/wire/image.ts';
import { writeTar } from '../sim/tar.ts';
import type { ApiStream } from '../api/wire/http.ts';
import { sleep, type Process } from '../sim/process.ts';
import { changedLayer, exportedFiles } from './container-changes.ts';
import type { Containers } from './containers.ts';
import { changeConfig, mergeImageConfig } from './dockerfile-change.ts';
import type { EngineContext } from './engine-context.ts';
import { savedImages, writeArchive } from './image-archive.ts';
import { completeConfig, IMPORTED } from './image-content.ts';
import { loadArchive } from './image-load.ts';
import { makeImage, untar } from './image-making.ts';
import { isForPlatform, parsePlatform, platformText, readPlatform } from './image-platform.ts';
import { goArchitecture, type Images } from './images.ts';
import { familiarReference, parseReference, type ImageReference } from './reference.ts';
import { noSuchHost, type Platform } from './registry.ts';
import { draw, TIMING } from './timings.ts';

/** Images and archives made on one machine: commit, export, import, save, load. */
export class ImageWorkshop implements ImageMakingBackend {
	constructor(
		private readonly context: EngineContext,
		private readonly containers: Containers,
		private readonly images: Images
	) {}

	/** Source: moby daemon/commit.go. */
	*commit(container: string, work: ImageWork & { author: string; pause: boolean }): Process<string> {
		const { context, containers, images } = this;
		const { era } = context;
		const record = containers.get(container);
		const reference = this.reference(work);
		const pauses = work.pause && record.status === 'running';
		if (pauses) yield* containers.pause(record);
		try {
			yield* sleep(draw(context.rng, TIMING.record));
			const wanted = changeConfig(record.config, work.changes, era.id);
			const base = images.get(record.imageId);
			const source = makeImage(
				{
					base: base.source,
					platform: images.platformOf(base.source),
					layer: changedLayer(record),
					config: mergeImageConfig(wanted, record.config),
					createdMs: context.sim.wallMs,
					createdBy: (record.config.Cmd ?? []).join(' '),
					author: work.author,
					comment: work.comment,
					dockerVersion: era.engine.version,
					container: { id: record.id, config: record.config }
				},
				context.registry
			);
			const image = images.put(source, base.id);
			if (era.capabilities.wordsOf28) images.tell(image, 'create');
			if (reference) images.name(image, reference);
			containers.event(record, 'commit', {
				comment: work.comment,
				imageID: image.id,
				imageRef: reference ? familiarReference(reference) : ''
			});
			return image.id;
		} finally {
			if (pauses && record.status === 'paused') yield* containers.unpause(record);
		}
	}

	/** Source: moby daemon/export.go. */
	*export(container: string): Process<string> {
		const { context, containers, images } = this;
		const record = containers.get(container);
		yield* sleep(draw(context.rng, TIMING.record));
		const archive = writeTar(exportedFiles(record, images.find(record.imageId)));
		containers.event(record, 'export');
		return archive;
	}

	/** Source: moby daemon/images/image_import.go. */
	*import(source: string, archive: string, work: ImageWork & { platform: string }): Process<ApiStream> {
		const { context, images } = this;
		const { era } = context;
		const platform = work.platform === '' ? this.mine : parsePlatform(work.platform, this.mine);
		const reference = this.reference(work);
		if (source !== '-') throw unreachable(source);
		// Docker 20.10 took of a platform the system alone (lab 20.10).
		if (platform.os !== 'linux') throw new ApiError('invalid', 'operating system is not supported');
		const config = changeConfig(completeConfig({}), work.changes, era.id);
		const layer = untar(archive, era.id);
		yield* sleep(draw(context.rng, TIMING.record));
		const made = makeImage(
			{
				platform: era.capabilities.wordsOf28 ? platform : this.mine,
				layer,
				config,
				createdMs: context.sim.wallMs,
				createdBy: '',
				author: '',
				comment: work.comment === '' ? IMPORTED : work.comment,
				dockerVersion: era.engine.version
			},
			context.registry
		);
		const image = images.put(made);
		if (reference) images.name(image, reference);
		images.tell(image, 'import');
		const stream = new ChunkStream();
		stream.pushJson({ status: image.id });
		stream.end();
		return stream;
	}

	*save(names: readonly string[], platform: string): Process<string> {
		const { context, images } = this;
		const { era } = context;
		yield* sleep(draw(context.rng, TIMING.record));
		const saved = savedImages(names, images.all(), ({ source }) => images.contentOf(source), era.id);
		const wanted = readPlatform(platform);
		for (const { image } of saved) {
			if (!wanted || isForPlatform(images.platformOf(image.source), wanted)) continue;
			throw new ApiError('system', `no suitable export target found for platform ${platformText(wanted)}`);
		}
		const archive = writeArchive(saved, era.id);
		for (const { image } of saved) images.tell(image, 'save');
		return archive;
	}

	*load(archive: string, isQuiet: boolean, platform: string): Process<ApiStream> {
		const wanted = readPlatform(platform);
		const stream = new ChunkStream();
		yield* sleep(draw(this.context.rng, TIMING.record));
		try {
			const isWanted = (given: Platform): boolean => !wanted || isForPlatform(given, wanted);
			loadArchive(
				{ context: this.context, images: this.images },
				archive,
				(message) => stream.pushJson(message),
				isWanted,
				isQuiet
			);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			stream.pushJson({ errorDetail: { message: error.message }, error: error.message });
		}
		stream.end();
		return stream;
	}

	private get mine(): Platform {
		return { os: 'linux', architecture: goArchitecture(this.context.era.hardware.architecture) };
	}

	private reference({ repository, tag }: ImageWork): ImageReference | undefined {
		if (repository === '') return undefined;
		return parseReference(tag === '' ? repository : `${repository}:${tag}`, this.context.era.id);
	}
}

/** No engine here reaches a server of archives. */
function unreachable(source: string): ApiError {
	const url = source.includes('://') ? source : `http://${source}`;
	const host = /^\w+:\/\/([^/:]*)/.exec(url)?.[1] ?? '';
	if (host === '') return new ApiError('system', `Get "http:": http: no Host in request URL`);
	return new ApiError('system', noSuchHost(host).replace(/^Get "[^"]*"/, `Get "${url}"`));
}
