import type { Era } from '../../era/era.ts';
import { CliError } from '../errors.ts';
import type { Process } from '../../sim/process.ts';
import { decode } from './decode.ts';
import { interpolate } from './interpolate.ts';
import { mergeFiles } from './merge.ts';
import { composeSchema } from './schema.ts';
import { FILE_OBJECT, NETWORK, SERVICE, VOLUME } from './shapes.ts';
import type { ComposeFile, External, FileObjectConfig, NetworkConfig, ServiceConfig, VolumeConfig } from './types.ts';
import { violation } from './validate.ts';
import { goString } from './values.ts';
import { Float, Timestamp } from './yaml/scalar.ts';
import { emptyMap, ForeignMap, isMap, readYaml, YamlError, type Yaml, type YamlMap } from './yaml/read.ts';

type ComposeDialect = Era['capabilities']['compose'];

/** Where Compose files stand and what they see. */
export interface ComposeSources {
	/** What the client of an era knows of Compose files. */
	readonly dialect: ComposeDialect;
	readonly files: readonly { readonly name: string; readonly content: YamlMap }[];
	readonly workingDirectory: string;
	readonly environment: ReadonlyMap<string, string>;
	/** The variables of an env_file. */
	readonly envFile: (path: string) => Process<string[]>;
	/** What the client logs on the side. */
	readonly warn: (text: string) => Process<void>;
}

/** A file holds options that Compose 2 had and stacks never took over. */
export class ForbiddenOptions extends CliError {
	override name = 'ForbiddenOptions';
	constructor(readonly options: readonly string[]) {
		super('Configuration contains forbidden properties');
	}
}

/** @throws CliError */
export function parseCompose(text: string, { versionless }: ComposeDialect): YamlMap {
	let value: Yaml;
	try {
		value = readYaml(text);
	} catch (error) {
		if (error instanceof YamlError) throw new CliError(error.message);
		throw error;
	}
	if (!isMap(value)) throw new CliError(`${versionless ? 'top' : 'Top'}-level object must be a mapping`);
	return value;
}

/** Reads, checks and merges Compose files. Source: docker/cli cli/compose/loader. @throws CliError */
export function* loadCompose(sources: ComposeSources, skipInterpolation = false): Process<ComposeFile> {
	const files: { name: string; content: ComposeFile }[] = [];
	const { dialect } = sources;
	const version = versionOf(sources.files[0]!.content, dialect);
	for (const { name, content } of sources.files) {
		const own = versionOf(content, dialect);
		if (own !== version) throw new CliError(`version mismatched between two composefiles : ${version} and ${own}`);
		const forbidden = optionsIn([content], Object.keys(FORBIDDEN));
		if (forbidden.length > 0) throw new ForbiddenOptions(forbidden);
		const filled = skipInterpolation ? content : interpolate(content, (name) => sources.environment.get(name));
		checkSchema(filled, version, dialect, skipInterpolation);
		files.push({ name, content: yield* loadFile(filled, version, sources) });
	}
	return mergeFiles(files);
}

/** Which of some options the services of the files have, sorted. */
export function optionsIn(files: readonly YamlMap[], options: readonly string[]): string[] {
	const found = new Set<string>();
	for (const file of files) {
		for (const service of Object.values(section(file, 'services'))) {
			if (isMap(service)) for (const option of options) if (option in service) found.add(option);
		}
	}
	return [...found].sort();
}

const RESOURCES = 'Set resource limits using deploy.resources';
const FORBIDDEN: Record<string, string> = {
	extends: 'Support for `extends` is not implemented yet.',
	volume_driver:
		'Instead of setting the volume driver on the service, define a volume using the top-level `volumes` option and specify the driver there.',
	volumes_from:
		'To share a volume between services, define it using the top-level `volumes` option and reference it from each service that shares it using the service-level `volumes` option.',
	cpu_quota: RESOURCES,
	cpu_shares: RESOURCES,
	cpuset: RESOURCES,
	mem_limit: RESOURCES,
	memswap_limit: RESOURCES
};

