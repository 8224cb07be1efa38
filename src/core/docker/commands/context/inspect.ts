import { ANY_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { DEFAULT_CONTEXT, type ContextMeta } from '../../context-store.ts';
import { inspectAll } from '../../format/inspect.ts';
import { INSPECT_FORMAT } from '../format-help.ts';

export const inspect: Command = {
	path: 'context inspect',
	use: '[OPTIONS] [CONTEXT] [CONTEXT...]',
	short: 'Display detailed information on one or more contexts',
	flags: [{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT }],
	args: ANY_ARGS,
	*run(context) {
		const names = context.args.length > 0 ? context.args : [context.contextName];

		const find = function* (name: string): Generator<never, unknown, unknown> {
			return described(context, name);
		};
		return yield* inspectAll(context, names, find, {
			format: context.flags.string('format'),
			type: 'context.contextWithTLSListing',
			escapesHtml: true
		});
	}
};

function described(context: CommandContext, name: string): unknown {
	const inMemory = '<IN MEMORY>';
	const isDefault = name === DEFAULT_CONTEXT;
	const meta: ContextMeta = isDefault
		? { Name: name, Metadata: {}, Endpoints: { docker: { Host: context.localHost(), SkipTLSVerify: false } } }
		: context.contexts.get(name);
	return {
		...meta,
		TLSMaterial: {},
		Storage: isDefault ? { MetadataPath: inMemory, TLSPath: inMemory } : context.contexts.paths(name)
	};
}
