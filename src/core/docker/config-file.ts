import { absolutePath, FileError, type Files } from '../sim/files.ts';
import { base64, fromBase64 } from '../sim/base64.ts';
import { jsonFault } from '../sim/json-syntax.ts';

/** What is known of one registry. */
export interface AuthConfig {
	username?: string;
	password?: string;
	identitytoken?: string;
	serveraddress?: string;
}

/** Keys as the client writes them, in its order. Source: recorded by test/core/docker/real-client (login). */
const KEYS = [
	'HttpHeaders',
	'psFormat',
	'imagesFormat',
	'networksFormat',
	'pluginsFormat',
	'volumesFormat',
	'statsFormat',
	'detachKeys',
	'credsStore',
	'credHelpers',
	'serviceInspectFormat',
	'servicesFormat',
	'tasksFormat',
	'secretFormat',
	'configFormat',
	'nodesFormat',
	'pruneFilters',
	'proxies',
	'currentContext',
	'cliPluginsExtraDirs',
	'plugins',
	'aliases',
	'features'
] as const;

type Setting = (typeof KEYS)[number];

/** Settings that hold the default --format of a list. */
export type FormatSetting = Extract<Setting, `${string}Format`>;

/** Address under which Docker Hub's credentials are kept. */
export const HUB = 'https://index.docker.io/v1/';

/** ~/.docker/config.json on the machine's disk: credentials, the current context, default formats. */
export class ConfigFile {
	/** What is wrong with the file: a warning before everything else. */
	readonly fault: string | undefined;
	readonly path: string;
	private auths: Record<string, AuthConfig> = {};
	private settings: Partial<Record<Setting, unknown>> = {};

	constructor(
		private readonly files: Files,
		private readonly cwd: string,
		/** As given by --config, DOCKER_CONFIG or the home directory. */
		readonly directory: string
	) {
		this.path = `${directory}/config.json`;
		let text = '';
		try {
			text = files.read(absolutePath(cwd, this.path));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
		}
		if (text === '') return;
		const fault = jsonFault(text) ?? this.take(JSON.parse(text) as Record<string, unknown>);
		if (fault === undefined) return;
		this.fault = `WARNING: Error parsing config file (${this.path}): ${fault}`;
	}

	string(name: Setting): string {
		const value = this.settings[name];
		return typeof value === 'string' ? value : '';
	}

	get headers(): Record<string, string> {
		return (this.settings.HttpHeaders as Record<string, string> | undefined) ?? {};
	}

	setContext(name: string): void {
		if (name === '') delete this.settings.currentContext;
		else this.settings.currentContext = name;
		this.save();
	}

	/** Of a registry ('registry:5000', or HUB); without credentials only its address. */
	authOf(server: string): AuthConfig {
		const found =
			this.auths[server] ?? Object.entries(this.auths).find(([address]) => hostOf(address) === hostOf(server))?.[1];
		return found ? { ...found, serveraddress: server } : { serveraddress: server };
	}

	/** @returns false when exactly this is kept already */
	keep(server: string, auth: AuthConfig): boolean {
		const kept = this.auths[server];
		const same =
			kept?.username === auth.username &&
			(kept?.password ?? '') === (auth.password ?? '') &&
			(kept?.identitytoken ?? '') === (auth.identitytoken ?? '');
		if (same) return false;
		this.auths[server] = auth;
		this.save();
		return true;
	}

	forget(server: string): void {
		if (!(server in this.auths)) return;
		delete this.auths[server];
		this.save();
	}

	/** @returns what is wrong */
	private take(found: Record<string, unknown>): string | undefined {
		const auths = (found['auths'] ?? {}) as Record<string, Record<string, string>>;
		for (const [server, entry] of Object.entries(auths)) {
			const auth: AuthConfig = { ...(entry['identitytoken'] && { identitytoken: entry['identitytoken'] }) };
			const [username, password] = splitPair(entry['auth'] ?? '');
			if (entry['auth'] && password === undefined) return 'Invalid auth configuration file';
			if (username !== undefined) auth.username = username;
			if (password) auth.password = password;
			this.auths[server] = auth;
		}
		for (const key of KEYS) {
			const isText = key.endsWith('Format') || ['detachKeys', 'credsStore', 'currentContext'].includes(key);
			if (isText && found[key] !== undefined && found[key] !== null && typeof found[key] !== 'string')
				return `json: cannot unmarshal ${goKind(found[key])} into Go struct field ConfigFile.${key} of type string`;
		}
		for (const key of KEYS) if (found[key] !== undefined) this.settings[key] = sortedMap(found[key]);
		return undefined;
	}

	private save(): void {
		const auths: Record<string, Record<string, string>> = {};
		for (const server of Object.keys(this.auths).sort()) {
			const { username = '', password = '', identitytoken } = this.auths[server]!;
			const entry: Record<string, string> = {};
			if (username !== '' || password !== '') entry['auth'] = base64(`${username}:${password}`);
			if (identitytoken) entry['identitytoken'] = identitytoken;
			auths[server] = entry;
		}
		const whole: Record<string, unknown> = { auths };
		for (const key of KEYS)
			if (this.settings[key] !== undefined && this.settings[key] !== '') whole[key] = this.settings[key];
		const { files, cwd } = this;
		files.mkdir(absolutePath(cwd, this.directory), { parents: true, mode: 0o700 });
		files.write(absolutePath(cwd, this.path), JSON.stringify(whole, undefined, '\t'), 0o600);
	}
}

/** Where credentials for an image are kept. */
export function registryOf(domain: string): string {
	return domain === 'docker.io' ? HUB : domain;
}

/** 'https://other.example/v2/path' → 'other.example' */
export function hostOf(server: string): string {
	return server.replace(/^https?:\/\//, '').replace(/\/.*$/s, '');
}

/** X-Registry-Auth: base64 for URLs, of JSON. Nothing known is `{}`. */
export function encodeAuth(auth: AuthConfig): string {
	const { username, password, identitytoken, serveraddress } = auth;
	const known = username !== undefined || identitytoken !== undefined;
	const fields = known
		? {
				...(username && { username }),
				...(password && { password }),
				...(serveraddress && { serveraddress }),
				...(identitytoken && { identitytoken })
			}
		: {};
	return base64(JSON.stringify(fields)).replaceAll('+', '-').replaceAll('/', '_');
}

/** What Go's encoding/json calls a value of JSON. */
function goKind(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Go writes maps by their keys. */
function sortedMap(value: unknown): unknown {
	if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries.map(([key, inner]) => [key, sortedMap(inner)]));
}

function splitPair(text: string): [string | undefined, string | undefined] {
	if (text === '') return [undefined, undefined];
	const decoded = fromBase64(text).replace(/\0+$/, '');
	const at = decoded.indexOf(':');
	return at < 0 ? [decoded, undefined] : [decoded.slice(0, at), decoded.slice(at + 1)];
}
