/** A request as a line of a script: `mgr1 POST /networks/create {Content-Type=text/plain} {"Name":"n"}`. */
export interface ScriptedRequest {
	readonly line: string;
	readonly machine: string;
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
}

export interface Answered {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** The stream was still open when the client went away. */
	readonly isOpen?: boolean;
}

/** What stands in answers again and again is said once. */
const EVERYWHERE: Readonly<Record<string, RegExp>> = {
	'api-version': /^1\.41$/,
	'docker-experimental': /^false$/,
	ostype: /^linux$/,
	server: /^Docker\/20\.10\.24\S* \(linux\)$/
};

export function parseRequest(line: string): ScriptedRequest {
	const match = /^(\w+) ([A-Z]+) (\S+)(?: \{([\w-]+)=([^}]*)\})?(?: (.*))?$/.exec(line);
	if (!match) throw new Error(`no request: ${line}`);
	const [, machine = '', method = '', path = '', header, value = '', body] = match;
	const headers: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
	if (header !== undefined) {
		if (value === '') delete headers[header];
		else headers[header] = value;
	}
	return { line, machine, method, path, headers, body };
}

/** Places in a request that hold what an engine said before: `$services/web` its version or, in a body, its id. */
export function placesIn({ path, body = '' }: ScriptedRequest): string[] {
	return [...new Set(`${path} ${body}`.match(/\$[a-z]+(\/\w+)?/g) ?? [])];
}

/** Fills the places in, with what each was answered. */
export function filled(request: ScriptedRequest, answers: ReadonlyMap<string, string>): ScriptedRequest {
	let { path, body } = request;
	for (const [place, text] of answers) {
		const object = JSON.parse(text) as { ID?: string; Version?: { Index: number }; JoinTokens?: { Worker: string } };
		path = path.replaceAll(place, String(object.Version?.Index ?? ''));
		body = body?.replaceAll(place, (place === '$worker' ? object.JoinTokens?.Worker : object.ID) ?? '');
	}
	return { ...request, path, body };
}

export const askedFor = (place: string): string => (place === '$worker' ? '/swarm' : `/${place.slice(1)}`);

/** An answer in a line: status, content type, headers that are not as always, what it says. */
export function answerLine({ status, headers, body, isOpen = false }: Answered): string {
	const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
	const type = (lower['content-type'] ?? '-').replace('application/json', 'json');
	const odd = Object.entries(EVERYWHERE).flatMap(([name, usual]) =>
		usual.test(lower[name] ?? '') ? [] : [`!${name}${lower[name] === undefined ? '' : `=${lower[name]}`}`]
	);
	return [status, type, ...odd, ...(isOpen ? ['…'] : []), said(body, type === 'json')].join(' ').trimEnd();
}

/** Answers longer than this are told by their form. */
const LONG = 400;

function said(body: string, isJson: boolean): string {
	if (body === '') return '';
	const values: unknown[] = [];
	try {
		for (const line of body.trimEnd().split('\n')) values.push(JSON.parse(line));
	} catch {
		return JSON.stringify(masked(body.slice(0, LONG)));
	}
	if (!isJson) return JSON.stringify(masked(body.slice(0, LONG)));
	return values.map((value) => (body.length > LONG ? form(value) : masked(JSON.stringify(value)))).join(' ');
}

/** Ids, times, tokens and addresses of hardware are as chance will have them. */
function masked(text: string): string {
	return text
		.replace(/[0-9a-f]{64}/g, 'ID64')
		.replace(/SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}/g, 'TOKEN')
		.replace(/\b[a-z0-9]{25}\b/g, 'ID25')
		.replace(/\d{4}-\d\d-\d\dT[\d:]+(\.\d+)?(Z|[+-]\d\d:\d\d)/g, (time) => (time.startsWith('0001') ? time : 'TIME'))
		.replace(/\b02:42:[0-9a-f:]{11}\b/g, 'MAC');
}

/** Fields and types of a JSON value. */
function form(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return `[${[...new Set(value.map(form))].sort().join(',')}]`;
	if (typeof value !== 'object') return value === '' ? '""' : typeof value;
	const fields = Object.entries(value).map(([key, part]) => `${masked(key)}:${form(part)}`);
	return `{${fields.join(',')}}`;
}
