import { exactArgs, type Command } from '../../command.ts';
import { checkContextName, type ContextMeta } from '../../context-store.ts';
import { CliError, quote } from '../../errors.ts';
import { ENDPOINT_HELP, endpointOf } from './endpoint-flags.ts';

export const update: Command = {
	path: 'context update',
	use: '[OPTIONS] CONTEXT',
	short: 'Update a context',
	long: `Update a context

${ENDPOINT_HELP}$ docker context update my-context --description "some description" --docker "host=tcp://myserver:2376,ca=~/ca-file,cert=~/cert-file,key=~/key-file"`,
	flags: [
		{ name: 'description', type: 'string', text: 'Description of the context' },
		{ name: 'docker', type: 'stringToString', def: '[]', text: 'set the docker endpoint' }
	],
	args: exactArgs(1),
	*run(context) {
		const { contexts, flags } = context;
		const name = context.args[0]!;
		checkContextName(name);
		const meta: ContextMeta = contexts.get(name);
		const description = flags.string('description');
		if (description !== '') meta.Metadata = { ...meta.Metadata, Description: description };
		const docker = flags.all<Record<string, string>>('docker');
		if (docker.length > 0) {
			try {
				meta.Endpoints = { ...meta.Endpoints, docker: endpointOf(context, docker) };
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				throw new CliError(`unable to create docker endpoint config: ${error.message}`);
			}
		}
		contexts.put(meta);
		yield* context.printLine(name);
		yield* context.warn(`Successfully updated context ${quote(name)}`);
		return 0;
	}
};
