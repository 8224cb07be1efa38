import type {
	ClusterSummary,
	NodeSummary,
	NetworkSummary,
	PortSummary,
	ServiceSummary,
	StoreChange,
	TaskSummary
} from '../../trace-events.ts';
import {
	MILLISECOND,
	nameOf,
	type Cluster,
	type Network,
	type PortConfig,
	type Service,
	type SwarmNode,
	type Task
} from '../objects.ts';
import type { Change } from '../store/store.ts';
import { stateName } from '../task-state.ts';

/** What the summaries need to know beyond the object itself. */
export interface SummaryFacts {
	/** Milliseconds since 1970 at virtual time 0. */
	readonly epochMs: number;
	/** Order of creation of a service, from 0. */
	orderOf(serviceId: string): number;
	/** ID of the task that this one replaces, '' for none. */
	replacedBy(taskId: string): string;
}

export function summariseNode(node: SwarmNode): NodeSummary {
	return {
		id: node.id,
		hostname: node.description?.hostname ?? '',
		role: node.role === 'MANAGER' ? 'manager' : 'worker',
		availability: node.spec.availability.toLowerCase() as NodeSummary['availability'],
		state: node.status.state.toLowerCase() as NodeSummary['state'],
		message: node.status.message ?? '',
		address: node.status.addr ?? ''
	};
}

function summarisePort(port: PortConfig): PortSummary {
	return {
		protocol: port.protocol.toLowerCase() as PortSummary['protocol'],
		target: port.targetPort,
		published: port.publishedPort ?? 0,
		mode: port.publishMode === 'HOST' ? 'host' : 'ingress'
	};
}

export function serviceMode(service: Service): ServiceSummary['mode'] {
	const { spec } = service;
	if (spec.global) return 'global';
	if (spec.replicatedJob) return 'replicated-job';
	if (spec.globalJob) return 'global-job';
	return 'replicated';
}

export function summariseService(service: Service, facts: SummaryFacts): ServiceSummary {
	const { spec } = service;
	return {
		id: service.id,
		name: spec.annotations.name,
		image: spec.task.container?.image ?? '',
		mode: serviceMode(service),
		replicas: spec.replicated?.replicas ?? spec.replicatedJob?.totalCompletions ?? 0,
		ports: (service.endpoint?.ports ?? spec.endpoint?.ports ?? []).map(summarisePort),
		specVersion: service.specVersion?.index ?? 0,
		order: facts.orderOf(service.id),
		updateState: service.updateStatus?.state.toLowerCase() ?? '',
		updateMessage: service.updateStatus?.message ?? '',
		...(spec.task.logDriver ? { logDriver: spec.task.logDriver.name } : {}),
		...(spec.rollback ? { rollbackParallelism: spec.rollback.parallelism } : {}),
		...(spec.update
			? {
					updateConfig: {
						parallelism: spec.update.parallelism,
						delayMs: (spec.update.delay ?? 0) / MILLISECOND,
						order: spec.update.order === 'START_FIRST' ? ('start-first' as const) : ('stop-first' as const)
					}
				}
			: {})
	};
}

export function summariseTask(task: Task, facts: SummaryFacts): TaskSummary {
	const service = task.serviceAnnotations.name;
	return {
		id: task.id,
		name: task.slot > 0 || !task.nodeId ? `${service}.${task.slot}` : `${service}.${task.nodeId}`,
		serviceId: task.serviceId ?? '',
		slot: task.slot,
		nodeId: task.nodeId ?? '',
		image: task.spec.container?.image ?? '',
		state: stateName(task.status.state),
		desired: stateName(task.desiredState),
		message: task.status.message ?? '',
		err: task.status.err ?? '',
		specVersion: task.specVersion?.index ?? 0,
		stateAt: virtualTime(task.status.timestamp, facts),
		createdAt: virtualTime(task.meta.createdAt, facts),
		containerId: task.status.container?.containerId ?? '',
		replaces: facts.replacedBy(task.id)
	};
}

function summariseNetwork(network: Network): NetworkSummary {
	return {
		id: network.id,
		name: network.spec.annotations.name,
		subnet: network.ipam?.configs[0]?.subnet ?? network.spec.ipam?.configs?.[0]?.subnet ?? '',
		ingress: network.spec.ingress ?? false
	};
}

function summariseCluster(cluster: Cluster): ClusterSummary {
	const { joinTokens } = cluster.rootCa;
	return {
		workerToken: joinTokens.worker,
		managerToken: joinTokens.manager,
		autolock: cluster.spec.encryptionConfig.autoLockManagers ?? false,
		unlockKey: cluster.unlockKeys?.find(({ subsystem }) => subsystem === 'swarm-manager')?.key ?? ''
	};
}

/** Whole milliseconds of a time stamp, counted from the start of the world. Reading it whole is left to no engine. */
function virtualTime(timestamp: string | undefined, facts: SummaryFacts): number {
	if (!timestamp) return 0;
	return Date.parse(`${timestamp.slice(0, 23).replace('Z', '')}Z`) - facts.epochMs;
}

export function summariseChange(change: Change, facts: SummaryFacts): StoreChange {
	if (change.op === 'delete') return { op: 'delete', kind: change.kind, id: change.id };
	switch (change.kind) {
		case 'node':
			return { op: 'put', kind: 'node', object: summariseNode(change.object) };
		case 'service':
			return { op: 'put', kind: 'service', object: summariseService(change.object, facts) };
		case 'task':
			return { op: 'put', kind: 'task', object: summariseTask(change.object, facts) };
		case 'network':
			return { op: 'put', kind: 'network', object: summariseNetwork(change.object) };
		case 'cluster':
			return {
				op: 'put',
				kind: 'cluster',
				id: change.id,
				name: nameOf('cluster', change.object),
				object: summariseCluster(change.object)
			};
		case 'secret':
		case 'config':
		case 'volume':
			return { op: 'put', kind: change.kind, id: change.id, name: nameOf(change.kind, change.object) };
	}
}
