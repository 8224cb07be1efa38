import { exactArgs, type Command } from '../../command.ts';
import { archiveOutput } from '../image/archive-file.ts';

/** Source: docker/cli cli/command/container/export.go. */
export const exportContainer: Command = {
	path: 'container export',
	also: ['export'],
	aliases: ['container export', 'export'],
	use: '[OPTIONS] CONTAINER',
	short: "Export a container's filesystem as a tar archive",
	flags: [{ name: 'output', short: 'o', type: 'string', text: 'Write to a file, instead of STDOUT' }],
	args: exactArgs(1),
	completes: 'container',
	*run(context) {
		const write = archiveOutput(context, 'export container');
		const response = yield* context.engine.request('GET', `/containers/${context.args[0]!}/export`);
		yield* write(String(response.body));
		return 0;
	}
};
