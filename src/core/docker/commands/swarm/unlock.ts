import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { prompt, readLine } from '../prompt.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import type { Process } from '../../../sim/process.ts';

export const unlock: Command = {
	path: 'swarm unlock',
	use: '',
	short: 'Unlock swarm',
	flags: [],
	args: NO_ARGS,
	*run(context) {
		const info = yield* context.engine.get<SystemInfo>('/info');
		const newWords = context.era.capabilities.words29;
		switch (info.Swarm.LocalNodeState) {
			case 'inactive':
				throw new CliError(
					newWords ? 'error: this node is not part of a swarm' : 'Error: This node is not part of a swarm'
				);
			case 'locked':
				break;
			default:
				throw new CliError(newWords ? 'error: swarm is not locked' : 'Error: swarm is not locked');
		}
		const key = yield* readKey(context);
		yield* context.engine.post('/swarm/unlock', {}, { UnlockKey: key });
		return 0;
	}
};

/** A line of standard input; at a terminal after a prompt and without echo. */
function* readKey(context: CommandContext): Process<string> {
	if (!context.sys.terminal(0)) return (yield* readLine(context)).trim();
	return (yield* prompt(context, 'Enter unlock key: ', false)).trim();
}
