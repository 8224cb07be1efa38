import { exactArgs, type Command } from '../../command.ts';
import { CliError, quote } from '../../errors.ts';
import { parseReference, type ImageReference } from '../../format/image-name.ts';

export const tag: Command = {
	path: 'image tag',
	also: ['tag'],
	aliases: ['image tag', 'tag'],
	use: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
	short: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
	flags: [],
	args: exactArgs(2),
	completes: 'image',
	*run(context) {
		const [source, target] = context.args as [string, string];
		const parse = (text: string): ImageReference => {
			try {
				return parseReference(text);
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				throw new CliError(`Error parsing reference: ${quote(text)} is not a valid repository/tag: ${error.message}`);
			}
		};
		// An ID is no reference with a name, but it may stand for the source.
		if (!/^[0-9a-f]{64}$/.test(source)) parse(source);
		const reference = parse(target);
		if (reference.digest !== undefined) throw new CliError('refusing to create a tag with a digest reference');
		yield* context.engine.post(`/images/${source}/tag`, { repo: reference.full, tag: reference.tag ?? 'latest' });
		return 0;
	}
};
