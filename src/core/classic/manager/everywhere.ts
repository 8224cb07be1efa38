import type { ApiResponse } from '../../api/wire/http.ts';
import type { ImageDeleteItem } from '../../api/wire/image.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { jsonAnswer } from '../services/http.ts';
import { lineStream, type LineStream } from './line-stream.ts';
import { messageOf, type Cluster } from './cluster.ts';
import type { ManagedEngine } from './engine.ts';

/** `docker pull` through 1.2: on every engine, each one told by its name. */
export function pullEverywhere(cluster: Cluster, image: string, path: string): ApiResponse {
	const stream = lineStream();
	const { scope } = cluster.parts;
	const engines = [...cluster.engines.values()].filter((engine) => engine.isHealthy);
	let left = engines.length;
	const pull = function* (engine: ManagedEngine): Process {
		stream.push({ id: engine.name, status: `Pulling ${image}...` });
		const error = yield* pullOn(engine, path);
		if (error !== undefined) {
			stream.push({
				id: engine.name,
				status: `Pulling ${image}...`,
				progress: `: ${error}`,
				error,
				errorDetail: { message: error }
			});
		} else stream.push({ id: engine.name, status: `Pulling ${image}...`, progress: ': downloaded' });
		if (--left === 0) stream.end();
		return 0;
	};
	for (const engine of engines) scope.spawn(pull(engine), { name: `pull on ${engine.name}` });
	if (left === 0) stream.end();
	return { status: 200, headers: { 'Content-Type': 'application/json' }, stream };
}

function* pullOn(engine: ManagedEngine, path: string): Process<string | undefined> {
	try {
		const response = yield* engine.ask({ method: 'POST', path });
		if (response.status >= 400) return messageOf(response.body);
		let text = '';
		const source = response.stream;
		if (source) for (let chunk = yield* source.read(); chunk; chunk = yield* source.read()) text += chunk.text;
		yield* engine.refreshImages();
		const failed = text.split('\n').find((line) => line.includes('"error"'));
		return failed === undefined ? undefined : String((JSON.parse(failed) as { error?: string }).error);
	} catch (error) {
		if (error instanceof SwarmError) return error.message;
		throw error;
	}
}

/** `docker rmi` through 1.2: from every engine that has it. */
export function* removeEverywhere(cluster: Cluster, name: string, query: string): Process<ApiResponse> {
	const engines = cluster.enginesWithImage(name);
	if (engines.length === 0) throw new SwarmError(`No such image ${name}`, 404);
	const items: ImageDeleteItem[] = [];
	let failure: SwarmError | undefined;
	for (const engine of engines) {
		const response = yield* engine.ask({ method: 'DELETE', path: `/images/${name}${query}` });
		if (response.status >= 400) failure = new SwarmError(messageOf(response.body), response.status);
		else items.push(...(response.body as ImageDeleteItem[]));
		yield* engine.refreshImages();
	}
	if (items.length === 0 && failure) throw failure;
	return jsonAnswer(200, items);
}

/** Networks and volumes stand in one list; local ones are told apart by the engine's name. */
export function* listEverywhere(cluster: Cluster, kind: 'networks' | 'volumes'): Process<ApiResponse> {
	const found: { Name: string; Scope?: string; Id?: string }[] = [];
	const global = new Set<string>();
	for (const engine of cluster.engines.values()) {
		if (!engine.isHealthy) continue;
		const { body } = yield* engine.ask({ method: 'GET', path: `/${kind}` });
		const items = (kind === 'networks' ? body : (body as { Volumes: unknown }).Volumes) as typeof found | null;
		for (const item of items ?? []) {
			if (kind === 'networks' && item.Scope !== 'local') {
				if (global.has(item.Id!)) continue;
				global.add(item.Id!);
				found.push(item);
			} else found.push({ ...item, Name: `${engine.name}/${item.Name}` });
		}
	}
	return jsonAnswer(200, kind === 'networks' ? found : { Volumes: found, Warnings: null });
}

