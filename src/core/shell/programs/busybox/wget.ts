import { byteLength, joinPath } from '../../../sim/files.ts';
import { NetError } from '../../../sim/net.ts';
import { destinationOf, fileNameOf, httpGet, openConnection } from '../http-get.ts';
import { Failure, gnuProgram } from '../options.ts';
import { parseUrl } from '../url.ts';

const KERNEL_CONNECT_MS = 130_000;

/** wget of busybox 1.35 (its -T does not crash here). Texts from that program itself. */
export const wget = gnuProgram(
	{
		name: 'wget',
		short: 'qO:T:S',
		long: { spider: '#' },
		unsimulated: 'c o P U Y header post-data post-file no-check-certificate',
		help: 'Usage: wget [-cqS] [--spider] [-O FILE] URL...'
	},
	function* (sys, options) {
		const [text] = options.operands;
		const url = text === undefined ? undefined : parseUrl(text);
		if (!url) throw new Failure(text === undefined ? 'missing URL' : `not an http or ftp url: ${text}`, 1);
		const to = destinationOf(sys, url);
		if (!to) throw new Failure(`bad address '${url.host}'`, 1);
		const isQuiet = options.has('q');
		if (!isQuiet) yield* sys.stderr.write(`Connecting to ${url.host}:${url.port} (${to.address}:${url.port})\n`);
		const timeoutMs = options.has('T') ? 1000 * Number(options.value('T')) : KERNEL_CONNECT_MS;
		try {
			const connection = yield* openConnection(sys, url, to, timeoutMs);
			const { response, body } = yield* httpGet(connection, url, ['User-Agent: Wget'], function* (head) {
				if (options.has('S')) yield* sys.stderr.write(head.lines.map((line) => `  ${line}\n`).join(''));
			});
			if (response.status >= 400) throw new Failure(`server returned error: ${response.lines[0] ?? ''}`, 1);
			const name = options.value('O') ?? fileNameOf(url);
			const isScreen = name === '-';
			if (!isQuiet) yield* sys.stderr.write(isScreen ? 'writing to stdout\n' : `saving to '${name}'\n`);
			if (isScreen) yield* sys.stdout.write(body);
			else sys.machine.files.write(joinPath(sys.cwd, name), body);
			if (isQuiet) return 0;
			const size = String(byteLength(body)).padStart(5);
			yield* sys.stderr.write(
				`${name.slice(0, 20).padEnd(20)} 100% |********************************| ${size}  0:00:00 ETA\n`
			);
			yield* sys.stderr.write(isScreen ? 'written to stdout\n' : `'${name}' saved\n`);
			return 0;
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			if (error.kind === 'timeout' && options.has('T')) throw new Failure('download timed out', 1);
			const why = { refused: 'Connection refused', timeout: 'Connection timed out' }[error.kind as string];
			throw new Failure(`can't connect to remote host (${to.address}): ${why ?? 'No route to host'}`, 1);
		}
	}
);
