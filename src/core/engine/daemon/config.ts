import { atLeast, type Era } from '../../era/era.ts';
import { firstJson } from '../../sim/json-syntax.ts';
import { parseResources, ResourceTextError } from '../../swarm/generic-resource-text.ts';
import type { GenericResource } from '../../swarm/objects.ts';
import { LogOptionError, refuseLogOptions } from '../log-drivers/options.ts';
import { refusePools, type AddressPool } from './address-pools.ts';
import { isFlat, isOption, KEY_OF_FLAG, OPTION_TYPES } from './options.ts';

export const CONFIG_FILE = '/etc/docker/daemon.json';

/** How a daemon is set up, by its command line and its file. */
export interface DaemonConfig {
	readonly logDriver: string;
	readonly logOptions: Readonly<Record<string, string>>;
	readonly labels: readonly string[];
	readonly genericResources: readonly GenericResource[];
	readonly liveRestore: boolean;
	readonly debug: boolean;
	readonly addressPools: readonly AddressPool[];
	readonly insecureRegistries: readonly string[];
	readonly registryMirrors: readonly string[];
}

/** Why a daemon does not start: the line that it ends with. */
export class DaemonConfigError extends Error {
	override name = 'DaemonConfigError';
}

/** Flags of `dockerd` by name, each with its value as Go prints it. */
type DaemonFlags = ReadonlyMap<string, readonly string[]>;

type Json = Readonly<Record<string, unknown>>;

/**
 * What the daemon makes of its file. Wordings: lab 20.10 with broken files; later ones moby daemon/config/config.go.
 * @param text undefined: there is no file
 * @throws DaemonConfigError
 */