/** The engine and the plain name of a network or volume that was typed as `node/name` or `name`. */
export function* findEverywhere(
	cluster: Cluster,
	kind: 'networks' | 'volumes',
	term: string
): Process<{ engine: ManagedEngine; name: string }[]> {
	const found: { engine: ManagedEngine; name: string }[] = [];
	for (const engine of cluster.engines.values()) {
		if (!engine.isHealthy) continue;
		const name = term.startsWith(`${engine.name}/`) ? term.slice(engine.name.length + 1) : term;
		const response = yield* engine.ask({ method: 'GET', path: `/${kind}/${encodeURIComponent(name)}` });
		if (response.status === 200) found.push({ engine, name });
	}
	return found;
}

/** `network create foo` on a chosen engine; `volume create foo` on all; `node-0/foo` on that one. */
export function* createEverywhere(
	cluster: Cluster,
	kind: 'networks' | 'volumes',
	body: Record<string, unknown>
): Process<ApiResponse> {
	const given = String(body['Name'] ?? '');
	const pinned = [...cluster.engines.values()].find((engine) => given.startsWith(`${engine.name}/`));
	const name = pinned ? given.slice(pinned.name.length + 1) : given;
	const random = cluster.randomEngine();
	const engines = pinned
		? [pinned]
		: kind === 'networks'
			? random
				? [random]
				: []
			: [...cluster.engines.values()].filter((e) => e.isHealthy);
	let last: ApiResponse | undefined;
	for (const engine of engines) {
		const driver = kind === 'networks' && !pinned && !body['Driver'] ? { Driver: 'overlay' } : {};
		last = yield* engine.ask({
			method: 'POST',
			path: `/${kind}/create`,
			body: { ...body, ...driver, Name: name },
			headers: { 'Content-Type': 'application/json' }
		});
		if (last.status >= 400) throw new SwarmError(messageOf(last.body), last.status);
	}
	if (!last) throw new SwarmError('No healthy node available in the cluster');
	return last;
}

/** Events of all engines, and Swarm's own, each with the node it comes from. */
export function eventStream(cluster: Cluster): LineStream {
	const { dialect, sim } = cluster.parts;
	const stream = lineStream(() => stop());
	const stop = cluster.listen((engine, message) => {
		if (typeof message === 'string') {
			if (dialect === 'rc1') {
				stream.push(
					rc1Event({ status: `node_${message}`, id: '', from: 'swarm', time: Math.floor(sim.wallMs / 1000) }, engine)
				);
				return;
			}
			const action = `engine_${message}`;
			const time = { time: Math.floor(sim.wallMs / 1000), timeNano: sim.wallMs * 1_000_000 };
			stream.push(
				clusterEvent(
					{ status: action, from: 'swarm', Type: 'swarm', Action: action, Actor: { ID: '', Attributes: {} }, ...time },
					engine
				)
			);
			return;
		}
		if (dialect !== 'rc1') {
			stream.push(clusterEvent({ ...message }, engine));
			return;
		}
		if (message.Type !== 'container') return;
		stream.push(
			rc1Event(
				{
					status: message.Action,
					id: message.Actor.ID,
					from: message.Actor.Attributes['image'] ?? '',
					time: message.time
				},
				engine
			)
		);
	});
	return stream;
}

export interface Rc1Event {
	status: string;
	id: string;
	from: string;
	time: number;
}

export interface EventNode {
	name: string;
	id: string;
	address: string;
	ip: string;
}

/** Source: api/events.go (rc1). */
export function rc1Event(event: Rc1Event, { name, id, address, ip }: EventNode): Record<string, unknown> {
	return {
		...event,
		from: `${event.from} node:${name}`,
		node_name: name,
		node_id: id,
		node_addr: address,
		node_ip: ip
	};
}

interface ClusterEvent {
	status?: string;
	from?: string;
	Actor: { ID: string; Attributes: Record<string, string> };
	[other: string]: unknown;
}

/** Source: api/utils.go, normalizeEvent (1.2). */
export function clusterEvent(event: ClusterEvent, { name, id, address, ip }: EventNode): Record<string, unknown> {
	const attributes = {
		...event.Actor.Attributes,
		'node.addr': address,
		'node.id': id,
		'node.ip': ip,
		'node.name': name
	};
	return {
		...event,
		...(event.from === undefined ? {} : { from: `${event.from} node:${name}` }),
		Actor: { ...event.Actor, Attributes: attributes },
		node: { Name: name, Id: id, Addr: address, Ip: ip }
	};
}
