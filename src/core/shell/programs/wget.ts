import { byteLength, joinPath } from '../../sim/files.ts';
import { NetError } from '../../sim/net.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { formatDate } from '../date-format.ts';
import { destinationOf, fileNameOf, httpGet, openConnection } from './http-get.ts';
import { gnuProgram, Failure, type Options } from './options.ts';
import { parseUrl, type Url } from './url.ts';

/** Exit codes of wget(1). */
const NETWORK_FAILURE = 4;
const SERVER_ERROR = 8;
const KERNEL_CONNECT_MS = 130_000;
const TRIES = 20;

/** GNU wget 1.21 for http. Texts from that program itself. */
export const wget = gnuProgram(
	{
		name: 'wget',
		short: 'qO:T:t:S',
		long: { quiet: 'q', 'output-document': 'O', timeout: 'T', tries: 't', 'server-response': 'S', spider: '#' },
		unsimulated:
			'r c i o a d v nv b N P U user-agent header post-data no-check-certificate recursive continue method body-data',
		usageCode: 2,
		help: 'GNU Wget, a non-interactive network retriever.\nUsage: wget [OPTION]... [URL]...'
	},
	function* (sys, options) {
		if (options.operands.length === 0) {
			yield* sys.stderr.write(
				"wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
			);
			return 1;
		}
		let code = 0;
		for (const text of options.operands) code = Math.max(code, yield* retrieve(sys, options, text));
		return code;
	}
);

function* retrieve(sys: Sys, options: Options, text: string): Process<number> {
	const url = parseUrl(text);
	if (!url) throw new Failure(`${text}: Invalid URL.`, 1);
	if (url.scheme !== 'http') throw new Failure(`swarmlab does not simulate ${url.scheme}`, 1);
	const timeoutMs = options.has('T') ? 1000 * Number(options.value('T')) : KERNEL_CONNECT_MS;
	const tries = Number(options.value('t') ?? TRIES) || TRIES;
	const say = function* (words: string): Process<void> {
		if (!options.has('q')) yield* sys.stderr.write(words);
	};
	for (let attempt = 1; ; attempt++) {
		const again = attempt === 1 ? '' : `(try:${String(attempt).padStart(2)})  `;
		yield* say(`--${now(sys)}--  ${again}${url.text}\n`);
		const outcome = yield* attemptOnce(sys, options, url, timeoutMs, say);
		if (outcome !== 'timed out') return outcome;
		if (attempt >= tries) {
			yield* say('Giving up.\n\n');
			return NETWORK_FAILURE;
		}
		yield* say('Retrying.\n\n');
	}
}

function* attemptOnce(
	sys: Sys,
	options: Options,
	url: Url,
	timeoutMs: number,
	say: (words: string) => Process<void>
): Process<number | 'timed out'> {
	const isName = !/^\d{1,3}(\.\d{1,3}){3}$/.test(url.host);
	const to = destinationOf(sys, url);
	if (isName)
		yield* say(`Resolving ${url.host} (${url.host})... ${to ? to.address : 'failed: Name or service not known.'}\n`);
	if (!to) {
		yield* say(`wget: unable to resolve host address ‘${url.host}’\n`);
		return NETWORK_FAILURE;
	}
	yield* say(`Connecting to ${url.host}${isName ? ` (${url.host})|${to.address}|` : ''}:${url.port}... `);
	try {
		const connection = yield* openConnection(sys, url, to, timeoutMs);
		yield* say('connected.\nHTTP request sent, awaiting response... ');
		const { response, body } = yield* httpGet(
			connection,
			url,
			['User-Agent: Wget/1.21.3', 'Accept: */*', 'Accept-Encoding: identity'],
			function* (head) {
				const status = (head.lines[0] ?? '').replace(/^\S+ /, '');
				yield* say(options.has('S') ? `\n${head.lines.map((line) => `  ${line}\n`).join('')}` : `${status}\n`);
			}
		);
		if (response.problem === 'empty') {
			yield* say('No data received.\n');
			return 'timed out';
		}
		if (response.status >= 400) {
			const reason = (response.lines[0] ?? '').replace(/^\S+ \d+ ?/, '');
			yield* say(`${now(sys)} ERROR ${response.status}: ${reason}.\n\n`);
			return SERVER_ERROR;
		}
		yield* save(sys, options, url, body, response.contentType, say);
		return 0;
	} catch (error) {
		if (!(error instanceof NetError)) throw error;
		const reason = {
			refused: 'Connection refused',
			timeout: 'Connection timed out',
			reset: 'Connection reset by peer'
		}[error.kind as string];
		yield* say(`failed: ${reason ?? 'No route to host'}.\n`);
		return error.kind === 'timeout' ? 'timed out' : NETWORK_FAILURE;
	}
}

function* save(
	sys: Sys,
	options: Options,
	url: Url,
	body: string,
	type: string | undefined,
	say: (words: string) => Process<void>
): Process<void> {
	const given = options.value('O');
	const bytes = byteLength(body);
	const name = given ?? fileNameOf(url);
	yield* say(
		`Length: ${bytes}${type === undefined ? '' : ` [${type.replace(/;.*/, '')}]`}\nSaving to: ‘${name === '-' ? 'STDOUT' : name}’\n`
	);
	if (name === '-') yield* sys.stdout.write(body);
	else sys.machine.files.write(joinPath(sys.cwd, name), body);
	const size = bytes === 0 ? '' : `[${bytes}/${bytes}]`;
	yield* say(`\n     0K                                                       100% 4.61M=0s\n\n`);
	yield* say(`${now(sys)} (4.61 MB/s) - ${name === '-' ? 'written to stdout' : `‘${name}’ saved`} ${size}\n\n`);
}

function now(sys: Sys): string {
	return formatDate(sys.machine.sim.wallMs, '%Y-%m-%d %H:%M:%S');
}
