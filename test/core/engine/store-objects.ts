/**
 * Docker's JSON back to SwarmKit's objects, for whole objects: the engine itself only ever needs this way for specs.
 * With it a recorded answer can be put into a store and asked for again.
 */
import { compact } from '../../../src/core/api/compact.ts';
import type { Config as ApiConfig } from '../../../src/core/api/wire/config.ts';
import type { Network as ApiNetwork } from '../../../src/core/api/wire/network.ts';
import type { Node as ApiNode } from '../../../src/core/api/wire/node.ts';
import type { ObjectMeta } from '../../../src/core/api/wire/meta.ts';
import type { Secret as ApiSecret } from '../../../src/core/api/wire/secret.ts';
import type * as service from '../../../src/core/api/wire/service.ts';
import type { Swarm as ApiSwarm } from '../../../src/core/api/wire/swarm.ts';
import type { SwarmNetwork, Task as ApiTask } from '../../../src/core/api/wire/task.ts';
import { nodeSpecFromApi } from '../../../src/core/engine/convert/node.ts';
import { configSpecFromApi, secretSpecFromApi } from '../../../src/core/engine/convert/secret.ts';
import { serviceSpecFromApi } from '../../../src/core/engine/convert/service.ts';
import { mergeClusterSpec } from '../../../src/core/engine/convert/swarm.ts';
import { taskSpecFromApi } from '../../../src/core/engine/convert/task-spec.ts';
import type {
	Cluster,
	ClusterSpec,
	Config,
	Endpoint,
	IpamConfig,
	Meta,
	Network,
	PortConfig,
	Secret,
	Service,
	SwarmNode,
	Task,
	UpdateStatus
} from '../../../src/core/swarm/objects.ts';
import type { TaskState } from '../../../src/core/swarm/task-state.ts';

export function metaFrom(object: ObjectMeta): Meta {
	return { version: { index: object.Version.Index ?? 0 }, createdAt: object.CreatedAt, updatedAt: object.UpdatedAt };
}

function portsFrom(ports: service.PortConfig[] | undefined): PortConfig[] | undefined {
	return ports?.map((port) =>
		compact<PortConfig>({
			name: port.Name,
			protocol: port.Protocol!.toUpperCase() as 'TCP',
			targetPort: port.TargetPort!,
			publishedPort: port.PublishedPort,
			publishMode: port.PublishMode!.toUpperCase() as 'INGRESS'
		})
	);
}

export function serviceFrom(body: service.Service): Service {
	const { Endpoint: endpoint, UpdateStatus: update, JobStatus: job } = body;
	return compact<Service>({
		id: body.ID,
		meta: metaFrom(body),
		spec: serviceSpecFromApi(body.Spec),
		previousSpec: body.PreviousSpec && serviceSpecFromApi(body.PreviousSpec),
		endpoint: compact<Endpoint>({
			spec:
				Object.keys(endpoint.Spec).length > 0
					? compact<NonNullable<Endpoint['spec']>>({
							mode: endpoint.Spec.Mode!.toUpperCase() as 'VIP',
							ports: portsFrom(endpoint.Spec.Ports)
						})
					: undefined,
			ports: portsFrom(endpoint.Ports),
			virtualIps: endpoint.VirtualIPs?.map((vip) => ({ networkId: vip.NetworkID ?? '', addr: vip.Addr ?? '' }))
		}),
		updateStatus:
			update &&
			compact<UpdateStatus>({
				state: update.State!.toUpperCase() as UpdateStatus['state'],
				startedAt: update.StartedAt,
				completedAt: update.CompletedAt,
				message: update.Message ?? ''
			}),
		jobStatus:
			job &&
			compact<NonNullable<Service['jobStatus']>>({
				jobIteration: { index: job.JobIteration.Index ?? 0 },
				lastExecution: job.LastExecution
			})
	});
}

export function taskFrom(body: ApiTask): Task {
	const { Status: status } = body;
	return compact<Task>({
		id: body.ID,
		meta: metaFrom(body),
		spec: taskSpecFromApi(body.Spec),
		serviceId: body.ServiceID,
		slot: body.Slot ?? 0,
		nodeId: body.NodeID,
		annotations: undefined,
		serviceAnnotations: { name: '' },
		status: compact<Task['status']>({
			timestamp: status.Timestamp!,
			state: status.State!.toUpperCase() as TaskState,
			message: status.Message,
			err: status.Err,
			container: status.ContainerStatus && {
				containerId: status.ContainerStatus.ContainerID,
				pid: status.ContainerStatus.PID,
				exitCode: status.ContainerStatus.ExitCode
			},
			portStatus: status.PortStatus.Ports && { ports: portsFrom(status.PortStatus.Ports)! }
		}),
		desiredState: body.DesiredState!.toUpperCase() as TaskState,
		networks: body.NetworksAttachments?.map((attachment) => ({
			networkId: attachment.Network!.ID,
			addresses: attachment.Addresses ?? []
		})),
		jobIteration: body.JobIteration && { index: body.JobIteration.Index ?? 0 }
	});
}

