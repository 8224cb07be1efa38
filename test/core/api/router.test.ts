import { describe, expect, test } from 'vitest';
import { ChunkStream } from '../../../src/core/api/chunk-stream.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { serviceSpecFromApi } from '../../../src/core/engine/convert/service.ts';
import { SwarmError } from '../../../src/core/swarm/swarm.ts';
import { bench } from './fake-swarm.ts';
import { exchanges, recordedEra } from './recorded-bodies.ts';

const NO_META = { version: { index: 1 }, createdAt: '', updatedAt: '' };

const NOT_IN_SWARM =
	'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';

describe('version and path', () => {
	test('HEAD /_ping has no body and tells version, platform and the place in the swarm', () => {
		const response = bench().ask({ method: 'HEAD', path: '/_ping' });
		expect(response.status).toBe(200);
		expect(response.body).toBeUndefined();
		expect(response.headers).toMatchObject({
			'Api-Version': '1.50',
			'Docker-Experimental': 'false',
			Ostype: 'linux',
			Server: 'Docker/28.2.2 (linux)',
			Swarm: 'active/manager'
		});
	});

	test('the recorded engine answers a ping with exactly the recorded headers', () => {
		const { headers } = bench({ era: recordedEra }).ask({ method: 'HEAD', path: '/_ping' });
		const { 'Cache-Control': cache, Pragma: pragma, ...rest } = headers;
		expect([cache, pragma]).toEqual(['no-cache, no-store, must-revalidate', 'no-cache']);
		expect(rest).toEqual({
			'Api-Version': '1.41',
			'Content-Type': 'text/plain; charset=utf-8',
			'Docker-Experimental': 'false',
			Ostype: 'linux',
			Server: 'Docker/20.10.24+dfsg1 (linux)'
		});
	});

	test.each([
		['/v1.51/info', 'client version 1.51 is too new. Maximum supported API version is 1.50'],
		[
			'/v1.23/info',
			'client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version'
		]
	])('%s is refused', (path, message) => {
		const { status, body } = bench().ask({ path });
		expect(status).toBe(400);
		// Who speaks an API before 1.24 is told in plain text.
		expect(body).toEqual(path.startsWith('/v1.23/') ? `${message}\n` : { message });
	});

	test('an engine of 1.12 words a client that is too new its own way', () => {
		expect(bench({ era: v1_12_0_rc1 }).ask({ path: '/v1.25/info' }).body).toEqual({
			message: 'client is newer than server (client API version: 1.25, server API version: 1.24)'
		});
	});

	test.each(['/v1.50/nosuch', '/nosuch', '/v1.50/services/x/y/z'])('%s is no page', (path) => {
		expect(bench().ask({ path })).toMatchObject({ status: 404, body: { message: 'page not found' } });
	});

	test('secrets came with API 1.25, so an engine of 1.12 has no such page', () => {
		expect(bench({ era: v1_12_0_rc1 }).call('GET /secrets').body).toEqual({ message: 'page not found' });
	});

	test('what is not simulated says so', () => {
		expect(bench().call('POST /build')).toMatchObject({
			status: 501,
			body: { message: 'POST /build is not modelled' }
		});
	});

	test('a list answers to both forms of filters', () => {
		const { call } = bench();
		const text = (filters: unknown) => `GET /nodes?filters=${encodeURIComponent(JSON.stringify(filters))}`;
		expect(call(text({ role: { foo: true } })).body).toEqual({ message: "Invalid role filter: 'foo'" });
		expect(call(text({ role: ['foo'] })).body).toEqual({ message: "Invalid role filter: 'foo'" });
		expect(call(text({ foo: ['bar'] }))).toMatchObject({ status: 400, body: { message: "invalid filter 'foo'" } });
	});

	test('an update without a version says what is missing', () => {
		expect(bench().call('POST /nodes/x/update', {}).body).toEqual({
			message: 'invalid node version \'\': strconv.ParseUint: parsing "": invalid syntax'
		});
	});
});

