import { exactArgs, type Command } from '../../command.ts';
import { encodeAuth, registryOf } from '../../config-file.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { parseReference } from '../../format/image-name.ts';
import type { Process } from '../../../sim/process.ts';
import { refuseContentTrust } from './platform.ts';
import { showProgress } from './progress-stream.ts';

export const pull: Command = {
	path: 'image pull',
	also: ['pull'],
	aliases: ['image pull', 'pull'],
	use: '[OPTIONS] NAME[:TAG|@DIGEST]',
	short: 'Download an image from a registry',
	flags: [
		{ name: 'all-tags', short: 'a', type: 'bool', text: 'Download all tagged images in the repository' },
		{ name: 'disable-content-trust', type: 'bool', def: 'true', text: 'Skip image verification' },
		{ name: 'platform', type: 'string', text: 'Set platform if server is multi-platform capable' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress verbose output' }
	],
	args: exactArgs(1),
	completes: 'image',
	*run(context) {
		const { flags } = context;
		const image = parseReference(context.args[0]!);
		const quiet = flags.bool('quiet');
		const all = flags.bool('all-tags');
		const isTagless = image.tag === undefined && image.digest === undefined;
		if (all && !isTagless) throw new CliError("tag can't be used with --all-tags/-a");
		if (isTagless && !all && !quiet) yield* context.printLine('Using default tag: latest');
		refuseContentTrust(context);
		yield* pullImage(context, context.args[0]!, { to: 'stdout', quiet, all });
		const suffix = all ? '' : image.digest === undefined ? `:${image.tag ?? 'latest'}` : `@${image.digest}`;
		if (context.era.commandLine === 'cobra') yield* context.printLine(image.full + suffix);
		return 0;
	}
};

/** POST /images/create, its progress drawn as it comes. @throws CliError */
export function* pullImage(
	context: CommandContext,
	name: string,
	options: { to: 'stdout' | 'stderr'; quiet: boolean; all?: boolean }
): Process<void> {
	const image = parseReference(name);
	const response = yield* context.engine.request('POST', '/images/create', {
		query: {
			fromImage: context.era.capabilities.wordsOf28 ? image.full : image.full.replace(/^docker\.io\/(library\/)?/, ''),
			tag: options.all ? undefined : (image.digest ?? image.tag ?? 'latest'),
			platform: context.flags.string('platform').toLowerCase() || undefined
		},
		headers: { 'X-Registry-Auth': encodeAuth(context.config.authOf(registryOf(image.domain))) }
	});
	if (response.stream) yield* showProgress(context, response.stream, options);
}
