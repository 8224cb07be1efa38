import { acceptFilters } from '../../api/filters.ts';
import { ApiError } from '../../api/error.ts';
import type { ServiceUpdateOptions } from '../../api/backend.ts';
import type { Filters } from '../../api/wire/filters.ts';
import type * as api from '../../api/wire/service.ts';
import type { Process } from '../../sim/process.ts';
import type { NetworkTarget, Service, ServiceSpec, Task } from '../../swarm/objects.ts';
import type { ControlApi } from '../../swarm/swarm.ts';
import { serviceSpecFromApi, serviceToApi, withDefaults } from '../convert/service.ts';
import type { ClusterOptions } from '../cluster.ts';
import { ACCEPTED, serviceFilter } from './filters.ts';
import { inIndexOrder, lookUp } from './lookup.ts';
import { PREDEFINED_NETWORKS } from './networks.ts';
import { pinImage } from './pin-image.ts';

/** Source: moby daemon/cluster/services.go. */
export function* listServices(
	options: ClusterOptions,
	{ filters, status }: { filters: Filters; status: boolean }
): Process<api.Service[]> {
	acceptFilters(options.era, filters, ACCEPTED.services);
	const control = options.swarm.control();
	const tables = yield* control.listMany(status ? ['service', 'task'] : ['service']);
	const found = tables.service.filter(serviceFilter(filters));
	const services = inIndexOrder(found, filters, (service) => service.spec.annotations.name);
	return services.map((service) => {
		const body = serviceToApi(service);
		return status ? withStatus(body, service, tables.task) : body;
	});
}

/**
 * Running counts tasks of any spec version and desired state. A job counts the tasks of its last run alone.
 * Source: swarmkit controlapi/service.go, ListServiceStatuses; recordings (service ls of jobs).
 */
function withStatus(body: api.Service, service: Service, tasks: readonly Task[]): api.Service {
	const { spec } = service;
	const status = { RunningTasks: 0, DesiredTasks: 0, CompletedTasks: 0 };
	if (spec.replicated) status.DesiredTasks = spec.replicated.replicas;
	if (spec.replicatedJob) status.DesiredTasks = spec.replicatedJob.maxConcurrent;
	const isJob = spec.replicatedJob !== undefined || spec.globalJob !== undefined;
	for (const task of tasks) {
		if (task.serviceId !== service.id) continue;
		if (isJob && (task.jobIteration?.index ?? 0) !== (service.jobStatus?.jobIteration.index ?? 0)) continue;
		if (task.status.state === 'RUNNING') status.RunningTasks++;
		if (spec.global && task.desiredState === 'RUNNING') status.DesiredTasks++;
		if (spec.globalJob && task.desiredState === 'COMPLETE' && task.status.state !== 'COMPLETE') status.DesiredTasks++;
		if (isJob && task.status.state === 'COMPLETE') status.CompletedTasks++;
	}
	const { JobStatus, ...rest } = body;
	return { ...rest, ServiceStatus: status, ...(JobStatus && { JobStatus }) };
}

export function* inspectService(options: ClusterOptions, id: string, insertDefaults: boolean): Process<api.Service> {
	const service = yield* lookUp(options.swarm.control(), 'service', id);
	if (!insertDefaults) return serviceToApi(service);
	return serviceToApi({ ...service, spec: withDefaults(service.spec) });
}

export function* createService(
	options: ClusterOptions,
	request: api.ServiceSpec,
	{ registryAuth, queryRegistry }: { registryAuth: string; queryRegistry: boolean }
): Process<api.ServiceCreateResponse> {
	const control = options.swarm.control();
	let spec = yield* specFromRequest(options, control, request);
	const warnings: string[] = [];
	spec = withRegistryAuth(spec, registryAuth);
	if (queryRegistry) spec = yield* pinImage(options, spec, warnings);
	const service = yield* control.createService(spec);
	return warnings.length > 0 ? { ID: service.id, Warnings: warnings } : { ID: service.id };
}

