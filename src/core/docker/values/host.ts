import { CliError, ValueError } from '../errors.ts';
import { parseTcpAddress } from './tcp-address.ts';

export const LOCAL_HOST = 'unix:///var/run/docker.sock';
const PORT = '2375';

/**
 * What -H, DOCKER_HOST or a context name, with everything filled in: 'unix://…' or 'tcp://host:port'.
 * @throws CliError. Source: docker/cli opts/hosts.go; recorded by test/core/docker/real-client (contexts).
 */
export function parseHost(text: string): string {
	const given = text.trim();
	if (given === '') return LOCAL_HOST;
	const [scheme, rest] = given.includes('://') ? (given.split(/:\/\/(.*)/s) as [string, string]) : ['tcp', given];
	switch (scheme) {
		case 'tcp':
			return parseTcp(rest);
		case 'unix':
			if (rest.includes('://')) throw new CliError(`invalid proto, expected unix: ${rest}`);
			return rest === '' ? LOCAL_HOST : `unix://${rest}`;
		case 'npipe':
		case 'ssh':
		case 'fd':
			return given;
		default:
			throw new CliError(`invalid bind address format: ${given}`);
	}
}

function parseTcp(rest: string): string {
	try {
		return `tcp://${parseTcpAddress(rest, rest, { host: 'localhost', port: PORT })}`;
	} catch (error) {
		if (error instanceof ValueError) throw new CliError(error.message);
		throw error;
	}
}
