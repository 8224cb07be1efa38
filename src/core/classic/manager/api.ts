import type { ApiHandler, ApiRequest, ApiResponse } from '../../api/wire/http.ts';
import type { Process } from '../../sim/process.ts';
import type { Dialect } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import { target, textAnswer } from '../services/http.ts';
import type { Cluster } from './cluster.ts';
import type { Leadership } from './info.ts';
import type { Query } from './query.ts';
import { ROUTES } from './routes.ts';

/** One request on its way through a manager. */
export interface Call {
	cluster: Cluster;
	request: ApiRequest;
	/** Number of its first event in the trace. */
	n: number;
	/** Machine of the client. */
	from: string;
	/** Parts of the path in brackets of the pattern. */
	params: readonly string[];
	query: Query;
	leadership: Leadership | undefined;
	/** Engines of exec instances that were made through this manager. */
	execs: Map<string, string>;
}

export interface Route {
	methods: string;
	/** Without version; in brackets what is variable. */
	path: RegExp;
	dialects?: readonly Dialect[];
	run(call: Call): Process<ApiResponse>;
}

export interface ApiOptions {
	cluster: Cluster;
	/** undefined without replication. */
	leadership: () => Leadership | undefined;
	/** Where a replica sends what is not its own to answer. */
	primary: () => ApiHandler | undefined;
	cors: boolean;
}

/** Source: writeCorsHeaders. */
function corsHeaders(dialect: Dialect): Record<string, string> {
	return {
		'Access-Control-Allow-Origin': '*',
		'Access-Control-Allow-Headers': 'Origin, X-Requested-With, Content-Type, Accept',
		'Access-Control-Allow-Methods': `GET, POST, DELETE, PUT, OPTIONS${dialect === 'rc1' ? '' : ', HEAD'}`
	};
}
/** What a replica answers itself. */
const LOCAL = /^\/(_ping|info|debug)/;

/** Docker's API in front of a cluster, for a caller on a machine. */
export function managerApi(options: ApiOptions): (from: string) => ApiHandler {
	const { cluster, leadership, primary, cors } = options;
	const { dialect, sim, machine, listens, log } = cluster.parts;
	const routes = ROUTES.filter((route) => route.dialects?.includes(dialect) ?? true);
	const execs = new Map<string, string>();
	const answer = function* (request: ApiRequest, from: string, n: number): Process<ApiResponse> {
		const { path: full, query } = target(request);
		const path = full.replace(/^\/v[\d.]+(?=\/)/, '');
		const led = leadership();
		if (led && !led.isPrimary && !LOCAL.test(path)) return yield* toPrimary(request, primary(), led.primary);
		for (const route of routes) {
			if (!route.methods.split(' ').includes(request.method)) continue;
			const match = route.path.exec(path);
			if (!match) continue;
			if (dialect === 'rc1') log('info', `${request.method} ${request.path}`);
			const params = match.slice(1).map((part) => part ?? '');
			return yield* route.run({ cluster, request, n, from, params, query, leadership: led, execs });
		}
		return textAnswer(404, '404 page not found\n');
	};
	return (from) =>
		function* (request) {
			const isPing = request.path.endsWith('/_ping');
			const { method, path } = request;
			const event = { where: machine, manager: listens, method, path };
			const n = isPing ? 0 : sim.trace.emit({ type: 'classic.request', ...event, from });
			let response: ApiResponse;
			try {
				response = yield* answer(request, from, n);
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				response = textAnswer(error.status, `${error.message}\n`);
				// Source: httpError in api/api.go (rc1), api/utils.go (1.2.5).
				if (dialect === 'rc1') log('error', error.message);
				else log('error', `HTTP error: ${error.message}`, { status: String(error.status) });
			}
			if (!isPing) sim.trace.emit({ type: 'classic.answer', ...event, n, status: response.status });
			return cors ? { ...response, headers: { ...response.headers, ...corsHeaders(dialect) } } : response;
		};
}

/** Source: api/replica.go (1.2). */
function* toPrimary(request: ApiRequest, dial: ApiHandler | undefined, address: string): Process<ApiResponse> {
	if (!dial) throw new SwarmError('No elected primary cluster manager');
	const response = yield* dial(request);
	if (response.status !== 0) return response;
	const why = typeof response.body === 'string' ? response.body : `dial tcp ${address}: connection refused`;
	throw new SwarmError(`Unable to reach primary cluster manager (${why}): ${address}`);
}
