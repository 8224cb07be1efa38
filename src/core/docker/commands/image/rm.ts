import { minArgs, type Command } from '../../command.ts';
import type { ImageDeleteItem } from '../../../api/wire/image.ts';

export const rm: Command = {
	path: 'image rm',
	also: ['rmi'],
	aliases: ['image rm', 'image remove', 'rmi'],
	use: '[OPTIONS] IMAGE [IMAGE...]',
	short: 'Remove one or more images',
	flags: [
		{ name: 'force', short: 'f', type: 'bool', text: 'Force removal of the image' },
		{ name: 'no-prune', type: 'bool', text: 'Do not delete untagged parents' }
	],
	args: minArgs(1),
	completes: 'image',
	*run(context) {
		const { flags } = context;
		return yield* context.forEach(context.args, function* (name) {
			const items = yield* context.engine.delete<ImageDeleteItem[]>(`/images/${name}`, {
				force: flags.bool('force') ? '1' : undefined,
				noprune: flags.bool('no-prune') ? '1' : undefined
			});
			for (const item of items)
				yield* context.printLine(item.Deleted ? `Deleted: ${item.Deleted}` : `Untagged: ${item.Untagged ?? ''}`);
		});
	}
};
