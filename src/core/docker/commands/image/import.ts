import { type Command } from '../../command.ts';
import { parseReference } from '../../format/image-name.ts';
import { readAll } from '../../../sim/stream.ts';
import { readArchiveFile } from './archive-file.ts';
import { showProgress } from './progress-stream.ts';

/** Source: docker/cli cli/command/image/import.go. */
export const importImage: Command = {
	path: 'image import',
	also: ['import'],
	aliases: ['image import', 'import'],
	use: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
	short: 'Import the contents from a tarball to create a filesystem image',
	flags: [
		{ name: 'change', short: 'c', type: 'list', text: 'Apply Dockerfile instruction to the created image' },
		{ name: 'message', short: 'm', type: 'string', text: 'Set commit message for imported image' },
		{ name: 'platform', type: 'string', text: 'Set platform if server is multi-platform capable' }
	],
	args: { min: 1 },
	*run(context) {
		const { flags, args, sys, engine } = context;
		const [source = '', name = ''] = args;
		const isRemote = /^https?:\/\//.test(source);
		const fromSrc = isRemote ? source : '-';
		let archive = '';
		if (source === '-') archive = yield* readAll(sys.stdin);
		else if (!isRemote)
			archive = readArchiveFile(
				context,
				source,
				`/images/create?fromSrc=-${name === '' ? '' : `&repo=${encodeURIComponent(name)}`}`
			);
		if (name !== '') parseReference(name);
		const filled = (text: string): string | undefined => (text === '' ? undefined : text);
		const response = yield* engine.request('POST', '/images/create', {
			query: {
				fromSrc,
				repo: filled(name),
				message: filled(flags.string('message')),
				platform: filled(flags.string('platform').toLowerCase()),
				changes: flags.list('change')
			},
			...(archive === '' ? {} : { body: archive }),
			headers: { 'Content-Type': 'text/plain' }
		});
		if (response.stream) yield* showProgress(context, response.stream, { to: 'stdout', quiet: false });
		return 0;
	}
};
