import type { ClusterView } from '../../core/view/cluster.ts';
import { conditionOf } from '../../core/view/machine-mark.ts';
import type { IconName } from '../icons/icons.ts';

/** One row of a machine's menu that makes something happen. */
export interface Act {
	key: 'S' | 'P' | 'Z' | 'C';
	word: 'stop' | 'start' | 'powerOff' | 'powerOn' | 'pause' | 'unpause' | 'partition' | 'heal';
	/** The words after `fault`. */
	fault: string;
	icon: IconName;
	/** A fault of this kind is in force: the act takes it back. */
	mends: boolean;
}

/** What can befall `machine` now. Where a fault is in force its row turns into the cure. */
export function actsOf(cluster: ClusterView, machine: string): Act[] {
	const condition = conditionOf(cluster, machine);
	const cut = cluster.partition.length > 0;
	const acts: Act[] = [];
	// Where no engine is installed there is none to stop.
	if (condition !== 'off' && cluster.machines.get(machine)?.daemon !== 'none') {
		acts.push(
			condition === 'down'
				? { key: 'S', word: 'start', fault: `start ${machine}`, icon: 'power', mends: true }
				: { key: 'S', word: 'stop', fault: `stop ${machine}`, icon: 'power', mends: false }
		);
	}
	acts.push(
		condition === 'off'
			? { key: 'P', word: 'powerOn', fault: `power on ${machine}`, icon: 'bolt', mends: true }
			: { key: 'P', word: 'powerOff', fault: `power off ${machine}`, icon: 'bolt', mends: false }
	);
	if (condition !== 'off') {
		acts.push(
			condition === 'paused'
				? { key: 'Z', word: 'unpause', fault: `resume ${machine}`, icon: 'freeze', mends: true }
				: { key: 'Z', word: 'pause', fault: `pause ${machine}`, icon: 'freeze', mends: false }
		);
	}
	if (cut) acts.push({ key: 'C', word: 'heal', fault: 'heal', icon: 'heal', mends: true });
	else if (cluster.machines.size > 1)
		acts.push({ key: 'C', word: 'partition', fault: `partition ${machine}`, icon: 'cut', mends: false });
	return acts;
}
