import { ApiError } from '../api/error.ts';
import type { ContainerCreateRequest, PortBinding } from '../api/wire/container.ts';
import type { HealthConfig, Mount as WireMount } from '../api/wire/service.ts';
import type { NodeAssignment } from '../swarm/agent/controller.ts';
import type { ContainerSpec, HealthConfig as SwarmHealthConfig, Mount, Task } from '../swarm/objects.ts';
import { SECOND } from '../swarm/objects.ts';
import type { TaskExtras } from './containers.ts';
import type { NetworkWish } from './container-record.ts';
import type { EndpointRecord } from './gossip.ts';
import { familiarReference, parseReference } from './reference.ts';
import { taskFiles } from './task-files.ts';
import { expandTemplate, type TemplateNode } from './template.ts';

/** 'web.1.2tf7yhmx9haol7e2b7xib2emj'; of a global service with the node's ID in the middle. Source: swarmkit api/naming. */
export function taskName(task: Task): string {
	const name = task.annotations?.name;
	if (name !== undefined && name !== '') return name;
	return `${task.serviceAnnotations.name}.${task.slot > 0 ? task.slot : (task.nodeId ?? '')}.${task.id}`;
}

/** Ports of the task's service that are open on its own node. */
export function hostPorts(task: Task): EndpointRecord['hostPorts'] {
	return portsOf(task, 'HOST');
}

function portsOf(task: Task, mode: 'HOST' | 'INGRESS'): EndpointRecord['hostPorts'] {
	return (task.endpoint?.ports ?? [])
		.filter((port) => port.publishMode === mode)
		.map((port) => ({
			port: port.publishedPort ?? 0,
			target: port.targetPort,
			protocol: port.protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp'
		}));
}

/** Whether the task is behind a virtual address: it must leave load balancing before it stops. */
export function hasServiceBinding(task: Task): boolean {
	return (
		(task.endpoint?.virtualIps?.length ?? 0) > 0 ||
		(task.endpoint?.spec?.mode === 'DNSRR' && (task.networks?.length ?? 0) > 0)
	);
}

/** What the other engines are told of it. */
export function endpointOf(task: Task, node: NodeAssignment, isActive: boolean): EndpointRecord {
	return {
		taskId: task.id,
		taskName: taskName(task),
		serviceId: task.serviceId ?? '',
		serviceName: task.serviceAnnotations.name,
		networks: (task.networks ?? []).map((attachment) => ({
			id: attachment.networkId,
			address: withoutPrefix(attachment.addresses[0] ?? ''),
			aliases: attachment.aliases ?? [],
			vip: withoutPrefix(
				task.endpoint?.virtualIps?.find(({ networkId }) => networkId === attachment.networkId)?.addr ?? ''
			),
			ingress: node.networks.find(({ id }) => id === attachment.networkId)?.spec.ingress ?? false
		})),
		ingressPorts: portsOf(task, 'INGRESS'),
		hostPorts: portsOf(task, 'HOST'),
		isActive
	};
}

