import { FileError, joinPath } from '../../sim/files.ts';
import type { Sys } from '../../sim/sys.ts';

/** Ends a transfer or the program with curl's exit code. */
export class CurlError extends Error {
	override name = 'CurlError';
	/** Without the code in parentheses. */
	readonly isPlain: boolean;
	/** Whether the progress meter's line is ended before the message. */
	readonly endsLine: boolean;
	constructor(
		readonly code: number,
		message: string,
		how: { isPlain?: boolean; endsLine?: boolean; before?: string } = {}
	) {
		super(how.before === undefined ? message : `${how.before.replace(/^curl: /, '')}curl: (${code}) ${message}`);
		this.isPlain = (how.isPlain ?? false) || how.before !== undefined;
		this.endsLine = how.endsLine ?? true;
	}
}

export interface CurlOptions {
	urls: string[];
	/** For each URL: undefined = standard output, '' = named after the URL (-O). */
	outputs: (string | undefined)[];
	method: string;
	hasExplicitMethod: boolean;
	body: string | undefined;
	/** Value undefined: the header is left out (-H 'Accept:'). */
	headers: [string, string | undefined][];
	isSilent: boolean;
	showsError: boolean;
	failsOnError: boolean;
	includesHead: boolean;
	isVerbose: boolean;
	isUnbuffered: boolean;
	followsRedirects: boolean;
	maxTimeMs: number | undefined;
	connectTimeoutMs: number | undefined;
	writeOut: string | undefined;
	warnings: string[];
}

const LONG: Readonly<Record<string, string>> = {
	silent: 's',
	'show-error': 'S',
	fail: 'f',
	include: 'i',
	head: 'I',
	verbose: 'v',
	output: 'o',
	'remote-name': 'O',
	'write-out': 'w',
	'max-time': 'm',
	request: 'X',
	header: 'H',
	data: 'd',
	'data-raw': 'd',
	'data-ascii': 'd',
	location: 'L',
	get: 'G',
	url: 'u',
	'connect-timeout': 'c',
	'http1.1': '1',
	insecure: 'k',
	'user-agent': 'A',
	'no-buffer': 'N',
	globoff: 'g',
	ipv4: '4',
	json: 'j',
	'no-progress-meter': 'p'
};
const VALUED = new Set('owmXHducAj');
/** Known to curl, unknown here. */
const UNSIMULATED =
	/^(--(compressed|cookie|cookie-jar|user|proxy|form|upload-file|cacert|cert|key|resolve|retry|retry-delay|parallel|unix-socket|range|referer|limit-rate|data-binary|data-urlencode|dump-header|interface|http2|fail-with-body|tlsv1\.2|noproxy)|-[bcuxFTEerDKCnqRtyYzZ])$/;

