import { CliError } from '../../errors.ts';
import { type Command, type Flag } from '../../command.ts';
import { pairs } from '../service/spec-from-flags.ts';
import type { FlagValues } from '../../flags.ts';
import type { ClusterVolumeSpec, Topology, Volume } from '../../../api/wire/volume.ts';
import { checkLabel } from '../../values/checks.ts';

export const AVAILABILITY: Flag = {
	name: 'availability',
	type: 'string',
	def: 'active',
	text: 'Cluster Volume availability ("active", "pause", "drain")'
};

/** Of cluster (CSI) volumes. */
const CLUSTER_FLAGS: readonly Flag[] = [
	AVAILABILITY,
	{ name: 'group', type: 'string', text: 'Cluster Volume group (cluster volumes)' },
	{ name: 'limit-bytes', type: 'bytes', text: 'Minimum size of the Cluster Volume in bytes' },
	{ name: 'required-bytes', type: 'bytes', text: 'Maximum size of the Cluster Volume in bytes' },
	{ name: 'scope', type: 'string', def: 'single', text: 'Cluster Volume access scope ("single", "multi")' },
	{ name: 'secret', type: 'map', def: 'map[]', text: 'Cluster Volume secrets' },
	{
		name: 'sharing',
		type: 'string',
		def: 'none',
		text: 'Cluster Volume access sharing ("none", "readonly", "onewriter", "all")'
	},
	{ name: 'topology-preferred', type: 'list', text: 'A topology that the Cluster Volume would be preferred in' },
	{ name: 'topology-required', type: 'list', text: 'A topology that the Cluster Volume must be accessible from' },
	{ name: 'type', type: 'string', def: 'block', text: 'Cluster Volume access type ("mount", "block")' }
];

export const create: Command = {
	path: 'volume create',
	use: '[OPTIONS] [VOLUME]',
	short: 'Create a volume',
	flags: [
		{ name: 'driver', short: 'd', type: 'string', def: 'local', text: 'Specify volume driver name' },
		{ name: 'label', type: 'list', check: checkLabel, text: 'Set metadata for a volume' },
		{ name: 'name', type: 'string', text: 'Specify volume name', hidden: true },
		{ name: 'opt', short: 'o', type: 'map', def: 'map[]', text: 'Set driver specific options' },
		...CLUSTER_FLAGS
	],
	args: { min: 0, max: 1 },
	*run(context) {
		const { flags, args } = context;
		if (args[0] !== undefined && flags.changed('name')) {
			throw new CliError(
				'conflicting options: cannot specify a volume-name through both --name and as a positional arg'
			);
		}
		const name = args[0] ?? flags.string('name');
		const options = pairsOf(flags, 'opt');
		// Until 20.10 empty maps were sent, and so shown.
		const saysAll = !context.era.capabilities.wordsOf28;
		const volume = yield* context.engine.post<Volume>(
			'/volumes/create',
			{},
			{
				Driver: flags.string('driver'),
				...(saysAll || Object.keys(options).length > 0 ? { DriverOpts: options } : {}),
				...(saysAll || flags.changed('label') ? { Labels: pairs(flags.list('label')) ?? {} } : {}),
				...(name === '' ? {} : { Name: name }),
				...(ASKS_FOR_CLUSTER.some((flag) => flags.changed(flag)) ? { ClusterVolumeSpec: clusterSpec(flags) } : {})
			}
		);
		yield* context.printLine(volume.Name);
		return 0;
	}
};

/** The others alone make no cluster volume (docker/cli volume/create.go asks for `secrets`, a flag that is not there). */
const ASKS_FOR_CLUSTER = [
	'group',
	'scope',
	'sharing',
	'availability',
	'type',
	'limit-bytes',
	'required-bytes'
] as const;

function pairsOf(flags: FlagValues, name: string): Record<string, string> {
	return Object.fromEntries(flags.all<{ key: string; value: string }>(name).map(({ key, value }) => [key, value]));
}

/** Source: docker/cli volume/create.go, runCreate. */
function clusterSpec(flags: FlagValues): ClusterVolumeSpec {
	const type = flags.string('type');
	const secrets = Object.entries(pairsOf(flags, 'secret')).sort(([a], [b]) => (a < b ? -1 : 1));
	const group = flags.string('group');
	const requisite = flags.list('topology-required').map(topology);
	const preferred = flags.list('topology-preferred').map(topology);
	return {
		...(group === '' ? {} : { Group: group }),
		AccessMode: {
			Scope: flags.string('scope'),
			Sharing: flags.string('sharing'),
			...(type === 'mount' ? { MountVolume: {} } : type === 'block' ? { BlockVolume: {} } : {})
		},
		AccessibilityRequirements: {
			...(requisite.length > 0 ? { Requisite: requisite } : {}),
			...(preferred.length > 0 ? { Preferred: preferred } : {})
		},
		CapacityRange: { RequiredBytes: flags.number('required-bytes'), LimitBytes: flags.number('limit-bytes') },
		...(secrets.length > 0 ? { Secrets: secrets.map(([Key, Secret]) => ({ Key, Secret })) } : {}),
		Availability: flags.string('availability')
	};
}

/** `segment=value,segment=value` */
function topology(text: string): Topology {
	return {
		Segments: Object.fromEntries(
			text.split(',').map((part) => {
				const at = part.indexOf('=');
				return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
			})
		)
	};
}
