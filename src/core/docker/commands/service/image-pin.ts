import { encodeAuth, registryOf } from '../../config-file.ts';
import type { CommandContext } from '../../context.ts';
import { olderThan } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import { parseImage, withDefaultTag } from '../../format/image-name.ts';
import type { DistributionInspect } from '../../../api/wire/image.ts';
import type { ServiceSpec } from '../../../api/wire/service.ts';
import type { Process } from '../../../sim/process.ts';

/** The header that --with-registry-auth adds: what the config file knows of the image's registry. */
export function registryAuth(context: CommandContext, spec: Pick<ServiceSpec, 'TaskTemplate'>): Record<string, string> {
	if (!context.flags.bool('with-registry-auth')) return {};
	const image = parseImage(spec.TaskTemplate.ContainerSpec?.Image ?? '');
	if (!image) throw new CliError('invalid reference format');
	return { 'X-Registry-Auth': encodeAuth(context.config.authOf(registryOf(image.domain))) };
}

/**
 * Asks the registry (through the engine) for the image's digest and platforms and writes them into the spec, so that
 * every node runs the same image. Engines before API 1.30 look for themselves (docker/cli cli/command/service/create.go).
 * @returns the client's warning when the registry did not answer
 */
export function* pinImage(
	context: CommandContext,
	spec: Pick<ServiceSpec, 'TaskTemplate'>,
	auth: Record<string, string>
): Process<string | undefined> {
	yield* context.engine.negotiate();
	if (olderThan(context.engine.apiVersion, '1.30')) {
		tagImage(spec);
		return undefined;
	}
	const container = spec.TaskTemplate.ContainerSpec;
	const image = container?.Image ?? '';
	const parsed = parseImage(image);
	if (!container || parsed?.digest !== undefined) return undefined;
	const asked = parsed && parsed.tag === undefined ? withDefaultTag(image) : image;
	try {
		const found = yield* context.engine.get<DistributionInspect>(`/distribution/${asked}/json`, {}, auth);
		container.Image = `${asked}@${found.Descriptor.digest}`;
		const platforms = found.Platforms.map(({ architecture, os }) => ({
			// SwarmKit has no variants, so the client leaves arm out (docker/client service_create.go).
			...(architecture.toLowerCase() !== 'arm' && { Architecture: architecture }),
			OS: os
		}));
		if (platforms.length > 0) spec.TaskTemplate.Placement = { ...spec.TaskTemplate.Placement, Platforms: platforms };
		return undefined;
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		container.Image = asked;
		return (
			`image ${asked} could not be accessed on a registry to record\n` +
			'its digest. Each node will access ' +
			`${asked} independently,\npossibly leading to different nodes running different\nversions of the image.\n`
		);
	}
}

/** Without asking the registry an image gets at least its default tag. */
export function tagImage(spec: Pick<ServiceSpec, 'TaskTemplate'>): void {
	const container = spec.TaskTemplate.ContainerSpec;
	if (container?.Image !== undefined) container.Image = withDefaultTag(container.Image);
}
