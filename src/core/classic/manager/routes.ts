import type { ApiResponse } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import { FACTS, type Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import { jsonAnswer, textAnswer } from '../services/http.ts';
import type { Call, Route } from './api.ts';
import { CONTAINER_ROUTES } from './container-routes.ts';
import { eventStream } from './event-stream.ts';
import { listImages, pullEverywhere, removeEverywhere, tagEverywhere } from './images.ts';
import { infoOf } from './info.ts';
import { connectNetwork, createNetwork, inspectNetwork, listNetworks, removeNetwork } from './networks.ts';
import { forward } from './proxy.ts';
import { createVolume, inspectVolume, listVolumes, removeVolumes } from './volumes.ts';

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
		*run({ cluster, query }) {
			const until = query.get('until') ?? '';
			if (cluster.parts.dialect === 'rc1' || until === '') return streamOf(cluster);
			if (!/^-?\d+$/.test(until))
				throw new SwarmError(`strconv.ParseInt: parsing ${JSON.stringify(until)}: invalid syntax`, 400);
			return streamOf(cluster, Number(until) * 1000);
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
	...later([
		['POST', /^\/images\/create$/, importOrPull],
		['GET', /^\/images\/get$/, saveImages],
		['GET', /^\/images\/(.+)\/get$/, (call) => toImage(call, !/:[^/]*$/.test(call.params[0]!))],
		['GET', /^\/images\/(.+)\/(?:json|history)$/, (call) => toImage(call, false)],
		['POST', /^\/images\/(.+)\/push$/, pushImage],
		['POST', /^\/images\/(.+)\/tag$/, tagEverywhere],
		['DELETE', /^\/images\/(.+)$/, removeEverywhere]
	]),
	...CONTAINER_ROUTES,
	...later([
		['GET', /^\/networks$/, answer(({ cluster, query }) => jsonAnswer(200, listNetworks(cluster, query)))],
		[
			'GET',
			/^\/networks\/(.+)$/,
			answer(({ cluster, params }) => jsonAnswer(200, inspectNetwork(cluster, params[0]!)))
		],
		['POST', /^\/networks\/create$/, createNetwork],
		['POST', /^\/networks\/(.+)\/(?:connect|disconnect)$/, connectNetwork],
		['DELETE', /^\/networks\/(.+)$/, removeNetwork],
		['GET', /^\/volumes$/, answer(({ cluster }) => listVolumes(cluster))],
		['GET', /^\/volumes\/(.+)$/, answer(({ cluster, params }) => inspectVolume(cluster, params[0]!))],
		['POST', /^\/volumes\/create$/, createVolume],
		['DELETE', /^\/volumes\/(.+)$/, removeVolumes]
	])
];

function notSupportedRc1(rows: readonly (readonly [string, RegExp])[]): Route[] {
	return rows.map(([methods, path]) => ({ methods, path, dialects: RC1, run: notSupported }));
}

function later(rows: readonly (readonly [string, RegExp, Route['run']])[]): Route[] {
	return rows.map(([methods, path, run]) => ({ methods, path, dialects: LATER, run }));
}

/** For what is known without asking anybody. */
function answer(of: (call: Call) => ApiResponse): Route['run'] {
	return function* (call) {
		return of(call);
	};
}

function streamOf(cluster: Call['cluster'], untilMs?: number): ApiResponse {
	return { status: 200, headers: { 'Content-Type': 'application/json' }, stream: eventStream(cluster, untilMs) };
}

function* anywhere(call: Call): Process<ApiResponse> {
	return yield* forward(call, call.cluster.anyEngine());
}

function* importOrPull(call: Call): Process<ApiResponse> {
	if (!call.query.get('fromImage')) return textAnswer(404, '404 page not found\n');
	return pullEverywhere(call);
}

/** An engine that has the image, by its name alone where no tag matters. */
function* toImage(call: Call, anyTag: boolean, name = call.params[0]!): Process<ApiResponse> {
	const [engine] = call.cluster.enginesWithImage(name, !anyTag);
	if (!engine) throw new SwarmError(`No such image: ${name}`, 404);
	return yield* forward(call, engine);
}

function pushImage(call: Call): Process<ApiResponse> {
	const tag = call.query.get('tag') ?? '';
	return toImage(call, tag === '', tag === '' ? call.params[0]! : `${call.params[0]!}:${tag}`);
}

/** Only an engine that has all of them can. */
function* saveImages(call: Call): Process<ApiResponse> {
	const { cluster, request } = call;
	const names = [...request.path.matchAll(/[?&]names=([^&]*)/g)].map((match) => decodeURIComponent(match[1]!));
	const holders = names.map((name) => cluster.enginesWithImage(name, /:[^/]*$/.test(name)));
	const engine = cluster.members().find((one) => holders.every((all) => all.includes(one)));
	if (!engine) throw new SwarmError(`Unable to find an engine containing all images: [${names.join(' ')}]`, 404);
	return yield* forward(call, engine);
}