/** Each forbidden option with what to do instead. */
export function forbiddenText(options: readonly string[]): string {
	return options.map((option) => `${option}: ${FORBIDDEN[option]!}`).join('\n\n');
}

/** Source: docker/cli cli/compose/schema/schema.go, Version, of 20.10 and of 28. */
function versionOf(file: YamlMap, { newest, versionless }: ComposeDialect): string {
	if (!versionless) {
		const version = 'version' in file ? goString(file['version']) : '1.0';
		return version === '3' ? '3.0' : version;
	}
	const version = 'version' in file ? goString(file['version']) : '';
	return version === '' || version === '3' ? `3.${newest}` : version;
}

function checkSchema(file: YamlMap, version: string, { newest }: ComposeDialect, isRaw: boolean): void {
	const minor = /^3\.(\d|1\d)$/.exec(version)?.[1];
	if (minor === undefined || Number(minor) > newest) {
		throw new CliError(`unsupported Compose file version: ${version}`);
	}
	const fault = violation(composeSchema(Number(minor)), asJson(file, isRaw));
	if (fault !== undefined) throw new CliError(fault);
}

/** As JSON sees it: moments are texts; an empty list that no interpolation has made anew is null (a nil slice in Go). */
function asJson(value: Yaml, isRaw: boolean): unknown {
	if (value instanceof ForeignMap) {
		throw new CliError('json: unsupported type: map[interface {}]interface {}');
	}
	if (value instanceof Timestamp) return value.toJSON();
	if (value instanceof Float) {
		if (!Number.isFinite(value.value)) {
			throw new CliError(
				`json: unsupported value: ${Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? '+Inf' : '-Inf'}`
			);
		}
		return value.value;
	}
	if (Array.isArray(value)) return value.length === 0 && isRaw ? null : value.map((item) => asJson(item, isRaw));
	if (!isMap(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item, isRaw)]));
}

function section(file: YamlMap, key: string): YamlMap {
	const found = file[key];
	return isMap(found) ? found : emptyMap();
}

function* loadFile(file: YamlMap, version: string, sources: ComposeSources): Process<ComposeFile> {
	const services = new Map<string, ServiceConfig>();
	for (const [name, value] of sortedEntries(section(file, 'services'))) {
		services.set(name, yield* loadService(value as YamlMap, sources));
	}
	return {
		version,
		services,
		networks: yield* loadNetworks(section(file, 'networks'), version, sources),
		volumes: yield* loadVolumes(section(file, 'volumes'), version, sources),
		secrets: yield* loadFileObjects(section(file, 'secrets'), 'secret', version, sources),
		configs: yield* loadFileObjects(section(file, 'configs'), 'config', version, sources),
		extras: extrasOf(file) ?? new Map<string, unknown>()
	};
}

function sortedEntries(map: YamlMap): [string, Yaml][] {
	return Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
}

function* loadService(value: YamlMap, sources: ComposeSources): Process<ServiceConfig> {
	const warnings: string[] = [];
	const service = decode(SERVICE, value, (text) => warnings.push(text)) as ServiceConfig;
	for (const text of warnings) yield* sources.warn(text);
	const environment = new Map<string, string | null>();
	for (const path of service.env_file ?? []) {
		const fromFile = new Map<string, string | null>();
		for (const line of yield* sources.envFile(absolute(sources.workingDirectory, path))) {
			const at = line.indexOf('=');
			if (at < 0) fromFile.set(line, null);
			else fromFile.set(line.slice(0, at), line.slice(at + 1));
		}
		setVariables(environment, fromFile, sources.environment);
	}
	setVariables(environment, service.environment ?? new Map<string, string | null>(), sources.environment);
	if (environment.size > 0) service.environment = environment;
	for (const volume of service.volumes ?? []) {
		if (volume.type !== 'bind') continue;
		if (!volume.source) throw new CliError('invalid mount config for type "bind": field Source must not be empty');
		let source = volume.source;
		if (source.startsWith('~')) {
			const home = sources.environment.get('HOME');
			if (home === undefined) {
				yield* sources.warn(`level=warning msg="cannot expand '~', because the environment lacks HOME"`);
			} else source = home + source.slice(1);
		}
		const isAbsolute = source.startsWith('/') || /^([a-zA-Z]:[\\/]|\\\\)/.test(source);
		volume.source = isAbsolute ? source : absolute(sources.workingDirectory, source);
	}
	const extras = extrasOf(value);
	if (extras) service.extras = extras;
	return service;
}

