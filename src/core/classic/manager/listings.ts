import type { ContainerSummary } from '../../api/wire/container.ts';
import type { ImageSummary } from '../../api/wire/image.ts';
import type { Cluster } from './cluster.ts';
import { humanDuration } from './duration.ts';
import type { KnownContainer } from './engine-reading.ts';

export type Query = ReadonlyMap<string, string>;

/** {"name":{"db":true}} or {"name":["db"]} */
export function filtersOf(query: Query): Record<string, string[]> {
	const wanted: Record<string, string[]> = {};
	try {
		const parsed = JSON.parse(query.get('filters') ?? '{}') as Record<string, string[] | Record<string, boolean>>;
		for (const [key, values] of Object.entries(parsed)) {
			wanted[key] = Array.isArray(values) ? values : Object.keys(values);
		}
	} catch {
		return {};
	}
	return wanted;
}

/** GET /containers/json: of all engines, newest first. */
export function listContainers(cluster: Cluster, query: Query): ContainerSummary[] {
	const { dialect } = cluster.parts;
	const filters = filtersOf(query);
	const limit = Number(query.get('limit') ?? 0);
	const isAll =
		isTrue(query.get('all')) || limit > 0 || filters['status'] !== undefined || filters['exited'] !== undefined;
	let found = cluster
		.containers()
		.filter((container) => isAll || isShown(container, dialect === 'rc1'))
		.filter((container) => Object.entries(filters).every(([key, values]) => fits(container, key, values)))
		.sort((a, b) => b.summary.Created - a.summary.Created || (a.info.Created < b.info.Created ? 1 : -1));
	if (limit > 0) found = found.slice(0, limit);
	return found.map((container) => summaryOf(container, cluster));
}

/** Without -a: what runs, on engines that answer, and is not Swarm itself. rc1 showed what is on dead nodes, too. */
function isShown({ engine, info, summary }: KnownContainer, isRc1: boolean): boolean {
	if (!info.State.Running) return false;
	if (/^swarm(:|$)/.test(summary.Image)) return false;
	return engine.isHealthy || isRc1;
}

function fits(container: KnownContainer, key: string, values: readonly string[]): boolean {
	const { info, names, engineName, summary } = container;
	const some = (test: (value: string) => boolean): boolean => values.some(test);
	switch (key) {
		case 'name':
			return some((value) => names.some((name) => name.includes(value) || `${engineName}/${name}`.includes(value)));
		case 'id':
			return some((value) => container.id.startsWith(value));
		case 'label':
			return values.every((value) => {
				const [label = '', wanted] = value.split(/=(.*)/s);
				const held = summary.Labels[label];
				return held !== undefined && (wanted === undefined || held === wanted);
			});
		case 'status':
			return values.includes(info.State.Status);
		case 'exited':
			return info.State.Status === 'exited' && values.includes(String(info.State.ExitCode));
		case 'node':
			return values.includes(engineName);
		case 'network':
			return some((value) => value in info.NetworkSettings.Networks);
		case 'volume':
			return some((value) => info.Mounts.some(({ Name, Destination }) => Name === value || Destination === value));
		default:
			return true;
	}
}

function summaryOf({ engine, engineName, names, summary, info }: KnownContainer, cluster: Cluster): ContainerSummary {
	const { dialect, sim } = cluster.parts;
	const down = dialect === 'rc1' ? 'Pending' : 'Host Down';
	return {
		...summary,
		Names: names.map((name) => `/${engineName}/${name}`),
		State: info.State.Status,
		Status: engine.isHealthy ? statusText(info.State, sim.wallMs) : down,
		Ports: summary.Ports.filter(({ IP }) => IP !== '::').map((port) =>
			port.IP === '0.0.0.0' ? { ...port, IP: engine.ip } : port
		)
	};
}

function statusText(state: KnownContainer['info']['State'], nowMs: number): string {
	const since = (time: string): string => humanDuration(nowMs - Date.parse(time));
	switch (state.Status) {
		case 'running':
			return `Up ${since(state.StartedAt)}`;
		case 'paused':
			return `Up ${since(state.StartedAt)} (Paused)`;
		case 'restarting':
			return `Restarting (${state.ExitCode}) ${since(state.FinishedAt)} ago`;
		case 'exited':
			return `Exited (${state.ExitCode}) ${since(state.FinishedAt)} ago`;
		case 'created':
			return 'Created';
		default:
			return 'Dead';
	}
}

/** GET /images/json: 1.2 shows an image once, rc1 once for each engine that has it. */
export function listImages(cluster: Cluster, query: Query): ImageSummary[] {
	const nodes = filtersOf(query)['node'];
	const engines = [...cluster.engines.values()].filter(({ name }) => nodes === undefined || nodes.includes(name));
	if (cluster.parts.dialect === 'rc1') return engines.flatMap(({ images }) => images);
	const merged = new Map<string, ImageSummary>();
	for (const image of engines.flatMap(({ images }) => images)) {
		const known = merged.get(image.Id);
		const tags = [...new Set([...(known?.RepoTags ?? []), ...(image.RepoTags ?? [])])];
		merged.set(image.Id, { ...(known ?? image), RepoTags: tags });
	}
	return [...merged.values()];
}

export function isTrue(value: string | undefined): boolean {
	return value !== undefined && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
