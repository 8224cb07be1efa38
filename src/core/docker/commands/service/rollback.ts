import { exactArgs, type Command } from '../../command.ts';
import type { ServiceUpdateResponse } from '../../../api/wire/service.ts';
import { tagImage } from './image-pin.ts';
import { fetchService } from './fetch.ts';
import { waitForService } from './progress.ts';

export const rollback: Command = {
	path: 'service rollback',
	use: '[OPTIONS] SERVICE',
	short: "Revert changes to a service's configuration",
	flags: [
		{
			name: 'detach',
			short: 'd',
			type: 'bool',
			text: 'Exit immediately instead of waiting for the service to converge'
		},
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress progress output' }
	],
	args: exactArgs(1),
	completes: 'service',
	*run(context) {
		const name = context.args[0]!;
		const service = yield* fetchService(context, name);
		const query = { rollback: 'previous', version: String(service.Version.Index) };
		if (context.era.capabilities.pinsDigests) tagImage(service.Spec);
		const response = yield* context.engine.post<ServiceUpdateResponse>(
			`/services/${service.ID}/update`,
			query,
			service.Spec
		);
		for (const warning of response.Warnings ?? []) yield* context.warn(warning);
		yield* context.printLine(name);
		if (context.waitsForTasks) yield* waitForService(context, name, context.flags.bool('quiet'));
		return 0;
	}
};
