/**
 * What an older API version neither sends nor sees, in one place. Backends speak the newest words; here they become
 * those of the client's version and of the engine's era.
 *
 * Sources: moby api/server/router/{swarm,image,network}/… (adjustForAPIVersion and the like), docs/api/version-history.md;
 * for 1.12 engine-api's types of June 2016 and the article (articles/pi-swarm-mode.txt).
 */
import { atLeast, type Era } from '../era/era.ts';
import type { Resource } from './route.ts';
import { isOlder, type ApiVersion } from './version.ts';

export interface Audience {
	/** Version the request was made in. */
	version: ApiVersion;
	/** Header `version` of service create and update; '' for clients that do not send it. */
	clientVersion: string;
	era: Era;
}

type Json = Record<string, unknown>;

interface Adjustment {
	resource: Resource;
	/** For whom. */
	when(audience: Audience): boolean;
	change(body: Json, audience: Audience): void;
}

export function adjustAnswer(resource: Resource | undefined, body: unknown, audience: Audience): unknown {
	return adjust(ANSWERS, resource, body, audience);
}

export function adjustRequest(resource: Resource | undefined, body: unknown, audience: Audience): unknown {
	return adjust(REQUESTS, resource, body, audience);
}

/** @param body may be changed: it is a copy */
function adjust(
	rows: readonly Adjustment[],
	resource: Resource | undefined,
	body: unknown,
	audience: Audience
): unknown {
	if (resource === undefined) return body;
	for (const row of rows) {
		if (row.resource !== resource || !row.when(audience)) continue;
		for (const item of Array.isArray(body) ? body : [body]) if (isObject(item)) row.change(item, audience);
	}
	return body;
}

const api = (before: ApiVersion) => (audience: Audience) => isOlder(audience.version, before);
/** Service create and update go by the client's own header, which only some clients send. */
const clientApi = (before: ApiVersion) => (audience: Audience) =>
	audience.clientVersion !== '' && isOlder(audience.clientVersion, before);
const isFirstSwarm = (audience: Audience): boolean => !atLeast(audience.era.id, '19.03');
const hasTokens = (audience: Audience): boolean => audience.era.capabilities.joinTokens;
const isRecent = (audience: Audience): boolean => atLeast(audience.era.id, '28.2');

const REQUESTS: readonly Adjustment[] = [
	{ resource: 'swarmInit', when: api('1.39'), change: (body) => drop(body, 'DefaultAddrPool', 'SubnetSize') },
	{ resource: 'swarmInit', when: api('1.40'), change: (body) => drop(body, 'DataPathPort') },
	// An engine reads only the fields it knows: what a newer client says beside them is not kept, and so does not make
	// tasks look outdated when the client sends back what it was shown.
	{ resource: 'serviceSpec', when: isFirstSwarm, change: firstServiceSpec },
	{
		resource: 'serviceSpec',
		when: (audience) => clientApi('1.40')(audience) || isOlder(audience.era.engine.apiVersion, '1.40'),
		change: (spec) => {
			drop(at(spec, 'TaskTemplate', 'ContainerSpec'), 'Sysctls');
			drop(at(spec, 'TaskTemplate', 'Placement'), 'MaxReplicas');
		}
	},
	{
		resource: 'serviceSpec',
		when: (audience) => clientApi('1.41')(audience) || isOlder(audience.era.engine.apiVersion, '1.41'),
		change: (spec) => {
			drop(at(spec, 'TaskTemplate', 'ContainerSpec'), 'CapabilityAdd', 'CapabilityDrop', 'Ulimits');
			drop(at(spec, 'TaskTemplate', 'Resources', 'Limits'), 'Pids');
			drop(at(spec, 'Mode'), 'ReplicatedJob', 'GlobalJob');
		}
	},
	{
		resource: 'serviceSpec',
		when: (audience) => !isRecent(audience),
		change: (spec) => drop(at(spec, 'TaskTemplate', 'ContainerSpec', 'Privileges'), 'NoNewPrivileges')
	},
	{
		resource: 'serviceSpec',
		when: clientApi('1.46'),
		change: (spec) => drop(at(spec, 'TaskTemplate', 'ContainerSpec'), 'OomScoreAdj')
	}
];

/** Go's zero time, which 1.12 printed where nothing had happened. */
const ZERO_TIME = '0001-01-01T00:00:00Z';

