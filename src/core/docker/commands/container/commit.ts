import { type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { parseReference } from '../../format/image-name.ts';

/** Source: docker/cli cli/command/container/commit.go; docker/docker client/container_commit.go. */
export const commit: Command = {
	path: 'container commit',
	also: ['commit'],
	aliases: ['container commit', 'commit'],
	use: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
	short: "Create a new image from a container's changes",
	flags: [
		{
			name: 'author',
			short: 'a',
			type: 'string',
			text: 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")'
		},
		{ name: 'change', short: 'c', type: 'list', text: 'Apply Dockerfile instruction to the created image' },
		{ name: 'message', short: 'm', type: 'string', text: 'Commit message' },
		{ name: 'pause', short: 'p', type: 'bool', def: 'true', text: 'Pause container during commit' }
	],
	args: { min: 1, max: 2 },
	completes: 'container',
	*run(context) {
		const { flags, args, engine } = context;
		const reference = args[1] === undefined || args[1] === '' ? undefined : parseReference(args[1]);
		if (reference?.digest !== undefined) throw new CliError('refusing to create a tag with a digest reference');
		const { Id } = yield* engine.post<{ Id: string }>('/commit', {
			container: args[0],
			repo: reference?.full ?? '',
			tag: reference ? (reference.tag ?? 'latest') : '',
			comment: flags.string('message'),
			author: flags.string('author'),
			changes: flags.list('change'),
			pause: flags.bool('pause') ? undefined : '0'
		});
		yield* context.printLine(Id);
		return 0;
	}
};
