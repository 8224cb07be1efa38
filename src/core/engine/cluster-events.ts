import type { SwarmNode, Service } from '../swarm/objects.ts';
import type { Change } from '../swarm/store/store.ts';
import type { Events } from './events.ts';

const ACTIONS = { create: 'create', update: 'update', delete: 'remove' } as const;

/**
 * What a manager's daemon tells of the swarm in `docker events`: every manager hears of each change when it applies it.
 * Source: moby daemon/events.go, generateClusterEvent; attributes as recorded (recordings/containers.jsonl).
 */
export function tellClusterEvents(events: Events, changes: readonly Change[]): void {
	for (const change of changes) {
		const attributes = attributesOf(change);
		if (!attributes) continue;
		const type = change.kind as 'node' | 'service' | 'network' | 'secret' | 'config';
		events.emit(type, ACTIONS[change.op], change.id, attributes, 'swarm');
	}
}

/** undefined for objects that nobody is told of (tasks, the cluster). */
function attributesOf(change: Change): Record<string, string> | undefined {
	switch (change.kind) {
		case 'node': {
			const { object: node } = change;
			const name = node.spec.annotations.name || (node.description?.hostname ?? '');
			return { name, ...(change.op === 'update' && change.old && nodeChanges(node, change.old)) };
		}
		case 'service': {
			const { object: service } = change;
			const { name } = service.spec.annotations;
			return { name, ...(change.op === 'update' && change.old && serviceChanges(service, change.old)) };
		}
		case 'network':
		case 'secret':
		case 'config':
			return { name: change.object.spec.annotations.name };
		default:
			return undefined;
	}
}

function nodeChanges(node: SwarmNode, old: SwarmNode): Record<string, string> {
	return {
		...pair('availability', old.spec.availability, node.spec.availability),
		...pair('role', old.role, node.role),
		...pair('state', old.status.state, node.status.state)
	};
}

function serviceChanges(service: Service, old: Service): Record<string, string> {
	const image = (of: Service): string => of.spec.task.container?.image ?? '';
	const replicas = (of: Service): string => String(of.spec.replicated?.replicas ?? '');
	const changes = {
		...pair('image', image(old), image(service)),
		...(service.spec.replicated && old.spec.replicated ? pair('replicas', replicas(old), replicas(service)) : {})
	};
	const state = service.updateStatus?.state;
	const before = old.updateStatus?.state;
	if (state === undefined || state === before) return changes;
	if (before === undefined) return { ...changes, 'updatestate.new': state.toLowerCase() };
	return { ...changes, ...pair('updatestate', before, state) };
}

function pair(name: string, before: string, after: string): Record<string, string> {
	if (before === after) return {};
	return { [`${name}.old`]: spelled(name, before), [`${name}.new`]: spelled(name, after) };
}

/** Enums are told in small letters; images and numbers as they are. */
function spelled(name: string, value: string): string {
	return name === 'image' || name === 'replicas' ? value : value.toLowerCase();
}
