import { constraintsOf, nodeMatches } from '../constraint.ts';
import type { Service, SwarmNode, Task, TaskSpec } from '../objects.ts';
import { isAtLeast, isAtMost } from '../task-state.ts';

/**
 * Whether a task no longer is what its service asks for, so that an update has to replace it. Replicas, labels of the
 * service and the update's own settings are no part of the question.
 *
 * Source: swarmkit manager/orchestrator/task.go, IsTaskDirty; SEMANTICS 8.1.
 * @param node of the task; undefined when it has none or is gone
 */
export function isTaskDirty(service: Service, task: Task, node: SwarmNode | undefined): boolean {
	if (task.specVersion && service.specVersion && task.specVersion.index === service.specVersion.index) return false;
	const wanted = service.spec.task;
	if (differsInPlacementOnly(wanted, task.spec) && node && satisfies(wanted, node)) return false;
	const pulled =
		isAtMost(task.desiredState, 'RUNNING') &&
		isAtLeast(task.status.state, 'READY') &&
		isAtMost(task.status.state, 'RUNNING');
	// Credentials for a pull that has been done do not matter any more (swarmkit issue 971).
	const compared = pulled ? withPullOptionsOf(task.spec, wanted) : wanted;
	if (!sameSpec(compared, task.spec)) return true;
	return task.endpoint !== undefined && !sameSpec(service.spec.endpoint, task.endpoint.spec);
}

function differsInPlacementOnly(wanted: TaskSpec, has: TaskSpec): boolean {
	if (sameSpec(wanted.placement, has.placement)) return false;
	const { placement: _, ...rest } = wanted;
	return sameSpec(has.placement ? { ...rest, placement: has.placement } : rest, has);
}

function satisfies(spec: TaskSpec, node: SwarmNode): boolean {
	return nodeMatches(constraintsOf(spec.placement?.constraints), node);
}

function withPullOptionsOf(has: TaskSpec, wanted: TaskSpec): TaskSpec {
	if (!wanted.container || !has.container) return wanted;
	const { pullOptions: _, ...container } = wanted.container;
	const kept = has.container.pullOptions;
	return { ...wanted, container: kept ? { ...container, pullOptions: kept } : container };
}

/** Maps, whose emptiness means nothing; an empty message on the other hand is there. */
const MAPS: ReadonlySet<string> = new Set(['labels', 'options', 'driverOpts']);
/** Durations that are messages on the wire: 0 is not the same as absent. */
const DURATIONS: ReadonlySet<string> = new Set([
	'delay',
	'window',
	'stopGracePeriod',
	'interval',
	'timeout',
	'startPeriod',
	'startInterval',
	'monitor'
]);

/** Equality of two parts of a spec as they are on SwarmKit's wire, where zero values are absent. */
export function sameSpec(a: unknown, b: unknown): boolean {
	return same(a, b, '');
}

function same(a: unknown, b: unknown, key: string): boolean {
	if (Object.is(a, b)) return true;
	if (isAbsent(a, key)) return isAbsent(b, key);
	if (isAbsent(b, key) || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
	if (Array.isArray(a) || Array.isArray(b)) {
		if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
		return a.every((item, i) => Object.is(item, b[i]) || (typeof item === 'object' && same(item, b[i], 'item')));
	}
	const left = a as Record<string, unknown>;
	const right = b as Record<string, unknown>;
	const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
	for (const name of keys) {
		// In a map every value counts, also an empty one.
		if (MAPS.has(key) ? !sameEntry(left[name], right[name]) : !same(left[name], right[name], name)) return false;
	}
	return true;
}

/** Options of a mount are kept as the API has them: their values are objects. */
function sameEntry(a: unknown, b: unknown): boolean {
	return a === b || (typeof a === 'object' && typeof b === 'object' && same(a, b, ''));
}

function isAbsent(value: unknown, key: string): boolean {
	if (value === undefined || value === null) return true;
	if (value === 0) return !DURATIONS.has(key);
	if (value === '' || value === false) return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && MAPS.has(key) && Object.keys(value).length === 0;
}