/** @throws CurlError */
export function parseCurlOptions(sys: Sys): CurlOptions {
	const options: CurlOptions = {
		urls: [],
		outputs: [],
		method: 'GET',
		hasExplicitMethod: false,
		body: undefined,
		headers: [],
		isSilent: false,
		showsError: false,
		failsOnError: false,
		includesHead: false,
		isVerbose: false,
		isUnbuffered: false,
		followsRedirects: false,
		maxTimeMs: undefined,
		connectTimeoutMs: undefined,
		writeOut: undefined,
		warnings: []
	};
	let method: string | undefined;
	let isHead = false;
	let isGet = false;
	const args = sys.argv.slice(1);
	for (let i = 0; i < args.length; i++) {
		const arg = args[i]!;
		if (arg === '--' || !/^-./.test(arg)) {
			if (arg !== '--') options.urls.push(arg);
			continue;
		}
		const isLong = arg.startsWith('--');
		const long = isLong ? arg.slice(2) : undefined;
		if (isLong && long === 'help') throw new CurlError(0, 'Usage: curl [options...] <url>', { isPlain: true });
		if (isLong && LONG[long!] === undefined)
			throw new CurlError(
				2,
				UNSIMULATED.test(arg) ? `swarmlab does not simulate ${arg}` : `option ${arg}: is unknown`,
				{ isPlain: UNSIMULATED.test(arg) }
			);
		const letters = isLong ? [LONG[long!]!] : [...arg.slice(1)];
		for (let j = 0; j < letters.length; j++) {
			const letter = letters[j]!;
			let value = '';
			if (!isLong && UNSIMULATED.test(`-${letter}`))
				throw new CurlError(2, `swarmlab does not simulate -${letter}`, { isPlain: true });
			if (!isLong && !'sSfiIvoOwmXHdLGkANg4'.includes(letter)) throw new CurlError(2, `option ${arg}: is unknown`);
			if (VALUED.has(letter)) {
				const rest = isLong ? '' : arg.slice(j + 2);
				const next = rest !== '' ? rest : args[++i];
				if (next === undefined) throw new CurlError(2, `option ${arg}: requires parameter`);
				value = next;
				j = letters.length;
			}
			switch (letter) {
				case 's':
					options.isSilent = true;
					break;
				case 'p':
					options.isSilent = true;
					options.showsError = true;
					break;
				case 'S':
					options.showsError = true;
					break;
				case 'f':
					options.failsOnError = true;
					break;
				case 'i':
					options.includesHead = true;
					break;
				case 'I':
					isHead = true;
					break;
				case 'v':
					options.isVerbose = true;
					break;
				case 'N':
					options.isUnbuffered = true;
					break;
				case 'o':
					options.outputs.push(value);
					break;
				case 'O':
					options.outputs.push('');
					break;
				case 'w':
					options.writeOut = value;
					break;
				case 'm':
				case 'c': {
					if (!/^\d*\.?\d+$/.test(value))
						throw new CurlError(2, `option ${isLong ? arg : '-m'}: expected a proper numerical parameter`);
					const ms = Math.round(Number(value) * 1000);
					if (letter === 'm') options.maxTimeMs = ms || undefined;
					else options.connectTimeoutMs = ms || undefined;
					break;
				}
				case 'X':
					method = value;
					break;
				case 'H': {
					const colon = value.indexOf(':');
					if (colon > 0) options.headers.push([value.slice(0, colon), value.slice(colon + 1).trim() || undefined]);
					else if (value.endsWith(';')) options.headers.push([value.slice(0, -1), '']);
					break;
				}
				case 'j':
					options.headers.push(['Content-Type', 'application/json'], ['Accept', 'application/json']);
					options.body = (options.body ?? '') + value;
					break;
				case 'd':
					options.body =
						(options.body === undefined ? '' : `${options.body}&`) + dataOf(sys, value, long === 'data-raw', options);
					break;
				case 'L':
					options.followsRedirects = true;
					break;
				case 'G':
					isGet = true;
					break;
				case 'u':
					options.urls.push(value);
					break;
				case 'A':
					options.headers.push(['User-Agent', value || undefined]);
					break;
			}
		}
	}
	if (options.urls.length === 0)
		throw new CurlError(
			2,
			sys.argv.length === 1 ? "try 'curl --help' or 'curl --manual' for more information" : 'no URL specified!',
			{ isPlain: sys.argv.length === 1 }
		);
	if (isGet && options.body !== undefined) {
		const query = options.body;
		options.urls = options.urls.map((url) => url + (url.includes('?') ? '&' : '?') + query);
		options.body = undefined;
	}
	options.includesHead ||= isHead;
	options.method = method ?? (isHead ? 'HEAD' : options.body !== undefined ? 'POST' : 'GET');
	options.hasExplicitMethod = method !== undefined;
	options.urls = options.urls.flatMap(expandGlob);
	return options;
}

function dataOf(sys: Sys, value: string, isRaw: boolean, options: CurlOptions): string {
	if (!value.startsWith('@') || isRaw) return value;
	try {
		return sys.machine.files.read(joinPath(sys.cwd, value.slice(1))).replace(/[\r\n]/g, '');
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		options.warnings.push(`Couldn't read data from file "${value.slice(1)}", this makes an empty POST.`);
		return '';
	}
}

/** curl's own globbing: http://x/[1-3], http://x/{a,b}. */
function expandGlob(url: string): string[] {
	const range = /^(.*?)\[(\d+)-(\d+)\](.*)$/.exec(url);
	const list = range ? undefined : /^(.*?)\{([^}]*)\}(.*)$/.exec(url);
	if (range) {
		const [, before, from, to, after] = range as unknown as [string, string, string, string, string];
		const count = Math.min(1000, Number(to) - Number(from) + 1);
		return Array.from({ length: Math.max(0, count) }, (_, i) =>
			String(Number(from) + i).padStart(from.length, '0')
		).flatMap((n) => expandGlob(before + n + after));
	}
	if (list) return list[2]!.split(',').flatMap((part) => expandGlob(list[1]! + part + list[3]!));
	return [url];
}