/** Variables without a value take that of the client's environment, and stay empty without one. */
function setVariables(
	target: Map<string, string | null>,
	variables: ReadonlyMap<string, string | null>,
	environment: ReadonlyMap<string, string>
): void {
	for (const [name, value] of variables) target.set(name, value || (environment.get(name) ?? value));
}

function* loadNetworks(
	networks: YamlMap,
	version: string,
	sources: ComposeSources
): Process<Map<string, NetworkConfig>> {
	const result = decode({ kind: 'map', of: NETWORK }, networks) as Map<string, NetworkConfig>;
	for (const [name, network] of result) {
		if (!network.external?.external) continue;
		yield* nameExternal('network', name, network, minorOf(version) >= 5, sources);
		addExtras(network, networks[name]);
	}
	return result;
}

function* loadVolumes(volumes: YamlMap, version: string, sources: ComposeSources): Process<Map<string, VolumeConfig>> {
	const result = decode({ kind: 'map', of: VOLUME }, volumes) as Map<string, VolumeConfig>;
	for (const [name, volume] of result) {
		if (!volume.external?.external) continue;
		for (const key of ['driver', 'driver_opts', 'labels'] as const) {
			if (volume[key] === undefined) continue;
			throw new CliError(`conflicting parameters "external" and "${key}" specified for volume "${name}"`);
		}
		yield* nameExternal('volume', name, volume, minorOf(version) >= 4, sources);
		addExtras(volume, volumes[name]);
	}
	return result;
}

function* loadFileObjects(
	objects: YamlMap,
	kind: 'secret' | 'config',
	version: string,
	sources: ComposeSources
): Process<Map<string, FileObjectConfig>> {
	const result = decode({ kind: 'map', of: FILE_OBJECT }, objects) as Map<string, FileObjectConfig>;
	for (const [name, object] of result) {
		if (object.external?.external) yield* nameExternal(kind, name, object, minorOf(version) >= 5, sources);
		else if (object.driver !== undefined) {
			if (object.file !== undefined) {
				throw new CliError(`${kind} ${name}: ${kind}.driver and ${kind}.file conflict; only use ${kind}.driver`);
			}
		} else object.file = absolute(sources.workingDirectory, object.file ?? '');
		addExtras(object, objects[name]);
	}
	return result;
}

/** `external: {name: x}` is the old way to say `name: x, external: true`. */
function* nameExternal(
	kind: string,
	name: string,
	object: { name?: string; external?: External },
	isDeprecated: boolean,
	sources: ComposeSources
): Process<void> {
	const oldName = object.external?.name;
	if (oldName) {
		if (object.name !== undefined) {
			throw new CliError(`${kind} ${name}: ${kind}.external.name and ${kind}.name conflict; only use ${kind}.name`);
		}
		if (isDeprecated) {
			yield* sources.warn(
				`level=warning msg="${kind} ${name}: ${kind}.external.name is deprecated in favor of ${kind}.name"`
			);
		}
		object.name = oldName;
		delete object.external!.name;
	} else object.name ??= name;
}

function minorOf(version: string): number {
	return Number(version.split('.')[1]);
}

function extrasOf(value: Yaml | undefined): Map<string, Yaml> | undefined {
	if (!isMap(value)) return undefined;
	const entries = sortedEntries(value).filter(([key]) => key.startsWith('x-'));
	return entries.length === 0 ? undefined : new Map(entries);
}

function addExtras(object: { extras?: Map<string, unknown> }, value: Yaml | undefined): void {
	const extras = extrasOf(value);
	if (extras) object.extras = extras;
}

/** As Go's filepath.Join cleans it. */
function absolute(directory: string, path: string): string {
	if (path.startsWith('/')) return path;
	const parts: string[] = [];
	for (const part of `${directory}/${path}`.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return `/${parts.join('/')}`;
}
