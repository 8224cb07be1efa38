import { acceptFilters } from '../../api/filters.ts';
import type { Filters } from '../../api/wire/filters.ts';
import type { Task as ApiTask } from '../../api/wire/task.ts';
import type { Process } from '../../sim/process.ts';
import type { Network, Task } from '../../swarm/objects.ts';
import { isTaskDirty } from '../../swarm/orchestrator/dirty.ts';
import { taskToApi } from '../convert/task.ts';
import type { ClusterOptions } from '../cluster.ts';
import { ACCEPTED, taskFilter } from './filters.ts';
import { inIndexOrder, lookUp, lookUpTask, taskName } from './lookup.ts';

/** Source: moby daemon/cluster/tasks.go, GetTasks. */
export function* listTasks(options: ClusterOptions, given: Filters): Process<ApiTask[]> {
	const { desired_state: asSpelledThen, ...rest } = given;
	// The release candidate of 1.12 spelled it so.
	const isFirst = !options.era.capabilities.joinTokens && asSpelledThen !== undefined;
	const filters = isFirst ? { ...rest, 'desired-state': asSpelledThen } : given;
	acceptFilters(options.era, filters, ACCEPTED.tasks);
	const control = options.swarm.control();
	const resolved: Record<string, readonly string[]> = { ...filters };
	for (const kind of ['service', 'node'] as const) {
		const terms = filters[kind];
		if (!terms) continue;
		const ids: string[] = [];
		for (const term of terms) ids.push((yield* lookUp(control, kind, term)).id);
		resolved[kind] = ids;
	}
	const matches = taskFilter(resolved);
	// What `docker service update` counts while it waits.
	const wantsUpToDate = filters['_up-to-date'] !== undefined;
	const tables = yield* control.listMany(['task', 'network', ...(wantsUpToDate ? (['service', 'node'] as const) : [])]);
	const services = new Map(tables.service.map((service) => [service.id, service]));
	const nodes = new Map(tables.node.map((node) => [node.id, node]));
	const network = networkLookup(tables.network);
	const tasks: ApiTask[] = [];
	for (const task of byAskedService(inIndexOrder(tables.task, resolved, taskName), resolved)) {
		// Attachments of single containers are tasks, too; nobody is shown them unasked (moby daemon/cluster/tasks.go).
		if (!matches(task) || task.spec.attachment) continue;
		if (wantsUpToDate) {
			const service = services.get(task.serviceId ?? '');
			if (!service || isTaskDirty(service, task, nodes.get(task.nodeId ?? ''))) continue;
		}
		tasks.push(taskToApi(task, network));
	}
	return tasks;
}

/** One service after the other, as SwarmKit's store answers a list of services. (Go's order of them is random.) */
function byAskedService(tasks: Task[], filters: Filters): Task[] {
	const services = filters['service'];
	if (!services || services.length < 2 || filters['name'] || filters['id']) return tasks;
	return services.flatMap((id) => tasks.filter((task) => task.serviceId === id));
}

export function* inspectTask(options: ClusterOptions, id: string): Process<ApiTask> {
	const control = options.swarm.control();
	const task = yield* lookUpTask(control, id);
	return taskToApi(task, networkLookup(yield* control.list('network')));
}

function networkLookup(networks: readonly Network[]): (id: string) => Network | undefined {
	const byId = new Map(networks.map((network) => [network.id, network]));
	return (id) => byId.get(id);
}