const ANSWERS: readonly Adjustment[] = [
	{ resource: 'service', when: isFirstSwarm, change: firstService },
	{ resource: 'task', when: isFirstSwarm, change: firstTask },
	{ resource: 'node', when: hasTokens, change: (node) => drop(at(node, 'Spec'), 'Membership') },
	{
		resource: 'node',
		when: isFirstSwarm,
		change: (node) => {
			dropIfEmpty(at(node, 'Spec'), 'Labels');
			drop(at(node, 'Description'), 'TLSInfo');
			drop(at(node, 'Status'), 'Addr');
		}
	},
	{ resource: 'swarm', when: isFirstSwarm, change: firstSwarm },
	{ resource: 'swarm', when: (audience) => !hasTokens(audience), change: (swarm) => drop(swarm, 'JoinTokens') },
	{
		resource: 'info',
		when: (audience) => !hasTokens(audience),
		change: (info) => drop(at(info, 'Swarm'), 'Cluster', 'NodeAddr')
	},
	{ resource: 'info', when: hasTokens, change: (info) => drop(at(info, 'Swarm'), 'CACertHash') },
	// EnableIPv4 came with API 1.48.
	{ resource: 'network', when: (audience) => !isRecent(audience), change: (network) => drop(network, 'EnableIPv4') },
	// Source: engine-api of docker/docker v1.12.3, types.Volume; daemon/config.go, whose list of labels stays nil.
	{
		resource: 'volume',
		when: isFirstSwarm,
		change: (volume) => {
			drop(volume, 'CreatedAt', 'Options');
			reorder(volume, ['Name', 'Driver', 'Mountpoint', 'Labels', 'Scope']);
		}
	},
	{
		resource: 'info',
		when: isFirstSwarm,
		change: (info) => {
			if ((info['Labels'] as string[] | undefined)?.length === 0) info['Labels'] = null;
		}
	},
	{
		resource: 'network',
		when: isFirstSwarm,
		change: (network) => {
			drop(network, 'Created', 'Attachable', 'Ingress', 'ConfigFrom', 'ConfigOnly', 'Peers');
			network['Containers'] ??= {};
		}
	},
	{ resource: 'image', when: (audience) => !api('1.44')(audience), change: (image) => drop(image, 'VirtualSize') },
	{
		resource: 'image',
		when: (audience) => !api('1.45')(audience),
		change: (image) => drop(image, 'Container', 'ContainerConfig')
	},
	// An image without a name was given one until 1.42, and has an empty list of names from 1.43 on.
	{
		resource: 'imageSummary',
		when: api('1.43'),
		change: (image) => {
			if (image['RepoTags'] !== null || (image['RepoDigests'] as string[] | null)?.length) return;
			image['RepoTags'] = ['<none>:<none>'];
			image['RepoDigests'] = ['<none>@<none>'];
		}
	},
	{
		resource: 'imageSummary',
		when: (audience) => !api('1.43')(audience),
		change: (image) => {
			image['RepoTags'] ??= [];
			image['RepoDigests'] ??= [];
		}
	},
	{
		resource: 'imageSummary',
		when: (audience) => !api('1.44')(audience),
		change: (image) => drop(image, 'VirtualSize')
	},
	// From 1.50 on an image's config has what an OCI image has, and only what is set.
	{ resource: 'image', when: (audience) => !api('1.50')(audience), change: (image) => ociConfig(at(image, 'Config')) },
	{
		resource: 'info',
		when: (audience) => !api('1.50')(audience),
		change: (info) => {
			drop(info, 'BridgeNfIptables', 'BridgeNfIp6tables');
			drop(
				at(info, 'RegistryConfig'),
				'AllowNondistributableArtifactsCIDRs',
				'AllowNondistributableArtifactsHostnames'
			);
			for (const commit of ['ContainerdCommit', 'RuncCommit', 'InitCommit']) drop(at(info, commit), 'Expected');
		}
	},
	{
		resource: 'diskUsage',
		when: (audience) => !api('1.42')(audience),
		change: (usage) => {
			drop(usage, 'BuilderSize');
			usage['BuildCache'] ??= [];
		}
	},
	{
		resource: 'diskUsage',
		when: () => true,
		change: (usage, audience) => void adjustAnswer('imageSummary', usage['Images'], audience)
	},
	// Generated without omitempty from 25.0 on.
	{ resource: 'serviceCreated', when: isRecent, change: (created) => void (created['Warnings'] ??= null) }
];

