import { matchExact, matchLabels } from '../../api/filters.ts';
import { ApiError } from '../../api/error.ts';
import type { Filters } from '../../api/wire/filters.ts';
import { nameOf, type Config, type Secret, type Service, type SwarmNode, type Task } from '../../swarm/objects.ts';
import { TASK_STATES } from '../../swarm/task-state.ts';
import { nameOrHostname, taskName } from './lookup.ts';

/** Keys that each list accepts. Source: moby daemon/cluster/filters.go. */
export const ACCEPTED = {
	nodes: ['name', 'id', 'label', 'role', 'membership', 'node.label'],
	services: ['name', 'id', 'label', 'mode', 'runtime'],
	tasks: ['name', 'id', 'label', 'service', 'node', 'desired-state', '_up-to-date', 'runtime'],
	secrets: ['names', 'name', 'id', 'label'],
	configs: ['name', 'id', 'label']
} as const;

function isPrefixed(value: string, prefixes: readonly string[] | undefined): boolean {
	return !prefixes || prefixes.length === 0 || prefixes.some((prefix) => value.startsWith(prefix));
}

/** Wanted labels as SwarmKit takes them: 'key' matches any value, 'key=value' that value. */
const hasLabels = (filters: Filters, key: string, labels: Readonly<Record<string, string>> | undefined): boolean =>
	matchLabels(filters, key, labels ?? {});

export function nodeFilter(filters: Filters): (node: SwarmNode) => boolean {
	const roles = (filters['role'] ?? []).map((role) => {
		const word = role.toUpperCase();
		// Recorded: 500, not 400 (api-errors.txt).
		if (word !== 'WORKER' && word !== 'MANAGER') throw new ApiError('system', `Invalid role filter: '${role}'`);
		return word;
	});
	const memberships = (filters['membership'] ?? []).map((membership) => {
		const word = membership.toUpperCase();
		if (word !== 'ACCEPTED' && word !== 'PENDING')
			throw new ApiError('system', `Invalid membership filter: '${membership}'`);
		return word;
	});
	return (node) =>
		isPrefixed(node.id, filters['id']) &&
		isPrefixed(nameOrHostname('node', node), filters['name']) &&
		hasLabels(filters, 'label', node.description?.engine.labels) &&
		hasLabels(filters, 'node.label', node.spec.annotations.labels) &&
		(roles.length === 0 || roles.includes(node.role)) &&
		(memberships.length === 0 || memberships.includes(node.spec.membership));
}

export function serviceMode(service: Service): string {
	const { spec } = service;
	if (spec.global) return 'global';
	if (spec.replicatedJob) return 'replicated-job';
	return spec.globalJob ? 'global-job' : 'replicated';
}

export function serviceFilter(filters: Filters): (service: Service) => boolean {
	return (service) =>
		isPrefixed(service.id, filters['id']) &&
		isPrefixed(service.spec.annotations.name, filters['name']) &&
		hasLabels(filters, 'label', service.spec.annotations.labels) &&
		matchExact(filters, 'mode', serviceMode(service)) &&
		matchExact(filters, 'runtime', 'container');
}

/** `service` and `node` hold full IDs here; the list looks up what the user typed. */
export function taskFilter(filters: Filters): (task: Task) => boolean {
	const desired = (filters['desired-state'] ?? []).filter(Boolean).map((state) => {
		const word = state.toUpperCase();
		if (!Object.hasOwn(TASK_STATES, word)) throw new ApiError('system', `Invalid desired-state filter: '${state}'`);
		return word;
	});
	return (task) =>
		isPrefixed(task.id, filters['id']) &&
		isPrefixed(taskName(task), filters['name']) &&
		hasLabels(filters, 'label', task.serviceAnnotations.labels) &&
		matchExact(filters, 'service', task.serviceId ?? '') &&
		matchExact(filters, 'node', task.nodeId ?? '') &&
		(desired.length === 0 || desired.includes(task.desiredState)) &&
		matchExact(filters, 'runtime', task.spec.attachment ? 'attachment' : 'container') &&
		// Without the filter only containers (and plugins) are told, not attachments of single containers.
		(filters['runtime'] !== undefined || task.spec.attachment === undefined);
}

export function fileFilter(filters: Filters, kind: 'secret' | 'config'): (object: Secret | Config) => boolean {
	return (object) =>
		isPrefixed(object.id, filters['id']) &&
		isPrefixed(nameOf(kind, object), filters['name']) &&
		matchExact(filters, 'names', nameOf(kind, object)) &&
		hasLabels(filters, 'label', object.spec.annotations.labels);
}