describe('errors are the recorded ones', () => {
	const refusals = {
		none: undefined,
		notManager: new SwarmError('docker', NOT_IN_SWARM),
		noLeader: new SwarmError(
			'Unknown',
			"The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online."
		),
		deadline: new SwarmError('DeadlineExceeded', 'context deadline exceeded')
	};

	/** Errors that come from the API and the cluster backend alone, whatever the state of the swarm. */
	const OURS = [
		/^\S+ not found$/,
		/^(service|node|secret|config|task|network) \S+ not found$/,
		/^Invalid filter /,
		/^Invalid (role|membership|desired-state) filter/,
		/^invalid (Role|Availability|RestartCondition|resolution mode)/,
		/^unrecognized update /,
		/^tail value must be/,
		/^plugin /
	];

	test('every recorded refusal of the swarm endpoints is refused with the same status and text', () => {
		let count = 0;
		const seen = new Set<string>();
		for (const exchange of exchanges()) {
			if (exchange.status < 400 || exchange.method === 'HEAD') continue;
			if (!/^\/(services|nodes|tasks|secrets|configs|networks|swarm|plugins)/.test(exchange.path)) continue;
			// Checked by the swarm itself, or by the engine's own networks.
			if (/^\/(swarm\/(init|join|leave|update|unlock)|networks\/(create|.*\/connect))/.test(exchange.path)) continue;
			const { message } = JSON.parse(exchange.body) as { message: string };
			const [, refusal] =
				Object.entries(refusals).find(([, error]) => error?.text === message) ??
				(OURS.some((pattern) => pattern.test(message)) ? ['none', undefined] : ['', null]);
			if (refusal === null) continue;
			const line = `${exchange.method} ${exchange.path}${exchange.query === '' ? '' : `?${exchange.query}`}`;
			if (seen.has(`${line} ${message}`)) continue;
			seen.add(`${line} ${message}`);
			const { call, swarm } = bench({ era: recordedEra });
			swarm.refusal = refusal;
			// The task list looks up the services it is asked about before anything else.
			const service = /%22service%22%3A%7B%22(\w{25})%22/.exec(exchange.query)?.[1];
			if (service !== undefined) {
				const spec = serviceSpecFromApi({ Name: 'web', Labels: {}, TaskTemplate: { ForceUpdate: 0 }, Mode: {} });
				swarm.tables.service.push({ id: service, meta: NO_META, spec });
			}
			const request = exchange.requestBody === '' ? undefined : JSON.parse(exchange.requestBody);
			const response = call(line, request);
			expect(`${response.status} ${(response.body as { message: string }).message}`, line).toBe(
				`${exchange.status} ${message}`
			);
			count++;
		}
		console.log(`${count} recorded refusals`);
		expect(count).toBeGreaterThan(60);
	});

	test('a worker cannot create an overlay network', () => {
		const { call, swarm } = bench();
		swarm.state = { ...swarm.state, controlAvailable: false };
		expect(call('POST /networks/create', { Name: 'foo', Driver: 'overlay' })).toMatchObject({
			status: 403,
			body: {
				message: 'Cannot create a multi-host network from a worker node. Please create the network from a manager node.'
			}
		});
	});

	test('a node outside of a swarm cannot either, and the status is 500 as recorded', () => {
		const { call, swarm } = bench();
		swarm.state = { ...swarm.state, localNodeState: 'inactive', controlAvailable: false };
		swarm.refusal = refusals.notManager;
		expect(call('POST /networks/create', { Name: 'foo', Driver: 'overlay' })).toMatchObject({
			status: 500,
			body: { message: NOT_IN_SWARM }
		});
	});
});

describe('the trace', () => {
	test('tells each request and its answer, but neither pings nor the polls of a waiting command', () => {
		const { ask, call, sim } = bench();
		ask({ method: 'HEAD', path: '/_ping' });
		call('GET /services', undefined, { 'X-Swarmlab-Poll': '1' });
		call('GET /services/nosuch');
		expect(sim.trace.kept.map(({ type, seq, t, cause, ...rest }) => ({ type, ...rest }))).toEqual([
			{ type: 'api.request', where: 'mgr1', id: 3, method: 'GET', path: '/v1.50/services/nosuch' },
			{ type: 'api.response', where: 'mgr1', id: 3, status: 404, method: 'GET', path: '/v1.50/services/nosuch' }
		]);
	});
});

describe('a daemon that dies', () => {
	test('closes the connection of a request under way', () => {
		const daemon = { end: () => {} };
		const { ask, sim } = bench({
			scope: (sim) => {
				const scope = sim.root.child('dockerd');
				daemon.end = () => scope.end();
				return scope;
			},
			backend: {
				system: {
					*info() {
						yield { call: 'sleep', ms: 10_000 };
						return {};
					}
				} as never
			}
		});
		sim.after(1_000, () => daemon.end());
		expect(ask({ path: '/v1.50/info' })).toEqual({
			status: 0,
			headers: {},
			body: 'error during connect: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/info": EOF'
		});
		expect(ask({ path: '/v1.50/info' })).toEqual({ status: 0, headers: {} });
	});

	test('ends the streams that it feeds', () => {
		const events = new ChunkStream();
		const daemon = { end: () => {} };
		const { api, sim } = bench({
			scope: (sim) => {
				const scope = sim.root.child('dockerd');
				daemon.end = () => scope.end();
				return scope;
			},
			backend: {
				system: {
					*events() {
						return events;
					}
				} as never
			}
		});
		const read: string[] = [];
		sim.root.spawn(
			(function* () {
				const { stream } = yield* api({ method: 'GET', path: '/v1.50/events' });
				for (;;) {
					const chunk = yield* stream!.read();
					if (!chunk) break;
					read.push(chunk.text);
				}
				read.push('end');
				return 0;
			})(),
			{ name: 'docker events' }
		);
		sim.after(5, () => events.pushJson({ Type: 'container' }));
		sim.after(10, () => daemon.end());
		sim.runUntil(20);
		expect(read).toEqual(['{"Type":"container"}\n', 'end']);
	});
});

test('a request that its client gives up is given up by the engine', () => {
	let finished = false;
	const { api, sim } = bench({
		scope: (sim) => sim.root.child('dockerd'),
		backend: {
			system: {
				*info() {
					yield { call: 'sleep', ms: 10_000 };
					finished = true;
					return {};
				}
			} as never
		}
	});
	const client = sim.root.spawn(
		(function* () {
			yield* api({ method: 'GET', path: '/v1.50/info' });
			return 0;
		})(),
		{ name: 'docker info' }
	);
	sim.after(100, () => client.kill('SIGINT'));
	sim.runUntil(60_000);
	expect([client.code, finished]).toEqual([130, false]);
});
