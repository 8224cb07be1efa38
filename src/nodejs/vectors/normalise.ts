import type {
	Cluster,
	Endpoint,
	EndpointSpec,
	Kind,
	Network,
	PortConfig,
	Service,
	SwarmNode,
	Tables,
	Task,
	TaskSpec,
	UpdateConfig,
	Volume
} from '../../core/swarm/objects.ts';

/** An object of a vector: SwarmKit's protobuf as JSON with the zero values left out (vectors/README.md). */
export type Sparse = { readonly [key: string]: unknown };

const DURATION_KEYS: ReadonlySet<string> = new Set([
	'delay',
	'window',
	'monitor',
	'stopGracePeriod',
	'heartbeatPeriod',
	'nodeCertExpiry'
]);
/** Virtual time 0 of scenarios. */
export const EPOCH_MS = Date.UTC(2026, 10, 20, 12);

/** Durations to nanoseconds, `{$ms}` to time stamps, attached networks to their IDs; everywhere in the object. */
export function plain(value: unknown, key = ''): unknown {
	if (Array.isArray(value)) return value.map((item) => plain(item));
	if (typeof value === 'string') return DURATION_KEYS.has(key) ? nanoseconds(value) : value;
	if (typeof value !== 'object' || value === null) return value;
	if ('$ms' in value) return new Date(EPOCH_MS + Number(value.$ms)).toISOString().replace('Z', '000000Z');
	return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item, name)]));
}

function nanoseconds(text: string): number {
	const match = /^(-?[\d.]+)s$/.exec(text);
	if (!match) throw new Error(`not a duration: ${text}`);
	return Math.round(Number(match[1]) * 1e9);
}

const obj = (value: unknown): Sparse => (value ?? {}) as Sparse;
const list = (value: unknown): Sparse[] => (value ?? []) as Sparse[];
const META = { version: { index: 0 }, createdAt: '', updatedAt: '' };
const annotations = (value: unknown): { name: string; labels?: Record<string, string> } => ({
	name: '',
	...obj(value)
});

export function ports(value: unknown): PortConfig[] {
	return list(value).map((port) => ({ protocol: 'TCP', targetPort: 0, publishMode: 'INGRESS', ...port }));
}

export function toEndpointSpec(value: unknown): EndpointSpec {
	const spec = obj(value);
	return { mode: 'VIP', ...spec, ...(spec['ports'] ? { ports: ports(spec['ports']) } : {}) };
}

export function toEndpoint(value: unknown): Endpoint {
	const endpoint = obj(value);
	return {
		...endpoint,
		...(endpoint['spec'] ? { spec: toEndpointSpec(endpoint['spec']) } : {}),
		...(endpoint['ports'] ? { ports: ports(endpoint['ports']) } : {}),
		...(endpoint['virtualIps']
			? { virtualIps: list(endpoint['virtualIps']).map((vip) => ({ networkId: '', addr: '', ...vip })) }
			: {})
	};
}

export function toTaskSpec(value: unknown): TaskSpec {
	const spec = obj(value);
	const mounts = obj(spec['container'])['mounts'];
	const container = spec['container']
		? {
				container: {
					image: '',
					...obj(spec['container']),
					...(mounts ? { mounts: list(mounts).map((mount) => ({ type: 'BIND', ...mount })) } : {})
				}
			}
		: {};
	const restart = spec['restart'] ? { restart: { condition: 'NONE', ...obj(spec['restart']) } } : {};
	return { ...spec, ...container, ...restart } as TaskSpec;
}

function toUpdateConfig(value: unknown): UpdateConfig {
	return { parallelism: 0, failureAction: 'PAUSE', order: 'STOP_FIRST', ...obj(value) };
}

export function toServiceSpec(value: unknown): Service['spec'] {
	const spec = obj(value);
	return {
		...spec,
		annotations: annotations(spec['annotations']),
		task: toTaskSpec(spec['task']),
		...(spec['replicated'] ? { replicated: { replicas: 0, ...obj(spec['replicated']) } } : {}),
		...(spec['replicatedJob']
			? { replicatedJob: { maxConcurrent: 0, totalCompletions: 0, ...obj(spec['replicatedJob']) } }
			: {}),
		...(spec['update'] ? { update: toUpdateConfig(spec['update']) } : {}),
		...(spec['rollback'] ? { rollback: toUpdateConfig(spec['rollback']) } : {}),
		...(spec['endpoint'] ? { endpoint: toEndpointSpec(spec['endpoint']) } : {})
	};
}

