import { exactArgs, type Command } from '../../command.ts';
import { atLeast } from '../../../era/era.ts';
import { encodeAuth, registryOf } from '../../config-file.ts';
import { CliError } from '../../errors.ts';
import { parseReference } from '../../format/image-name.ts';
import type { CommandContext } from '../../context.ts';
import type { Process } from '../../../sim/process.ts';
import { note } from '../note.ts';
import { platformJson, refuseContentTrust } from './platform.ts';
import { showProgress } from './progress-stream.ts';

/** Source: docker/cli cli/command/image/push.go; recorded by test/core/docker/real-client (images). */
export const push: Command = {
	path: 'image push',
	also: ['push'],
	aliases: ['image push', 'push'],
	use: '[OPTIONS] NAME[:TAG]',
	short: 'Upload an image to a registry',
	flags: [
		{ name: 'all-tags', short: 'a', type: 'bool', text: 'Push all tags of an image to the repository' },
		{ name: 'disable-content-trust', type: 'bool', def: 'true', text: 'Skip image signing' },
		{
			name: 'platform',
			type: 'string',
			text: `Push a platform-specific manifest as a single-platform image to the registry.
Image index won't be pushed, meaning that other manifests, including attestations won't be preserved.
'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)`
		},
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress verbose output' }
	],
	args: exactArgs(1),
	completes: 'image',
	*run(context) {
		const { flags } = context;
		const platform = flags.string('platform') === '' ? undefined : yield* pushedPlatform(context);
		const image = parseReference(context.args[0]!);
		refuseContentTrust(context);
		if (image.digest !== undefined) throw new CliError('cannot push a digest reference');
		const all = flags.bool('all-tags');
		const quiet = flags.bool('quiet');
		if (all && image.tag !== undefined) throw new CliError("tag can't be used with --all-tags/-a");
		// With -a came the default tag; before, a name without one meant all tags.
		const assumesTag = atLeast(context.era.id, '20.10');
		const tag = image.tag ?? (assumesTag ? 'latest' : '');
		if (!all && image.tag === undefined && !quiet && assumesTag) yield* context.printLine('Using default tag: latest');
		const response = yield* context.engine.request('POST', `/images/${image.full}/push`, {
			query: { tag: all ? undefined : tag, platform },
			headers: { 'X-Registry-Auth': encodeAuth(context.config.authOf(registryOf(image.domain))) }
		});
		if (response.stream) yield* showProgress(context, response.stream, { to: 'stdout', quiet });
		if (quiet) yield* context.printLine(`${image.full}${all ? '' : `:${tag}`}`);
		return 0;
	}
};

const ONE_PLATFORM = `Using --platform pushes only the specified platform manifest of a multi-platform image index.
Other components, like attestations, will not be included.
To push the complete multi-platform image, remove the --platform flag.
`;

function* pushedPlatform(context: CommandContext): Process<string> {
	const text = context.flags.string('platform');
	let platform: string;
	try {
		platform = platformJson(text);
	} catch (error) {
		if (error instanceof CliError) yield* context.sys.stderr.write(`Invalid platform ${text}`);
		throw error;
	}
	yield* context.print(
		`\n${note(
			context,
			ONE_PLATFORM.split('\n').map((line): [string] => [line])
		)}`
	);
	return platform;
}
