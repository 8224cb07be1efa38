import { minArgs, type Command } from '../../command.ts';

/** `stop` and `restart`: both end a container by a signal and, after a while, by SIGKILL. */
export function stopping(word: 'stop' | 'restart', short: string): Command {
	return {
		path: `container ${word}`,
		also: [word],
		aliases: [`container ${word}`, word],
		use: '[OPTIONS] CONTAINER [CONTAINER...]',
		short,
		flags: [
			{ name: 'signal', short: 's', type: 'string', text: 'Signal to send to the container' },
			{ name: 'timeout', short: 't', type: 'int', text: 'Seconds to wait before killing the container' },
			{
				name: 'time',
				type: 'int',
				as: 'timeout',
				since: '28.2',
				text: 'Seconds to wait before killing the container (deprecated: use --timeout)',
				hidden: true,
				deprecated: 'use --timeout instead'
			}
		],
		args: minArgs(1),
		completes: 'container',
		*run(context) {
			return yield* context.forEach(context.args, function* (name) {
				const { flags } = context;
				yield* context.engine.post(`/containers/${name}/${word}`, {
					t: flags.changed('timeout') ? String(flags.number('timeout')) : undefined,
					signal: flags.changed('signal') ? flags.string('signal') : undefined
				});
				yield* context.printLine(name);
			});
		}
	};
}