const version = (value: unknown): { index: number } => ({ index: 0, ...obj(value) });

export function toService(value: unknown): Service {
	const service = obj(plain(value));
	return {
		id: '',
		...service,
		meta: META,
		spec: toServiceSpec(service['spec']),
		...(service['specVersion'] ? { specVersion: version(service['specVersion']) } : {}),
		...(service['previousSpec'] ? { previousSpec: toServiceSpec(service['previousSpec']) } : {}),
		...(service['endpoint'] ? { endpoint: toEndpoint(service['endpoint']) } : {}),
		...(service['updateStatus']
			? { updateStatus: { state: 'UPDATING', message: '', ...obj(service['updateStatus']) } }
			: {}),
		...(service['jobStatus'] ? { jobStatus: jobStatus(service['jobStatus']) } : {})
	} as Service;
}

function jobStatus(value: unknown): Service['jobStatus'] {
	return { ...obj(value), jobIteration: version(obj(value)['jobIteration']) };
}

export function attachments(value: unknown): NonNullable<Task['networks']> {
	return list(value).map((attachment) => {
		const { network, ...rest } = attachment;
		const networkId = (obj(network)['id'] as string | undefined) ?? '';
		return { networkId, addresses: [], ...rest };
	});
}

export function toTask(value: unknown): Task {
	const task = obj(plain(value));
	return {
		id: '',
		slot: 0,
		desiredState: 'NEW',
		...task,
		meta: META,
		spec: toTaskSpec(task['spec']),
		...(task['specVersion'] ? { specVersion: version(task['specVersion']) } : {}),
		...(task['jobIteration'] ? { jobIteration: version(task['jobIteration']) } : {}),
		serviceAnnotations: annotations(task['serviceAnnotations']),
		status: { state: 'NEW', timestamp: '', ...obj(task['status']) },
		...(task['networks'] ? { networks: attachments(task['networks']) } : {}),
		...(task['endpoint'] ? { endpoint: toEndpoint(task['endpoint']) } : {})
	};
}

export function toNode(value: unknown): SwarmNode {
	const node = obj(plain(value));
	const spec = obj(node['spec']);
	const description = obj(node['description']);
	return {
		id: '',
		role: 'WORKER',
		...node,
		meta: META,
		spec: {
			desiredRole: 'WORKER',
			membership: 'PENDING',
			availability: 'ACTIVE',
			...spec,
			annotations: annotations(spec['annotations'])
		},
		status: { state: 'UNKNOWN', ...obj(node['status']) },
		...(node['description']
			? {
					description: {
						hostname: '',
						...description,
						platform: { architecture: '', os: '', ...obj(description['platform']) },
						resources: obj(description['resources']),
						engine: { engineVersion: '', ...obj(description['engine']) }
					}
				}
			: {}),
		...(node['attachments'] ? { attachments: attachments(node['attachments']) } : {})
	};
}

export function toNetwork(value: unknown): Network {
	const network = obj(plain(value));
	const spec = obj(network['spec']);
	const ipam = obj(network['ipam']);
	return {
		id: '',
		...network,
		meta: META,
		spec: { ...spec, annotations: annotations(spec['annotations']) },
		...(network['ipam']
			? { ipam: { driver: { name: '', ...obj(ipam['driver']) }, configs: list(ipam['configs']) } }
			: {})
	} as unknown as Network;
}

export function toCluster(value: unknown): Cluster {
	const cluster = obj(plain(value));
	const spec = obj(cluster['spec']);
	return {
		id: '',
		...cluster,
		meta: META,
		spec: { taskDefaults: {}, orchestration: {}, ...spec, annotations: annotations(spec['annotations']) }
	} as Cluster;
}

export function toVolume(value: unknown): Volume {
	const volume = obj(plain(value));
	const spec = obj(volume['spec']);
	return {
		id: '',
		...volume,
		meta: META,
		spec: {
			availability: 'ACTIVE',
			...spec,
			annotations: annotations(spec['annotations']),
			accessMode: { scope: 'SINGLE_NODE', sharing: 'NONE', ...obj(spec['accessMode']) }
		}
	};
}

const READERS: { [K in Kind]?: (value: unknown) => Tables[K] } = {
	node: toNode,
	service: toService,
	task: toTask,
	network: toNetwork,
	cluster: toCluster,
	volume: toVolume
};

/** @returns undefined for kinds that are not modelled */
export function toObject(kind: Kind, value: unknown): Tables[Kind] | undefined {
	return READERS[kind]?.(value);
}
