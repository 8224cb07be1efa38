import type { LeaderContext } from '../component.ts';
import type { Volume } from '../objects.ts';
import { isAfter, isAtLeast } from '../task-state.ts';
import { shortNames } from './task.ts';

/**
 * Rejects the tasks of a cluster volume that is being drained; their orchestrator restarts them elsewhere.
 *
 * Source: swarmkit manager/orchestrator/volumeenforcer/volume_enforcer.go.
 */
export function startVolumeEnforcer(context: LeaderContext): void {
	const { store, scope, sim } = context;
	const enforce = (id: string): void => {
		store.update('drain volume', (tx) => {
			const users = tx
				.all('task')
				.filter((task) => task.volumes?.some((volume) => volume.id === id))
				.filter((task) => !isAfter(task.desiredState, 'COMPLETE') && !isAtLeast(task.status.state, 'COMPLETE'));
			for (const task of users) {
				tx.update('task', {
					...task,
					status: {
						...task.status,
						state: 'REJECTED',
						message: 'task rejected by volume enforcer',
						err: 'attached to volume which is being drained',
						timestamp: sim.timestamp()
					}
				});
			}
			return `reject ${shortNames(users)}`;
		});
	};
	const isDraining = ({ spec }: Volume): boolean => spec.availability === 'DRAIN';
	scope.onEnd(
		store.watch((changes) => {
			for (const change of changes) {
				if (change.kind !== 'volume' || change.op !== 'update' || !isDraining(change.object)) continue;
				// Not within the commit that told us.
				scope.after(0, () => enforce(change.id));
			}
		})
	);
	for (const volume of store.all('volume')) if (isDraining(volume)) enforce(volume.id);
}
