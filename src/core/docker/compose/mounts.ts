import { CliError } from '../errors.ts';
import type { Mount } from '../../api/wire/service.ts';
import type { StackName } from './stack-name.ts';
import type { ServiceVolumeConfig, VolumeConfig } from './types.ts';

/** Volumes of a service as mounts. Source: docker/cli cli/compose/convert/volume.go. @throws CliError */
export function mountsOf(
	volumes: readonly ServiceVolumeConfig[],
	known: ReadonlyMap<string, VolumeConfig>,
	stack: StackName
): Mount[] {
	return volumes.map((volume) => mountOf(volume, known, stack));
}

type Option = 'bind' | 'cluster' | 'image' | 'tmpfs' | 'volume';

/** Which options do not go with a type, in the order in which they are refused. */
const INCOMPATIBLE: Record<string, readonly Option[]> = {
	volume: ['image', 'tmpfs', 'bind', 'cluster'],
	image: ['volume', 'bind', 'tmpfs', 'cluster'],
	bind: ['volume', 'image', 'tmpfs', 'cluster'],
	tmpfs: ['bind', 'volume', 'image', 'cluster'],
	npipe: ['volume', 'image', 'tmpfs'],
	cluster: ['tmpfs', 'bind', 'volume']
};

function mountOf(volume: ServiceVolumeConfig, known: ReadonlyMap<string, VolumeConfig>, stack: StackName): Mount {
	const type = volume.type ?? 'volume';
	const options = INCOMPATIBLE[type];
	if (!options) throw new CliError('volume type must be volume, bind, tmpfs, npipe, or cluster');
	if (type === 'tmpfs' && volume.source !== undefined) {
		throw new CliError('invalid tmpfs source, source must be empty');
	}
	if (['image', 'bind', 'npipe', 'cluster'].includes(type) && volume.source === undefined) {
		throw new CliError(`invalid ${type} source, source cannot be empty`);
	}
	for (const option of options) {
		if (volume[option] === undefined) continue;
		const word = option === 'image' && type === 'volume' ? 'images' : option;
		throw new CliError(`${word} options are incompatible with type ${type}`);
	}
	const mount: Mount = {
		...(volume.type === undefined ? {} : { Type: volume.type }),
		...(volume.source === undefined ? {} : { Source: volume.source }),
		...(volume.target === undefined ? {} : { Target: volume.target }),
		...(volume.read_only ? { ReadOnly: true } : {}),
		...(volume.consistency === undefined ? {} : { Consistency: volume.consistency })
	};
	if (volume.bind)
		mount.BindOptions = volume.bind.propagation === undefined ? {} : { Propagation: volume.bind.propagation };
	if (volume.image) mount.ImageOptions = volume.image.subpath === undefined ? {} : { Subpath: volume.image.subpath };
	if (volume.tmpfs) mount.TmpfsOptions = volume.tmpfs.size === undefined ? {} : { SizeBytes: volume.tmpfs.size };
	if (type === 'cluster') return { ...mount, Source: clusterSource(volume.source!, known, stack), ClusterOptions: {} };
	return type === 'volume' && volume.source !== undefined ? named(mount, volume, known, stack) : mount;
}

function named(
	mount: Mount,
	volume: ServiceVolumeConfig,
	known: ReadonlyMap<string, VolumeConfig>,
	stack: StackName
): Mount {
	const definition = known.get(volume.source!);
	if (!definition) throw new CliError(`undefined volume "${volume.source!}"`);
	const options: Record<string, unknown> = {
		...(volume.volume?.nocopy ? { NoCopy: true } : {}),
		...(volume.volume?.subpath === undefined ? {} : { Subpath: volume.volume.subpath })
	};
	if (!definition.external?.external) {
		options['Labels'] = stack.labels(definition.labels);
		if (definition.driver !== undefined || definition.driver_opts !== undefined) {
			options['DriverConfig'] = {
				...(definition.driver === undefined ? {} : { Name: definition.driver }),
				...(definition.driver_opts ? { Options: Object.fromEntries(definition.driver_opts) } : {})
			};
		}
	}
	return { ...mount, Source: definition.name ?? stack.scope(volume.source!), VolumeOptions: options };
}

function clusterSource(source: string, known: ReadonlyMap<string, VolumeConfig>, stack: StackName): string {
	if (source.startsWith('group:')) return source;
	const definition = known.get(source);
	if (!definition) throw new CliError(`undefined volume "${source}"`);
	return definition.name ?? stack.scope(source);
}
