import { type Command } from '../../command.ts';
import { pairs } from '../service/spec-from-flags.ts';
import type { Volume } from '../../../api/wire/volume.ts';

export const create: Command = {
	path: 'volume create',
	use: '[OPTIONS] [VOLUME]',
	short: 'Create a volume',
	flags: [
		{ name: 'driver', short: 'd', type: 'string', def: 'local', text: 'Specify volume driver name' },
		{ name: 'label', type: 'list', text: 'Set metadata for a volume' },
		{ name: 'opt', short: 'o', type: 'map', def: 'map[]', text: 'Set driver specific options' }
	],
	args: { min: 0, max: 1 },
	*run(context) {
		const { flags, args } = context;
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
				...(args[0] === undefined ? {} : { Name: args[0] })
			}
		);
		yield* context.printLine(volume.Name);
		return 0;
	}
};
