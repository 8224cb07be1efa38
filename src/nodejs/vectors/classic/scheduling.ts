import type { Dialect } from '../../../core/classic/dialect.ts';
import { SwarmError } from '../../../core/classic/error.ts';
import { expressionsIn, extractWishes } from '../../../core/classic/manager/container-config.ts';
import { matches, parseExpression } from '../../../core/classic/scheduler/expression.ts';
import { NO_WISH, type NodeContainer, type SchedulerNode, type Wish } from '../../../core/classic/scheduler/node.ts';
import { filtersNamed, Scheduler, strategyNamed } from '../../../core/classic/scheduler/scheduler.ts';
import { createRng } from '../../../core/sim/rng.ts';
import { each, judge, type TopicRunner } from '../vector.ts';

const GIB = 1024 ** 3;

export const expressions = each<{
	id: string;
	input: { kind: string; grammar?: string; expr?: string; op?: '==' | '!='; value?: string; whats?: string[] };
	expect: { ok?: boolean; key?: string; value?: string; match?: boolean };
}>(({ input, expect }) => {
	if (input.kind === 'match') {
		return [expect.match, matches({ operator: input.op!, value: input.value! }, input.whats!)];
	}
	try {
		const { key, value } = parseExpression(input.expr!, dialectOf(input.grammar));
		return [expect, { ok: true, ...(expect.key === undefined ? {} : { key, value }) }];
	} catch (error) {
		if (!(error instanceof SwarmError)) throw error;
		return [expect, { ok: false }];
	}
});

interface FixtureNode {
	id: string;
	name?: string;
	labels?: Record<string, string>;
	containers?: { id: string; names: string[]; labels?: Record<string, string> }[];
	images?: { id: string; tags: string[] }[];
	memGiB?: number;
	cpus?: number;
}

interface FilterInput {
	filter: string;
	fixture?: string;
	env?: string[];
	labels?: Record<string, string>;
	softPass?: boolean;
	dialect?: string;
	note?: string;
	nodes?: unknown[];
	request?: Port[];
	exposed?: string[];
	mode?: string;
	volumesFrom?: string[];
	links?: string[];
	net?: string;
	health?: number[];
	strategy?: string;
	filters?: string[];
	memGiB?: number;
	cpus?: number;
}

interface Port {
	hostIp: string;
	hostPort: string;
	containerPort: string;
	actual?: { hostIp: string; hostPort: string };
}

type Expectation = { nodes?: number[]; ranked?: string[]; error?: true | string };

/** One filter, all of them, or filters and a strategy, over the nodes of a fixture. */
export const filters: TopicRunner = (vectors, file) =>
	vectors.map((vector) => {
		const { id, input, expect, tag } = vector as unknown as {
			id: string;
			input: FilterInput;
			expect: Expectation;
			tag?: string;
		};
		return judge(id, () => {
			const dialect = dialectOf(input.dialect ?? tag);
			const nodes = nodesOf(input, (file.fixtures ?? {}) as Record<string, FixtureNode[]>, id);
			const wish = wishOf(input, dialect);
			const names = input.filter === '*' ? ALL : input.filter === 'scheduler' ? input.filters! : [input.filter];
			const strategy = strategyNamed(input.strategy ?? 'random', input.strategy ? '1.2.5' : dialect);
			const scheduler = new Scheduler(dialect, filtersNamed(names), strategy);
			try {
				if (expect.ranked) {
					const { ranked, error } = scheduler.select(nodes, wish, createRng(1));
					if (error) throw error;
					return [expect, { ranked: ranked.map((node) => node.id) }];
				}
				const left = scheduler.filter(nodes, wish, input.softPass ?? true);
				return [expect, { nodes: left.map((node) => nodes.indexOf(node)) }];
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				return [expect, { error: expect.error === true ? true : error.message }];
			}
		});
	});

const ALL = ['health', 'port', 'containerslots', 'dependency', 'affinity', 'constraint', 'whitelist'];

export function dialectOf(tag: string | undefined): Dialect {
	return tag?.includes('rc1') ? 'rc1' : '1.2.5';
}

