import type { ContainerSummary } from '../../api/wire/container.ts';
import { SwarmError } from '../error.ts';
import type { Cluster } from './cluster.ts';
import { humanDuration } from './duration.ts';
import type { KnownContainer } from './engine-reading.ts';
import { filtersOf, isTrue, type Query } from './query.ts';

/** GET /containers/json: of all engines, newest first. */
export function listContainers(cluster: Cluster, query: Query): ContainerSummary[] {
	const all = cluster
		.containers()
		.sort((a, b) => b.summary.Created - a.summary.Created || (a.info.Created < b.info.Created ? 1 : -1));
	return cluster.parts.dialect === 'rc1' ? listRc1(all, query) : list(cluster, all, query);
}

/** rc1 knew `all` and nothing else, and showed what its engines last said, on dead ones, too. Source: api/api.go (rc1). */
function listRc1(all: readonly KnownContainer[], query: Query): ContainerSummary[] {
	return all
		.filter(({ summary }) => query.get('all') === '1' || summary.Status.includes('Up'))
		.map((container) => ({
			...namedAndPlaced(container),
			Status: container.engine.isHealthy ? container.summary.Status : 'Pending'
		}));
}

/** Source: getContainersJSON in api/handlers.go (1.2.5). */
function list(cluster: Cluster, known: readonly KnownContainer[], query: Query): ContainerSummary[] {
	const filters = filtersOf(query);
	const limit = Number(query.get('limit') ?? 0) || 0;
	const before = query.get('before') ?? '';
	const last = before === '' ? undefined : cluster.find(before);
	if (before !== '' && !last) throw new SwarmError(`No such container ${before}`, 404);
	const isAll = isTrue(query.get('all')) || filters['status']?.includes('exited') === true;
	let found = known
		// Without -a: what runs, on engines that answer; and never Swarm itself.
		.filter(({ info, engine }) => isAll || last || limit > 0 || (info.State.Running && engine.isHealthy))
		.filter(({ summary }) => isAll || summary.Image.split(':')[0] !== 'swarm')
		.filter((container) => Object.entries(filters).every(([key, values]) => fits(container, key, values)));
	if (limit > 0) found = found.slice(0, limit);
	if (last) found = found.slice(found.findIndex(({ id }) => id === last.id) + 1);
	return found.map((container) => ({
		...namedAndPlaced(container),
		Labels: container.info.Config.Labels ?? {},
		State: container.info.State.Status,
		Status: container.engine.isHealthy ? statusText(container.info.State, cluster.parts.sim.wallMs) : 'Host Down'
	}));
}

function fits(container: KnownContainer, key: string, values: readonly string[]): boolean {
	const { id, info, names, engineName, summary } = container;
	switch (key) {
		case 'name':
			return names[0] !== undefined && matches(values, names[0]);
		case 'id':
			return matches(values, id);
		case 'label':
			return values.every((value) => {
				const [label = '', wanted] = value.split(/=(.*)/s);
				const held = summary.Labels[label];
				return held !== undefined && (wanted === undefined || held === wanted);
			});
		case 'status':
			return matches(values, info.State.Status);
		case 'exited':
			return values.some((value) => !info.State.Running && String(info.State.ExitCode) === value);
		case 'node':
			return matches(values, engineName);
		case 'volume':
			return values.some((value) =>
				info.Mounts.some(({ Name, Destination }) => Name === value || Destination === value)
			);
		default:
			return true;
	}
}

/** Docker's own filters: the text itself, or an expression found in it (Args.Match in engine-api). */
function matches(values: readonly string[], text: string): boolean {
	return values.some((value) => {
		if (value === text) return true;
		try {
			return new RegExp(value).test(text);
		} catch {
			return false;
		}
	});
}

/** With its node before its name, and the node's address for any. */
function namedAndPlaced({ engine, engineName, names, summary }: KnownContainer): ContainerSummary {
	return {
		...summary,
		Names: names.map((name) => `/${engineName}/${name}`),
		Ports: summary.Ports.filter(({ IP }) => IP !== '::').map((port) =>
			port.IP === '0.0.0.0' ? { ...port, IP: engine.ip } : port
		)
	};
}

function statusText(state: KnownContainer['info']['State'], nowMs: number): string {
	const since = (time: string): string => humanDuration(nowMs - Date.parse(time));
	switch (state.Status) {
		case 'running':
			return `Up ${since(state.StartedAt)}${healthText(state.Health?.Status)}`;
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

function healthText(status: string | undefined): string {
	if (status === undefined || status === '' || status === 'none') return '';
	return ` (${status === 'starting' ? 'health: starting' : status})`;
}
