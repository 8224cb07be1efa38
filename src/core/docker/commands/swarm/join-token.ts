import { exactArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { Swarm } from '../../../api/wire/swarm.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import { printJoinCommand } from './init.ts';
import { updateSwarm } from './update.ts';

export const joinToken: Command = {
	path: 'swarm join-token',
	use: '[OPTIONS] (worker|manager)',
	short: 'Manage join tokens',
	flags: [
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display token' },
		{ name: 'rotate', type: 'bool', text: 'Rotate join token' }
	],
	args: exactArgs(1),
	*run(context) {
		const role = context.args[0]!;
		if (role !== 'worker' && role !== 'manager') throw new CliError(`unknown role ${role}`);
		if (context.flags.bool('rotate')) {
			const before = yield* context.engine.get<Swarm>('/swarm');
			yield* updateSwarm(context, before, before.Spec, role === 'worker' ? { worker: true } : { manager: true });
			if (!context.flags.bool('quiet')) yield* context.print(`Successfully rotated ${role} join token.\n\n`);
		}
		// The second look is needed only after a rotation; the client takes it always (recordings/cluster.jsonl).
		const swarm = yield* context.engine.get<Swarm>('/swarm');
		if (context.flags.bool('quiet')) {
			yield* context.printLine((role === 'worker' ? swarm.JoinTokens?.Worker : swarm.JoinTokens?.Manager) ?? '');
			return 0;
		}
		const info = yield* context.engine.get<SystemInfo>('/info');
		yield* printJoinCommand(context, info.Swarm.NodeID, role);
		yield* context.print('');
		return 0;
	}
};
