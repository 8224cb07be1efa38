import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Language } from '../../src/core/lesson/lesson-types.ts';
import { findLessons, loadCourse } from '../../src/nodejs/lessons/load.ts';

/**
 * Words that a beginner meets first, by term of the glossary. A lesson that uses one of them in its text links it once.
 * The lessons on the standalone Swarm are left out: there the same words mean other things.
 */
const COMMON: Readonly<Record<string, Readonly<Record<Language, RegExp>>>> = {
	swarm: { en: /\bswarm\b(?! mode)/, 'zh-CN': /集群/u },
	node: { en: /\bnodes?\b/, 'zh-CN': /(?<!管理|工作)节点/u },
	manager: { en: /\bmanagers?\b/, 'zh-CN': /管理节点/u },
	worker: { en: /\bworkers?\b/, 'zh-CN': /工作节点/u },
	service: { en: /\bservices?\b(?! (discovery|docker))/, 'zh-CN': /(?<!Web ?|DNS ?|发现|互相调用的)服务(?!器|端|发现)/u },
	task: { en: /\btasks?\b/, 'zh-CN': /任务/u },
	replica: { en: /\breplicas?\b/, 'zh-CN': /副本/u },
	slot: { en: /\bslots?\b/, 'zh-CN': /槽位/u },
	vip: { en: /\bvirtual (?:IP|address)\b/, 'zh-CN': /虚拟 ?(?:IP|地址)/u },
	'routing-mesh': { en: /\brouting mesh\b/, 'zh-CN': /入口网格/u },
	'overlay-network': { en: /\boverlay network\b/, 'zh-CN': /覆盖网络/u },
	quorum: { en: /\bquorum\b/, 'zh-CN': /法定人数/u },
	leader: { en: /\bleader\b/, 'zh-CN': /领导者/u },
	raft: { en: /\bRaft\b/, 'zh-CN': /Raft/u }
};

/** What is read as running text: no head, no headings, no fences, no code, no links. */
function prose(text: string): string {
	return text
		.replace(/^---\n[^]*?\n---\n/, '')
		.replace(/^```[^]*?^```$/gm, '')
		.replace(/^#+ .*$/gm, '')
		.replace(/`[^`\n]*`/g, '')
		.replace(/\[[^\]\n]*\]\([^)\n]*\)/g, '');
}

const files = findLessons(['lessons']).files.filter(({ id }) => !id.startsWith('classic-'));

test('a lesson links each common word that it uses to the glossary', () => {
	const unlinked = files.flatMap(({ path, shown, language }) => {
		const text = readFileSync(path, 'utf8');
		return Object.entries(COMMON)
			.filter(([id, word]) => word[language].test(prose(text)) && !text.includes(`](term:${id})`))
			.map(([id]) => `${shown}: ${id}`);
	});
	expect(unlinked).toEqual([]);
	console.log(`${files.length} lessons, ${Object.keys(COMMON).length} common words`);
	expect(files.length).toBeGreaterThan(0);
});

test('every term of the glossary is linked to by some lesson, and every common word is a term', () => {
	const terms = [...loadCourse('lessons').glossary.keys()];
	const all = findLessons(['lessons']).files.map(({ path }) => readFileSync(path, 'utf8')).join('\n');
	expect(terms.filter((term) => !all.includes(`](term:${term})`))).toEqual([]);
	expect(Object.keys(COMMON).filter((id) => !terms.includes(id))).toEqual([]);
	console.log(`${terms.length} terms`);
	expect(terms.length).toBeGreaterThan(0);
});
