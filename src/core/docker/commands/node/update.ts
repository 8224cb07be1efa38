import { exactArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { cutPair } from '../../values/csv.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { FlagValues } from '../../flags.ts';
import { updateNodes } from './lookup.ts';

export const update: Command = {
	path: 'node update',
	use: '[OPTIONS] NODE',
	short: 'Update a node',
	flags: [
		{ name: 'availability', type: 'string', text: 'Availability of the node ("active", "pause", "drain")' },
		{ name: 'label-add', type: 'list', text: 'Add or update a node label ("key=value")' },
		{ name: 'label-rm', type: 'list', text: 'Remove a node label if exists' },
		{ name: 'role', type: 'string', text: 'Role of the node ("worker", "manager")' }
	],
	args: exactArgs(1),
	completes: 'node',
	*run(context) {
		yield* updateNodes(
			context,
			context.args,
			(node) => {
				applyFlags(node, context.flags);
				return true;
			},
			(name) => name
		);
		return 0;
	}
};

function applyFlags(node: Node, flags: FlagValues): void {
	if (flags.changed('role')) node.Spec.Role = flags.string('role') as 'worker' | 'manager';
	if (flags.changed('availability')) {
		node.Spec.Availability = flags.string('availability') as 'active' | 'pause' | 'drain';
	}
	const labels = (node.Spec.Labels ??= {});
	for (const label of flags.list('label-add')) {
		const { key, value } = cutPair(label);
		labels[key] = value ?? '';
	}
	for (const key of flags.list('label-rm')) {
		if (!Object.hasOwn(labels, key)) throw new CliError(`key ${key} doesn't exist in node's labels`);
		delete labels[key];
	}
}
