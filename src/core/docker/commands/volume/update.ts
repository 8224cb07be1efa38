import type { Volume } from '../../../api/wire/volume.ts';
import { exactArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { AVAILABILITY } from './create.ts';

export const update: Command = {
	path: 'volume update',
	use: '[OPTIONS] [VOLUME]',
	short: 'Update a volume (cluster volumes only)',
	flags: [AVAILABILITY],
	args: exactArgs(1),
	completes: 'volume',
	*run({ args, engine, flags }) {
		const { ClusterVolume: volume } = yield* engine.get<Volume>(`/volumes/${args[0]!}`);
		if (!volume) throw new CliError('can only update cluster volumes');
		const Spec = {
			...volume.Spec,
			...(flags.changed('availability') ? { Availability: flags.string('availability') } : {})
		};
		yield* engine.request('PUT', `/volumes/${volume.ID}`, {
			query: { version: String(volume.Version.Index) },
			body: { Spec }
		});
		return 0;
	}
};