/** A task's container as the engine's API would be asked for it. Source: moby daemon/cluster/executor/container/container.go. */
export function containerRequest(
	task: Task,
	spec: ContainerSpec,
	node: Omit<TemplateNode, 'id'> & { nodeId: string }
): ContainerCreateRequest {
	const expand = (text: string): string => expandTemplate(text, task, { ...node, id: node.nodeId });
	const bindings: Record<string, PortBinding[]> = {};
	for (const { port, target, protocol } of hostPorts(task)) {
		const key = `${target}/${protocol}`;
		bindings[key] = [...(bindings[key] ?? []), { HostIp: '', HostPort: port === 0 ? '' : String(port) }];
	}
	const limits = task.spec.resources?.limits;
	const logDriver = task.spec.logDriver ?? task.logDriver;
	return {
		Image: fullImageName(spec.image),
		...(spec.hostname === undefined ? {} : { Hostname: expand(spec.hostname) }),
		...(spec.user === undefined ? {} : { User: spec.user }),
		...(spec.dir === undefined ? {} : { WorkingDir: spec.dir }),
		...(spec.command === undefined ? {} : { Entrypoint: spec.command }),
		...(spec.args === undefined ? {} : { Cmd: spec.args }),
		...(spec.stopSignal === undefined ? {} : { StopSignal: spec.stopSignal }),
		...(spec.healthcheck === undefined ? {} : { Healthcheck: wireHealth(spec.healthcheck) }),
		Tty: spec.tty ?? false,
		OpenStdin: spec.openStdin ?? false,
		Env: (spec.env ?? []).map(expand),
		Labels: {
			...spec.labels,
			'com.docker.swarm.task': '',
			'com.docker.swarm.task.id': task.id,
			'com.docker.swarm.task.name': taskName(task),
			'com.docker.swarm.node.id': node.nodeId,
			'com.docker.swarm.service.id': task.serviceId ?? '',
			'com.docker.swarm.service.name': task.serviceAnnotations.name
		},
		HostConfig: {
			PortBindings: bindings,
			...(spec.mounts === undefined || spec.mounts.length === 0
				? {}
				: { Mounts: spec.mounts.map((mount) => wireMount(mount, expand)) }),
			...(spec.init === undefined ? {} : { Init: spec.init }),
			Isolation: spec.passed?.['Isolation'] ?? 'default',
			...(spec.hosts === undefined ? {} : { ExtraHosts: spec.hosts.map(hostsEntry) }),
			...(limits?.memoryBytes === undefined ? {} : { Memory: limits.memoryBytes }),
			...(limits?.nanoCpus === undefined ? {} : { NanoCpus: limits.nanoCpus }),
			...(logDriver === undefined ? {} : { LogConfig: { Type: logDriver.name, Config: logDriver.options ?? {} } }),
			ReadonlyRootfs: spec.readOnly ?? false
		}
	};
}

/** With the tag that Docker fills in. What is no reference stays as it is: creating will say so. */
function fullImageName(image: string): string {
	try {
		return familiarReference(parseReference(image));
	} catch (error) {
		if (error instanceof ApiError) return image;
		throw error;
	}
}

export function taskExtras(
	task: Task,
	spec: ContainerSpec,
	node: NodeAssignment,
	machine: Omit<TemplateNode, 'id'>
): TaskExtras {
	const networks = (task.networks ?? []).map((attachment): NetworkWish => {
		const network = node.networks.find(({ id }) => id === attachment.networkId);
		const driver = network?.driverState?.name ?? network?.spec.driverConfig?.name;
		const name = network?.spec.annotations.name ?? attachment.networkId;
		// Predefined networks of the swarm stand for the machine's own.
		if (driver === 'host' || driver === 'bridge') return { network: name, aliases: null };
		return {
			network: name,
			networkId: attachment.networkId,
			aliases: attachment.aliases ?? null,
			address: withoutPrefix(attachment.addresses[0] ?? '')
		};
	});
	return {
		networks: networks.length > 0 ? networks : [{ network: 'bridge', aliases: null }],
		files: taskFiles(task, spec, node, { ...machine, id: node.nodeId }),
		service: task.serviceAnnotations.name
	};
}

/** Seconds between SIGTERM and SIGKILL. */
export function stopTimeout(spec: ContainerSpec): number {
	return (spec.stopGracePeriod ?? 10 * SECOND) / SECOND;
}

function wireHealth(health: SwarmHealthConfig): HealthConfig {
	return {
		...(health.test === undefined ? {} : { Test: health.test }),
		...(health.interval === undefined ? {} : { Interval: health.interval }),
		...(health.timeout === undefined ? {} : { Timeout: health.timeout }),
		...(health.retries === undefined ? {} : { Retries: health.retries }),
		...(health.startPeriod === undefined ? {} : { StartPeriod: health.startPeriod }),
		...(health.startInterval === undefined ? {} : { StartInterval: health.startInterval })
	};
}

function wireMount(mount: Mount, expand: (text: string) => string): WireMount {
	return {
		Type: mount.type.toLowerCase(),
		Source: expand(mount.source ?? ''),
		Target: expand(mount.target),
		...(mount.readonly ? { ReadOnly: true } : {}),
		...mount.options
	};
}

/** SwarmKit keeps hosts as in /etc/hosts ('10.0.0.1 name'), Docker as 'name:10.0.0.1'. */
function hostsEntry(text: string): string {
	const [address = '', ...names] = text.split(/\s+/);
	return names.length > 0 ? `${names[0]}:${address}` : text;
}

function withoutPrefix(cidr: string): string {
	return cidr.split('/')[0] ?? '';
}
