import type { ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';

/** Source: engine-api's ErrConnectionFailed, which 1.2.5 speaks with. */
const NO_DAEMON = 'Cannot connect to the Docker daemon. Is the docker daemon running on this host?';

type Method = ApiRequest['method'];

/** As Go's HTTP client tells that it had no answer: of Go 1.3 (rc1) or 1.5 (1.2.5), which names the system call. */
function goError(dialect: Dialect, method: Method, url: string, { body }: ApiResponse): string {
	const [, host = ''] = /^http:\/\/([^/]+)/.exec(url) ?? [];
	const call = dialect === 'rc1' ? '' : 'getsockopt: ';
	const told = typeof body === 'string' ? body : `dial tcp ${host}: connect: connection refused`;
	return `${method.charAt(0)}${method.slice(1).toLowerCase()} ${url}: ${told.replace(/(?<=: )connect: /, call)}`;
}

/** Nobody listens there: `dialTcp` has no words for it. */
function isRefused({ body }: ApiResponse): boolean {
	return body === undefined;
}

/** Why there was no answer, and whether it counts towards an engine being given up (CheckConnectionErr of 1.2.5). */
export interface Unreached {
	error: SwarmError;
	counts: boolean;
}

/** No answer to a manager's own request. Source: dockerclient (rc1), engine-api/client/request.go (1.2.5). */
export function unreachedByManager(
	dialect: Dialect,
	address: string,
	{ method, path }: ApiRequest,
	response: ApiResponse
): Unreached {
	if (dialect === 'rc1') {
		const text = goError(dialect, method, `http://${address}/v1.15${path}`, response);
		const hint = isRefused(response) ? '' : '. Are you trying to connect to a TLS-enabled daemon without TLS?';
		return { error: new SwarmError(text + hint), counts: false };
	}
	const isTimeout = String(response.body ?? '').endsWith('i/o timeout');
	if (isRefused(response) || isTimeout) return { error: new SwarmError(NO_DAEMON), counts: true };
	const text = goError(dialect, method, `http://${address}/v1.24${path}`, response);
	return { error: new SwarmError(`An error occurred trying to connect: ${text}`), counts: false };
}

/** No answer to a request that was handed on as it came. */
export function unreachedByProxy(
	dialect: Dialect,
	address: string,
	{ method, path }: ApiRequest,
	response: ApiResponse
): Unreached {
	const error = new SwarmError(goError(dialect, method, `http://${address}${path}`, response));
	return { error, counts: dialect !== 'rc1' && isRefused(response) };
}

/** What an engine refused of a manager's own request, in the words of the client library that asked. */
export function refusedByEngine(dialect: Dialect, { status, body }: ApiResponse): SwarmError {
	const said = messageOf(body);
	if (dialect !== 'rc1') return new SwarmError(`Error response from daemon: ${said.trim()}`);
	return new SwarmError(status === 404 ? 'Not found' : `${status} ${STATUS[status] ?? ''}: ${said}`);
}

const STATUS: Readonly<Record<number, string>> = {
	400: 'Bad Request',
	409: 'Conflict',
	500: 'Internal Server Error',
	501: 'Not Implemented'
};

export function messageOf(body: unknown): string {
	if (typeof body === 'string') return body.replace(/\n$/, '');
	return (body as { message?: string } | undefined)?.message ?? '';
}
