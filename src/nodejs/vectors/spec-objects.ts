/**
 * From the vectors' encoding of SwarmKit's objects (see their README) to ours: durations as nanoseconds, zero values
 * that decide something spelled out, references to secrets and configs with the names that both share here.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Row = { [key: string]: Json };

const DURATION_KEYS = new Set([
	'delay',
	'window',
	'monitor',
	'interval',
	'timeout',
	'startPeriod',
	'startInterval',
	'stopGracePeriod',
	'heartbeatPeriod',
	'nodeCertExpiry'
]);

const UNITS: Record<string, number> = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, us: 1e3, ns: 1 };

function nanoseconds(text: string): number {
	let total = 0;
	const sign = text.startsWith('-') ? -1 : 1;
	for (const [, value, unit] of text.matchAll(/([\d.]+)(ms|us|ns|h|m|s)/g)) total += Number(value) * UNITS[unit!]!;
	return sign * total;
}

/** 64-bit numbers below zero come as their unsigned twins, too large for a double to tell which. */
function signed(value: number): number {
	return value > 2 ** 63 ? -1 : value;
}

export function fromVector(topic: string, input: unknown): unknown {
	return convert(topic, input as Json);
}

function convert(key: string, value: Json): unknown {
	if (Array.isArray(value)) return value.map((item) => convert(key.replace(/s$/, ''), item));
	if (typeof value === 'string' && DURATION_KEYS.has(key)) return nanoseconds(value);
	if (typeof value === 'number') return signed(value);
	if (value === null) return undefined;
	if (typeof value !== 'object') return value;
	const converted = Object.fromEntries(Object.entries(value).map(([name, item]) => [name, convert(name, item)]));
	return withDefaults(key, converted as Row);
}

function withDefaults(key: string, row: Row): Row {
	switch (key) {
		case 'port':
			return { protocol: 'TCP', targetPort: 0, publishMode: 'INGRESS', ...row };
		case 'endpoint':
		case 'validateEndpointSpec':
			return { mode: 'VIP', ...row };
		case 'update':
		case 'rollback':
		case 'validateUpdate':
			return { parallelism: 0, failureAction: 'PAUSE', order: 'STOP_FIRST', ...row };
		case 'restart':
			return { condition: 'NONE', ...row };
		case 'mount':
			return { type: 'BIND', ...row };
		case 'container': {
			const { privileges, ...rest } = row as Row & { privileges?: { credentialSpec?: { config?: string } } };
			const config = privileges?.credentialSpec?.config;
			return config ? { ...rest, passed: { Privileges: { CredentialSpec: { Config: config } } } } : row;
		}
		case 'secret':
		case 'config': {
			// References have names of their own; objects of the tables have an ID already.
			if (!('file' in row) && !(`${key}Id` in row)) return row;
			return { id: row[`${key}Id`] ?? '', name: row[`${key}Name`] ?? '', file: { name: '', ...(row['file'] as Row) } };
		}
		case 'replicatedJob':
			return { maxConcurrent: 0, totalCompletions: 0, ...row };
		case 'replicated':
			return { replicas: 0, ...row };
		case 'annotations':
		case 'validateAnnotations':
			return { name: '', ...row };
		case 'node':
			return {
				...row,
				spec: nodeSpec((row['spec'] ?? {}) as Row),
				status: { state: 'UNKNOWN', ...((row['status'] ?? {}) as Row) },
				role: row['role'] ?? 'WORKER'
			};
		case 'UpdateNode':
			return row['spec'] === undefined ? row : { ...row, spec: nodeSpec(row['spec'] as Row) };
		case 'spec':
			return { annotations: { name: '' }, ...row };
		case 'meta':
			return { ...row, version: { index: 0, ...((row['version'] ?? {}) as Row) } };
		case 'specVersion':
		case 'serviceVersion':
		case 'nodeVersion':
		case 'secretVersion':
		case 'configVersion':
			return { index: 0, ...row };
		default:
			return row;
	}
}

function nodeSpec(spec: Row): Row {
	return { annotations: { name: '' }, desiredRole: 'WORKER', membership: 'PENDING', availability: 'ACTIVE', ...spec };
}
