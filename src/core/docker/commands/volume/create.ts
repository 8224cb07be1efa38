import { CliError } from '../../errors.ts';
import { type Command, type Flag } from '../../command.ts';
import { pairs } from '../service/spec-from-flags.ts';
import type { Volume } from '../../../api/wire/volume.ts';

/** Of cluster volumes (CSI), which are not simulated. */
const CLUSTER_FLAGS: readonly Flag[] = [
	{
		name: 'availability',
		type: 'string',
		def: 'active',
		text: 'Cluster Volume availability ("active", "pause", "drain")'
	},
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
		{ name: 'label', type: 'list', text: 'Set metadata for a volume' },
		{ name: 'name', type: 'string', text: 'Specify volume name', hidden: true },
		{ name: 'opt', short: 'o', type: 'map', def: 'map[]', text: 'Set driver specific options' },
		...CLUSTER_FLAGS.map((flag): Flag => ({ ...flag, leftOut: true }))
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
		const options = Object.fromEntries(
			flags.all<{ key: string; value: string }>('opt').map(({ key, value }) => [key, value])
		);
		const volume = yield* context.engine.post<Volume>(
			'/volumes/create',
			{},
			{
				Driver: flags.string('driver'),
				...(Object.keys(options).length > 0 ? { DriverOpts: options } : {}),
				Labels: pairs(flags.list('label')) ?? {},
				...(name === '' ? {} : { Name: name })
			}
		);
		yield* context.printLine(volume.Name);
		return 0;
	}
};
