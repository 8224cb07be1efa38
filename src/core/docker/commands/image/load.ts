import { NO_ARGS, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { readAll } from '../../../sim/stream.ts';
import { readArchiveFile } from './archive-file.ts';
import { PLATFORM_FORM, platformQuery } from './platform.ts';
import { showProgress } from './progress-stream.ts';

/** Source: docker/cli cli/command/image/load.go. */
export const load: Command = {
	path: 'image load',
	also: ['load'],
	aliases: ['image load', 'load'],
	use: '[OPTIONS]',
	short: 'Load an image from a tar archive or STDIN',
	flags: [
		{ name: 'input', short: 'i', type: 'string', text: 'Read from tar archive file, instead of STDIN' },
		{ name: 'platform', type: 'string', text: `Load only the given platform variant. ${PLATFORM_FORM}` },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress the load output' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags, sys, engine } = context;
		const input = flags.string('input');
		if (input === '' && sys.terminal(0)) throw new CliError('requested load from stdin, but stdin is empty');
		const quiet = flags.bool('quiet') || !context.isTerminal ? '1' : '0';
		const archive =
			input === '' ? yield* readAll(sys.stdin) : readArchiveFile(context, input, `/images/load?quiet=${quiet}`);
		const response = yield* engine.request('POST', '/images/load', {
			query: { quiet, platform: platformQuery(context) },
			...(archive === '' ? {} : { body: archive }),
			headers: { 'Content-Type': 'application/x-tar' }
		});
		if (response.stream) yield* showProgress(context, response.stream, { to: 'stdout', quiet: false });
		return 0;
	}
};
