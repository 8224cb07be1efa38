import type {
	ComposeFile,
	FileReferenceConfig,
	ServiceConfig,
	ServiceNetworkConfig,
	ServicePortConfig,
	ServiceVolumeConfig
} from './types.ts';

/**
 * Later files over earlier ones: single values are replaced, lists joined, ports, volumes, secrets and configs merged
 * by what they are about. Source: docker/cli cli/compose/loader/merge.go and dario.cat/mergo.
 */
export function mergeFiles(files: readonly { name: string; content: ComposeFile }[]): ComposeFile {
	const base = files[0]!.content;
	for (const { content } of files.slice(1)) {
		for (const [name, service] of content.services) {
			const before = base.services.get(name);
			base.services.set(name, before ? mergeService(before, service) : service);
		}
		for (const key of ['networks', 'volumes', 'secrets', 'configs'] as const) {
			for (const [name, item] of content[key]) (base[key] as Map<string, unknown>).set(name, item);
		}
	}
	return base;
}

function mergeService(base: ServiceConfig, override: ServiceConfig): ServiceConfig {
	const merged = mergeValues(base, override, '') as ServiceConfig;
	const ports = merge(base.ports, override.ports, (port: ServicePortConfig) => port.published ?? 0);
	if (ports) merged.ports = ports;
	const secrets = merge(base.secrets, override.secrets, (reference: FileReferenceConfig) => reference.source ?? '');
	if (secrets) merged.secrets = secrets;
	const configs = merge(base.configs, override.configs, (reference: FileReferenceConfig) => reference.source ?? '');
	if (configs) merged.configs = configs;
	const volumes = merge(base.volumes, override.volumes, (volume: ServiceVolumeConfig) => volume.target ?? '');
	if (volumes) merged.volumes = volumes;
	return merged;
}

/** Lists whose items have a key: the later item of a key wins; sorted by the key. */
function merge<T>(
	base: T[] | undefined,
	override: T[] | undefined,
	keyOf: (item: T) => string | number
): T[] | undefined {
	if (!base || !override) return undefined;
	const items = new Map<string | number, T>();
	for (const item of [...base, ...override]) items.set(keyOf(item), item);
	return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

type Plain = Record<string, unknown>;

/** @param path where in the service: 'deploy.labels' */
function mergeValues(base: unknown, override: unknown, path: string): unknown {
	if (override === undefined || override === null) return base;
	if (base === undefined || base === null) return override;
	switch (path) {
		case 'command':
		case 'entrypoint':
			return (override as string[]).length > 0 ? override : base;
		case 'logging':
			return mergeLogging(base, override);
		case 'networks.*':
			return mergeAttachment(base, override);
		case 'ulimits.*':
			return override;
	}
	if (Array.isArray(base) && Array.isArray(override)) return [...(base as unknown[]), ...(override as unknown[])];
	if (base instanceof Map && override instanceof Map) {
		const merged = new Map(base as Map<string, unknown>);
		for (const [key, value] of override as Map<string, unknown>) {
			merged.set(key, mergeValues(base.get(key), value, `${path}.*`));
		}
		return new Map([...merged].sort(([a], [b]) => (a < b ? -1 : 1)));
	}
	if (typeof base === 'object' && typeof override === 'object') {
		const merged: Plain = { ...base };
		for (const [key, value] of Object.entries(override)) {
			merged[key] = mergeValues((base as Plain)[key], value, path === '' ? key : `${path}.${key}`);
		}
		return merged;
	}
	// A zero behind a pointer replaces a number, but neither a text, a boolean nor a duration.
	return isEmpty(override, path) ? base : override;
}

const COUNTS = /(^|\.)(replicas|parallelism|max_attempts|retries)$/;

function isEmpty(value: unknown, path: string): boolean {
	if (path.endsWith('.*') && path !== 'environment.*') return false;
	return value === '' || value === false || (value === 0 && !COUNTS.test(path));
}

type Logging = NonNullable<ServiceConfig['logging']>;

/** Options are joined when both mean the same driver. */
function mergeLogging(base: Logging, override: Logging): Logging {
	if (base.driver !== undefined && override.driver !== undefined && base.driver !== override.driver) return override;
	const driver = base.driver ?? override.driver;
	const options = base.options && new Map([...base.options, ...(override.options ?? [])]);
	return { ...(driver === undefined ? {} : { driver }), ...(options ? { options } : {}) };
}

function mergeAttachment(base: ServiceNetworkConfig, override: ServiceNetworkConfig): ServiceNetworkConfig {
	const merged = { ...base };
	if (override.aliases) merged.aliases = override.aliases;
	else delete merged.aliases;
	if (override.ipv4_address !== undefined) merged.ipv4_address = override.ipv4_address;
	if (override.ipv6_address !== undefined) merged.ipv6_address = override.ipv6_address;
	return merged;
}
