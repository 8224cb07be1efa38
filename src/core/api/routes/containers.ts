import type { Process } from '../../sim/process.ts';
import type { Pending } from '../backend.ts';
import { atLeast } from '../../era/era.ts';
import { ApiError } from '../error.ts';
import { empty, hijacked, json, printed, streaming, type Call, type Route } from '../route.ts';
import type { ContainerWaitResponse, ExecCreateRequest, ExecStartRequest } from '../wire/container.ts';
import type { ApiResponse, ApiStream } from '../wire/http.ts';
import { isOlder } from '../version.ts';
import { logOptions } from './log-options.ts';

const CONDITIONS = ['not-running', 'next-exit', 'removed'] as const;

/** Source: moby api/server/router/container. */
export const containerRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/containers/json',
		*handler({ backend, query }) {
			const limit = query.integer('limit');
			return json(
				200,
				yield* backend.containers.list({
					all: query.flag('all'),
					size: query.flag('size'),
					filters: query.filters(),
					...(limit !== undefined && limit > 0 && { limit })
				})
			);
		}
	},
	{
		method: 'POST',
		path: '/containers/create',
		body: 'ContainerConfigWrapper',
		*handler({ backend, query, version, json: body }) {
			const platform = isOlder(version, '1.41') ? '' : query.get('platform');
			return json(201, yield* backend.containers.create(query.get('name'), body(), platform));
		}
	},
	{
		method: 'POST',
		path: '/containers/prune',
		since: '1.25',
		*handler({ backend, query }) {
			return json(200, yield* backend.containers.prune(query.filters('invalid')));
		}
	},
	{
		method: 'GET',
		path: '/containers/:id*/json',
		*handler({ backend, params, query }) {
			return json(200, yield* backend.containers.inspect(params['id']!, { size: query.flag('size') }));
		}
	},
	{
		method: 'GET',
		path: '/containers/:id*/top',
		*handler({ backend, params, query }) {
			return json(200, yield* backend.containers.top(params['id']!, query.get('ps_args')));
		}
	},
	{
		method: 'GET',
		path: '/containers/:id*/logs',
		*handler(call) {
			const { backend, params, query } = call;
			return printed(yield* backend.containers.logs(params['id']!, logOptions(query)), call);
		}
	},
	{
		method: 'GET',
		path: '/containers/:id*/changes',
		*handler({ backend, params }) {
			return json(200, yield* backend.containers.changes(params['id']!));
		}
	},
	{
		method: 'GET',
		path: '/containers/:id*/stats',
		*handler({ backend, params, query }) {
			const options = { stream: query.flag('stream', true), oneShot: query.flag('one-shot') };
			const stream = yield* backend.containers.stats(params['id']!, options);
			return streaming(stream, { 'Content-Type': 'application/json' });
		}
	},
	action('start', ({ backend, params }) => backend.containers.start(params['id']!)),
	action('stop', (call) => call.backend.containers.stop(call.params['id']!, stopOptions(call))),
	action('restart', (call) => call.backend.containers.restart(call.params['id']!, stopOptions(call))),
	action('kill', ({ backend, params, query }) => backend.containers.kill(params['id']!, query.get('signal'))),
	action('pause', ({ backend, params }) => backend.containers.pause(params['id']!)),
	action('unpause', ({ backend, params }) => backend.containers.unpause(params['id']!)),
	action('rename', ({ backend, params, query }) => backend.containers.rename(params['id']!, query.get('name'))),
	{
		method: 'POST',
		path: '/containers/:id*/update',
		body: 'ContainerUpdate',
		*handler({ backend, params, json: body }) {
			return json(200, yield* backend.containers.update(params['id']!, body()));
		}
	},
	{
		method: 'POST',
		path: '/containers/:id*/resize',
		*handler({ backend, params, query }) {
			yield* backend.containers.resize(params['id']!, size(query));
			return empty();
		}
	},
	{
		method: 'POST',
		path: '/containers/:id*/attach',
		*handler(call) {
			const { backend, params, query } = call;
			const stream = yield* backend.containers.attach(params['id']!, {
				stream: query.flag('stream'),
				stdin: query.flag('stdin'),
				stdout: query.flag('stdout'),
				stderr: query.flag('stderr'),
				logs: query.flag('logs')
			});
			return hijacked(stream, call);
		}
	},
	{
		method: 'POST',
		path: '/containers/:id*/wait',
		*handler({ backend, era, params, query }) {
			const condition = query.get('condition');
			const known = CONDITIONS.find((each) => each === condition);
			// Older engines take what they do not know for the first. Source: moby v20.10.24 and v28.2.2 container_routes.go.
			if (!known && condition !== '' && atLeast(era.id, '28.2'))
				throw new ApiError('invalid', `invalid condition: "${condition}"`);
			const pending = yield* backend.containers.wait(params['id']!, known ?? CONDITIONS[0]);
			return streaming(waiting(pending), { 'Content-Type': 'application/json' });
		}
	},
	{
		method: 'DELETE',
		path: '/containers/:id*',
		*handler({ backend, params, query }) {
			const options = { force: query.flag('force'), volumes: query.flag('v'), link: query.flag('link') };
			yield* backend.containers.remove(params['id']!, options);
			return empty(204);
		}
	},
	{
		method: 'POST',
		path: '/containers/:id*/exec',
		body: 'ExecConfig',
		*handler({ backend, params, json: body }) {
			const request = body<ExecCreateRequest>();
			if (!request.Cmd || request.Cmd.length === 0) throw new ApiError('invalid', 'No exec command specified');
			return json(201, { Id: yield* backend.containers.execCreate(params['id']!, request) });
		}
	},
	{
		method: 'POST',
		path: '/exec/:id*/start',
		body: 'ExecStartCheck',
		*handler(call) {
			const stream = yield* call.backend.containers.execStart(call.params['id']!, call.json<ExecStartRequest>());
			return stream ? hijacked(stream, call) : empty();
		}
	},
	{
		method: 'POST',
		path: '/exec/:id*/resize',
		*handler({ backend, params, query }) {
			yield* backend.containers.execResize(params['id']!, size(query));
			return empty();
		}
	},
	{
		method: 'GET',
		path: '/exec/:id*/json',
		*handler({ backend, params }) {
			return json(200, yield* backend.containers.execInspect(params['id']!));
		}
	}
];