export function daemonConfig(text: string | undefined, flags: DaemonFlags, era: Era): DaemonConfig {
	const file = text === undefined ? {} : readFile(text, flags, era);
	const list = (key: string): string[] => (file[key] as string[] | undefined) ?? [];
	const labels = [...(flags.get('label') ?? []), ...list('labels')];
	const { resources } = validated(labels, list('node-generic-resources'), era);
	const conflict = conflictOf(labels);
	if (conflict !== undefined) throw new DaemonConfigError(conflict);
	const logDriver = (file['log-driver'] as string | undefined) || 'json-file';
	const logOptions = (file['log-opts'] as Record<string, string> | undefined) ?? {};
	const addressPools = poolsOf(file['default-address-pools']);
	starting('failed to set log opts: ', () => {
		if (Object.keys(logOptions).length > 0) refuseLogOptions(logDriver, logOptions);
	});
	starting('Error initializing network controller: error obtaining controller instance: ', () =>
		refusePools(addressPools)
	);
	return {
		logDriver,
		logOptions,
		labels,
		genericResources: resources,
		liveRestore: file['live-restore'] === true,
		debug: file['debug'] === true,
		addressPools,
		insecureRegistries: list('insecure-registries').map((registry) => registry.replace(/^https?:\/\//, '')),
		registryMirrors: list('registry-mirrors').map((mirror) => `${mirror.replace(/\/$/, '')}/`)
	};
}

/** Faults of the file itself. */
function badFile(text: string): DaemonConfigError {
	return new DaemonConfigError(`unable to configure the Docker daemon with file ${CONFIG_FILE}: ${text}`);
}

function readFile(text: string, flags: DaemonFlags, era: Era): Json {
	// 23.0 was the first to take an empty file for an empty object, and to mind what follows the object.
	const isLater = atLeast(era.id, '28.2');
	if (text.trim() === '') {
		if (isLater) return {};
		throw badFile('EOF');
	}
	const first = firstJson(text);
	const fault = isLater ? (first.fault ?? first.after) : first.fault;
	if (fault !== undefined)
		throw badFile(isLater ? fault : fault.replace('unexpected end of JSON input', 'unexpected EOF'));
	const file: unknown = JSON.parse(text.slice(0, first.end));
	if (file === null) return {};
	if (typeof file !== 'object' || Array.isArray(file))
		throw badFile(`json: cannot unmarshal ${kindOf(file)} into Go value of type map[string]interface {}`);
	refuseUnknown(flatten(file as Json), flags);
	return decode(file as Json);
}

/** Options may be grouped in objects of any name. */
function flatten(file: Json): Map<string, unknown> {
	const flat = new Map<string, unknown>();
	for (const [key, value] of Object.entries(file)) {
		if (kindOf(value) === 'object' && !isFlat(key))
			for (const [inner, innerValue] of Object.entries(value as Json)) flat.set(inner, innerValue);
		else flat.set(key, value);
	}
	return flat;
}

/** Go walks through its maps as it likes; here by the alphabet. */
function refuseUnknown(file: ReadonlyMap<string, unknown>, flags: DaemonFlags): void {
	const unknown = [...file.keys()].filter((key) => !isOption(key)).sort();
	if (unknown.length > 0)
		throw badFile(`the following directives don't match any configuration option: ${unknown.join(', ')}`);
	const conflicts = [...flags.keys()]
		.sort()
		.map((flag) => [flag, KEY_OF_FLAG.get(flag) ?? flag] as const)
		.filter(([, key]) => file.has(key) && key !== 'runtimes')
		.map(
			([flag, key]) => `${key}: (from flag: ${flagText(flag, flags.get(flag)!)}, from file: ${goText(file.get(key))})`
		);
	if (conflicts.length > 0)
		throw badFile(
			`the following directives are specified both as a flag and in the configuration file: ${conflicts.join(', ')}`
		);
}

function flagText(flag: string, values: readonly string[]): string {
	return KEY_OF_FLAG.has(flag) ? `[${values.join(' ')}]` : values.join(' ');
}

/** `%v` */
function goText(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
	if (value === null) return '<nil>';
	if (typeof value !== 'object') return String(value);
	const pairs = Object.entries(value as Json).sort(([a], [b]) => (a < b ? -1 : 1));
	return `map[${pairs.map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
}

/** The first value of a wrong type is told, in the file's order. */
function decode(file: Json): Json {
	const result: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(file)) {
		const type = OPTION_TYPES.get(key);
		if (type === undefined || value === null) continue;
		const fault = misfit(value, type);
		if (fault)
			throw badFile(`json: cannot unmarshal ${fault.kind} into Go struct field Config.${key} of type ${fault.type}`);
		result[key] = value;
	}
	return result;
}

function misfit(value: unknown, type: string): { kind: string; type: string } | undefined {
	const kind = kindOf(value);
	if (type === '[]string') {
		if (!Array.isArray(value)) return { kind, type };
		const wrong: unknown = value.find((item) => typeof item !== 'string');
		return wrong === undefined ? undefined : { kind: kindOf(wrong), type: 'string' };
	}
	if (type === 'map[string]string') {
		if (kind !== 'object') return { kind, type };
		const wrong = Object.values(value as Json).find((item) => typeof item !== 'string');
		return wrong === undefined ? undefined : { kind: kindOf(wrong), type: 'string' };
	}
	const wanted: Readonly<Record<string, string>> = { string: 'string', bool: 'bool', int: 'number', int64: 'number' };
	const fits = wanted[type];
	return fits === undefined || fits === kind ? undefined : { kind, type };
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

function validated(
	labels: readonly string[],
	resources: readonly string[],
	era: Era
): { resources: GenericResource[] } {
	const prefix = atLeast(era.id, '28.2')
		? 'merged configuration validation from file and command line flags failed: '
		: 'configuration validation from file failed: ';
	const bad = labels.find((label) => !label.includes('='));
	if (bad !== undefined) throw badFile(`${prefix}bad attribute format: ${bad}`);
	try {
		return { resources: parseResources(resources) };
	} catch (error) {
		if (error instanceof ResourceTextError) throw badFile(`${prefix}${error.message}`);
		throw error;
	}
}

/** Two values for one label. Source: lab 20.10. */
function conflictOf(labels: readonly string[]): string | undefined {
	const seen = new Map<string, string>();
	for (const label of labels) {
		const key = label.slice(0, label.indexOf('='));
		const known = seen.get(key);
		if (known !== undefined && known !== label) return `conflict labels for ${label} and ${known}`;
		seen.set(key, label);
	}
	return undefined;
}

function poolsOf(value: unknown): AddressPool[] {
	if (!Array.isArray(value)) return [];
	return value.map((item: { base?: unknown; size?: unknown }) => ({
		base: String(item.base ?? ''),
		size: Number(item.size ?? 0)
	}));
}

/** What goes wrong once the daemon has begun to work. */
function starting(prefix: string, check: () => void): void {
	try {
		check();
	} catch (error) {
		if (!(error instanceof LogOptionError) && !(error instanceof RangeError)) throw error;
		throw new DaemonConfigError(`failed to start daemon: ${prefix}${error.message}`);
	}
}
