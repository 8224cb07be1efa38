import { CliError, EngineError } from '../../errors.ts';
import { exactArgs, type Command } from '../../command.ts';

export const rename: Command = {
	path: 'container rename',
	also: ['rename'],
	aliases: ['container rename', 'rename'],
	use: 'CONTAINER NEW_NAME',
	short: 'Rename a container',
	flags: [],
	args: exactArgs(2),
	completes: 'container',
	*run(context) {
		const [from, to] = context.args.map((name) => name.trim());
		if (from === '' || to === '') throw new CliError('Error: Neither old nor new names may be empty');
		try {
			yield* context.engine.post(`/containers/${from!}/rename`, { name: to });
		} catch (error) {
			if (!(error instanceof EngineError)) throw error;
			yield* context.warn(error.message);
			throw new CliError(`Error: failed to rename container named ${from!}`);
		}
		return 0;
	}
};
