import { SHORT_MONTHS, SHORT_WEEKDAYS } from '../../sim/calendar.ts';
import { byteLength } from '../../sim/files.ts';
import { httpDate, logDate, reason, serveHttp, twoDigits, type HttpRequest, type HttpResponse } from './http-server.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './program.ts';
import { findPage } from './web-root.ts';

const ROOT = '/usr/local/apache2/htdocs';
export const HTTPD_INDEX = '<html><body><h1>It works!</h1></body></html>\n';

/** 'Mon Jun 16 09:00:00.000000 2025': the time of Apache's error log. */
function errorLogDate(ms: number): string {
	const at = new Date(ms);
	const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(':');
	const micro = String(at.getUTCMilliseconds() * 1000).padStart(6, '0');
	return `${SHORT_WEEKDAYS[at.getUTCDay()]} ${SHORT_MONTHS[at.getUTCMonth()]} ${twoDigits(at.getUTCDate())} ${time}.${micro} ${at.getUTCFullYear()}`;
}

/** Apache httpd in the foreground: static files, access log on stdout, error log on stderr. */
export const httpd: ContainerProgram = {
	name: 'httpd-foreground',
	handles: ['SIGTERM', 'SIGINT', 'SIGWINCH', 'SIGHUP'],
	*main(world) {
		const version = world.env.get('HTTPD_VERSION') ?? '2.4.63';
		const sim = world.machine.sim;
		const note = (id: string, text: string): ReturnType<typeof world.stderr.write> =>
			world.stderr.write(`[${errorLogDate(sim.wallMs)}] [mpm_event:notice] [pid 1:tid 1] ${id}: ${text}\n`);
		try {
			world.listen(80, (connection) =>
				serveHttp(
					connection,
					(request) => respond(world, version, request),
					(request, response) => world.stdout.write(accessLine(sim.wallMs, connection.remote, request, response))
				)
			);
		} catch (error) {
			if (!(error instanceof AddressInUseError)) throw error;
			yield* world.stderr.write(
				'(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\n'
			);
			return 1;
		}
		yield* note('AH00489', `Apache/${version} (Unix) configured -- resuming normal operations`);
		for (;;) {
			const signal = yield* world.signal();
			if (signal === 'SIGHUP') continue;
			if (signal === 'SIGWINCH') yield* note('AH00492', 'caught SIGWINCH, shutting down gracefully');
			else yield* note('AH00491', 'caught SIGTERM, shutting down');
			return 0;
		}
	}
};

function respond(world: ContainerWorld, version: string, request: HttpRequest): HttpResponse {
	const base: [string, string][] = [
		['Date', httpDate(world.machine.sim.wallMs)],
		['Server', `Apache/${version} (Unix)`]
	];
	const failed = (status: number): HttpResponse => ({
		status,
		headers: [...base, ['Content-Type', 'text/html; charset=iso-8859-1']],
		body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${reason(status)}</title>\n</head><body>\n<h1>${reason(status)}</h1>\n</body></html>\n`
	});
	if (request.method !== 'GET' && request.method !== 'HEAD') return failed(405);
	const found = findPage(world.machine.files, ROOT, request.target);
	if (typeof found === 'number') return failed(found);
	return {
		status: 200,
		headers: [
			...base,
			['Last-Modified', httpDate(found.mtimeMs)],
			['ETag', found.etag],
			['Accept-Ranges', 'bytes'],
			['Content-Type', found.type]
		],
		body: found.content
	};
}

/** The common log format. */
function accessLine(ms: number, remote: string, request: HttpRequest, response: HttpResponse): string {
	return `${remote} - - [${logDate(ms)}] "${request.method} ${request.target} ${request.version}" ${response.status} ${byteLength(response.body)}\n`;
}
