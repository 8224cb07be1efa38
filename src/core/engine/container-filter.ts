import { ApiError } from '../api/error.ts';
import { acceptFilters, matchLabels, truthOf } from '../api/filters.ts';
import type { Filters } from '../api/wire/filters.ts';
import { atLeast, type Era } from '../era/era.ts';
import { taskOf, type ContainerRecord } from './container-record.ts';
import type { Containers } from './containers.ts';

const LIST_FILTERS = [
	'ancestor',
	'before',
	'exited',
	'expose',
	'health',
	'id',
	'is-task',
	'isolation',
	'label',
	'name',
	'network',
	'publish',
	'since',
	'status',
	'volume'
];
const STATUSES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'];
const HEALTHS = ['none', 'starting', 'healthy', 'unhealthy'];

/**
 * What `docker ps --filter` lets through, but for before and since.
 * @throws ApiError for values that cannot be
 * Source: moby daemon/list.go, foldFilter and includeContainerInList, of v20.10.24 and v28.2.2.
 */
export function containerFilter(containers: Containers, filters: Filters): (record: ContainerRecord) => boolean {
	const { era } = containers.context;
	acceptFilters(era, filters, LIST_FILTERS);
	const codes = filters['exited']?.map((text) => exitCode(text, era));
	for (const value of filters['status'] ?? [])
		if (!STATUSES.includes(value))
			throw refusal(era, 'status', value, 'state', STATUSES, `Invalid filter 'status=${value}'`);
	const isTask = truthOf(era, filters, 'is-task', !atLeast(era.id, '28.2'));
	for (const value of filters['health'] ?? [])
		if (!HEALTHS.includes(value))
			throw refusal(era, 'health', value, 'health', HEALTHS, `Unrecognised filter value for health: ${value}`);
	for (const key of ['before', 'since']) limitOf(containers, filters, key);
	const published = filters['publish']?.map((text) => portRange('publish', text));
	const exposed = filters['expose']?.map((text) => portRange('expose', text));
	const some = (key: string, test: (value: string) => boolean): boolean => filters[key]?.some(test) ?? true;
	return (record) => {
		const ports = Object.keys(record.config.ExposedPorts ?? {});
		const open = Object.entries(record.bindings).flatMap(([port, bindings]) =>
			(bindings ?? []).map(({ HostPort }) => `${HostPort}/${port.split('/')[1] ?? 'tcp'}`)
		);
		return (
			some('id', (value) => record.id.startsWith(value)) &&
			some('name', (value) => matchesName(value, record.name)) &&
			matchLabels(filters, 'label', record.config.Labels ?? {}) &&
			some('isolation', (value) => value === '' || value === 'default') &&
			some('status', (value) => record.status === value) &&
			(codes === undefined || (record.status === 'exited' && codes.includes(record.exitCode))) &&
			some('health', (value) => (record.health?.Status ?? 'none') === value) &&
			(isTask === undefined || isTask === (taskOf(record) !== '')) &&
			some('ancestor', (value) => containers.images.find(value)?.id === record.imageId) &&
			some('network', (value) =>
				record.networks.some(({ network, networkId }) => network === value || networkId?.startsWith(value))
			) &&
			some('volume', (value) =>
				record.mounts.some(
					({ Name, Destination, Source }) => Name === value || Destination === value || Source === value
				)
			) &&
			(exposed?.some((isIn) => ports.some(isIn)) ?? true) &&
			(published?.some((isIn) => open.some(isIn)) ?? true)
		);
	};
}

/** The container that another was made before or after. @throws ApiError */
export function limitOf(containers: Containers, filters: Filters, key: string): ContainerRecord | undefined {
	const term = filters[key]?.[0];
	if (term === undefined) return undefined;
	// Engines before 28.2 call it their own fault.
	if (!atLeast(containers.context.era.id, '28.2') && !containers.find(term))
		throw new ApiError('system', `no such container ${term}`);
	return containers.get(term);
}

function refusal(era: Era, key: string, value: string, what: string, all: readonly string[], old: string): ApiError {
	if (!atLeast(era.id, '28.2')) return new ApiError('invalid', old);
	const why = `invalid value for ${what} (${value}): must be one of ${all.join(', ')}`;
	return new ApiError('invalid', `invalid filter '${key}=${value}': ${why}`);
}

function exitCode(text: string, era: Era): number {
	if (/^[-+]?\d+$/.test(text)) return Number(text);
	const fault = `strconv.Atoi: parsing "${text}": invalid syntax`;
	if (!atLeast(era.id, '28.2')) throw new ApiError('system', fault);
	throw new ApiError('invalid', `invalid filter 'exited=${text}': ${fault}`);
}

/** '80', '80-90/tcp'. Source: moby daemon/list.go, portOp; go-connections nat/parse.go. @throws ApiError (500) */
function portRange(key: string, text: string): (port: string) => boolean {
	if (text.includes(':')) throw new ApiError('system', `filter for '${key}' should not contain ':': ${text}`);
	const [range = '', protocol = ''] = text.split('/');
	const fault = (why: string): ApiError => new ApiError('system', `error while looking up for ${key} ${text}: ${why}`);
	if (range === '') throw fault('Empty string specified for ports.');
	const [first = 0, last = first] = range.split('-').map((part) => {
		const number = (why: string): ApiError => fault(`strconv.ParseUint: parsing "${part}": ${why}`);
		if (!/^\d+$/.test(part)) throw number('invalid syntax');
		if (Number(part) > 65_535) throw number('value out of range');
		return Number(part);
	});
	if (last < first) throw fault(`Invalid range specified for the Port: ${range}`);
	return (port) => {
		const [number, itsProtocol] = port.split('/');
		return Number(number) >= first && Number(number) <= last && itsProtocol === (protocol || 'tcp');
	};
}

/** A regular expression, as the daemon takes it; one that does not parse matches nothing. */
function matchesName(pattern: string, name: string): boolean {
	try {
		const expression = new RegExp(pattern);
		return expression.test(name) || expression.test(`/${name}`);
	} catch {
		return false;
	}
}
