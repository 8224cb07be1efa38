// Goal: whatever a real swarm was measured at when a leader or a worker was lost, or until an update was called
// completed, ours takes as long. Method: the recorder's measurements are taken again, by the same questions to daemons.
import { expect, test } from 'vitest';
import { measureAll, timingTable } from '../../src/nodejs/replay/timings.ts';
import { sharedPath } from '../ground-truth.ts';

/** Repeats of each measurement; `swarmlab replay --only timing` takes all that were recorded. */
const REPEATS = 9;

test('losses and updates last as long as in a real swarm', { timeout: 180_000 }, () => {
	const rows = measureAll(sharedPath('reference/recordings'), '', REPEATS);
	console.log(timingTable(rows).join('\n'));
	expect(rows.map(({ file, key, ours }) => `${file} ${key} ${ours.length}`)).toEqual([
		'timing-leader newLeaderMs 9',
		'timing-leader oldDownMs 9',
		'timing-leader backReadyMs 9',
		'timing-worker downMs 9',
		'timing-worker replacementCreatedMs 9',
		'timing-worker replacementRunningMs 9',
		'timing-worker backReadyMs 9',
		...['a', 'd', 'f', 'c', 'b', 'e'].map((name) => `timing-complete ${name} diffMs 1`)
	]);
	expect(timingTable(rows.filter(({ isAlike }) => !isAlike))).toEqual([]);
});
