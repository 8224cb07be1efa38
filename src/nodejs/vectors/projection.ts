import type { Task } from '../../core/swarm/objects.ts';
import type { ReadTx } from '../../core/swarm/store/store.ts';
import { isAtMost } from '../../core/swarm/task-state.ts';
import { ports, type Sparse } from './normalise.ts';

/** Projections of a whole store that scenarios compare; names as in vectors/README.md. */
export function project(key: string, store: ReadTx, nameOfTask: (id: string) => string): unknown {
	const tasks = store.all('task');
	const byName = (value: (task: Task) => unknown, when: (task: Task) => boolean = () => true): unknown =>
		Object.fromEntries(tasks.filter(when).map((task) => [nameOfTask(task.id), value(task)]));
	switch (key) {
		case 'tasksByServiceStateDesired':
			return count(tasks, (task) => `${task.serviceId ?? ''}|${task.status.state}|${task.desiredState}`);
		case 'activeByServiceNode':
			return count(tasks.filter(isActive), (task) => `${task.serviceId ?? ''}|${task.nodeId ?? ''}`);
		case 'activeByServiceSlot':
			return count(tasks.filter(isActive), (task) => `${task.serviceId ?? ''}|${task.slot}`);
		case 'activePerNodeProfile':
			return profile(tasks.filter((task) => isActive(task) && task.nodeId));
		case 'taskErrors':
			return byName(
				(task) => task.status.err,
				(task) => (task.status.err ?? '') !== ''
			);
		case 'taskNodes':
			return byName((task) => task.nodeId ?? '');
		case 'taskStates':
			return byName((task) => `${task.status.state}/${task.desiredState}`);
		case 'taskImages':
			return byName(
				(task) => task.spec.container?.image ?? '',
				(task) => (task.spec.container?.image ?? '') !== ''
			);
		case 'updateStatus':
			return Object.fromEntries(
				store.all('service').flatMap(({ id, updateStatus }) => (updateStatus ? [[id, updateStatus.state]] : []))
			);
		case 'serviceEndpoints':
			return Object.fromEntries(
				store
					.all('service')
					.flatMap(({ id, endpoint }) =>
						endpoint ? [[id, { ports: endpoint.ports ?? [], vips: endpoint.virtualIps ?? [] }]] : []
					)
			);
		case 'networks':
			return Object.fromEntries(store.all('network').flatMap(({ id, ipam }) => (ipam ? [[id, ipam.configs]] : [])));
		default:
			throw new Error(`unknown projection ${key}`);
	}
}

/** The same from a scenario, with its zero values filled in. */
export function expectedProjection(key: string, raw: unknown): unknown {
	if (key !== 'serviceEndpoints') return raw;
	return Object.fromEntries(
		Object.entries(raw as Sparse).map(([id, value]) => {
			const endpoint = value as { ports?: unknown; vips?: unknown };
			return [id, { ports: ports(endpoint.ports), vips: endpoint.vips ?? [] }];
		})
	);
}

function isActive(task: Task): boolean {
	return isAtMost(task.status.state, 'RUNNING') && isAtMost(task.desiredState, 'COMPLETE');
}

function count(tasks: readonly Task[], key: (task: Task) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const task of tasks) counts[key(task)] = (counts[key(task)] ?? 0) + 1;
	return counts;
}

/** Tasks per node of each service, most first. */
function profile(tasks: readonly Task[]): Record<string, number[]> {
	const services = new Set(tasks.map((task) => task.serviceId ?? ''));
	return Object.fromEntries(
		[...services].map((id) => {
			const own = tasks.filter((task) => (task.serviceId ?? '') === id);
			return [id, Object.values(count(own, (task) => task.nodeId ?? '')).sort((a, b) => b - a)];
		})
	);
}
