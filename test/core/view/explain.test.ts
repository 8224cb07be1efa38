import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chain, explain, isStory } from '../../../src/core/view/explain.ts';
import { EXPLAIN_EN } from '../../../src/core/view/explain/en.ts';
import { EXPLAIN_ZH_CN } from '../../../src/core/view/explain/zh-CN.ts';
import { CASES } from '../../cases/cases.ts';
import { Story } from '../../cases/story.ts';
import { ONE_OF_EACH } from './one-of-each.ts';

/** The names of all types, read from the vocabulary itself: one that is forgotten everywhere is found here. */
const source = readFileSync(resolve(import.meta.dirname, '../../../src/core/trace-events.ts'), 'utf8');
const TYPES = [...source.slice(source.indexOf('export type TraceEvent')).matchAll(/\|\s*\{\s*type: '([^']+)'/g)].map(
	(m) => m[1]!
);

describe('explain', () => {
	it('has a sentence in both languages for every type of event', () => {
		console.log(`${TYPES.length} types of events`);
		expect(TYPES.length).toBeGreaterThan(40);
		expect(Object.keys(EXPLAIN_EN).sort()).toEqual([...TYPES].sort());
		expect(Object.keys(EXPLAIN_ZH_CN).sort()).toEqual([...TYPES].sort());
		expect([...new Set(ONE_OF_EACH.map(({ type }) => type))].sort()).toEqual([...TYPES].sort());
	});

	it('says something whole: no gap, no undefined, no full stop, Chinese for Chinese', () => {
		const events = [...ONE_OF_EACH, ...CASES.flatMap((one) => one.build().events)];
		console.log(`${events.length} events explained`);
		expect(events.length).toBeGreaterThan(500);
		for (const event of events) {
			const seen = { seq: 2, t: 0, cause: 1, ...event };
			const en = explain(seen, 'en').text;
			const zh = explain(seen, 'zh-CN').text;
			for (const text of [en, zh]) {
				expect(text, event.type).not.toBe('');
				expect(text, event.type).not.toMatch(/undefined|null|NaN|\[object|  |\.$|。$/);
			}
			expect(en, event.type).not.toMatch(/[\u4e00-\u9fff]/);
			expect(zh, event.type).toMatch(/[\u4e00-\u9fff]/);
			expect(en, event.type).not.toMatch(/\b(simply|just|please|oops|wrong)\b|!/i);
		}
	});

	it('names the event that led to it', () => {
		expect(explain({ type: 'net.heal', seq: 9, t: 0, cause: 7 }, 'en').becauseOf).toEqual([7]);
		expect(explain({ type: 'net.heal', seq: 9, t: 0, cause: 0 }, 'en').becauseOf).toEqual([]);
	});

	it('does not call a node by its ID while its name is unknown', () => {
		const joined = ONE_OF_EACH.find((event) => event.type === 'node.state' && event.was === 'none');
		if (joined?.type !== 'node.state') throw new Error('no node joins');
		const event = { ...joined, node: { ...joined.node, hostname: '' }, seq: 1, t: 0, cause: 0 };
		expect(explain(event, 'en').text).toBe('a new node is let into the swarm');
		expect(explain(event, 'zh-CN').text).toBe('新节点获准加入集群');
	});

	it('counts the nodes that passed the filters, though the strategy had no room on some', () => {
		const schedule = ONE_OF_EACH.find(({ type }) => type === 'classic.schedule');
		if (schedule?.type !== 'classic.schedule') throw new Error('nothing is scheduled');
		const pass = {
			soft: true,
			filters: [{ name: 'health', left: ['a', 'b', 'c'] }],
			ranking: [{ node: 'b', weight: 9 }],
			error: ''
		};
		const event = {
			...schedule,
			container: 'm3',
			strategy: 'binpacking',
			node: 'b',
			passes: [pass],
			seq: 1,
			t: 0,
			cause: 0
		};
		expect(explain(event, 'en').text).toBe('binpacking puts m3 on b, out of 3 that passed the filters');
		expect(explain(event, 'zh-CN').text).toContain('3 个节点');
	});

	it('says in words what the learner did', () => {
		const say = (text: string): string => explain({ type: 'fault', text, seq: 1, t: 0, cause: 0 }, 'en').text;
		expect(say('stop mgr1')).toBe('you stopped mgr1');
		expect(say('partition mgr1 | mgr2 mgr3')).toBe('you cut the network');
		expect(say('power off wrk2')).toBe('you cut the power of wrk2');
		expect(say('block mgr3 4789')).toBe('you closed port 4789 of mgr3');
		expect(say('unblock mgr3 4789')).toBe('you opened port 4789 of mgr3 again');
	});
});

describe('chain', () => {
	const story = new Story(1, 0);
	const command = story.emit({ type: 'command', where: 'mgr1', id: 1, line: 'docker service scale web=1' }, 0);
	const request = story.emit({
		type: 'api.request',
		where: 'mgr1',
		id: 1,
		method: 'POST',
		path: '/services/web/update'
	});
	const waits = story.emit(
		{ type: 'scheduler.wait', where: 'mgr1', taskId: 'a', task: 'web.1', err: 'no suitable node' },
		request
	);
	const assigned = story.emit(
		{ type: 'scheduler.assign', where: 'mgr1', taskId: 'a', task: 'web.1', node: 'mgr1', why: 'fewest tasks' },
		waits
	);
	story.emit({ type: 'net.heal' }, 0);
	const started = story.emit(
		{
			type: 'container',
			where: 'mgr1',
			id: 'c',
			name: 'web.1',
			image: 'nginx',
			state: 'running',
			exitCode: 0,
			taskId: 'a'
		},
		assigned
	);

	it('goes from the command over the event to the last consequence, and leaves out the means', () => {
		expect(chain(story.events, waits)).toEqual([command, waits, assigned, started]);
		expect(chain(story.events, started)).toEqual([command, waits, assigned, started]);
		expect(chain(story.events, command)).toEqual([command, waits, assigned, started]);
	});

	it('keeps the event asked for even when it is only a means', () => {
		expect(isStory(story.events[request - 1]!)).toBe(false);
		expect(chain(story.events, request)).toContain(request);
	});

	it('is empty for a number that no kept event has', () => {
		expect(chain(story.events, 999)).toEqual([]);
	});
});
