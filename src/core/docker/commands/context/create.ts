import { exactArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { checkContextName, DEFAULT_CONTEXT, type ContextMeta } from '../../context-store.ts';
import { CliError, quote } from '../../errors.ts';
import { ENDPOINT_HELP, endpointOf } from './endpoint-flags.ts';

export const create: Command = {
	path: 'context create',
	use: '[OPTIONS] CONTEXT',
	short: 'Create a context',
	long: `Create a context

${ENDPOINT_HELP}$ docker context create my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"`,
	flags: [
		{ name: 'description', type: 'string', text: 'Description of the context' },
		{ name: 'docker', type: 'stringToString', def: '[]', text: 'set the docker endpoint' },
		{ name: 'from', type: 'string', text: 'create context from a named context' }
	],
	args: exactArgs(1),
	*run(context) {
		const name = context.args[0]!;
		checkContextName(name);
		if (context.contexts.has(name)) throw new CliError(`context ${quote(name)} already exists`);
		context.contexts.put(metaOf(context, name));
		yield* context.printLine(name);
		yield* context.warn(`Successfully created context ${quote(name)}`);
		return 0;
	}
};

function metaOf(context: CommandContext, name: string): ContextMeta {
	const { flags } = context;
	const docker = flags.all<Record<string, string>>('docker');
	const from = flags.string('from');
	const description = flags.string('description');
	const described = (known = ''): ContextMeta['Metadata'] => {
		const text = description || known;
		return text === '' ? {} : { Description: text };
	};
	if (from !== '') {
		if (docker.length > 0) throw new CliError('cannot use --docker flag when --from is set');
		return copyOf(context, from, name, described);
	}
	// Without an endpoint it is a copy of what is in use.
	if (docker.length === 0) return copyOf(context, context.contextName, name, described);
	try {
		return { Name: name, Metadata: described(), Endpoints: { docker: endpointOf(context, docker) } };
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		throw new CliError(`unable to create docker endpoint config: ${error.message}`);
	}
}

function copyOf(
	context: CommandContext,
	from: string,
	name: string,
	described: (known?: string) => ContextMeta['Metadata']
): ContextMeta {
	if (from === DEFAULT_CONTEXT) {
		const docker = { Host: context.localHost(), SkipTLSVerify: false };
		return { Name: name, Metadata: described('Current DOCKER_HOST based configuration'), Endpoints: { docker } };
	}
	const meta = context.contexts.get(from);
	return { ...meta, Name: name, Metadata: described(meta.Metadata.Description) };
}
