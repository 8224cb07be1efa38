import { ApiError } from '../../api/error.ts';
import type { Process } from '../../sim/process.ts';
import type { ServiceSpec } from '../../swarm/objects.ts';
import type { ClusterOptions } from '../cluster.ts';

/**
 * Asks the registry for the digest of the service's image and writes it into the spec; what the registry does not tell
 * stays as it was, with a warning. Only for clients that do not do it themselves (before API 1.30).
 * Source: moby daemon/cluster/services.go, CreateService ("pin image by digest").
 */
export function* pinImage(options: ClusterOptions, spec: ServiceSpec, warnings: string[]): Process<ServiceSpec> {
	const container = spec.task.container;
	if (!container || container.image.includes('@') || !options.era.capabilities.pinsDigests) return spec;
	const image = withTag(container.image);
	try {
		const { Descriptor: descriptor } = yield* options.distribution(image, container.pullOptions?.registryAuth ?? '');
		const pinned = { ...container, image: `${image}@${descriptor.digest}` };
		return { ...spec, task: { ...spec.task, container: pinned } };
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		warnings.push(`unable to pin image ${container.image} to digest: ${error.message}`);
		return spec;
	}
}

/** 'nginx' means 'nginx:latest'. A colon before a slash is a port. */
function withTag(image: string): string {
	return image.lastIndexOf(':') > image.lastIndexOf('/') ? image : `${image}:latest`;
}
