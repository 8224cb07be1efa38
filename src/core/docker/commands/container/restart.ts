import { minArgs, type Command } from '../../command.ts';

export const restart: Command = {
	path: 'container restart',
	also: ['restart'],
	aliases: ['container restart', 'restart'],
	use: '[OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Restart one or more containers',
	flags: [
		{ name: 'signal', short: 's', type: 'string', text: 'Signal to send to the container' },
		{ name: 'timeout', short: 't', type: 'int', text: 'Seconds to wait before killing the container' }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			const { flags } = context;
			yield* context.engine.post(`/containers/${name}/restart`, {
				t: flags.changed('timeout') ? String(flags.number('timeout')) : undefined,
				signal: flags.changed('signal') ? flags.string('signal') : undefined
			});
			yield* context.printLine(name);
		});
	}
};
