import { CliError, quote } from '../errors.ts';

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
			return parseTcp(rest, given);
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

function parseTcp(rest: string, given: string): string {
	if (rest === '') return `tcp://localhost:${PORT}`;
	const [authority = '', path = ''] = rest.split(/(?=\/)(.*)/s);
	const match = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
	if (!match) throw new CliError(`invalid bind address format: ${given}`);
	const [, host = '', port] = match;
	if (port !== undefined && !/^\d*$/.test(port)) {
		throw new CliError(`parse ${quote(`tcp://${rest}`)}: invalid port ${quote(`:${port}`)} after host`);
	}
	return `tcp://${host === '' ? 'localhost' : host}:${port === undefined || port === '' ? PORT : port}${path}`;
}
