import { describe, expect, test } from 'vitest';
import { parseGlossary } from '../../../src/core/lesson/glossary.ts';
import { parseLesson } from '../../../src/core/lesson/parse.ts';

const HEAD = `---
format: 1
title: A lesson
summary: One sentence.
source: none
cluster: { managers: 1, workers: 1 }
---
`;

const GLOSSARY = parseGlossary(
	'manager:\n  en: { name: manager, text: It decides. }\n  zh-CN: { name: 管理节点, text: 由它决定。 }\n',
	'lessons/glossary.yaml'
);
const parse = (text: string) =>
	parseLesson(text, 'a-lesson', 'en', 'lessons/a-lesson/en.md', { chapter: '' }, GLOSSARY);
const problem = (text: string): string => {
	try {
		parse(text);
	} catch (error) {
		return (error as Error).message;
	}
	return 'no error';
};

const fence = (kind: string, ...lines: string[]): string => ['```' + kind, ...lines, '```', ''].join('\n');

describe('what an author can get wrong is told with file, line and what is allowed', () => {
	test.each([
		[
			'an unknown key in the head',
			HEAD.replace('source:', 'sauce:'),
			'lessons/a-lesson/en.md:5: unknown key `sauce`; did you mean `source`? Allowed: format, title, summary, source, minutes, era, cluster, seed, view.'
		],
		[
			'a diagram that the lesson does not have',
			`${HEAD}## Step {#one view="classic"}\n`,
			'lessons/a-lesson/en.md:8: `classic` is no diagram of this lesson. Allowed: replicas, raft, ingress.'
		],
		[
			'an unknown key of a check',
			`${HEAD}## Step {#one}\n${fence('check', 'goal: x', 'than: "true"')}`,
			'lessons/a-lesson/en.md:11: unknown key `than`; did you mean `that`? Allowed: goal, that, else, within, progress.'
		],
		[
			'a check that is no expression',
			`${HEAD}## Step {#one}\n${fence('check', 'goal: x', 'that: services.web.running ==')}`,
			'lessons/a-lesson/en.md:11: `services.web.running ==` is no expression: '
		],
		[
			'a name that no check knows',
			`${HEAD}## Step {#one}\n${fence('check', 'goal: x', 'that: servics.web.running == 5')}`,
			'lessons/a-lesson/en.md:11: `servics.web.running == 5` is no expression: Unknown variable: servics'
		],
		[
			'a field that no service has',
			`${HEAD}## Step {#one}\n${fence('check', 'goal: x', "that: services['web'].runing == 5")}`,
			'lessons/a-lesson/en.md:11: `runing` is no field of `services`; did you mean `running`? Allowed: image, mode,'
		],
		[
			'a field that no task has, in a filter',
			`${HEAD}## Step {#one}\n${fence('check', 'goal: x', "that: tasks.exists(t, t.service == 'web' && t.machine == 'mgr1')")}`,
			'lessons/a-lesson/en.md:11: `machine` is no field of `tasks`. Allowed: name, service, slot, node,'
		],
		[
			'a command that does not parse',
			`${HEAD}## Step {#one}\n${fence('console', 'mgr1$ docker node ls )')}`,
			"lessons/a-lesson/en.md:10: this command does not parse: unexpected token ')'"
		],
		[
			'a command that is not complete',
			`${HEAD}## Step {#one}\n${fence('console', 'mgr1$ echo "x')}`,
			'lessons/a-lesson/en.md:10: this command is not complete: echo "x'
		],
		[
			'Chinese punctuation in a command',
			`${HEAD}## Step {#one}\n${fence('console', 'mgr1$ docker service create ——name web nginx')}`,
			'lessons/a-lesson/en.md:10: this command holds `—`, which no shell understands.'
		],
		[
			'a machine that is not there',
			`${HEAD}## Step {#one}\n${fence('console', 'mgr9$ docker node ls')}`,
			'lessons/a-lesson/en.md:10: no machine `mgr9`. This lesson has: mgr1, wrk1.'
		],
		[
			'a fence of an unknown kind',
			`${HEAD}## Step {#one}\n${fence('consol', 'mgr1$ ls')}`,
			'lessons/a-lesson/en.md:9: unknown fence `consol`. Allowed: console, check, predict,'
		],
		[
			'a fence that is never closed',
			`${HEAD}## Step {#one}\n\`\`\`console\nmgr1$ ls\n`,
			'lessons/a-lesson/en.md:9: this fence is never closed.'
		],
		[
			'an unknown fault',
			`${HEAD}## Step {#one}\n${fence('fault', 'explode mgr1')}`,
			'lessons/a-lesson/en.md:10: no fault `explode`. Allowed: stop, start,'
		],
		['an unknown era', HEAD.replace('source:', 'era: "3.14"\nsource:') + '## S {#s}\n', 'no era `3.14`. Allowed: '],
		['no step at all', HEAD, 'lessons/a-lesson/en.md:8: a lesson needs at least one step: `## Title {#id}`.'],
		['a step without an id', `${HEAD}## Step\n`, 'lessons/a-lesson/en.md:8: a step needs an id: `## Title {#id}`.'],
		[
			'two steps of one id',
			`${HEAD}## A {#a}\n## B {#a}\n`,
			'lessons/a-lesson/en.md:9: a second step with the id `a`.'
		],
		[
			'a prediction with two right answers',
			`${HEAD}## A {#a}\n${fence('predict', 'ask: x?', 'choices:', '  - "[x] a"', '  - "[x] b"')}`,
			'lessons/a-lesson/en.md:10: exactly one choice is marked `[x]`.'
		],
		[
			'a term the glossary has not',
			`${HEAD}## A {#a}\nA [word](term:manger).`,
			'lessons/a-lesson/en.md:9: no term `manger` in the glossary. It has: manager.'
		],
		[
			'a mark in a diagram that is none',
			`${HEAD}## A {#a}\n\n[Show me](mark:graph/web)`,
			'lessons/a-lesson/en.md:10: no diagram `graph`. Allowed: replicas, raft, ingress.'
		],
		[
			'bold text whose end Markdown does not see',
			`${HEAD}## A {#a}\n${fence('note', '**今天：**一条命令。')}`,
			'lessons/a-lesson/en.md:10: `**` beside `：` sets nothing off here: leave the sign outside of the stars.'
		],
		[
			'a word set off beside a link, whose beginning Markdown does not see',
			`${HEAD}## A {#a}\n每个*[节点](https://docker.com)*都行。`,
			'lessons/a-lesson/en.md:9: `*` beside `[` sets nothing off here: leave the sign outside of the stars.'
		],
		[
			'a goal that nothing reaches',
			`${HEAD}## A {#a}\n${fence('check', 'goal: x', 'that: swarm.active')}`,
			'step `a` has a goal, but neither commands nor a `solution`.'
		]
	])('%s', (_name, text, message) => {
		expect(problem(text)).toContain(message);
	});
});

