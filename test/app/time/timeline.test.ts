import { describe, expect, it } from 'vitest';
import type { SeenEvent } from '../../../src/core/view/cluster.ts';
import { formatClock } from '../../../src/app/time/clock.ts';
import { spanOf, ticksFor, Timeline } from '../../../src/app/time/timeline.ts';

let seq = 0;
const role = (t: number, where: string, role: 'leader' | 'follower' | 'candidate', term: number): SeenEvent => ({
	type: 'raft.role',
	where,
	role,
	term,
	leader: '',
	why: '',
	t,
	seq: ++seq,
	cause: 0
});

function timelineOf(...events: SeenEvent[]): Timeline {
	const timeline = new Timeline();
	for (const event of events) timeline.apply(event);
	return timeline;
}

describe('the timeline', () => {
	it('shows who leads from when to when, and the time in which nobody does', () => {
		const timeline = timelineOf(
			role(100, 'mgr1', 'leader', 2),
			{
				type: 'machine',
				where: 'mgr1',
				address: '',
				power: 'on',
				paused: false,
				daemon: 'down',
				era: '28.2',
				t: 5000,
				seq: ++seq,
				cause: 0
			},
			role(9000, 'mgr2', 'candidate', 3),
			role(9100, 'mgr2', 'leader', 3)
		);
		expect(timeline.reigns).toEqual([
			{ term: 2, leader: 'mgr1', from: 100, to: 5000 },
			{ term: 3, leader: 'mgr2', from: 9100, to: undefined }
		]);
	});

	it('lets the newer term count while an old leader is cut off', () => {
		const timeline = timelineOf(
			role(100, 'mgr1', 'leader', 2),
			role(900, 'mgr2', 'leader', 3),
			role(1000, 'mgr1', 'leader', 2)
		);
		expect(timeline.reign).toMatchObject({ leader: 'mgr2', term: 3 });
		expect(timeline.reigns).toHaveLength(2);
	});

	it('merges ticks that would be closer than 2 px, and makes the merged one taller but never over 14', () => {
		const timeline = new Timeline();
		for (let t = 0; t < 60_000; t += 100) {
			timeline.apply({ type: 'command', where: 'a', id: t, line: 'ls', t, seq: ++seq, cause: 0 });
		}
		const ticks = ticksFor(timeline, 60_000, 200);
		expect(ticks).toHaveLength(100);
		expect(Math.max(...ticks.map(({ height }) => height))).toBeLessThanOrEqual(14);
		expect(ticks[0]!.height).toBeGreaterThan(10);
		expect(new Set(ticks.map(({ x }) => x)).size).toBe(ticks.length);
	});

	it('always leaves room ahead of the present, and changes its span seldom', () => {
		const spans = new Set<number>();
		for (let now = 0; now < 3_600_000; now += 500) {
			const span = spanOf(now);
			expect(span).toBeGreaterThanOrEqual(Math.max(60_000, now / 0.9));
			spans.add(span);
		}
		expect(spans.size).toBeLessThan(16);
	});

	it('writes the clock as minutes, seconds and tenths', () => {
		expect([0, 101_449, 3_600_000, 59_999].map((ms) => formatClock(ms))).toEqual([
			'00:00.0',
			'01:41.4',
			'1:00:00.0',
			'00:59.9'
		]);
		expect(formatClock(96_400, false)).toBe('01:36');
	});
});
