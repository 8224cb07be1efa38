/** A server of a backend. */
export interface ProxyServer {
	name: string;
	host: string;
	port: number;
	/** Milliseconds between health checks; undefined: it is not checked. */
	checkMs: number | undefined;
	/** So many failed checks take it out, so many good ones bring it back. */
	fall: number;
	rise: number;
	weight: number;
	backup: boolean;
}

/** A frontend, backend or listen section. */
export interface ProxySection {
	name: string;
	binds: number[];
	mode: 'http' | 'tcp';
	defaultBackend: string;
	balance: 'roundrobin' | 'leastconn' | 'source' | 'first';
	servers: ProxyServer[];
	/** Path of the page of statistics; '' where there is none. */
	statsUri: string;
}

interface ProxyConfig {
	sections: ProxySection[];
	/** `'parsing [FILE:5] : unknown keyword 'x' in 'frontend' section'` */
	errors: string[];
}

/** Keywords that are read over: they change nothing that can be seen here. */
const READ_OVER = new Set([
	'log',
	'maxconn',
	'daemon',
	'user',
	'group',
	'chroot',
	'nbthread',
	'pidfile',
	'option',
	'timeout',
	'retries',
	'http-request',
	'http-response',
	'log-format',
	'cookie',
	'http-check',
	'description',
	'errorfile',
	'compression',
	'resolvers'
]);
const BALANCES = ['roundrobin', 'leastconn', 'source', 'first'] as const;

/** Source: HAProxy's configuration manual, sections 2.1 and 4.2; parser messages of 3.1. */
export function parseProxyConfig(text: string, file: string): ProxyConfig {
	const sections: ProxySection[] = [];
	const errors: string[] = [];
	let where = '';
	let current: ProxySection | undefined;
	let defaultMode: ProxySection['mode'] = 'tcp';
	let defaultBalance: ProxySection['balance'] = 'roundrobin';
	text.split('\n').forEach((line, i) => {
		const words = line.replace(/#.*/, '').trim().split(/\s+/);
		const [keyword = '', ...values] = words;
		if (keyword === '') return;
		const fail = (problem: string): void => void errors.push(`parsing [${file}:${i + 1}] : ${problem}`);
		if (['global', 'defaults', 'frontend', 'backend', 'listen'].includes(keyword)) {
			where = keyword;
			current = undefined;
			if (keyword === 'global' || keyword === 'defaults') return;
			if (values[0] === undefined) return fail(`'${keyword}' expects an <id> argument.`);
			current = {
				name: values[0],
				binds: [],
				mode: defaultMode,
				defaultBackend: '',
				balance: defaultBalance,
				servers: [],
				statsUri: ''
			};
			sections.push(current);
			return;
		}
		if (where === '') return fail(`unknown keyword '${keyword}' out of section.`);
		if (keyword === 'mode') {
			const mode = values[0];
			if (mode !== 'http' && mode !== 'tcp') return fail(`unknown proxy mode '${mode ?? ''}'.`);
			if (current) current.mode = mode;
			else defaultMode = mode;
		} else if (keyword === 'balance') {
			const balance = BALANCES.find((known) => known === values[0]);
			if (!balance) return fail(`unknown balancing algorithm '${values[0] ?? ''}'.`);
			if (current) current.balance = balance;
			else defaultBalance = balance;
		} else if (current && keyword === 'bind') {
			const port = Number(/:(\d+)$/.exec(values[0] ?? '')?.[1]);
			if (!port) return fail(`'bind' : missing port number: '${values[0] ?? ''}'`);
			current.binds.push(port);
		} else if (current && (keyword === 'default_backend' || keyword === 'use_backend')) {
			current.defaultBackend = values[0] ?? '';
		} else if (current && keyword === 'stats') {
			if (values[0] === 'uri') current.statsUri = values[1] ?? '';
			else if (values[0] === 'enable' && current.statsUri === '') current.statsUri = '/haproxy?stats';
		} else if (current && keyword === 'server') {
			const server = parseServer(values, fail);
			if (server) current.servers.push(server);
		} else if (!READ_OVER.has(keyword)) {
			fail(`unknown keyword '${keyword}' in '${where}' section`);
		}
	});
	for (const { name, defaultBackend } of sections) {
		if (defaultBackend !== '' && !sections.some((section) => section.name === defaultBackend))
			errors.push(`Proxy '${name}': unable to find required default_backend: '${defaultBackend}'.`);
	}
	return { sections, errors };
}

function parseServer(
	[name, address = '', ...options]: readonly string[],
	fail: (problem: string) => void
): ProxyServer | undefined {
	const [, host, port] = /^([\w.-]+):(\d+)$/.exec(address) ?? [];
	if (name === undefined || host === undefined) {
		fail(`'server${name === undefined ? '' : ` ${name}`}' : invalid address: '${address}'`);
		return undefined;
	}
	const after = (key: string): string | undefined => {
		const at = options.indexOf(key);
		return at < 0 ? undefined : options[at + 1];
	};
	const inter = /^(\d+)(ms|s)?$/.exec(after('inter') ?? '2s');
	return {
		name,
		host,
		port: Number(port),
		checkMs: options.includes('check') ? Number(inter?.[1] ?? 2) * (inter?.[2] === 's' ? 1000 : 1) : undefined,
		fall: Number(after('fall') ?? 3),
		rise: Number(after('rise') ?? 2),
		weight: Number(after('weight') ?? 1),
		backup: options.includes('backup')
	};
}
