import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import ClassicDiagram from '../../../src/app/diagrams/classic/ClassicDiagram.svelte';
import DiscoveryPane from '../../../src/app/diagrams/classic/DiscoveryPane.svelte';
import ScheduleDiagram from '../../../src/app/diagrams/classic/ScheduleDiagram.svelte';
import { classicViewModel } from '../../../src/core/view/classic-diagram.ts';
import { discoveryViewModel } from '../../../src/core/view/classic-discovery.ts';
import { scheduleViewModel } from '../../../src/core/view/classic-schedule.ts';
import { classicTwin, discoveryTwin, scheduleTwin } from '../../../src/core/view/classic-twin.ts';
import { ClassicWorld } from '../../../src/nodejs/vectors/classic/world.ts';

/** Pictures of classic Swarm against their text twins, mark by mark, while a cluster grows from nothing. */

const all = (html: string, attribute: string): string[] =>
	[...html.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map((m) => m[1]!);
const unescape = (text: string): string =>
	text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const LANGUAGES = ['en', 'zh-CN'] as const;
const SIZES = ['focus', 'phone', 'peek'] as const;

/** What is done, and what the pictures show after it. */
const STAGES: readonly (readonly [string, (world: ClassicWorld) => void])[] = [
	['nothing', () => {}],
	[
		'an agent and two managers',
		(world) => {
			const url = 'consul://192.168.0.50:8500/c';
			world.run('laptop', `swarm join --advertise 192.168.0.42:2375 ${url} > /dev/null 2>&1 &`);
			world.run(
				'kv',
				`swarm manage --replication --advertise 192.168.0.50:4000 -H tcp://192.168.0.50:4000 ${url} > /dev/null 2>&1 &`
			);
			world.manage();
		}
	],
	['a container', (world) => void world.run('laptop', 'docker run -d --name fast -e constraint:storage==ssd redis')],
	['a refusal', (world) => void world.run('laptop', 'docker run -d -e constraint:storage==nvme redis')],
	[
		'a lost node',
		(world) => {
			world.world.fault('stop node-0');
			world.wait(300_000);
			world.run('laptop', 'docker ps');
		}
	]
];

describe.each(LANGUAGES)('in %s', (language) => {
	it('every node, manager, row, key and decision of the text is drawn, at each size, and no coordinate is missing', () => {
		const world = new ClassicWorld('1.2.5');
		let marks = 0;
		for (const [name, act] of STAGES) {
			act(world);
			const cluster = world.world.view;
			const { now } = world.world.sim;
			for (const size of SIZES) {
				const given = { size, language, now, speed: 1, playing: false, onfocus: () => {}, onmenu: () => {} };
				const swarm = classicViewModel(cluster, now);
				const schedule = scheduleViewModel(cluster.classic);
				const discovery = discoveryViewModel(cluster.classic, now);
				const bodies = [
					render(ClassicDiagram, { props: { ...given, view: swarm } }).body,
					render(ScheduleDiagram, { props: { ...given, view: schedule } }).body,
					render(DiscoveryPane, { props: { view: discovery, size, language, onfocus: () => {} } }).body
				] as const;
				for (const body of bodies) {
					expect(body, `${name}, ${size}`).not.toMatch(/NaN|undefined|Infinity/);
					expect(body, `${name}, ${size}`).not.toMatch(/(?:width|height|r)="-/);
				}
				expect(all(bodies[0], 'data-state'), name).toEqual(swarm.nodes.map(({ state }) => state));
				expect(all(bodies[0], 'data-role'), name).toEqual(
					classicTwin(swarm, language).tables.length > 1 && swarm.managers.length > 0
						? classicTwin(swarm, language).tables[0]!.rows.map(({ cells }) => cells[2])
						: []
				);
				expect(all(bodies[0], 'data-flight'), name).toEqual(swarm.flights.map(({ number }) => String(number)));
				const twins = [classicTwin(swarm, language), scheduleTwin(schedule, language)];
				expect(unescape(bodies[0]), name).toContain(twins[0]!.sentence);
				if (schedule.decision) {
					expect(unescape(bodies[1]), name).toContain(twins[1]!.sentence);
					expect(all(bodies[1], 'data-passed').map(Number), name).toEqual(
						schedule.decision.rows.map(({ passed }) => passed)
					);
					expect(all(bodies[1], 'data-chosen'), name).toEqual(
						schedule.decision.chosen === '' ? [] : [schedule.decision.chosen]
					);
				}
				if (size !== 'peek') {
					const keys = discovery.places.flatMap(({ entries }) => entries.map(({ key, value }) => key || value));
					expect(all(bodies[2], 'data-key'), name).toEqual(keys);
					if (keys.length > 0) expect(bodies[2], name).toContain(discoveryTwin(discovery, language).sentence);
				}
				marks += bodies.reduce((sum, body) => sum + all(body, 'data-mark').length, 0);
			}
		}
		console.log(`${marks} marks in ${STAGES.length} stages`);
		expect(marks).toBeGreaterThan(60);
		expect(classicViewModel(world.world.view, world.world.sim.now).nodes[0]?.state).toBe('Unhealthy');
	});
});
