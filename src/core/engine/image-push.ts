import type { JsonMessage } from '../api/wire/image.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { Credentials } from './credentials.ts';
import type { EngineContext } from './engine-context.ts';
import { diffIdsOf } from './image-content.ts';
import { progress } from './image-pull.ts';
import type { StoredImage } from './images.ts';
import { canonicalName, familiarName, type ImageReference } from './reference.ts';
import { draw, TIMING } from './timings.ts';

/** How fast a machine sends, bytes per virtual millisecond. */
const UPLOAD = 6_000;

/**
 * Sends an image's layers to its registry, then the manifest of each tag.
 * @returns what went wrong, as `docker push` shows it. Source: moby distribution/push.go, push_v2.go.
 */
export function* pushImage(
	context: EngineContext,
	reference: ImageReference,
	tags: readonly { tag: string; image: StoredImage }[],
	credentials: Credentials | undefined,
	tell: (message: JsonMessage) => void
): Process<string | undefined> {
	const { registry, where } = context;
	tell({ status: `The push refers to repository [${canonicalName(reference)}]` });
	if (tags.length === 0) return `An image does not exist locally with the tag: ${familiarName(reference)}`;
	for (const { tag, image } of tags) {
		const layers = image.source.layers.map((layer, i) => ({
			id: diffIdsOf(image.source)[i]!.slice(7, 19),
			size: layer.unpacked
		}));
		for (const { id } of layers) tell({ status: 'Preparing', progressDetail: {}, id });
		yield* sleep(draw(context.rng, TIMING.manifest));
		const refusal = registry.refusesPush(reference, where, credentials);
		if (refusal !== undefined) return refusal;
		for (const { id, size } of layers) {
			if (registry.hasLayer(reference, id)) {
				tell({ status: 'Layer already exists', progressDetail: {}, id });
				continue;
			}
			yield* progress('Pushing', id, size, UPLOAD, tell);
			tell({ status: 'Pushed', progressDetail: {}, id });
		}
		const { digest, size } = registry.push(
			{ ...reference, tag },
			image.source,
			image.id,
			layers.map(({ id }) => id)
		);
		const pinned = `${canonicalName(reference)}@${digest}`;
		if (!image.digests.includes(pinned)) image.digests.push(pinned);
		tell({ status: `${tag}: digest: ${digest} size: ${size}` });
		tell({ progressDetail: {}, aux: { Tag: tag, Digest: digest, Size: size } });
	}
	return undefined;
}
