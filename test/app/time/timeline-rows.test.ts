import { describe, expect, it } from 'vitest';
import { Story } from '../../../src/app/explanation/explained.ts';
import { TimelineRows } from '../../../src/app/time/timeline-rows.ts';
import { CASES } from '../../cases/cases.ts';

const told = (name: string): Story => {
	const story = new Story();
	for (const event of CASES.find((one) => one.name === name)!.build().events) story.add(event);
	return story;
};

describe('the timeline as text', () => {
	it('lists what happened with its cause, newest first, in the language of the page', () => {
		const { rows, more } = new TimelineRows(told('leader-replaced'), 'en').newest(500);
		expect(more).toBe(false);
		expect(rows.length).toBeGreaterThan(10);
		expect([...rows].sort((a, b) => b.seq - a.seq)).toEqual(rows);
		const fault = rows.find(({ kind }) => kind === 'fault');
		expect(fault).toMatchObject({ text: 'you stopped mgr1', because: '' });
		expect(rows.some(({ because }) => because !== '')).toBe(true);
		for (const { text } of new TimelineRows(told('leader-replaced'), 'zh-CN').newest(500).rows)
			expect(text).toMatch(/[\u4e00-\u9fff]/);
	});

	it('shows the newest and says that there are earlier ones; what is added later comes on top', () => {
		const story = told('leader-replaced');
		const rows = new TimelineRows(story, 'en');
		const { rows: three, more } = rows.newest(3);
		expect(three).toHaveLength(3);
		expect(more).toBe(true);
		const last = story.events.at(-1)!;
		story.add({ type: 'fault', text: 'heal', seq: last.seq + 1, t: last.t, cause: 0 });
		expect(rows.newest(3).rows[0]).toMatchObject({ text: 'you mended the network' });
	});
});