/** What a container's config had besides; and empty values. Source: moby's docs/api/version-history.md, 1.50. */
function ociConfig(config: Json): void {
	drop(config, 'Hostname', 'Domainname', 'AttachStdin', 'AttachStdout', 'AttachStderr', 'Tty', 'OpenStdin');
	drop(config, 'StdinOnce', 'Image');
	for (const [key, value] of Object.entries(config)) if (value === null || value === '') delete config[key];
}

function firstService(service: Json, audience: Audience): void {
	for (const spec of [at(service, 'Spec'), at(service, 'PreviousSpec')]) firstServiceSpec(spec, audience);
	drop(service, 'PreviousSpec', 'ServiceStatus', 'JobStatus');
	const endpoint = at(service, 'Endpoint');
	firstPorts(endpoint);
	firstPorts(at(endpoint, 'Spec'));
	// How an update goes was told from 1.12.0-rc2 on.
	if (!hasTokens(audience)) return drop(service, 'UpdateStatus');
	service['UpdateStatus'] = { StartedAt: ZERO_TIME, CompletedAt: ZERO_TIME, ...at(service, 'UpdateStatus') };
	reorder(service['UpdateStatus'] as Json, ['State', 'StartedAt', 'CompletedAt', 'Message']);
}

function firstServiceSpec(spec: Json, audience: Audience): void {
	dropIfEmpty(spec, 'Labels');
	drop(spec, 'RollbackConfig');
	drop(at(spec, 'UpdateConfig'), 'Monitor', 'MaxFailureRatio', 'Order');
	if (!hasTokens(audience)) drop(at(spec, 'UpdateConfig'), 'FailureAction');
	const template = at(spec, 'TaskTemplate');
	drop(template, 'Runtime');
	firstTaskSpec(template);
	firstPorts(at(spec, 'EndpointSpec'));
}

function firstTaskSpec(template: Json): void {
	drop(template, 'ForceUpdate', 'NetworkAttachmentSpec');
	drop(
		at(template, 'ContainerSpec'),
		'Isolation',
		'Init',
		'DNSConfig',
		'Privileges',
		'Healthcheck',
		'Hosts',
		'Hostname'
	);
}

/** Every port was published by the mesh, and nobody had to say so. */
function firstPorts(endpoint: Json): void {
	for (const port of (endpoint['Ports'] as Json[] | undefined) ?? []) drop(port, 'PublishMode');
}

function firstTask(task: Json): void {
	dropIfEmpty(task, 'Labels');
	drop(task, 'JobIteration', 'GenericResources');
	firstTaskSpec(at(task, 'Spec'));
	const status = at(task, 'Status');
	drop(status, 'PortStatus');
	const container = (status['ContainerStatus'] ??= {}) as Json;
	if (container['ExitCode'] === 0) drop(container, 'ExitCode');
	for (const attachment of (task['NetworksAttachments'] as Json[] | undefined) ?? []) {
		const spec = at(attachment, 'Network', 'Spec');
		drop(spec, 'Scope', 'Attachable', 'Ingress', 'ConfigFrom');
		dropIfEmpty(spec, 'Labels');
	}
}

function firstSwarm(swarm: Json): void {
	drop(swarm, 'TLSInfo', 'RootRotationInProgress', 'DefaultAddrPool', 'SubnetSize', 'DataPathPort');
	const spec = at(swarm, 'Spec');
	dropIfEmpty(spec, 'Labels');
	drop(spec, 'EncryptionConfig');
	drop(at(spec, 'Raft'), 'KeepOldSnapshots');
	reorder(at(spec, 'Raft'), ['HeartbeatTick', 'ElectionTick']);
	dropIfEmpty(spec, 'TaskDefaults');
}

/** The object at a path inside `body`; an empty one (not attached) where there is none. */
function at(body: Json, ...path: string[]): Json {
	let object = body;
	for (const key of path) {
		const next = object[key];
		if (!isObject(next)) return {};
		object = next;
	}
	return object;
}

function drop(body: Json, ...keys: string[]): void {
	for (const key of keys) delete body[key];
}

function dropIfEmpty(body: Json, key: string): void {
	const value = body[key];
	if (value === null || (isObject(value) && Object.keys(value).length === 0)) delete body[key];
}

function reorder(body: Json, keys: readonly string[]): void {
	for (const key of keys) {
		if (!Object.hasOwn(body, key)) continue;
		const value = body[key];
		delete body[key];
		body[key] = value;
	}
}

function isObject(value: unknown): value is Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
