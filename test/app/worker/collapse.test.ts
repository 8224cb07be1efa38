import { describe, expect, it } from 'vitest';
import { Collapse } from '../../../src/app/worker/collapse.ts';
import type { SeenEvent } from '../../../src/core/view/cluster.ts';

let seq = 0;
const stamped = (event: object): SeenEvent => ({ t: 0, seq: ++seq, cause: 0, ...event }) as SeenEvent;
const sent = (id: number, isNoise = false): SeenEvent =>
	stamped({
		type: 'net.send',
		id,
		from: 'mgr1',
		to: 'mgr2',
		kind: 'A',
		what: 'append',
		latencyMs: 1,
		...(isNoise && { noise: true })
	});
const arrived = (id: number): SeenEvent => stamped({ type: 'net.recv', id, from: 'mgr1', to: 'mgr2' });
const timer = (where: string): SeenEvent => stamped({ type: 'raft.timer', where, left: 1, of: 10 });

describe('what is told at high speed', () => {
	it('is the last timer of each manager', () => {
		const [early, other, late] = [timer('mgr1'), timer('mgr2'), timer('mgr1')];
		expect(new Collapse().few([early, other, late])).toEqual([other, late]);
	});

	it('is no heartbeat, but each message that carries something, from its sending to its end', () => {
		const [heartbeat, append] = [sent(1, true), sent(2)];
		const [ofHeartbeat, ofAppend] = [arrived(1), arrived(2)];
		expect(new Collapse().few([heartbeat, append, ofHeartbeat, ofAppend])).toEqual([append, ofAppend]);
	});

	it('is the arrival of a heartbeat that was seen to leave at low speed', () => {
		const collapse = new Collapse();
		const heartbeat = sent(1, true);
		expect(collapse.all([heartbeat])).toEqual([heartbeat]);
		const end = arrived(1);
		expect(collapse.few([end])).toEqual([end]);
		expect(collapse.few([arrived(1)])).toEqual([]);
	});

	it('is no arrival of what another world sent', () => {
		const collapse = new Collapse();
		collapse.all([sent(1)]);
		collapse.clear();
		expect(collapse.few([arrived(1)])).toEqual([]);
	});
});
