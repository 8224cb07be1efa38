import { compact, listOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/service.ts';
import { SECOND } from '../../swarm/objects.ts';
import type { EndpointSpec, PortConfig, Service, ServiceSpec, UpdateConfig } from '../../swarm/objects.ts';
import { annotationsFromApi, labelsToApi, metaToApi, versionToApi } from './meta.ts';
import { networkTargetFromApi, networkTargetToApi, taskSpecFromApi, taskSpecToApi } from './task-spec.ts';
import { entryOf } from '../../sim/table.ts';

/** Source: moby daemon/cluster/convert/service.go, ServiceFromGRPC. */
export function serviceToApi(service: Service): api.Service {
	const { endpoint, updateStatus, jobStatus } = service;
	return compact<api.Service>({
		ID: service.id,
		...metaToApi(service.meta),
		Spec: serviceSpecToApi(service.spec),
		PreviousSpec: service.previousSpec && serviceSpecToApi(service.previousSpec),
		Endpoint: compact<api.Service['Endpoint']>({
			Spec: endpoint?.spec ? endpointSpecToApi(endpoint.spec) : {},
			Ports: listOrNone(endpoint?.ports?.map(portToApi)),
			VirtualIPs: listOrNone(
				endpoint?.virtualIps?.map((vip) =>
					compact<{ NetworkID?: string; Addr?: string }>({
						NetworkID: nonEmpty(vip.networkId),
						Addr: nonEmpty(vip.addr)
					})
				)
			)
		}),
		UpdateStatus:
			updateStatus &&
			compact<api.UpdateStatus>({
				State: updateStatus.state.toLowerCase(),
				StartedAt: updateStatus.startedAt,
				CompletedAt: updateStatus.completedAt,
				Message: nonEmpty(updateStatus.message)
			}),
		ServiceStatus: undefined,
		JobStatus:
			jobStatus &&
			compact<NonNullable<api.Service['JobStatus']>>({
				JobIteration: versionToApi(jobStatus.jobIteration),
				LastExecution: jobStatus.lastExecution
			})
	});
}

export function serviceSpecToApi(spec: ServiceSpec): api.ServiceSpec {
	const template = taskSpecToApi(spec.task);
	if (spec.task.container) template.Runtime = 'container';
	else if (spec.task.attachment) template.Runtime = 'attachment';
	return compact<api.ServiceSpec>({
		Name: spec.annotations.name,
		Labels: labelsToApi(spec.annotations),
		TaskTemplate: template,
		Mode: modeToApi(spec),
		UpdateConfig: spec.update && updateConfigToApi(spec.update),
		RollbackConfig: spec.rollback && updateConfigToApi(spec.rollback),
		Networks: listOrNone(spec.networks?.map(networkTargetToApi)),
		EndpointSpec: spec.endpoint && endpointSpecToApi(spec.endpoint)
	});
}

/** @throws ApiError with the daemon's text for words it does not know. Source: ServiceSpecToGRPC. */
export function serviceSpecFromApi(spec: api.ServiceSpec): ServiceSpec {
	return compact<ServiceSpec>({
		annotations: annotationsFromApi(spec.Name, spec.Labels),
		task: taskSpecFromApi(spec.TaskTemplate ?? { ForceUpdate: 0 }),
		...modeFromApi(spec.Mode ?? {}),
		update: spec.UpdateConfig ? updateConfigFromApi(spec.UpdateConfig) : undefined,
		rollback: spec.RollbackConfig ? updateConfigFromApi(spec.RollbackConfig) : undefined,
		endpoint: spec.EndpointSpec ? endpointSpecFromApi(spec.EndpointSpec) : undefined,
		networks: listOrNone(spec.Networks?.map(networkTargetFromApi))
	});
}

function modeToApi(spec: ServiceSpec): api.ServiceMode {
	if (spec.global) return { Global: {} };
	if (spec.replicatedJob) {
		const { maxConcurrent, totalCompletions } = spec.replicatedJob;
		return { ReplicatedJob: { MaxConcurrent: maxConcurrent, TotalCompletions: totalCompletions } };
	}
	if (spec.globalJob) return { GlobalJob: {} };
	return { Replicated: { Replicas: spec.replicated?.replicas ?? 0 } };
}

/** No mode means replicated, no number means one. Source: ServiceSpecToGRPC ("Mode"). */
function modeFromApi(
	mode: api.ServiceMode
):
	| Pick<ServiceSpec, 'replicated'>
	| Pick<ServiceSpec, 'global'>
	| Pick<ServiceSpec, 'replicatedJob'>
	| Pick<ServiceSpec, 'globalJob'> {
	const given = [mode.Global, mode.Replicated, mode.ReplicatedJob, mode.GlobalJob].filter(Boolean);
	if (given.length > 1) throw new ApiError('invalid', 'must specify only one service mode');
	if (mode.Global) return { global: {} };
	if (mode.GlobalJob) return { globalJob: {} };
	if (mode.ReplicatedJob) {
		const maxConcurrent = mode.ReplicatedJob.MaxConcurrent ?? 1;
		return { replicatedJob: { maxConcurrent, totalCompletions: mode.ReplicatedJob.TotalCompletions ?? maxConcurrent } };
	}
	return { replicated: { replicas: mode.Replicated?.Replicas ?? 1 } };
}

function updateConfigToApi(config: UpdateConfig): api.UpdateConfig {
	return compact<api.UpdateConfig>({
		Parallelism: config.parallelism,
		Delay: nonZero(config.delay),
		FailureAction: config.failureAction.toLowerCase(),
		Monitor: config.monitor,
		MaxFailureRatio: config.maxFailureRatio ?? 0,
		Order: config.order.toLowerCase().replace('_', '-')
	});
}

const FAILURE_ACTIONS: Readonly<Record<string, UpdateConfig['failureAction']>> = {
	pause: 'PAUSE',
	continue: 'CONTINUE',
	rollback: 'ROLLBACK',
	'': 'PAUSE'
};

const ORDERS: Readonly<Record<string, UpdateConfig['order']>> = {
	'stop-first': 'STOP_FIRST',
	'start-first': 'START_FIRST',
	'': 'STOP_FIRST'
};

function updateConfigFromApi(config: api.UpdateConfig): UpdateConfig {
	const failureAction = entryOf(FAILURE_ACTIONS, config.FailureAction ?? '');
	if (!failureAction) throw new ApiError('invalid', `unrecognized update failure action ${config.FailureAction}`);
	const order = entryOf(ORDERS, config.Order ?? '');
	if (!order) throw new ApiError('invalid', `unrecognized update order ${config.Order}`);
	return compact<UpdateConfig>({
		parallelism: config.Parallelism ?? 0,
		delay: nonZero(config.Delay),
		failureAction,
		monitor: config.Monitor ?? undefined,
		maxFailureRatio: nonZero(config.MaxFailureRatio),
		order
	});
}

function endpointSpecToApi(spec: EndpointSpec): api.EndpointSpec {
	return compact<api.EndpointSpec>({
		Mode: spec.mode.toLowerCase(),
		Ports: listOrNone(spec.ports?.map(portToApi))
	});
}

function endpointSpecFromApi(spec: api.EndpointSpec): EndpointSpec {
	const mode = (spec.Mode ?? '').toUpperCase();
	if (mode !== '' && mode !== 'VIP' && mode !== 'DNSRR')
		throw new ApiError('invalid', `invalid resolution mode: "${spec.Mode}"`);
	return compact<EndpointSpec>({
		mode: mode === 'DNSRR' ? 'DNSRR' : 'VIP',
		ports: listOrNone(spec.Ports?.map(portFromApi))
	});
}

export function portToApi(port: PortConfig): api.PortConfig {
	return compact<api.PortConfig>({
		Name: nonEmpty(port.name),
		Protocol: port.protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp',
		TargetPort: nonZero(port.targetPort),
		PublishedPort: nonZero(port.publishedPort),
		PublishMode: port.publishMode.toLowerCase() as 'ingress' | 'host'
	});
}

/** Unknown words fall back to tcp and ingress, the zero values of the enums. */
function portFromApi(port: api.PortConfig): PortConfig {
	const protocol = (port.Protocol ?? 'tcp').toUpperCase();
	return compact<PortConfig>({
		name: nonEmpty(port.Name),
		protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
		targetPort: port.TargetPort ?? 0,
		publishedPort: nonZero(port.PublishedPort),
		publishMode: port.PublishMode === 'host' ? 'HOST' : 'INGRESS'
	});
}

/**
 * The spec as `insertDefaults=true` shows it: what applies where the user said nothing.
 * Source: swarmkit api/defaults/service.go, InterpolateService; recording services.jsonl (service inspect).
 */
export function withDefaults(spec: ServiceSpec): ServiceSpec {
	const { task } = spec;
	return {
		...spec,
		task: {
			...task,
			...(task.container && {
				container: {
					...task.container,
					stopGracePeriod: task.container.stopGracePeriod ?? 10 * SECOND,
					dnsConfig: task.container.dnsConfig ?? {}
				}
			}),
			restart: task.restart ? { delay: 5 * SECOND, ...task.restart } : { condition: 'ANY', delay: 5 * SECOND },
			placement: task.placement ?? {}
		},
		update: updateWithDefaults(spec.update),
		rollback: updateWithDefaults(spec.rollback)
	};
}

function updateWithDefaults(config: UpdateConfig | undefined): UpdateConfig {
	return {
		...(config ?? { parallelism: 1, failureAction: 'PAUSE', order: 'STOP_FIRST' }),
		monitor: config?.monitor ?? 5 * SECOND
	};
}
