import { compact, listOrNone, mapOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/service.ts';
import type {
	GenericResource,
	NetworkTarget,
	Placement,
	Resources,
	RestartPolicy,
	TaskSpec
} from '../../swarm/objects.ts';
import { containerSpecFromApi, containerSpecToApi } from './container-spec.ts';
import { driverFromApi, driverToApi } from './meta.ts';
import { entryOf } from '../../sim/table.ts';

/** Source: moby daemon/cluster/convert/service.go, taskSpecFromGRPC. `Runtime` is said by services alone. */
export function taskSpecToApi(spec: TaskSpec): api.TaskSpec {
	return compact<api.TaskSpec>({
		ContainerSpec: spec.container && containerSpecToApi(spec.container),
		NetworkAttachmentSpec: spec.attachment && { ContainerID: spec.attachment.containerId },
		Resources: spec.resources && resourcesToApi(spec.resources),
		RestartPolicy: spec.restart && restartToApi(spec.restart),
		Placement: spec.placement && placementToApi(spec.placement),
		Networks: listOrNone(spec.networks?.map(networkTargetToApi)),
		LogDriver: driverToApi(spec.logDriver),
		ForceUpdate: spec.forceUpdate ?? 0
	});
}

export function taskSpecFromApi(spec: api.TaskSpec): TaskSpec {
	return compact<TaskSpec>({
		container: spec.ContainerSpec ? containerSpecFromApi(spec.ContainerSpec) : undefined,
		attachment: spec.NetworkAttachmentSpec ? { containerId: spec.NetworkAttachmentSpec.ContainerID } : undefined,
		resources: spec.Resources ? resourcesFromApi(spec.Resources) : undefined,
		restart: spec.RestartPolicy ? restartFromApi(spec.RestartPolicy) : undefined,
		placement: spec.Placement ? placementFromApi(spec.Placement) : undefined,
		logDriver: driverFromApi(spec.LogDriver),
		networks: listOrNone(spec.Networks?.map(networkTargetFromApi)),
		forceUpdate: nonZero(spec.ForceUpdate)
	});
}

export function networkTargetToApi(target: NetworkTarget): api.NetworkAttachmentConfig {
	return compact<api.NetworkAttachmentConfig>({
		Target: nonEmpty(target.target),
		Aliases: listOrNone(target.aliases),
		DriverOpts: mapOrNone(target.driverOpts)
	});
}

export function networkTargetFromApi(config: api.NetworkAttachmentConfig): NetworkTarget {
	return compact<NetworkTarget>({
		target: config.Target ?? '',
		aliases: listOrNone(config.Aliases),
		driverOpts: mapOrNone(config.DriverOpts)
	});
}

type ApiResources = NonNullable<api.TaskSpec['Resources']>;

function resourcesToApi(resources: NonNullable<TaskSpec['resources']>): ApiResources {
	const { limits, reservations } = resources;
	return compact<ApiResources>({
		Limits:
			limits &&
			compact<NonNullable<ApiResources['Limits']>>({
				NanoCPUs: nonZero(limits.nanoCpus),
				MemoryBytes: nonZero(limits.memoryBytes),
				Pids: nonZero(limits.pids)
			}),
		Reservations:
			reservations &&
			compact<NonNullable<ApiResources['Reservations']>>({
				NanoCPUs: nonZero(reservations.nanoCpus),
				MemoryBytes: nonZero(reservations.memoryBytes),
				GenericResources: listOrNone(reservations.generic?.map(genericToApi))
			})
	});
}

function resourcesFromApi(resources: ApiResources): NonNullable<TaskSpec['resources']> {
	const { Limits: limits, Reservations: reservations } = resources;
	return compact<NonNullable<TaskSpec['resources']>>({
		limits: limits
			? compact<Resources & { pids?: number }>({
					nanoCpus: nonZero(limits.NanoCPUs),
					memoryBytes: nonZero(limits.MemoryBytes),
					pids: nonZero(limits.Pids)
				})
			: undefined,
		reservations: reservations
			? compact<Resources>({
					nanoCpus: nonZero(reservations.NanoCPUs),
					memoryBytes: nonZero(reservations.MemoryBytes),
					generic: listOrNone(reservations.GenericResources?.map(genericFromApi))
				})
			: undefined
	});
}

export function genericToApi(resource: GenericResource): api.GenericResource {
	const { namedResourceSpec: named, discreteResourceSpec: discrete } = resource;
	return compact<api.GenericResource>({
		NamedResourceSpec: named && { Kind: named.kind, Value: named.value },
		DiscreteResourceSpec: discrete && { Kind: discrete.kind, Value: discrete.value }
	});
}

function genericFromApi(resource: api.GenericResource): GenericResource {
	const { NamedResourceSpec: named, DiscreteResourceSpec: discrete } = resource;
	return compact<GenericResource>({
		namedResourceSpec: named && { kind: named.Kind, value: named.Value },
		discreteResourceSpec: discrete && { kind: discrete.Kind, value: discrete.Value }
	});
}

/** Delay and window are pointers: an explicit 0 is not the default. */
export function restartToApi(policy: RestartPolicy): api.RestartPolicy {
	return compact<api.RestartPolicy>({
		Condition: policy.condition.toLowerCase().replace('_', '-'),
		Delay: policy.delay,
		MaxAttempts: policy.maxAttempts ?? 0,
		Window: policy.window
	});
}

const CONDITIONS: Readonly<Record<string, RestartPolicy['condition']>> = {
	none: 'NONE',
	'on-failure': 'ON_FAILURE',
	any: 'ANY',
	'': 'ANY'
};

function restartFromApi(policy: api.RestartPolicy): RestartPolicy {
	const condition = entryOf(CONDITIONS, policy.Condition ?? '');
	if (!condition) throw new ApiError('invalid', `invalid RestartCondition: "${policy.Condition}"`);
	return compact<RestartPolicy>({
		condition,
		delay: policy.Delay ?? undefined,
		maxAttempts: nonZero(policy.MaxAttempts),
		window: policy.Window ?? undefined
	});
}

function placementToApi(placement: Placement): api.Placement {
	return compact<api.Placement>({
		Constraints: listOrNone(placement.constraints),
		Preferences: listOrNone(
			placement.preferences?.map((p) => ({ Spread: { SpreadDescriptor: p.spread.spreadDescriptor } }))
		),
		MaxReplicas: nonZero(placement.maxReplicas),
		Platforms: listOrNone(
			placement.platforms?.map((p) =>
				compact<{ Architecture?: string; OS?: string }>({ Architecture: nonEmpty(p.architecture), OS: nonEmpty(p.os) })
			)
		)
	});
}

function placementFromApi(placement: api.Placement): Placement {
	return compact<Placement>({
		constraints: listOrNone(placement.Constraints),
		preferences: listOrNone(
			(placement.Preferences ?? []).flatMap((p) =>
				p.Spread ? [{ spread: { spreadDescriptor: p.Spread.SpreadDescriptor } }] : []
			)
		),
		maxReplicas: nonZero(placement.MaxReplicas),
		platforms: listOrNone(
			placement.Platforms?.map((p) =>
				compact<{ architecture?: string; os?: string }>({ architecture: nonEmpty(p.Architecture), os: nonEmpty(p.OS) })
			)
		)
	});
}
