import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import IngressDiagram from '../../../src/app/diagrams/IngressDiagram.svelte';
import RaftDiagram from '../../../src/app/diagrams/RaftDiagram.svelte';
import ReplicasDiagram from '../../../src/app/diagrams/ReplicasDiagram.svelte';
import { ingressView } from '../../../src/core/view/ingress.ts';
import { raftView } from '../../../src/core/view/raft.ts';
import { replicasView } from '../../../src/core/view/replicas.ts';
import { ingressTwin, raftTwin, replicasTwin } from '../../../src/core/view/twin.ts';
import { CASES, viewOf } from '../../cases/cases.ts';

/** Picture and text are made from one object; here the two are compared, mark by mark. */

const LANGUAGES = ['en', 'zh-CN'] as const;
const SIZES = ['focus', 'phone', 'peek'] as const;
const all = (html: string, attribute: string): string[] =>
	[...html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map((m) => m[1]!);
const unescape = (text: string): string =>
	text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const given = { speed: 1, playing: false, onfocus: () => {}, onmenu: () => {} };
const cases = (diagram: 'raft' | 'replicas' | 'ingress') => CASES.filter(({ diagrams }) => diagrams.includes(diagram));

describe.each(LANGUAGES)('in %s', (language) => {
	it('Raft: as many managers, entries and messages as the text twin has rows, with the same roles and terms', () => {
		let marks = 0;
		for (const one of cases('raft')) {
			const cluster = viewOf(one.build());
			const view = raftView(cluster, () => 'manager');
			const twin = raftTwin(view, language);
			const { body } = render(RaftDiagram, { props: { ...given, view, now: cluster.now, size: 'focus', language } });
			if (view.managers.length === 0) {
				expect(body).not.toContain('<svg');
				continue;
			}
			const drawn = all(body, 'data-mark');
			const rows = twin.tables[0]!.rows;
			expect(
				drawn.filter((mark) => mark.startsWith('manager ')),
				one.name
			).toEqual(rows.map(({ key }) => `manager ${key}`));
			expect(all(body, 'data-term'), one.name).toEqual(rows.map(({ cells }) => cells[2]));
			for (const { cells } of rows) expect(body, one.name).toContain(cells[1]!);
			const entries = view.log.rows.flatMap((row) =>
				row.cells.map((cell) => `entry ${row.machine} ${cell.index} ${cell.state}`)
			);
			expect(
				drawn.filter((mark) => mark.startsWith('entry ')),
				one.name
			).toEqual(entries);
			expect(
				all(body, 'data-reachable').filter((reachable) => reachable === 'true'),
				one.name
			).toHaveLength(view.quorum.reachable);
			expect(unescape(body), one.name).toContain(twin.sentence);
			marks += drawn.length;
		}
		console.log(`${marks} marks in ${cases('raft').length} Raft cases`);
		expect(marks).toBeGreaterThan(50);
	});

	it('replicas: a box for each row of the text twin that is not folded, in the same state', () => {
		let marks = 0;
		for (const one of cases('replicas')) {
			const cluster = viewOf(one.build());
			const view = replicasView(cluster, () => 'worker');
			const twin = replicasTwin(view, language);
			for (const size of SIZES) {
				const { body } = render(ReplicasDiagram, { props: { ...given, view, now: cluster.now, size, language } });
				const folded = new Set(view.columns.flatMap(({ history }) => history.map(({ id }) => id)));
				const waiting = new Set(size === 'peek' ? view.waiting.map(({ id }) => id) : []);
				const rows =
					view.columns.some(({ tasks, history }) => tasks.length + history.length > 0) || view.waiting.length > 0
						? twin.tables[0]!.rows
						: [];
				const wanted = rows.map(({ key }) => key).filter((key) => !folded.has(key) && !waiting.has(key));
				expect(all(body, 'data-task').sort(), `${one.name}, ${size}`).toEqual(wanted.sort());
				expect(
					all(body, 'data-mark').filter((mark) => mark.startsWith('node ')),
					one.name
				).toHaveLength(view.columns.length);
				expect(unescape(body), one.name).toContain(twin.sentence);
				marks += wanted.length;
			}
		}
		console.log(`${marks} task boxes in ${cases('replicas').length} cases`);
		expect(marks).toBeGreaterThan(100);
	});

	it('ingress: a tab on every node whose port the text twin calls open, and the hops of the request', () => {
		let tabs = 0;
		for (const one of cases('ingress')) {
			const cluster = viewOf(one.build());
			const view = ingressView(cluster, () => 'worker');
			const twin = ingressTwin(view, language);
			const { body } = render(IngressDiagram, { props: { ...given, view, now: cluster.now, size: 'focus', language } });
			if (!view.service) {
				expect(body).not.toContain('data-port');
				continue;
			}
			const open = view.rows.filter(({ port }) => port.state === 'open' || port.state === 'host');
			expect(all(body, 'data-port'), one.name).toHaveLength(open.length);
			expect(all(body, 'data-hop'), one.name).toEqual(view.flight?.hops ?? []);
			expect(all(body, 'data-request'), one.name).toEqual(view.last.map(({ n }) => String(n)));
			expect(unescape(body), one.name).toContain(twin.sentence);
			tabs += open.length;
		}
		console.log(`${tabs} open ports in ${cases('ingress').length} cases`);
		expect(tabs).toBeGreaterThan(20);
	});

	it('no coordinate is missing in any case at any size', () => {
		let pictures = 0;
		for (const one of CASES) {
			const cluster = viewOf(one.build());
			for (const size of SIZES) {
				const common = { ...given, now: cluster.now, size, language };
				for (const { body } of [
					render(RaftDiagram, { props: { ...common, view: raftView(cluster, () => 'manager') } }),
					render(ReplicasDiagram, { props: { ...common, view: replicasView(cluster, () => 'worker') } }),
					render(IngressDiagram, { props: { ...common, view: ingressView(cluster, () => 'worker') } })
				]) {
					expect(body, `${one.name}, ${size}`).not.toMatch(/NaN|undefined|Infinity/);
					expect(body, `${one.name}, ${size}`).not.toMatch(/(?:width|height|r)="-/);
					pictures++;
				}
			}
		}
		console.log(`${pictures} pictures`);
		expect(pictures).toBeGreaterThan(100);
	});
});
