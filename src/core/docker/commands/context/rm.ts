import { minArgs, type Command } from '../../command.ts';
import { DEFAULT_CONTEXT } from '../../context-store.ts';
import { CliError, quote } from '../../errors.ts';

export const rm: Command = {
	path: 'context rm',
	aliases: ['context rm', 'context remove'],
	use: 'CONTEXT [CONTEXT...]',
	short: 'Remove one or more contexts',
	flags: [{ name: 'force', short: 'f', type: 'bool', text: 'Force the removal of a context in use' }],
	args: minArgs(1),
	*run(context) {
		const { contexts, config, contextName } = context;
		const force = context.flags.bool('force');
		return yield* context.forEach(context.args, function* (name) {
			if (name === DEFAULT_CONTEXT) throw new CliError('context "default" cannot be removed');
			if (!force && name === contextName) {
				throw new CliError(`context ${quote(name)} is in use, set -f flag to force remove`);
			}
			if (!force && !contexts.has(name)) throw new CliError(`context ${quote(name)} does not exist`);
			contexts.remove(name);
			if (config.string('currentContext') === name) config.setContext('');
			yield* context.printLine(name);
		});
	}
};
