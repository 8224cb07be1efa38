import { minArgs, type Command } from '../../command.ts';
import { alignColumns } from '../../format/table.ts';
import type { ContainerTopResponse } from '../../../api/wire/container.ts';
export const top: Command = {
	path: 'container top',
	also: ['top'],
	aliases: ['container top', 'top'],
	use: 'CONTAINER [ps OPTIONS]',
	short: 'Display the running processes of a container',
	flags: [],
	args: minArgs(1),
	interspersed: false,
	completes: 'container',
	*run(context) {
		const [name, ...options] = context.args;
		const { Processes: processes, Titles: titles } = yield* context.engine.get<ContainerTopResponse>(
			`/containers/${name!}/top`,
			{
				ps_args: options.length > 0 ? options.join(' ') : undefined
			}
		);
		const lines = [titles, ...processes].map((cells) => cells.join('\t') + '\n').join('');
		yield* context.print(alignColumns(lines, 20));
		return 0;
	}
};