function nodesOf(input: FilterInput, fixtures: Record<string, FixtureNode[]>, id: string): SchedulerNode[] {
	if (input.fixture) return fixtures[input.fixture]!.map(fixtureNode);
	// Two vectors tell their fixture in words only.
	if (input.filter === '*') {
		return AFFINITY_3.slice(0, 2).map((node, i) => ({ ...fixtureNode(node), health: i === 0 ? 100 : 0 }));
	}
	if (input.note?.startsWith('rc1 fixture')) return RC1_AFFINITY.map(fixtureNode);
	if (input.health) return input.health.map((health, i) => ({ ...fixtureNode({ id: `n${i}` }), health }));
	if (!input.nodes) throw new Error(`no nodes in ${id}`);
	return input.nodes.map((node, i) => {
		if (input.filter === 'scheduler') return fixtureNode(node as FixtureNode);
		const plain = fixtureNode({ id: `n${i}` });
		if (input.filter === 'containerslots') {
			const { containers, label } = node as { containers: number; label: string | null };
			return {
				...plain,
				labels: label === null ? {} : { containerslots: label },
				containers: Array.from({ length: containers }, (_, c) => container(`c${c}`))
			};
		}
		const items = node as (string | Port)[];
		return {
			...plain,
			containers: items.map((item, c): NodeContainer => {
				if (input.filter === 'dependency') return container(String(item));
				if (typeof item === 'string') {
					return { ...container(`c${c}`), isOnHostNetwork: true, exposed: [`${item}/tcp`] };
				}
				return {
					...container(`c${c}`),
					ports: [{ hostIp: item.hostIp, hostPort: item.hostPort }, ...(item.actual ? [item.actual] : [])]
				};
			})
		};
	});
}

function container(name: string): NodeContainer {
	return { id: name, names: [name], labels: {}, ports: [], isOnHostNetwork: false, exposed: [] };
}

function fixtureNode(node: FixtureNode): SchedulerNode {
	return {
		id: node.id,
		name: node.name ?? node.id,
		labels: node.labels ?? {},
		containers: (node.containers ?? []).map(({ id, names, labels }) => ({
			...container(id),
			names: names.map((name) => name.replace(/^\//, '')),
			labels: labels ?? {}
		})),
		images: node.images ?? [],
		usedMemory: 0,
		usedCpus: 0,
		totalMemory: (node.memGiB ?? 0) * GIB,
		totalCpus: node.cpus ?? 0,
		health: 100
	};
}

const AFFINITY_3: FixtureNode[] = [
	{ id: 'node-0-id', name: 'node-0-name', images: [{ id: 'image-0-id', tags: ['image-0:tag1', 'image-0:tag2'] }] },
	{
		id: 'node-1-id',
		name: 'node-1-name',
		images: [{ id: 'image-1-id', tags: ['image-1:tag1', 'image-0:tag3', 'image-1:tag2'] }]
	}
];
const RC1_AFFINITY: FixtureNode[] = [
	{ id: 'n0', containers: [{ id: 'container-0-id', names: ['/container-0-name'] }] },
	{ id: 'n1', containers: [{ id: 'container-1-id', names: ['/container-1-name'] }] },
	{ id: 'n2' }
];

function wishOf(input: FilterInput, dialect: Dialect): Wish {
	const { labels } = extractWishes(input.env ?? [], input.labels ?? {});
	const texts = expressionsIn(labels);
	return {
		...NO_WISH,
		...(dialect === 'rc1' ? { ...texts, whitelists: [] } : texts),
		ports: (input.request ?? []).map(({ hostIp, hostPort }) => ({ hostIp, hostPort })),
		isOnHostNetwork: input.mode === 'host',
		exposed: (input.exposed ?? []).map((port) => `${port}/tcp`),
		volumesFrom: input.volumesFrom ?? [],
		links: input.links ?? [],
		networkMode: input.net ?? input.mode ?? '',
		memory: (input.memGiB ?? 0) * GIB,
		cpus: input.cpus ?? 0
	};
}