describe('the glossary', () => {
	test.each([
		[
			'a language is missing',
			'manager:\n  en: { name: manager, text: It decides. }\n',
			'lessons/glossary.yaml:1: `manager` has no name in zh-CN.'
		],
		[
			'a key is unknown',
			'# words\nnode:\n  en: { name: node, txt: A machine. }\n',
			'lessons/glossary.yaml:2: unknown key `txt`; did you mean `text`? Allowed: name, text.'
		]
	])('%s', (_name, text, message) => {
		expect(() => parseGlossary(text, 'lessons/glossary.yaml')).toThrow(message);
	});

	test('a lesson carries the terms it links to, once each, and its links are buttons', () => {
		const lesson = parse(
			`${HEAD}A [manager](term:manager), [another](term:manager) and [a page](https://example.org).\n\n## A {#a}\n\n[Look](mark:raft/leader)`
		);
		expect(lesson.terms).toEqual([{ id: 'manager', name: 'manager', text: 'It decides.', other: '管理节点' }]);
		expect(lesson.intro).toContain(
			'<button type="button" class="term" aria-haspopup="dialog" data-term="manager">manager</button>'
		);
		expect(lesson.intro).toContain('<a href="https://example.org" target="_blank" rel="noreferrer">a page</a>');
		expect(lesson.steps[0]!.blocks[0]).toMatchObject({
			html: '<p><button type="button" class="jump" data-points-at="raft/leader">Look</button></p>\n'
		});
	});
});

describe('a lesson as data', () => {
	test('commands keep their continuation lines, output stands apart', () => {
		const lesson = parse(
			`${HEAD}## A {#a}\n${fence('console', 'mgr1$ for i in 1 2', 'do echo $i', 'done', '1', '2', 'wrk1$ ls \\', '  -l')}`
		);
		expect(lesson.steps[0]!.blocks).toEqual([
			{ type: 'command', command: { node: 'mgr1', text: 'for i in 1 2\ndo echo $i\ndone' }, line: 10 },
			{ type: 'output', text: '1\n2' },
			{ type: 'command', command: { node: 'wrk1', text: 'ls \\\n  -l' }, line: 15 }
		]);
	});

	test("the article's own prompts are prompts", () => {
		const lesson = parse(`${HEAD}## A {#a}\n${fence('console', 'root@mgr1 $ docker version', 'root@wrk1 docker ps')}`);
		expect(lesson.steps[0]!.blocks).toMatchObject([
			{ command: { node: 'mgr1', text: 'docker version' } },
			{ command: { node: 'wrk1', text: 'docker ps' } }
		]);
	});

	test('markup of the author stays text, and a link cannot run anything', () => {
		const lesson = parse(`${HEAD}## A {#a}\n<script>alert(1)</script> [x](javascript:alert(1)) ok\n`);
		const html = (lesson.steps[0]!.blocks[0] as { html: string }).html;
		expect(html).toContain('&lt;script&gt;');
		expect(html).not.toContain('href="javascript');
	});
});
