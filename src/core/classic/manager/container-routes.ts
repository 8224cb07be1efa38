import type { ContainerCreateRequest } from '../../api/wire/container.ts';
import type { ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { bodyText, jsonAnswer } from '../services/http.ts';
import type { Call, Route } from './api.ts';
import { extractWishes } from './container-config.ts';
import { messageOf } from './engine-errors.ts';
import { listContainers } from './listings.ts';
import { demand, forward, need, needHealthy, refreshQuietly, renamed, toContainer, traceForward } from './proxy.ts';
import { isTrue } from './query.ts';

/** What concerns containers. Source: api/api.go (rc1), api/primary.go and api/handlers.go (1.2.5). */
export const CONTAINER_ROUTES: readonly Route[] = [
	{
		methods: 'GET',
		path: /^\/containers\/(?:ps|json)$/,
		*run({ cluster, query }) {
			return jsonAnswer(200, listContainers(cluster, query));
		}
	},
	{ methods: 'POST', path: /^\/containers\/create$/, run: create },
	{ methods: 'GET', path: /^\/containers\/(.+)\/json$/, run: inspect },
	{ methods: 'POST', path: /^\/containers\/(.+)\/start$/, dialects: ['rc1'], run: toContainer },
	{ methods: 'POST', path: /^\/containers\/(.+)\/start$/, dialects: ['1.2.5'], run: start },
	{ methods: 'POST', path: /^\/containers\/(.+)\/rename$/, dialects: ['1.2.5'], run: rename },
	{ methods: 'POST', path: /^\/containers\/(.+)\/exec$/, run: createExec },
	{
		methods: 'POST',
		path: /^\/containers\/(.+)\/(?:kill|pause|unpause|restart|stop|wait|resize|attach|copy)$/,
		run: toContainer
	},
	{ methods: 'GET', path: /^\/containers\/(.+)\/(?:top|logs|export|changes)$/, run: toContainer },
	{ methods: 'GET', path: /^\/containers\/(.+)\/(?:stats|attach\/ws)$/, dialects: ['1.2.5'], run: toContainer },
	{ methods: 'POST', path: /^\/containers\/(.+)\/update$/, dialects: ['1.2.5'], run: toContainer },
	{ methods: 'GET PUT HEAD', path: /^\/containers\/(.+)\/archive$/, dialects: ['1.2.5'], run: toContainer },
	{ methods: 'DELETE', path: /^\/containers\/(.+)$/, run: remove },
	{ methods: 'POST', path: /^\/commit$/, dialects: ['1.2.5'], run: commit },
	{ methods: 'POST', path: /^\/build$/, dialects: ['1.2.5'], run: build },
	{ methods: 'GET', path: /^\/exec\/([^/]+)\/json$/, run: useExec },
	{ methods: 'POST', path: /^\/exec\/([^/]+)\/(?:start|resize)$/, run: useExec }
];

function* create(call: Call): Process<ApiResponse> {
	const { cluster, request, query, n } = call;
	let config: ContainerCreateRequest;
	try {
		config = JSON.parse(bodyText(request)) as ContainerCreateRequest;
	} catch (error) {
		throw new SwarmError((error as Error).message, 400);
	}
	const container = yield* cluster.making.create(config, query.get('name') ?? '', n);
	traceForward(call, container.engine, { method: 'POST', path: '/containers/create' });
	return jsonAnswer(cluster.parts.dialect === 'rc1' ? 200 : 201, { Id: container.id });
}

function* inspect(call: Call): Process<ApiResponse> {
	const { cluster, params } = call;
	const isRc1 = cluster.parts.dialect === 'rc1';
	const container = cluster.find(params[0]!);
	if (!container) {
		// rc1 answered well, with nothing.
		if (isRc1) return { status: 200, headers: {} };
		throw new SwarmError(`No such container ${params[0]!}`, 404);
	}
	const { engine } = container;
	if (!isRc1) needHealthy(container, params[0]!);
	const response = yield* forward(call, engine, { method: 'GET', path: `/containers/${container.id}/json` });
	if (response.status !== 200) return response;
	const node = {
		ID: engine.id,
		IP: engine.ip,
		Addr: engine.address,
		Name: engine.name,
		Cpus: engine.cpus,
		Memory: engine.memory,
		Labels: engine.labels,
		...(isRc1 ? {} : { Version: engine.version, DeltaDuration: 0 })
	};
	// Both versions put the node's address in by replacing text.
	const text = JSON.stringify(response.body).replaceAll('"HostIp":"0.0.0.0"', `"HostIp":"${engine.ip}"`);
	return jsonAnswer(200, { ...(JSON.parse(text) as object), Node: node });
}

function* start(call: Call): Process<ApiResponse> {
	const container = need(call, call.params[0]!, 'No such container NAME');
	const { request } = call;
	yield* demand(call, container.engine, { ...request, path: `/containers/${container.id}/start` });
	yield* refreshQuietly(container);
	return { status: 204, headers: {} };
}

function* rename(call: Call): Process<ApiResponse> {
	const { cluster, params, query } = call;
	const container = need(call, params[0]!, 'No such container: NAME');
	needHealthy(container, params[0]!);
	const name = query.get('name') ?? '';
	cluster.making.checkName(name);
	const path = `/containers/${container.id}/rename?name=${encodeURIComponent(name)}`;
	yield* demand(call, container.engine, { method: 'POST', path });
	yield* refreshQuietly(container);
	return { status: 204, headers: {} };
}

/** rc1 took the volumes of no container away. */
function* remove(call: Call): Process<ApiResponse> {
	const { cluster, params, query } = call;
	const isRc1 = cluster.parts.dialect === 'rc1';
	const container = need(call, params[0]!, 'Container NAME not found');
	const { engine, id } = container;
	const isForced = isRc1 ? query.get('force') === '1' : isTrue(query.get('force'));
	const flags = [isForced ? 'force=1' : '', !isRc1 && isTrue(query.get('v')) ? 'v=1' : ''].filter((one) => one !== '');
	const path = `/containers/${id}${flags.length > 0 ? `?${flags.join('&')}` : ''}`;
	yield* cluster.making.inTurn(demand(call, engine, { method: 'DELETE', path }));
	engine.containers.delete(id);
	return { status: isRc1 ? 200 : 204, headers: {} };
}

/** The engine of the container makes an image of it. */
function* commit(call: Call): Process<ApiResponse> {
	const { query, request } = call;
	const name = query.get('container') ?? '';
	const container = need(call, name, 'No such container: NAME');
	needHealthy(container, name);
	const path = request.path.replace(/([?&]container=)[^&]*/, `$1${container.id}`);
	const response = yield* forward(call, container.engine, { ...request, path });
	if (response.status === 201) yield* container.engine.refreshImages();
	return response;
}

/** On one engine, which `--build-arg constraint:…` may choose. */
function* build(call: Call): Process<ApiResponse> {
	const { cluster, query, request } = call;
	let args: Record<string, string> = {};
	try {
		args = JSON.parse(query.get('buildargs') ?? '{}') as Record<string, string>;
	} catch {
		// As the source has it: what cannot be read is not there.
	}
	const wished = Object.entries(args).map(([key, value]) => `${key}=${value}`);
	const { labels } = extractWishes(wished, {});
	const constraints = JSON.parse(labels['com.docker.swarm.constraints'] ?? '[]') as string[];
	return yield* forward(call, cluster.anyEngine(constraints), request);
}

function* createExec(call: Call): Process<ApiResponse> {
	const { cluster, params, request, execs } = call;
	const isRc1 = cluster.parts.dialect === 'rc1';
	const container = need(call, params[0]!, 'No such container NAME');
	const byId: ApiRequest = { ...request, path: `/containers/${container.id}/exec` };
	const response = yield* forward(call, container.engine, isRc1 ? renamed(call, container) : byId);
	if (!isRc1 && response.status >= 400) throw new SwarmError(messageOf(response.body));
	const { Id } = (response.body ?? {}) as { Id?: string };
	if (Id !== undefined) execs.set(Id, container.engine.address);
	return response;
}

function* useExec(call: Call): Process<ApiResponse> {
	const id = call.params[0]!;
	const engine = call.cluster.at(call.execs.get(id) ?? '');
	if (!engine) throw new SwarmError(`Exec ${id} not found`, 404);
	return yield* forward(call, engine);
}
