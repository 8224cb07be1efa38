import type { SeenEvent } from '../cluster.ts';

/** What explains a mark: the number of the last event that changed it. */
export type MarkKey = `${'machine' | 'raft' | 'commit' | 'node' | 'service' | 'task'} ${string}` | 'partition';

/** The mark that an event changes. */
export function markOf(event: SeenEvent): MarkKey | undefined {
	switch (event.type) {
		case 'machine':
		case 'engine.swarm':
			return `machine ${event.where}`;
		case 'raft.role':
		case 'raft.stop':
			return `raft ${event.where}`;
		case 'raft.commit':
			return `commit ${event.where}`;
		case 'node.state':
		case 'node.spec':
			return `node ${event.node.id}`;
		case 'service.change':
			return `service ${event.service.id}`;
		case 'task.state':
		case 'task.gone':
			return `task ${event.task.id}`;
		case 'scheduler.wait':
			return `task ${event.taskId}`;
		case 'net.partition':
			return 'partition';
		default:
			return undefined;
	}
}
