import {
	createEntries,
	diffEntries,
	formatEntry,
	generate,
	parseEntry,
	parseFile,
	parseNodes
} from '../../../core/classic/discovery/entries.ts';
import { keyTarget, keyTargetRc1, parseUrl, tokenTarget, type KeyStore } from '../../../core/classic/discovery/url.ts';
import { SwarmError } from '../../../core/classic/error.ts';
import {
	cpusOf,
	healthIndicator,
	labelsOf,
	naturalCompare,
	sharesOf,
	sharesOfRc1,
	stateAfterFailures,
	withOvercommit,
	type EngineState
} from '../../../core/classic/manager/arithmetic.ts';
import { extractWishes, isPinned } from '../../../core/classic/manager/container-config.ts';
import { findContainer, matchesImage } from '../../../core/classic/manager/lookup.ts';
import { numberOption } from '../../../core/classic/program/values.ts';
import { judge, type TopicRunner, type Vector } from '../vector.ts';
import { runInCluster } from './cluster-run.ts';
import { dialectOf } from './scheduling.ts';

/** Arguments of a vector, whatever its kind. */
type Input = Record<string, never> & { kind?: string };
type Check = (input: Record<string, unknown>, tag: string, expect: Record<string, unknown>) => unknown;

/** Compares what a pure function says; an error of Swarm's is `{error}`, of which a vector may ask only that it is one. */
function kinds(table: Readonly<Record<string, Check>>): TopicRunner {
	return (vectors) =>
		vectors.map((vector: Vector) => {
			const { input, expect, tag } = vector as unknown as {
				input: Input;
				expect: Record<string, unknown>;
				tag: string;
			};
			const check = table[input.kind ?? ''];
			if (!check) return runInCluster(vector);
			return judge(vector.id, () => {
				try {
					return [expect, check(input, tag, expect)];
				} catch (error) {
					if (!(error instanceof SwarmError)) throw error;
					return [expect, { error: expect['error'] === true ? true : error.message }];
				}
			});
		});
}

const text = (value: unknown): string => String(value);
const texts = (value: unknown): string[] => value as string[];

export const discovery = kinds({
	parseUrl: ({ url }) => parseUrl(text(url)),
	entry: ({ addr }) => {
		const entry = parseEntry(text(addr));
		return { ...entry, string: formatEntry(entry) };
	},
	entries: ({ addrs }) => ({ entries: createEntries(texts(addrs)).map(formatEntry) }),
	diff: ({ current, next }) => diffEntries(texts(current), texts(next)),
	generate: ({ pattern }) => ({ result: generate(text(pattern)) }),
	nodes: ({ uri }) => ({ entries: parseNodes(text(uri)).map(formatEntry) }),
	file: ({ content }) => ({ entries: createEntries(parseFile(text(content))).map(formatEntry) }),
	kv: ({ uri }) => keyTarget(text(uri)),
	token: ({ uri }, tag) => tokenTarget(text(uri), dialectOf(tag)),
	'rc1-kv': ({ backend, uri }) => {
		const store = text(backend) === 'zookeeper' ? 'zk' : (text(backend) as KeyStore);
		return { prefix: keyTargetRc1(store, text(uri)).prefix };
	}
});

interface FoundContainer {
	id: string;
	names: string[];
	swarmId: string;
	engine: string;
}

export const cluster = kinds({
	lookup: ({ containers, query }) => {
		const all = (containers as FoundContainer[]).map(({ id, names, swarmId, engine }) => ({
			id,
			swarmId,
			names: names.map((name) => name.replace(/^\//, '')),
			engineId: engine,
			engineName: engine
		}));
		return { found: findContainer(all, text(query))?.id ?? null };
	},
	sortEngines: ({ names }) => ({ order: [...texts(names)].sort(naturalCompare) }),
	healthIndicator: ({ state, failures, retry }) => ({
		value: healthIndicator(state as EngineState, Number(failures), Number(retry))
	}),
	failures: ({ start, failures, retry }) => ({
		state: stateAfterFailures(start as EngineState, Number(failures), Number(retry)),
		failureCount: failures
	}),
	total: ({ value, overcommit }) => ({ total: withOvercommit(Number(value), Number(overcommit)) }),
	cpuShares: ({ containerCpus, hostCpus }) => {
		const sentShares = sharesOf(Number(containerCpus), Number(hostCpus));
		return { sentShares, readBack: cpusOf(sentShares, Number(hostCpus)) };
	},
	rc1CpuShares: ({ requested, hostCpus }) => ({ sentShares: sharesOfRc1(Number(requested), Number(hostCpus)) }),
	labels: ({ info, engineLabels }, _tag, expect) => {
		const { labels } = labelsOf(info as Record<string, string>, texts(engineLabels));
		const lacks = texts(expect['lacks'] ?? []).filter((key) => !(key in labels));
		return { labels, ...(expect['lacks'] ? { lacks } : {}) };
	},
	config: ({ env, labels }) => {
		const found = extractWishes(texts(env), (labels ?? {}) as Record<string, string>);
		return { env: found.env, labelKeys: Object.keys(found.labels).sort() };
	},
	haveNode: ({ env }) => ({ value: isPinned(extractWishes(texts(env), {}).labels) }),
	imageMatch: ({ id, tags, query, matchTag }) => ({
		match: matchesImage(text(id), texts(tags), text(query), matchTag === true)
	}),
	clusterOpt: ({ opts, get, type }) => numberOption(texts(opts), text(get), text(type))
});
