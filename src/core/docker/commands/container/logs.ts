import { exactArgs, type Command } from '../../command.ts';
import { parseMoment } from '../../format/moment.ts';
import type { ContainerInspect } from '../../../api/wire/container.ts';
import { copyOutput } from './attach-io.ts';

export const logs: Command = {
	path: 'container logs',
	also: ['logs'],
	aliases: ['container logs', 'logs'],
	use: '[OPTIONS] CONTAINER',
	short: 'Fetch the logs of a container',
	flags: [
		{ name: 'details', type: 'bool', text: 'Show extra details provided to logs' },
		{ name: 'follow', short: 'f', type: 'bool', text: 'Follow log output' },
		{
			name: 'since',
			type: 'string',
			text: 'Show logs since timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'
		},
		{ name: 'tail', short: 'n', type: 'string', def: 'all', text: 'Number of lines to show from the end of the logs' },
		{ name: 'timestamps', short: 't', type: 'bool', text: 'Show timestamps' },
		{
			name: 'until',
			type: 'string',
			text: 'Show logs before a timestamp (e.g. "2013-01-02T13:23:37Z") or relative (e.g. "42m" for 42 minutes)'
		}
	],
	args: exactArgs(1),
	completes: 'container',
	*run(context) {
		const { flags } = context;
		const name = context.args[0]!;
		const moment = (flag: string): string | undefined =>
			flags.string(flag) === '' ? undefined : parseMoment(flags.string(flag), context.nowMs, flag);
		const container = yield* context.engine.get<ContainerInspect>(`/containers/${name}/json`);
		const response = yield* context.engine.request('GET', `/containers/${container.Id}/logs`, {
			query: {
				stdout: '1',
				stderr: '1',
				tail: flags.string('tail'),
				since: moment('since'),
				until: moment('until'),
				timestamps: flags.bool('timestamps') ? '1' : undefined,
				details: flags.bool('details') ? '1' : undefined,
				follow: flags.bool('follow') ? '1' : undefined
			}
		});
		if (response.stream) yield* copyOutput(context, response.stream);
		return 0;
	}
};
