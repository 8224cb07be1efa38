import type { ContainerCreateRequest, ContainerInspect } from '../../api/wire/container.ts';
import type { ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import { FACTS, type Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import { bodyText, jsonAnswer, textAnswer } from '../services/http.ts';
import type { Call, Route } from './api.ts';
import {
	createEverywhere,
	eventStream,
	findEverywhere,
	listEverywhere,
	pullEverywhere,
	removeEverywhere
} from './everywhere.ts';
import { infoOf } from './info.ts';
import { listContainers, listImages } from './listings.ts';
import { forward, need, renamed, toContainer } from './proxy.ts';

const RC1: readonly Dialect[] = ['rc1'];
const LATER: readonly Dialect[] = ['1.2.5'];

function* notSupported(): Process<ApiResponse> {
	throw new SwarmError('Not supported in clustering mode.', 501);
}

/** In the order they are tried. Source: api/api.go (rc1), api/primary.go (1.2.5). */
export const ROUTES: readonly Route[] = [
	{
		methods: 'GET',
		path: /^\/_ping$/,
		*run() {
			return textAnswer(200, 'OK');
		}
	},
	{
		methods: 'GET',
		path: /^\/info$/,
		*run({ cluster, request, leadership }) {
			const version = /^\/v1\.(\d+)\//.exec(request.path)?.[1];
			return jsonAnswer(200, infoOf(cluster, leadership, version === undefined || Number(version) >= 22));
		}
	},
	{
		methods: 'GET',
		path: /^\/version$/,
		*run({ cluster }) {
			const facts = FACTS[cluster.parts.dialect];
			return jsonAnswer(200, {
				Version: facts.serverVersion,
				ApiVersion: facts.apiVersion,
				GitCommit: facts.gitCommit,
				GoVersion: facts.goVersion,
				Os: 'linux',
				Arch: 'amd64',
				...(cluster.parts.dialect === 'rc1' ? {} : { BuildTime: 'Thu Aug 18 23:10:29 UTC 2016' })
			});
		}
	},
	{
		methods: 'GET',
		path: /^\/events$/,
		*run({ cluster }) {
			return { status: 200, headers: { 'Content-Type': 'application/json' }, stream: eventStream(cluster) };
		}
	},
	{
		methods: 'GET',
		path: /^\/containers\/(?:ps|json)$/,
		*run({ cluster, query }) {
			return jsonAnswer(200, listContainers(cluster, query));
		}
	},
	{ methods: 'GET', path: /^\/images\/viz$/, run: notSupported },
	{
		methods: 'GET',
		path: /^\/images\/json$/,
		*run({ cluster, query }) {
			return jsonAnswer(200, listImages(cluster, query));
		}
	},
	{ methods: 'GET', path: /^\/images\/search$/, run: anywhere },
	{ methods: 'POST', path: /^\/auth$/, run: anywhere },
	...notSupportedRc1([
		['GET', /^\/images\/.+\/(get|history|json)$/],
		['GET', /^\/images\/get$/],
		['GET', /^\/containers\/.+\/attach\/ws$/],
		['POST', /^\/(commit|build)$/],
		['POST', /^\/images\/(create|load)$/],
		['POST', /^\/images\/.+\/(push|tag)$/],
		['DELETE', /^\/images\/.+$/]
	]),
	{
		methods: 'POST',
		path: /^\/images\/create$/,
		dialects: LATER,
		*run({ cluster, query }) {
			const image = query.get('fromImage') ?? '';
			const tag = query.get('tag') ?? '';
			const name = tag === '' || image.includes(':') ? image : `${image}:${tag}`;
			const [, repository = name, version = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(name) ?? [];
			const path = `/images/create?fromImage=${encodeURIComponent(repository)}&tag=${encodeURIComponent(version)}`;
			return pullEverywhere(cluster, name, path);
		}
	},
	{
		methods: 'DELETE',
		path: /^\/images\/(.+)$/,
		dialects: LATER,
		run: ({ cluster, params, request }) => removeEverywhere(cluster, params[0]!, /\?.*$/.exec(request.path)?.[0] ?? '')
	},
	{
		methods: 'GET POST',
		path: /^\/images\/(.+)\/(?:json|history|tag|push)$/,
		dialects: LATER,
		*run(call) {
			const name = call.params[0]!;
			const engines = call.cluster.enginesWithImage(name);
			const isTag = /\/tag(\?|$)/.test(call.request.path);
			if (engines.length === 0) throw new SwarmError(`No such image: ${name}`, 404);
			let last: ApiResponse | undefined;
			for (const engine of isTag ? engines : engines.slice(0, 1)) {
				last = yield* forward(call, engine);
				if (isTag) yield* engine.refreshImages();
			}
			return last!;
		}
	},
	{ methods: 'POST', path: /^\/containers\/create$/, run: create },
	{ methods: 'GET', path: /^\/containers\/(.+)\/json$/, run: inspect },
	{
		methods: 'POST',
		path: /^\/containers\/(.+)\/start$/,
		run: (call) => toContainer(call, 'No such container NAME')
	},
	{
		methods: 'POST',
		path: /^\/containers\/(.+)\/rename$/,
		dialects: LATER,
		*run(call) {
			call.cluster.checkName(call.query.get('name') ?? '');
			return yield* toContainer(call, 'No such container NAME');
		}
	},
	{ methods: 'POST', path: /^\/containers\/(.+)\/exec$/, run: createExec },
	{
		methods: 'POST',
		path: /^\/containers\/(.+)\/(?:kill|pause|unpause|restart|stop|wait|resize|attach|copy)$/,
		run: (call) => toContainer(call, 'No such container: NAME')
	},
	{
		methods: 'GET',
		path: /^\/containers\/(.+)\/(?:top|logs|export|changes)$/,
		run: (call) => toContainer(call, 'No such container: NAME')
	},
	{
		methods: 'GET',
		path: /^\/containers\/(.+)\/stats$/,
		dialects: LATER,
		run: (call) => toContainer(call, 'No such container: NAME')
	},
	{
		methods: 'POST GET PUT HEAD',
		path: /^\/containers\/(.+)\/(?:update|archive)$/,
		dialects: LATER,
		run: (call) => toContainer(call, 'No such container: NAME')
	},
	{
		methods: 'DELETE',
		path: /^\/containers\/(.+)$/,
		*run(call) {
			const container = need(call, call.params[0]!, 'Container NAME not found');
			const response = yield* forward(call, container.engine, renamed(call, container));
			if (response.status < 300) container.engine.containers.delete(container.id);
			return response;
		}
	},
	{ methods: 'GET POST', path: /^\/exec\/([^/]+)\/(?:start|resize|json)$/, run: useExec },
	...(['networks', 'volumes'] as const).flatMap((kind): Route[] => [
		{
			methods: 'GET',
			path: new RegExp(`^/${kind}$`),
			dialects: LATER,
			run: ({ cluster }) => listEverywhere(cluster, kind)
		},
		{
			methods: 'POST',
			path: new RegExp(`^/${kind}/create$`),
			dialects: LATER,
			run: ({ cluster, request }) =>
				createEverywhere(cluster, kind, JSON.parse(bodyText(request) || '{}') as Record<string, unknown>)
		},
		{
			methods: 'GET DELETE POST',
			path: new RegExp(`^/${kind}/(.+?)(?:/(?:connect|disconnect))?$`),
			dialects: LATER,
			run: (call) => useNamed(call, kind)
		}
	])
];

function notSupportedRc1(rows: readonly (readonly [string, RegExp])[]): Route[] {
	return rows.map(([methods, path]) => ({ methods, path, dialects: RC1, run: notSupported }));
}

function* anywhere(call: Call): Process<ApiResponse> {
	const engine = call.cluster.randomEngine();
	if (!engine) throw new SwarmError('No healthy node available in the cluster');
	return yield* forward(call, engine);
}

function* create(call: Call): Process<ApiResponse> {
	const { cluster, request, query, n } = call;
	let config: ContainerCreateRequest;
	try {
		config = JSON.parse(bodyText(request)) as ContainerCreateRequest;
	} catch (error) {
		throw new SwarmError((error as Error).message);
	}
	const container = yield* cluster.create(config, query.get('name') ?? '', n);
	const { sim, machine, listens } = cluster.parts;
	const { engine } = container;
	sim.trace.emit({
		type: 'classic.forward',
		where: machine,
		manager: listens,
		n,
		to: engine.machine,
		node: engine.name,
		method: 'POST',
		path: '/containers/create'
	});
	return jsonAnswer(201, { Id: container.id, Warnings: null });
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
	if (!isRc1 && !engine.isHealthy) {
		throw new SwarmError(`Container ${params[0]!} running on unhealthy node ${engine.name}`);
	}
	const byId: ApiRequest = { ...renamed(call, container), method: 'GET' };
	const response = yield* forward(call, engine, isRc1 ? { ...byId, path: `/containers/${container.id}/json` } : byId);
	if (response.status !== 200) return response;
	const found = response.body as ContainerInspect;
	const node = {
		ID: engine.id,
		IP: engine.ip,
		Addr: engine.address,
		Name: engine.name,
		Cpus: engine.cpus,
		Memory: engine.memory,
		Labels: engine.labels
	};
	return jsonAnswer(200, { ...found, Node: node });
}

function* createExec(call: Call): Process<ApiResponse> {
	const container = need(call, call.params[0]!, 'No such container: NAME');
	const response = yield* forward(call, container.engine, renamed(call, container));
	const { Id } = (response.body ?? {}) as { Id?: string };
	if (Id !== undefined) call.execs.set(Id, container.engine.address);
	return response;
}

function* useExec(call: Call): Process<ApiResponse> {
	const id = call.params[0]!;
	const engine = call.cluster.engines.get(call.execs.get(id) ?? '');
	if (!engine) throw new SwarmError(`Exec ${id} not found`, 404);
	return yield* forward(call, engine);
}

function* useNamed(call: Call, kind: 'networks' | 'volumes'): Process<ApiResponse> {
	const term = call.params[0]!;
	const thing = kind === 'networks' ? 'network' : 'volume';
	const found = yield* findEverywhere(call.cluster, kind, term);
	if (found.length === 0) {
		const colon = call.request.method === 'GET' && kind === 'networks' ? ':' : '';
		throw new SwarmError(`No such ${thing}${colon} ${term}`, 404);
	}
	let last: ApiResponse | undefined;
	const all = call.request.method === 'DELETE' && kind === 'volumes' ? found : found.slice(0, 1);
	for (const { engine, name } of all) {
		const rest = call.request.path.slice(call.request.path.indexOf(`/${kind}/`) + kind.length + 2);
		const tail = rest.startsWith(encodeURIComponent(term))
			? rest.slice(encodeURIComponent(term).length)
			: rest.slice(term.length);
		const prefix = call.request.path.slice(0, call.request.path.indexOf(`/${kind}/`));
		last = yield* forward(call, engine, {
			...call.request,
			path: `${prefix}/${kind}/${encodeURIComponent(name)}${tail}`
		});
	}
	return last!;
}
