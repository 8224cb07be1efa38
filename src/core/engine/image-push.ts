import type { JsonMessage } from '../api/wire/image.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { Credentials } from './credentials.ts';
import type { EngineContext } from './engine-context.ts';
import { diffIdsOf } from './image-content.ts';
import { progress } from './image-pull.ts';
import type { StoredImage } from './images.ts';
import { canonicalName, familiarName, familiarReference, type ImageReference } from './reference.ts';
import { connectionFault, NO_CREDENTIALS, UNKNOWN_ACCOUNT, type Platform } from './registry.ts';
import { draw, TIMING } from './timings.ts';

/** How fast a machine sends, bytes per virtual millisecond. */
const UPLOAD = 6_000;

export interface PushedTag {
	tag: string;
	image: StoredImage;
	platform: Platform;
}

/**
 * Sends an image's layers to its registry, then the manifest of each tag.
 * @returns what went wrong, as `docker push` shows it. Source: moby distribution/push.go, push_v2.go.
 */
export function* pushImage(
	context: EngineContext,
	reference: ImageReference,
	{ tags, hasOtherTags }: { tags: readonly PushedTag[]; hasOtherTags: boolean },
	credentials: Credentials | undefined,
	tell: (message: JsonMessage) => void
): Process<string | undefined> {
	const { registry, registryClient, era } = context;
	const { domain } = reference;
	tell({ status: `The push refers to repository [${canonicalName(reference)}]` });
	// Other tags of the repository are here.
	if (tags.length === 0 && hasOtherTags) return `tag does not exist: ${familiarReference(reference)}`;
	if (tags.length === 0) return `An image does not exist locally with the tag: ${familiarName(reference)}`;
	const obstacle = registry.obstacle(domain, registryClient, credentials);
	const fault = obstacle && connectionFault(domain, obstacle, era.id);
	if (fault !== undefined) {
		yield* sleep(draw(context.rng, TIMING.manifest));
		return fault;
	}
	for (const { tag, image, platform } of tags) {
		const layers = image.source.layers.map((layer, i) => ({
			id: diffIdsOf(image.source)[i]!.slice(7, 19),
			size: layer.unpacked
		}));
		for (const { id } of layers) tell({ status: 'Preparing', progressDetail: {}, id });
		yield* sleep(draw(context.rng, TIMING.manifest));
		// Nobody here has an account at Docker Hub.
		if (domain === 'docker.io') return 'denied: requested access to the resource is denied';
		if (obstacle) return obstacle === 'credentials' ? NO_CREDENTIALS : UNKNOWN_ACCOUNT;
		for (const { id, size } of layers) {
			const there = registry.repositoryOf(reference, id);
			if (there !== undefined) {
				const status = there === reference.path ? 'Layer already exists' : `Mounted from ${there}`;
				tell({ status, progressDetail: {}, id });
				continue;
			}
			yield* progress('Pushing', id, size, UPLOAD, tell);
			tell({ status: 'Pushed', progressDetail: {}, id });
		}
		const { digest, size } = registry.push(
			{ ...reference, tag },
			// One variant is here, and goes there.
			{ ...image.source, platforms: [platform] },
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
