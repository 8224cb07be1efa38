import { byteLength } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import { httpDate, logDate, reason, serveHttp, twoDigits, type HttpRequest, type HttpResponse } from './http-server.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './program.ts';
import { findPage } from './web-root.ts';

const ROOT = '/usr/share/nginx/html';

/** The page of a fresh installation, in words of our own. */
export const NGINX_INDEX = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>The web server works; this page is ${ROOT}/index.html.</p>
</body>
</html>
`;

function errorPage(status: number, version: string): string {
	const title = `${status} ${reason(status)}`;
	return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
}

/** '2025/06/16 09:00:00' */
function errorLogDate(ms: number): string {
	const at = new Date(ms);
	const date = [at.getUTCFullYear(), ...[at.getUTCMonth() + 1, at.getUTCDate()].map(twoDigits)].join('/');
	return `${date} ${[at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(':')}`;
}

/** The web server: static files, an access log on stdout, an error log on stderr. */
export const nginx: ContainerProgram = {
	name: 'nginx',
	handles: ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGWINCH'],
	*main(world) {
		const version = world.env.get('NGINX_VERSION') ?? '1.27.5';
		if (world.argv.includes('-v')) {
			yield* world.stderr.write(`nginx version: nginx/${version}\n`);
			return 0;
		}
		const sim = world.machine.sim;
		const notice = (text: string): Process<void> =>
			world.stderr.write(`${errorLogDate(sim.wallMs)} [notice] 1#1: ${text}\n`);
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
				`${errorLogDate(sim.wallMs)} [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address already in use)\n`
			);
			return 1;
		}
		yield* notice('using the "epoll" event method');
		yield* notice(`nginx/${version}`);
		yield* notice('start worker processes');
		yield* notice('start worker process 29');
		for (;;) {
			const signal = yield* world.signal();
			if (signal === 'SIGHUP' || signal === 'SIGWINCH') continue;
			const number = signal === 'SIGQUIT' ? 3 : signal === 'SIGTERM' ? 15 : 2;
			yield* notice(`signal ${number} (${signal}) received, ${signal === 'SIGQUIT' ? 'shutting down' : 'exiting'}`);
			yield* notice('exit');
			return 0;
		}
	}
};

function respond(world: ContainerWorld, version: string, request: HttpRequest): HttpResponse {
	const base: [string, string][] = [
		['Server', `nginx/${version}`],
		['Date', httpDate(world.machine.sim.wallMs)]
	];
	const failed = (status: number): HttpResponse => ({
		status,
		headers: [...base, ['Content-Type', 'text/html']],
		body: errorPage(status, version)
	});
	if (request.method !== 'GET' && request.method !== 'HEAD') return failed(405);
	const found = findPage(world.machine.files, ROOT, request.target);
	if (typeof found === 'number') return failed(found);
	return {
		status: 200,
		headers: [
			...base,
			['Content-Type', found.type],
			['Last-Modified', httpDate(found.mtimeMs)],
			['ETag', found.etag],
			['Accept-Ranges', 'bytes']
		],
		body: found.content
	};
}

/** The combined log format. */
function accessLine(ms: number, remote: string, request: HttpRequest, response: HttpResponse): string {
	const agent = request.headers.get('user-agent') ?? '-';
	const referer = request.headers.get('referer') ?? '-';
	const forwarded = request.headers.get('x-forwarded-for') ?? '-';
	const line = `${request.method} ${request.target} ${request.version}`;
	return `${remote} - - [${logDate(ms)}] "${line}" ${response.status} ${byteLength(response.body)} "${referer}" "${agent}" "${forwarded}"\n`;
}

/** /docker-entrypoint.sh of the official image: says what it does, then becomes its arguments. */
export const nginxEntrypoint: ContainerProgram = {
	name: 'docker-entrypoint.sh',
	handles: [],
	*main(world) {
		const argv = world.argv.slice(1);
		if (argv[0] === 'nginx' || argv[0] === 'nginx-debug') {
			yield* world.stdout.write('/docker-entrypoint.sh: Configuration complete; ready for start up\n');
		}
		return yield* world.exec(argv);
	}
};
