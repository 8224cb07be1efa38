import { minArgs, type Command } from '../../command.ts';
import { isNotFound } from '../../context.ts';
import type { ImageDeleteItem } from '../../../api/wire/image.ts';
import { PLATFORM_FORM, platformJson } from './platform.ts';

export const rm: Command = {
	path: 'image rm',
	also: ['rmi'],
	aliases: ['image rm', 'image remove', 'rmi'],
	use: '[OPTIONS] IMAGE [IMAGE...]',
	short: 'Remove one or more images',
	flags: [
		{ name: 'force', short: 'f', type: 'bool', text: 'Force removal of the image' },
		{ name: 'no-prune', type: 'bool', text: 'Do not delete untagged parents' },
		{
			name: 'platform',
			type: 'strings',
			text: `Remove only the given platform variant. ${PLATFORM_FORM}`
		}
	],
	args: minArgs(1),
	completes: 'image',
	*run(context) {
		const { flags } = context;
		const platforms = flags.list('platform').map((text) => platformJson(text));
		let refusals = 0;
		const code = yield* context.forEach(context.args, function* (name) {
			let items: ImageDeleteItem[];
			try {
				items = yield* context.engine.delete<ImageDeleteItem[]>(`/images/${name}`, {
					force: flags.bool('force') ? '1' : undefined,
					noprune: flags.bool('no-prune') ? '1' : undefined,
					platforms
				});
			} catch (error) {
				// With --force an image that is not there is told, but no failure.
				if (!flags.bool('force') || !isNotFound(error)) refusals++;
				throw error;
			}
			for (const item of items)
				yield* context.printLine(item.Deleted ? `Deleted: ${item.Deleted}` : `Untagged: ${item.Untagged ?? ''}`);
		});
		return refusals === 0 ? 0 : code;
	}
};
