import { compareBytes } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type { Filters } from '../../api/wire/filters.ts';
import type { Process } from '../../sim/process.ts';
import { nameOf, type Kind, type SwarmNode, type Tables, type Task } from '../../swarm/objects.ts';
import type { ControlApi } from '../../swarm/swarm.ts';

/** All objects of a kind by ID, the order in which SwarmKit's store walks its index. */
export function* listById<K extends Kind>(control: ControlApi, kind: K): Process<Tables[K][]> {
	return sortedById(yield* control.list(kind));
}

export function sortedById<T extends { id: string }>(objects: readonly T[]): T[] {
	return [...objects].sort((a, b) => compareBytes(a.id, b.id));
}

/**
 * In the order of the index that a list with these filters walks: names (in lower case) when it asks for names, else IDs.
 * Source: swarmkit manager/controlapi/*.go ("case len(request.Filters.NamePrefixes) > 0"); recorded for nodes.
 */
export function inIndexOrder<T extends { id: string }>(
	objects: readonly T[],
	filters: Filters,
	name: (object: T) => string
): T[] {
	const sorted = sortedById(objects);
	if (!filters['name'] && !filters['names']) return sorted;
	return sorted.sort((a, b) => compareBytes(name(a).toLowerCase(), name(b).toLowerCase()));
}

/**
 * What the user means by `term`: full ID, else exact name (of a node: its hostname), else beginning of an ID.
 *
 * @throws ApiError `service x not found`, `node x is ambiguous (2 matches found)`.
 * Source: moby daemon/cluster/helpers.go.
 */
export function* lookUp<K extends Kind>(control: ControlApi, kind: K, term: string): Process<Tables[K]> {
	return choose(kind, yield* listById(control, kind), term, (object) => nameOrHostname(kind, object));
}

/** Tasks are named after their service, which has to be known to find them. */
export function* lookUpTask(control: ControlApi, term: string): Process<Task> {
	return choose('task', yield* listById(control, 'task'), term, taskName);
}

function choose<T extends { id: string }>(kind: Kind, objects: readonly T[], term: string, name: (o: T) => string): T {
	const whole = objects.find((object) => object.id === term);
	if (whole) return whole;
	let found = objects.filter((object) => name(object) === term);
	if (found.length === 0) found = objects.filter((object) => object.id.startsWith(term));
	if (found.length === 0) throw new ApiError('notFound', `${kind} ${term} not found`);
	if (found.length > 1) throw new ApiError('invalid', `${kind} ${term} is ambiguous (${found.length} matches found)`);
	return found[0]!;
}

export function nameOrHostname<K extends Kind>(kind: K, object: Tables[K]): string {
	if (kind === 'node') return (object as SwarmNode).description?.hostname ?? '';
	return nameOf(kind, object);
}

/** web.1.<task id>, or web.<node id>.<task id> of a global service. Source: swarmkit api/naming/naming.go. */
export function taskName(task: Task): string {
	if (task.annotations?.name) return task.annotations.name;
	const place = task.slot !== 0 || !task.nodeId ? String(task.slot) : task.nodeId;
	return `${task.serviceAnnotations.name}.${place}.${task.id}`;
}
