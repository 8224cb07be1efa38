import { COMMAND_TREE } from '../commands/tree.ts';
import type { Group } from '../command.ts';
import type { MflagSoftware } from '../software.ts';
import { runMflagClient } from './main.ts';
import { commandsOf, groupsOf } from './tree.ts';

export const mflag: MflagSoftware = {
	run: runMflagClient,
	tree(era) {
		const groups = groupsOf(era).map(({ path, short }): Group => ({ path, short, section: 'management' }));
		return { ...COMMAND_TREE, groups, commands: commandsOf(era) };
	}
};
