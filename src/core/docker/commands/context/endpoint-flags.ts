import type { CommandContext } from '../../context.ts';
import { DEFAULT_CONTEXT, type ContextMeta } from '../../context-store.ts';
import { CliError } from '../../errors.ts';

/** What `--docker host=…,skip-tls-verify=…` may hold; the help screens list it. */
export const ENDPOINT_HELP = `Docker endpoint config:

NAME                DESCRIPTION
from                Copy named context's Docker endpoint configuration
host                Docker endpoint on which to connect
ca                  Trust certs signed only by this CA
cert                Path to TLS certificate file
key                 Path to TLS key file
skip-tls-verify     Skip TLS certificate validation

Example:

`;

const KEYS = ['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify'];
const TLS_FILES = ['ca', 'cert', 'key'];

type Endpoint = NonNullable<ContextMeta['Endpoints']['docker']>;

/** @throws CliError. Source: docker/cli cli/command/context/options.go */
export function endpointOf(context: CommandContext, given: readonly Record<string, string>[]): Endpoint {
	const config = Object.assign({}, ...given) as Record<string, string>;
	const unknown = Object.keys(config).filter((key) => !KEYS.includes(key));
	if (unknown.length > 0) throw new CliError(unknown.map((key) => `unrecognized config key: ${key}`).join('\n'));
	if (config['from'] !== undefined) return copyOf(context, config['from']);
	const tls = TLS_FILES.find((key) => config[key] !== undefined);
	if (tls !== undefined) throw new CliError(`swarmlab does not simulate TLS: ${tls} of --docker`);
	return {
		...(config['host'] && { Host: config['host'] }),
		SkipTLSVerify: ['1', 't', 'true'].includes((config['skip-tls-verify'] ?? '').toLowerCase())
	};
}

function copyOf(context: CommandContext, name: string): Endpoint {
	if (name === DEFAULT_CONTEXT) return { Host: context.localHost(), SkipTLSVerify: false };
	return context.contexts.get(name).Endpoints.docker ?? { SkipTLSVerify: false };
}