/** POST /containers/ID/NAME → 204, or 304 when it did nothing. */
function action(name: string, run: (call: Call) => Process<boolean | void>): Route {
	return {
		method: 'POST',
		path: `/containers/:id*/${name}`,
		*handler(call): Process<ApiResponse> {
			const changed = yield* run(call);
			return empty(changed === false ? 304 : 204);
		}
	};
}

function stopOptions({ query }: Call): { signal?: string; timeout?: number } {
	const timeout = query.integer('t');
	const signal = query.get('signal');
	return { ...(timeout !== undefined && { timeout }), ...(signal !== '' && { signal }) };
}

function size(query: Call['query']): { height: number; width: number } {
	const [height, width] = (['h', 'w'] as const).map((key) => {
		const text = query.get(key);
		if (!/^[+-]?\d+$/.test(text)) throw new ApiError('invalid', `strconv.Atoi: parsing "${text}": invalid syntax`);
		return Number(text);
	});
	return { height: height!, width: width! };
}

/** The head of the answer is sent at once: the client knows that it will not miss the exit. */
function waiting(pending: Pending<ContainerWaitResponse>): ApiStream {
	let isRead = false;
	return {
		*read() {
			if (isRead) return undefined;
			isRead = true;
			return { kind: 'raw', text: JSON.stringify(yield* pending.result()) + '\n' };
		},
		*write() {},
		closeWrite() {},
		close: () => pending.cancel()
	};
}
