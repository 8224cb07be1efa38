import { expect, it } from 'vitest';
import type { SeenEvent } from '../../../src/core/view/cluster.ts';
import { ClusterView } from '../../../src/core/view/cluster.ts';
import { parseFault } from '../../../src/core/world/fault.ts';
import { actsOf } from '../../../src/app/bench/node-acts.ts';

const MACHINES = ['mgr1', 'wrk1'];

function cluster(facts: { power?: 'on' | 'off'; paused?: boolean; daemon?: 'up' | 'down' }, cut = false): ClusterView {
	const view = new ClusterView();
	let seq = 0;
	const tell = (event: object): void => view.apply({ ...event, seq: ++seq, t: 0, cause: 0 } as SeenEvent);
	for (const where of MACHINES)
		tell({
			type: 'machine',
			where,
			address: '',
			power: 'on',
			paused: false,
			daemon: 'up',
			era: '28.2',
			...(where === 'mgr1' && facts)
		});
	if (cut) tell({ type: 'net.partition', sides: [['mgr1'], ['wrk1']] });
	return view;
}

it('offers what can befall a machine, and the cure where it has befallen', () => {
	const words = (view: ClusterView) => actsOf(view, 'mgr1').map(({ key, word }) => `${key} ${word}`);
	expect(words(cluster({}))).toEqual(['S stop', 'P powerOff', 'Z pause', 'C partition']);
	expect(words(cluster({ daemon: 'down' }))).toEqual(['S start', 'P powerOff', 'Z pause', 'C partition']);
	expect(words(cluster({ power: 'off' }))).toEqual(['P powerOn', 'C partition']);
	expect(words(cluster({ paused: true }, true))).toEqual(['S stop', 'P powerOff', 'Z unpause', 'C heal']);
});

it('every row is a fault that the fault command takes', () => {
	let counted = 0;
	for (const daemon of ['up', 'down'] as const) {
		for (const power of ['on', 'off'] as const) {
			for (const paused of [true, false]) {
				for (const cut of [true, false]) {
					for (const { fault } of actsOf(cluster({ daemon, power, paused }, cut), 'mgr1')) {
						expect(() => parseFault(fault, MACHINES, ''), fault).not.toThrow();
						counted++;
					}
				}
			}
		}
	}
	expect(counted).toBeGreaterThan(40);
});
