import { NO_ARGS, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { CommandContext } from '../../context.ts';
import type { Swarm, UnlockKeyResponse } from '../../../api/wire/swarm.ts';
import type { Process } from '../../../sim/process.ts';
import { unlockKeyText } from './texts.ts';
import { updateSwarm } from './update.ts';

export const unlockKey: Command = {
	path: 'swarm unlock-key',
	use: '[OPTIONS]',
	short: 'Manage the unlock key',
	flags: [
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display token' },
		{ name: 'rotate', type: 'bool', text: 'Rotate unlock key' }
	],
	args: NO_ARGS,
	*run(context) {
		const quiet = context.flags.bool('quiet');
		if (context.flags.bool('rotate')) {
			const swarm = yield* context.engine.get<Swarm>('/swarm');
			if (!swarm.Spec.EncryptionConfig?.AutoLockManagers) {
				throw new CliError('cannot rotate because autolock is not turned on');
			}
			yield* updateSwarm(context, swarm, swarm.Spec, { unlockKey: true });
			if (!quiet) yield* context.printLine('Successfully rotated manager unlock key.');
		}
		const key = yield* fetchKey(context);
		if (key === '') throw new CliError('no unlock key is set');
		yield* quiet ? context.printLine(key) : context.print(unlockKeyText(key, context.era));
		return 0;
	}
};

function* fetchKey(context: CommandContext): Process<string> {
	try {
		return (yield* context.engine.get<UnlockKeyResponse>('/swarm/unlockkey')).UnlockKey;
	} catch (error) {
		if (error instanceof CliError) throw new CliError(`could not fetch unlock key: ${error.message}`);
		throw error;
	}
}
