import { exactArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { parseImage } from '../../format/image-name.ts';
import { ProgressDisplay } from '../../format/progress-display.ts';
import type { JsonMessage } from '../../../api/wire/image.ts';
import type { Process } from '../../../sim/process.ts';
import { jsonLines } from '../json-lines.ts';

export const pull: Command = {
	path: 'image pull',
	also: ['pull'],
	aliases: ['image pull', 'pull'],
	use: '[OPTIONS] NAME[:TAG|@DIGEST]',
	short: 'Download an image from a registry',
	flags: [
		{ name: 'all-tags', short: 'a', type: 'bool', text: 'Download all tagged images in the repository', leftOut: true },
		{ name: 'disable-content-trust', type: 'bool', def: 'true', text: 'Skip image verification', leftOut: true },
		{ name: 'platform', type: 'string', text: 'Set platform if server is multi-platform capable', leftOut: true },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress verbose output' }
	],
	args: exactArgs(1),
	completes: 'image',
	*run(context) {
		const name = context.args[0]!;
		const image = parseImage(name);
		if (!image) throw new CliError('invalid reference format');
		const quiet = context.flags.bool('quiet');
		const isTagless = image.tag === undefined && image.digest === undefined;
		if (isTagless && !quiet) yield* context.printLine('Using default tag: latest');
		yield* pullImage(context, name, { to: 'stdout', quiet });
		const suffix = image.digest === undefined ? `:${image.tag ?? 'latest'}` : `@${image.digest}`;
		yield* context.printLine(image.full + suffix);
		return 0;
	}
};

/** POST /images/create, its progress drawn as it comes. @throws CliError */
export function* pullImage(
	context: CommandContext,
	name: string,
	options: { to: 'stdout' | 'stderr'; quiet: boolean }
): Process<void> {
	const image = parseImage(name);
	if (!image) throw new CliError('invalid reference format');
	const response = yield* context.engine.request('POST', '/images/create', {
		query: { fromImage: image.full, tag: image.digest ?? image.tag ?? 'latest' },
		headers: { 'X-Registry-Auth': 'e30=' }
	});
	const display = new ProgressDisplay(context, options.to);
	if (!response.stream) return;
	yield* jsonLines<JsonMessage>(response.stream, function* (message) {
		const error = message.errorDetail?.message ?? message.error;
		if (error !== undefined) throw new CliError(error);
		if (options.quiet || message.status === undefined) return;
		const { current, total } = message.progressDetail ?? {};
		yield* display.show({
			status: message.status,
			...(message.id === undefined ? {} : { id: message.id }),
			...(message.progressDetail ? { bar: { current: current ?? 0, total: total ?? 0 } } : {})
		});
	});
}
