import { exactArgs, type Command } from '../../command.ts';
import type { FilesystemChange } from '../../../api/wire/container.ts';
export const diff: Command = {
	path: 'container diff',
	also: ['diff'],
	aliases: ['container diff', 'diff'],
	use: 'CONTAINER',
	short: "Inspect changes to files or directories on a container's filesystem",
	flags: [],
	args: exactArgs(1),
	completes: 'container',
	*run(context) {
		const changes = yield* context.engine.get<FilesystemChange[] | null>(`/containers/${context.args[0]!}/changes`);
		for (const { Kind: kind, Path: path } of changes ?? []) yield* context.printLine(`${'CAD'[kind]} ${path}`);
		return 0;
	}
};
