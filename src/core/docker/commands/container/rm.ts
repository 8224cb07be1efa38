import { atLeast } from '../../../era/era.ts';
import { minArgs, type Command } from '../../command.ts';
import { isNotFound } from '../../context.ts';
import { CliError } from '../../errors.ts';

export const rm: Command = {
	path: 'container rm',
	also: ['rm'],
	aliases: ['container rm', 'container remove', 'rm'],
	use: '[OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Remove one or more containers',
	flags: [
		{ name: 'force', short: 'f', type: 'bool', text: 'Force the removal of a running container (uses SIGKILL)' },
		{ name: 'link', short: 'l', type: 'bool', text: 'Remove the specified link' },
		{ name: 'volumes', short: 'v', type: 'bool', text: 'Remove anonymous volumes associated with the container' }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			const { flags } = context;
			const id = name.replace(/^\/+|\/+$/g, '');
			if (id === '') throw new CliError('container name cannot be empty');
			try {
				yield* context.engine.delete(`/containers/${id}`, {
					v: flags.bool('volumes') ? '1' : undefined,
					link: flags.bool('link') ? '1' : undefined,
					force: flags.bool('force') ? '1' : undefined
				});
			} catch (error) {
				// What is not there need not be removed by force: told, but no failure.
				if (!(isNotFound(error) && flags.bool('force') && atLeast(context.era.id, '20.10'))) throw error;
				return yield* context.warn((error as Error).message);
			}
			yield* context.printLine(name);
		});
	}
};