function ipamFrom(ipam: SwarmNetwork['IPAMOptions']): { driver?: { name: string }; configs?: IpamConfig[] } {
	return compact<{ driver?: { name: string }; configs?: IpamConfig[] }>({
		driver: ipam?.Driver && { name: ipam.Driver.Name ?? '' },
		configs: ipam?.Configs?.map((config) =>
			compact<IpamConfig>({ subnet: config.Subnet!, range: config.Range, gateway: config.Gateway })
		)
	});
}

/** The network inside a task. */
export function networkFromTask(body: SwarmNetwork): Network {
	const driver = (given: { Name?: string; Options?: Record<string, string> }) =>
		compact<{ name: string; options?: Record<string, string> }>({ name: given.Name ?? '', options: given.Options });
	return compact<Network>({
		id: body.ID,
		meta: metaFrom(body),
		spec: compact<Network['spec']>({
			annotations: { name: body.Spec.Name ?? '', labels: body.Spec.Labels ?? {} },
			driverConfig: body.Spec.DriverConfiguration && driver(body.Spec.DriverConfiguration),
			internal: body.Spec.Internal,
			attachable: body.Spec.Attachable,
			ingress: body.Spec.Ingress,
			ipv6Enabled: body.Spec.IPv6Enabled,
			ipam: body.Spec.IPAMOptions && ipamFrom(body.Spec.IPAMOptions),
			configFrom: undefined
		}),
		driverState: Object.keys(body.DriverState).length > 0 ? driver(body.DriverState) : undefined,
		ipam: body.IPAMOptions && (ipamFrom(body.IPAMOptions) as NonNullable<Network['ipam']>)
	});
}

/** A network of the swarm as GET /networks lists it. */
export function networkFromList(body: ApiNetwork): Network {
	return compact<Network>({
		id: body.Id,
		meta: { version: { index: 1 }, createdAt: body.Created, updatedAt: body.Created },
		spec: compact<Network['spec']>({
			annotations: compact<{ name: string; labels?: Record<string, string> }>({
				name: body.Name,
				labels: body.Labels ?? undefined
			}),
			driverConfig: { name: body.Driver },
			internal: body.Internal,
			attachable: body.Attachable,
			ingress: body.Ingress,
			ipv6Enabled: body.EnableIPv6
		}),
		driverState: compact<NonNullable<Network['driverState']>>({
			name: body.Driver,
			options: body.Options ?? undefined
		}),
		ipam: body.IPAM.Config
			? {
					driver: { name: body.IPAM.Driver },
					configs: body.IPAM.Config.map((config) =>
						compact<IpamConfig>({ subnet: config.Subnet!, range: config.IPRange, gateway: config.Gateway })
					)
				}
			: undefined
	});
}

export function nodeFrom(body: ApiNode): SwarmNode {
	const { Description: description } = body;
	return compact<SwarmNode>({
		id: body.ID,
		meta: metaFrom(body),
		spec: nodeSpecFromApi(body.Spec),
		description: {
			hostname: description.Hostname!,
			platform: { architecture: description.Platform.Architecture!, os: description.Platform.OS! },
			resources: {
				nanoCpus: description.Resources.NanoCPUs!,
				memoryBytes: description.Resources.MemoryBytes!
			},
			engine: compact<NonNullable<SwarmNode['description']>['engine']>({
				engineVersion: description.Engine.EngineVersion!,
				labels: description.Engine.Labels ?? undefined,
				plugins: description.Engine.Plugins!.map((plugin) => ({ type: plugin.Type!, name: plugin.Name! }))
			}),
			tlsInfo: {
				trustRoot: description.TLSInfo.TrustRoot!,
				certIssuerSubject: description.TLSInfo.CertIssuerSubject!,
				certIssuerPublicKey: description.TLSInfo.CertIssuerPublicKey!
			}
		},
		status: compact<SwarmNode['status']>({
			state: body.Status.State!.toUpperCase() as 'READY',
			message: body.Status.Message,
			addr: body.Status.Addr
		}),
		role: body.ManagerStatus ? 'MANAGER' : 'WORKER'
	});
}

export const secretFrom = (body: ApiSecret): Secret => ({
	id: body.ID,
	meta: metaFrom(body),
	spec: secretSpecFromApi(body.Spec)
});

export const configFrom = (body: ApiConfig): Config => ({
	id: body.ID,
	meta: metaFrom(body),
	spec: configSpecFromApi(body.Spec)
});

const EMPTY_SPEC: ClusterSpec = {
	annotations: { name: 'default' },
	orchestration: {},
	raft: { snapshotInterval: 0, logEntriesForSlowFollowers: 0, heartbeatTick: 0, electionTick: 0 },
	dispatcher: { heartbeatPeriod: 0 },
	caConfig: { nodeCertExpiry: 0 },
	taskDefaults: {},
	encryptionConfig: {}
};

export const clusterFrom = (body: ApiSwarm): Cluster => ({
	id: body.ID,
	meta: metaFrom(body),
	spec: mergeClusterSpec(EMPTY_SPEC, body.Spec),
	rootCa: {
		caCert: body.TLSInfo.TrustRoot!,
		caCertHash: '',
		joinTokens: { worker: body.JoinTokens!.Worker, manager: body.JoinTokens!.Manager }
	},
	defaultAddressPool: body.DefaultAddrPool ?? [],
	subnetSize: body.SubnetSize,
	vxlanUdpPort: body.DataPathPort
});
