import { minArgs, type Command } from '../../command.ts';

export const kill: Command = {
	path: 'container kill',
	also: ['kill'],
	aliases: ['container kill', 'kill'],
	use: '[OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Kill one or more running containers',
	flags: [{ name: 'signal', short: 's', type: 'string', text: 'Signal to send to the container' }],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		return yield* context.forEach(context.args, function* (name) {
			// Clients up to 20.10 named the default themselves.
			const signal = context.flags.string('signal') || (context.era.capabilities.wordsOf28 ? '' : 'KILL');
			yield* context.engine.post(`/containers/${name}/kill`, { signal: signal === '' ? undefined : signal });
			yield* context.printLine(name);
		});
	}
};