export function* updateService(
	options: ClusterOptions,
	id: string,
	request: api.ServiceSpec,
	{ version, registryAuthFrom, rollback, registryAuth, queryRegistry }: ServiceUpdateOptions
): Process<api.ServiceUpdateResponse> {
	const control = options.swarm.control();
	let spec = yield* specFromRequest(options, control, request);
	const current = yield* lookUp(control, 'service', id);
	const warnings: string[] = [];
	if (registryAuth !== '') spec = withRegistryAuth(spec, registryAuth);
	else {
		// Without new credentials those of the current (or previous) spec stay.
		const source = registryAuthFrom === 'spec' ? current.spec : current.previousSpec;
		if (!source) throw new ApiError('system', 'service does not have a previous spec');
		spec = withRegistryAuth(spec, source.task.container?.pullOptions?.registryAuth ?? '');
	}
	if (queryRegistry) spec = yield* pinImage(options, spec, warnings);
	yield* control.updateService(current.id, version, spec, rollback === 'previous' ? 'previous' : 'none');
	return { Warnings: warnings.length > 0 ? warnings : null };
}

export function* removeService(options: ClusterOptions, id: string): Process<void> {
	const control = options.swarm.control();
	const service = yield* lookUp(control, 'service', id);
	yield* control.removeService(service.id);
}

/** Source: moby daemon/cluster/convert/service.go, ServiceSpecToGRPC; lab 20.10 (testdata/real-engine). */
function checkRuntime({ TaskTemplate: template, Mode: mode }: api.ServiceSpec): void {
	const refuse = (message: string): never => {
		throw new ApiError('invalid', message);
	};
	switch (template?.Runtime ?? '') {
		case '':
		case 'container':
			if (!template?.ContainerSpec) refuse('mismatched Runtime and *Spec fields');
			return;
		case 'plugin':
			if (!template.PluginSpec) refuse('mismatched Runtime and *Spec fields');
			if (mode?.Replicated) refuse('plugins must not use replicated mode');
			throw new ApiError('system', 'runtime type "plugin" only supported in experimental');
		default:
			refuse('unsupported runtime');
	}
}

function* specFromRequest(
	options: ClusterOptions,
	control: ControlApi,
	request: api.ServiceSpec
): Process<ServiceSpec> {
	checkRuntime(request);
	const named = request.Name ? request : { ...request, Name: options.randomName() };
	const spec = serviceSpecFromApi(named);
	if (!spec.task.container) throw new ApiError('system', 'service does not use container tasks');
	return yield* withNetworkIds(options, control, spec);
}

function withRegistryAuth(spec: ServiceSpec, registryAuth: string): ServiceSpec {
	if (registryAuth === '' || !spec.task.container) return spec;
	const container = { ...spec.task.container, pullOptions: { registryAuth } };
	return { ...spec, task: { ...spec.task, container } };
}

/** Names of networks become IDs. Source: services.go, populateNetworkID. */
function* withNetworkIds(options: ClusterOptions, control: ControlApi, spec: ServiceSpec): Process<ServiceSpec> {
	const result = { ...spec };
	if (spec.task.networks) {
		const networks = yield* resolveTargets(options, control, spec.task.networks);
		result.task = { ...spec.task, networks };
	}
	if (spec.networks) result.networks = yield* resolveTargets(options, control, spec.networks);
	return result;
}

function* resolveTargets(
	options: ClusterOptions,
	control: ControlApi,
	targets: readonly NetworkTarget[]
): Process<NetworkTarget[]> {
	const resolved: NetworkTarget[] = [];
	for (const target of targets) {
		let id: string;
		try {
			id = (yield* lookUp(control, 'network', target.target)).id;
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			const [local] = yield* options.localNetworks(target.target);
			if (local && PREDEFINED_NETWORKS.includes(local.Name)) {
				// host and bridge exist in the swarm under IDs of their own.
				const found = (yield* control.list('network')).find((n) => n.spec.annotations.name === local.Name);
				if (!found) {
					throw new ApiError(
						'system',
						`could not find the corresponding predefined swarm network: network ${local.Name} not found`
					);
				}
				id = found.id;
			} else if (local && local.Scope === 'local') {
				throw new ApiError(
					'forbidden',
					`The network ${local.Name} cannot be used with services. Only networks scoped to the swarm can be used, such as those created with the overlay driver.`
				);
			} else throw error;
		}
		resolved.push({ ...target, target: id });
	}
	return resolved;
}
