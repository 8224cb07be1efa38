import type { ApiResponse } from '../../api/wire/http.ts';
import type { Network, NetworkCreateResponse } from '../../api/wire/network.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { bodyText, jsonAnswer } from '../services/http.ts';
import type { Call } from './api.ts';
import type { Cluster } from './cluster.ts';
import type { ManagedEngine } from './engine.ts';
import { forward, traceForward } from './proxy.ts';
import { filtersOf, type Query } from './query.ts';

/** Networks of all engines in front of which a manager stands (1.2). Source: cluster/network.go, api/handlers.go. */
interface KnownNetwork {
	network: Network;
	engine: ManagedEngine;
}

function allNetworks(cluster: Cluster): KnownNetwork[] {
	return cluster.members().flatMap((engine) => engine.networks.map((network) => ({ network, engine })));
}

/** One that several engines know is one. */
function uniq(all: readonly KnownNetwork[]): KnownNetwork[] {
	const byId = new Map<string, KnownNetwork>();
	for (const one of all) {
		const first = byId.get(one.network.Id);
		if (!first) byId.set(one.network.Id, { ...one, network: { ...one.network } });
		else first.network.Containers = { ...first.network.Containers, ...one.network.Containers };
	}
	return [...byId.values()];
}

/** By ID, name, or `node/name`; by the beginning of an ID. What fits several is not found. */
function find(all: readonly KnownNetwork[], term: string): KnownNetwork | undefined {
	if (term === '') return undefined;
	const exact = all.find(({ network: { Id } }) => Id === term || Id.slice(0, 12) === term);
	if (exact) return exact;
	const named = all.filter(
		({ network: { Name }, engine }) =>
			Name === term || `${engine.id}/${Name}` === term || `${engine.name}/${Name}` === term
	);
	if (named.length > 0) return uniq(named).length === 1 ? named[0] : undefined;
	const starting = all.filter(({ network: { Id } }) => Id.startsWith(term));
	return uniq(starting).length === 1 ? starting[0] : undefined;
}

export function listNetworks(cluster: Cluster, query: Query): Network[] {
	const { name = [], id = [], type = [] } = filtersOf(query);
	for (const one of type) {
		if (one !== 'custom' && one !== 'builtin') throw new SwarmError(`Invalid filter: 'type'='${one}'`, 400);
	}
	const all = allNetworks(cluster);
	const asked = [...name, ...id];
	const found = asked.length === 0 ? uniq(all) : asked.flatMap((term) => (find(all, term) ? [find(all, term)!] : []));
	return found
		.filter(({ network: { Name } }) => {
			const isBuiltIn = ['none', 'host', 'bridge'].includes(Name);
			return type.length === 0 || type.includes(isBuiltIn ? 'builtin' : 'custom');
		})
		.map(({ network, engine }) =>
			network.Scope === 'local' ? { ...network, Name: `${engine.name}/${network.Name}` } : network
		);
}

/** @throws SwarmError */
function need(cluster: Cluster, term: string, colon: ':' | ''): KnownNetwork {
	const found = find(uniq(allNetworks(cluster)), term);
	if (!found) throw new SwarmError(`No such network${colon} ${term}`, 404);
	return found;
}

export function inspectNetwork(cluster: Cluster, term: string): Network {
	return need(cluster, term, ':').network;
}

/** `network create foo`: an overlay unless told otherwise, on any engine; `node-1/foo` on that one. */
export function* createNetwork(call: Call): Process<ApiResponse> {
	const { cluster, request } = call;
	const body = JSON.parse(bodyText(request) || '{}') as { Name?: string; Driver?: string };
	const [, node, name] = /^([^/]*)\/(.*)$/s.exec(body.Name ?? '') ?? [undefined, undefined, body.Name ?? ''];
	const engine = cluster.anyEngine(node === undefined ? [] : [`node==${node}`]);
	const wanted = { ...body, Name: name, Driver: body.Driver || 'overlay' };
	traceForward(call, engine, { method: 'POST', path: '/networks/create' });
	const answer = yield* engine.demand({
		method: 'POST',
		path: '/networks/create',
		body: wanted,
		headers: { 'Content-Type': 'application/json' }
	});
	yield* engine.refreshNetworks();
	const { Id } = answer.body as NetworkCreateResponse;
	const made = engine.networks.find((network) => network.Id === Id);
	if (made && made.Scope !== 'local') {
		for (const other of cluster.members()) {
			if (other !== engine && !other.networks.some((network) => network.Id === Id)) other.networks.push(made);
		}
	}
	return jsonAnswer(201, answer.body);
}

export function* removeNetwork(call: Call): Process<ApiResponse> {
	const { cluster, params } = call;
	const { network, engine } = need(cluster, params[0]!, '');
	traceForward(call, engine, { method: 'DELETE', path: `/networks/${network.Id}` });
	yield* engine.demand({ method: 'DELETE', path: `/networks/${network.Id}` });
	for (const one of network.Scope === 'local' ? [engine] : cluster.members()) {
		one.networks = one.networks.filter(({ Id }) => Id !== network.Id);
	}
	return { status: 204, headers: {} };
}

/** Of a container: to its engine. @throws SwarmError */
export function* connectNetwork(call: Call): Process<ApiResponse> {
	const { cluster, request, params } = call;
	const { network } = need(cluster, params[0]!, ':');
	const isDisconnect = /\/disconnect(\?|$)/.test(request.path);
	const body = JSON.parse(bodyText(request) || '{}') as { Container?: string; Force?: boolean };
	let engine: ManagedEngine;
	if (isDisconnect && body.Force === true && network.Scope !== 'local') engine = cluster.anyEngine();
	else {
		const container = cluster.find(body.Container ?? '');
		if (!container) throw new SwarmError(`No such container: ${body.Container ?? ''}`, 404);
		engine = container.engine;
	}
	const [prefix = ''] = /^.*?\/networks\//.exec(request.path) ?? [];
	const path = `${prefix}${network.Id}/${isDisconnect ? 'disconnect' : 'connect'}`;
	const response = yield* forward(call, engine, { ...request, path });
	yield* engine.refreshNetworks();
	return response;
}
