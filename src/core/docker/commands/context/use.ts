import { type Command } from '../../command.ts';
import { checkContextName, DEFAULT_CONTEXT } from '../../context-store.ts';

export const use: Command = {
	path: 'context use',
	use: 'CONTEXT',
	short: 'Set the current docker context',
	flags: [],
	args: { min: 1, max: 1, plain: true },
	*run(context) {
		const { config, contexts } = context;
		const name = context.args[0]!;
		if (name !== DEFAULT_CONTEXT) {
			checkContextName(name);
			contexts.get(name);
		}
		const wanted = name === DEFAULT_CONTEXT ? '' : name;
		if (config.string('currentContext') !== wanted) config.setContext(wanted);
		yield* context.printLine(name);
		yield* context.warn(`Current context is now "${name}"`);
		const host = context.sys.env.get('DOCKER_HOST') ?? '';
		if (name !== DEFAULT_CONTEXT && host !== '') {
			yield* context.warn(
				`Warning: DOCKER_HOST environment variable overrides the active context. To use "${name}", either set the global --context flag, or unset DOCKER_HOST environment variable.`
			);
		}
		return 0;
	}
};
