/**
 * Goal: the cluster backend behind the HTTP API behaves as moby's daemon/cluster.
 * Method: a fake swarm holds tables (many of them recorded); requests go through the router.
 */
import { describe, expect, test } from 'vitest';
import type { Node } from '../../../src/core/api/wire/node.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import type { Network, Service, SwarmNode, Task } from '../../../src/core/swarm/objects.ts';
import { SwarmError } from '../../../src/core/swarm/swarm.ts';
import { bench, type Bench } from '../api/fake-swarm.ts';
import { exchanges, recordedEra, type Exchange } from '../api/recorded-bodies.ts';
import { clusterFrom, networkFromTask, nodeFrom, secretFrom, serviceFrom, taskFrom } from './store-objects.ts';

const META = { version: { index: 7 }, createdAt: '2026-11-20T21:45:35.1Z', updatedAt: '2026-11-20T21:45:36.2Z' };

const service = (id: string, name: string, more: Partial<Service> = {}): Service => ({
	id,
	meta: META,
	spec: { annotations: { name }, task: { container: { image: 'nginx' } }, replicated: { replicas: 2 } },
	...more
});

const node = (id: string, hostname: string): SwarmNode => ({
	id,
	meta: META,
	spec: { annotations: { name: '' }, desiredRole: 'WORKER', membership: 'ACCEPTED', availability: 'ACTIVE' },
	description: {
		hostname,
		platform: { architecture: 'x86_64', os: 'linux' },
		resources: {},
		engine: { engineVersion: '28.2.2', labels: { storage: 'ssd' } }
	},
	status: { state: 'READY', addr: '10.0.0.4' },
	role: 'WORKER'
});

const task = (id: string, serviceId: string, more: Partial<Task> = {}): Task => ({
	id,
	meta: META,
	spec: { container: { image: 'nginx' } },
	serviceId,
	slot: 1,
	serviceAnnotations: { name: 'web' },
	status: { timestamp: META.createdAt, state: 'RUNNING' },
	desiredState: 'RUNNING',
	...more
});

const overlay = (id: string, name: string): Network => ({
	id,
	meta: META,
	spec: { annotations: { name }, driverConfig: { name: 'overlay' } }
});

const ids = (response: { body?: unknown }): string[] => (response.body as { ID: string }[]).map(({ ID }) => ID);
const filters = (value: unknown): string => `filters=${encodeURIComponent(JSON.stringify(value))}`;
const SPEC = {
	Name: 'new',
	Labels: {},
	TaskTemplate: { ContainerSpec: { Image: 'nginx' }, ForceUpdate: 0 },
	Mode: { Replicated: { Replicas: 1 } }
};

describe('what the user means', () => {
	const asked = (): Bench => {
		const all = bench();
		all.swarm.tables.service.push(service('web2', 'webby'), service('abc1', 'web'), service('abc2', 'other'));
		return all;
	};

	test.each([
		['abc1', 200, 'abc1'],
		['web', 200, 'abc1'],
		['web2', 200, 'web2'],
		['webby', 200, 'web2'],
		['abc2', 200, 'abc2'],
		['abc', 400, 'service abc is ambiguous (2 matches found)'],
		['WEB', 404, 'service WEB not found']
	])('service %s: full ID, exact name, beginning of an ID, in this order', (term, status, expected) => {
		const { status: got, body } = asked().call(`GET /services/${term}`);
		const { ID: id, message } = body as { ID?: string; message?: string };
		expect([got, id ?? message]).toEqual([status, expected]);
	});

	test('two nodes with one hostname are ambiguous, as after a rejoin', () => {
		const { call, swarm } = bench();
		swarm.tables.node.push(node('n1', 'wrk3'), node('n2', 'wrk3'));
		expect(call('DELETE /nodes/wrk3')).toMatchObject({
			status: 400,
			body: { message: 'node wrk3 is ambiguous (2 matches found)' }
		});
	});

	test('lists are sorted by ID, however the store holds them', () => {
		expect(ids(asked().call('GET /services'))).toEqual(['abc1', 'abc2', 'web2']);
	});
});

describe('filters', () => {
	test('of services match beginnings of names and IDs, labels and modes', () => {
		const { call, swarm } = bench();
		const spec = service('x', 'x').spec;
		swarm.tables.service.push(
			service('a1', 'web', { spec: { ...spec, annotations: { name: 'web', labels: { tier: 'front' } } } }),
			service('b1', 'webby'),
			service('c1', 'all', { spec: { annotations: { name: 'all' }, task: spec.task, global: {} } })
		);
		const found = (value: unknown) => ids(call(`GET /services?${filters(value)}`));
		expect(found({ name: ['web'] })).toEqual(['a1', 'b1']);
		// Asked by name, a list is in the order of names.
		expect(found({ name: ['webb', 'all'] })).toEqual(['c1', 'b1']);
		expect(found({ id: { a: true } })).toEqual(['a1']);
		expect(found({ label: ['tier'] })).toEqual(['a1']);
		expect(found({ label: ['tier=back'] })).toEqual([]);
		expect(found({ mode: ['global'] })).toEqual(['c1']);
		expect(found({ mode: ['replicated'], name: ['webby'] })).toEqual(['b1']);
	});

	test('of nodes tell engine labels from node labels', () => {
		const { call, swarm } = bench();
		const labelled = node('n2', 'wrk2');
		swarm.tables.node.push(node('n1', 'wrk1'), {
			...labelled,
			role: 'MANAGER',
			spec: { ...labelled.spec, annotations: { name: '', labels: { zone: 'east' } } }
		});
		const found = (value: unknown) => ids(call(`GET /nodes?${filters(value)}`));
		expect(found({ label: ['storage=ssd'] })).toEqual(['n1', 'n2']);
		expect(found({ label: ['zone'] })).toEqual([]);
		expect(found({ 'node.label': ['zone=east'] })).toEqual(['n2']);
		expect(found({ role: ['worker'] })).toEqual(['n1']);
		expect(found({ name: ['wrk'] })).toEqual(['n1', 'n2']);
		expect(found({ membership: ['pending'] })).toEqual([]);
	});

	test('of tasks take services and nodes by name, and leave out attachments of single containers', () => {
		const { call, swarm } = bench();
		swarm.tables.service.push(service('s1', 'web'));
		swarm.tables.node.push(node('n1', 'wrk1'));
		swarm.tables.task.push(
			task('t1', 's1', { nodeId: 'n1' }),
			task('t2', 's1', { desiredState: 'SHUTDOWN', status: { timestamp: '', state: 'FAILED' } }),
			{ ...task('t3', 's1'), spec: { attachment: { containerId: 'c' } }, slot: 0 }
		);
		const found = (value: unknown) => ids(call(`GET /tasks?${filters(value)}`));
		expect(found({})).toEqual(['t1', 't2']);
		expect(found({ service: ['web'] })).toEqual(['t1', 't2']);
		expect(found({ node: ['wrk1'] })).toEqual(['t1']);
		expect(found({ 'desired-state': ['running'] })).toEqual(['t1']);
		expect(found({ name: ['web.1.t2'] })).toEqual(['t2']);
		expect(call(`GET /tasks?${filters({ service: ['nosuch'] })}`).body).toEqual({
			message: 'service nosuch not found'
		});
	});

	test('_up-to-date keeps the tasks that an update would leave alone', () => {
		const { call, swarm } = bench();
		swarm.tables.service.push(service('s1', 'web', { specVersion: { index: 9 } }));
		swarm.tables.task.push(
			task('t1', 's1', { specVersion: { index: 9 } }),
			task('t2', 's1', { specVersion: { index: 3 }, spec: { container: { image: 'nginx:old' } } }),
			task('t3', 's1', { specVersion: { index: 3 } })
		);
		expect(ids(call(`GET /tasks?${filters({ '_up-to-date': { true: true }, service: { s1: true } })}`))).toEqual([
			't1',
			't3'
		]);
	});
});

describe('services', () => {
	test('status counts what runs, whatever was wished, and jobs by their last run', () => {
		const { call, swarm } = bench();
		const { annotations, task: template } = service('x', 'x').spec;
		swarm.tables.service.push(
			service('s1', 'web'),
			service('s2', 'all', { spec: { annotations, task: template, global: {} } }),
			service('s3', 'job', {
				spec: { annotations, task: template, replicatedJob: { maxConcurrent: 2, totalCompletions: 4 } },
				jobStatus: { jobIteration: { index: 1 } }
			})
		);
		const done = { timestamp: '', state: 'COMPLETE' as const };
		swarm.tables.task.push(
			task('t1', 's1'),
			task('t2', 's1', { desiredState: 'SHUTDOWN' }),
			task('t3', 's2'),
			task('t4', 's2', { status: { timestamp: '', state: 'PREPARING' } }),
			task('t5', 's3', { status: done, desiredState: 'COMPLETE', jobIteration: { index: 1 } }),
			task('t6', 's3', { status: done, desiredState: 'REMOVE', jobIteration: { index: 0 } })
		);
		const body = call('GET /services?status=true').body as { ServiceStatus: object }[];
		expect(body.map(({ ServiceStatus: status }) => status)).toEqual([
			{ RunningTasks: 2, DesiredTasks: 2, CompletedTasks: 0 },
			{ RunningTasks: 1, DesiredTasks: 2, CompletedTasks: 0 },
			{ RunningTasks: 0, DesiredTasks: 2, CompletedTasks: 1 }
		]);
	});

	test('without a name one is made up; networks become IDs; credentials go along', () => {
		const { call, swarm } = bench();
		swarm.tables.network.push(overlay('net1', 'uber-net'));
		const template = { ...SPEC.TaskTemplate, Networks: [{ Target: 'uber-net', Aliases: ['db'] }] };
		const response = call(
			'POST /services/create',
			{ ...SPEC, Name: '', TaskTemplate: template },
			{ 'X-Registry-Auth': 'e30=' }
		);
		expect(response).toMatchObject({ status: 201, body: { ID: 'createService-id', Warnings: null } });
		expect(swarm.writes).toEqual([
			[
				'createService',
				{
					annotations: { name: 'boring_kare' },
					task: {
						container: { image: 'nginx', pullOptions: { registryAuth: 'e30=' } },
						networks: [{ target: 'net1', aliases: ['db'] }]
					},
					replicated: { replicas: 1 }
				}
			]
		]);
	});

	test('a network of one engine alone is refused, an unknown one is not found', () => {
		const { call, swarm } = bench({
			backend: {}
		});
		swarm.tables.network.push(overlay('net1', 'uber-net'));
		const create = (name: string) =>
			call('POST /services/create', { ...SPEC, TaskTemplate: { ...SPEC.TaskTemplate, Networks: [{ Target: name }] } });
		expect(create('nosuch')).toMatchObject({ status: 404, body: { message: 'network nosuch not found' } });
		expect(create('bridge')).toMatchObject({
			status: 500,
			body: { message: 'could not find the corresponding predefined swarm network: network bridge not found' }
		});
		swarm.tables.network.push(overlay('bridgeid', 'bridge'));
		expect(create('bridge').status).toBe(201);
	});

	test('a client before 1.30 has the manager ask the registry', () => {
		const { call, swarm } = bench();
		expect(call('POST /services/create', SPEC, { version: '1.29' }).body).toEqual({
			ID: 'createService-id',
			Warnings: null
		});
		const nosuch = { ...SPEC, TaskTemplate: { ...SPEC.TaskTemplate, ContainerSpec: { Image: 'nosuch/image' } } };
		expect(call('POST /services/create', nosuch, { version: '1.29' }).body).toEqual({
			ID: 'createService-id',
			Warnings: ['unable to pin image nosuch/image to digest: denied']
		});
		expect(swarm.writes.map(([, spec]) => (spec as Service['spec']).task.container!.image)).toEqual([
			'nginx:latest@sha256:feed',
			'nosuch/image'
		]);
	});

	test('an update without credentials keeps those of the spec, and a rollback says so', () => {
		const { call, swarm } = bench();
		const old = service('s1', 'web');
		old.spec.task = { container: { image: 'nginx', pullOptions: { registryAuth: 'old=' } } };
		swarm.tables.service.push(old);
		const path = 'POST /services/web/update?version=7';
		expect(call(`${path}&registryAuthFrom=spec`, SPEC)).toMatchObject({ status: 200, body: { Warnings: null } });
		expect(call(`${path}&rollback=previous`, SPEC).status).toBe(200);
		expect(call(`${path}&registryAuthFrom=previous-spec`, SPEC).body).toEqual({
			message: 'service does not have a previous spec'
		});
		const written = swarm.writes.map(([name, id, version, spec, rollback]) => [
			name,
			id,
			version,
			(spec as Service['spec']).task.container!.pullOptions,
			rollback
		]);
		expect(written).toEqual([
			['updateService', 's1', 7, { registryAuth: 'old=' }, 'none'],
			['updateService', 's1', 7, { registryAuth: 'old=' }, 'previous']
		]);
	});
});

describe('the swarm', () => {
	test('init fills in what the client left out', () => {
		const { call, swarm } = bench();
		const body = { ListenAddr: '0.0.0.0:2377', AdvertiseAddr: '10.0.0.1', Availability: '', DefaultAddrPool: [] };
		expect(call('POST /swarm/init', body).body).toBe('h8hs1a5fiqcj8l252uoubbcw3');
		expect(swarm.writes).toEqual([
			[
				'init',
				{
					listenAddr: '0.0.0.0:2377',
					advertiseAddr: '10.0.0.1',
					forceNewCluster: false,
					availability: 'ACTIVE',
					autoLockManagers: false,
					defaultAddressPool: [],
					subnetSize: 24,
					spec: {}
				}
			]
		]);
	});

	test.each([
		[500, { Availability: 'foo' }, 'invalid Availability: "foo"'],
		[400, { Spec: { Name: 'mine' } }, 'swarm spec must be named "default"'],
		[400, { ListenAddr: '' }, 'invalid ListenAddr "": invalid empty address']
	])('%i: init with %j is refused', (status, body, message) => {
		const request = { ListenAddr: '0.0.0.0:2377', ...body };
		expect(bench().call('POST /swarm/init', request)).toMatchObject({ status, body: { message } });
	});

	test("SwarmKit errors carry their code, the daemon's own do not", () => {
		const { call, swarm } = bench();
		swarm.refusal = new SwarmError('FailedPrecondition', "node x is not down and can't be removed");
		expect(call('DELETE /nodes/x')).toMatchObject({
			status: 400,
			body: { message: "rpc error: code = FailedPrecondition desc = node x is not down and can't be removed" }
		});
		swarm.refusal = new SwarmError('docker', 'This node is not part of a swarm');
		expect(call('POST /swarm/leave')).toMatchObject({
			status: 503,
			body: { message: 'This node is not part of a swarm' }
		});
	});

	test('info tells the swarm behind the runtimes', () => {
		const { call } = bench();
		expect(JSON.stringify(call('GET /info').body)).toBe(
			'{"ID":"x","DefaultRuntime":"runc","Swarm":{"NodeID":"h8hs1a5fiqcj8l252uoubbcw3","NodeAddr":"10.0.0.1","LocalNodeState":"active","ControlAvailable":true,"Error":"","RemoteManagers":[{"NodeID":"h8hs1a5fiqcj8l252uoubbcw3","Addr":"10.0.0.1:2377"}]},"Warnings":null}'
		);
	});
});

describe('networks', () => {
	test("the swarm's come first, then the engine's own", () => {
		const { call, swarm } = bench();
		swarm.tables.network.push(overlay('net1', 'uber-net'), overlay('h1', 'host'));
		const names = (call('GET /networks').body as { Name: string }[]).map(({ Name: name }) => name);
		expect(names).toEqual(['uber-net', 'bridge', 'host']);
	});

	test("without a leader the engine's own are still listed", () => {
		const { call, swarm } = bench();
		swarm.refusal = new SwarmError('Unknown', 'no leader');
		const names = (call('GET /networks').body as { Name: string }[]).map(({ Name: name }) => name);
		expect(names).toEqual(['bridge', 'host']);
	});

	test('an overlay network is made by the swarm, others by the engine, and no name twice', () => {
		const { call, swarm } = bench();
		swarm.tables.network.push(overlay('net1', 'uber-net'));
		const create = (body: object) => call('POST /networks/create', body);
		expect(create({ Name: 'o', Driver: 'overlay' }).body).toEqual({ Id: 'createNetwork-id', Warning: '' });
		expect(create({ Name: 'l', Driver: 'bridge' }).body).toEqual({ Id: 'local-id', Warning: '' });
		expect(create({ Name: 'uber-net', Driver: 'overlay' })).toMatchObject({
			status: 409,
			body: { message: 'network with name uber-net already exists' }
		});
		expect(create({ Name: 'x', Driver: 'overlay', IPAM: { Config: [{ Subnet: '10.9.0.0' }] } }).body).toEqual({
			message: 'invalid network config:\ninvalid subnet 10.9.0.0: invalid CIDR block notation'
		});
	});

	test('removal goes to where the network lives', () => {
		const { call, swarm } = bench();
		swarm.tables.network.push(overlay('net1', 'uber-net'));
		expect(call('DELETE /networks/uber-net').status).toBe(204);
		expect(call('DELETE /networks/nosuch').body).toEqual({ message: 'network nosuch not found' });
		expect(swarm.writes).toEqual([['removeNetwork', 'net1']]);
	});
});

describe('Docker 1.12.0-rc1', () => {
	const early = (): Bench => {
		const all = bench({ era: v1_12_0_rc1 });
		all.swarm.tables.service.push(
			service('s1', 'whoami', {
				endpoint: {
					spec: {
						mode: 'VIP',
						ports: [{ protocol: 'TCP', targetPort: 8000, publishedPort: 80, publishMode: 'INGRESS' }]
					},
					ports: [{ protocol: 'TCP', targetPort: 8000, publishedPort: 80, publishMode: 'INGRESS' }]
				}
			})
		);
		all.swarm.tables.node.push(node('n1', 'pi6'));
		return all;
	};

	test('a service tells nothing that came later', () => {
		expect(early().call('GET /services/whoami').body).toEqual({
			ID: 's1',
			Version: { Index: 7 },
			CreatedAt: META.createdAt,
			UpdatedAt: META.updatedAt,
			Spec: {
				Name: 'whoami',
				TaskTemplate: { ContainerSpec: { Image: 'nginx' } },
				Mode: { Replicated: { Replicas: 2 } }
			},
			Endpoint: {
				Spec: { Mode: 'vip', Ports: [{ Protocol: 'tcp', TargetPort: 8000, PublishedPort: 80 }] },
				Ports: [{ Protocol: 'tcp', TargetPort: 8000, PublishedPort: 80 }]
			}
		});
	});

	test('a node tells its membership', () => {
		expect(early().call('GET /nodes').body).toMatchObject([
			{ Spec: { Role: 'worker', Membership: 'accepted', Availability: 'active' }, Status: { State: 'ready' } }
		]);
	});

	test('info has the hash of the CA and no cluster, as the article prints it', () => {
		const { call, swarm } = early();
		swarm.state = {
			...swarm.state,
			nodes: 2,
			managers: 1,
			cluster: {
				id: 'c1',
				meta: META,
				spec: {
					annotations: { name: 'default' },
					orchestration: {},
					raft: { snapshotInterval: 10_000, logEntriesForSlowFollowers: 500, heartbeatTick: 1, electionTick: 3 },
					dispatcher: { heartbeatPeriod: 5_000_000_000 },
					caConfig: { nodeCertExpiry: 1 },
					taskDefaults: {},
					encryptionConfig: {}
				},
				rootCa: { caCert: '', caCertHash: 'sha256:de4e2bff', joinTokens: { worker: '', manager: '' } }
			}
		};
		expect((call('GET /info').body as { Swarm: object }).Swarm).toEqual({
			NodeID: 'h8hs1a5fiqcj8l252uoubbcw3',
			LocalNodeState: 'active',
			ControlAvailable: true,
			Error: '',
			RemoteManagers: [{ NodeID: 'h8hs1a5fiqcj8l252uoubbcw3', Addr: '10.0.0.1:2377' }],
			Nodes: 2,
			Managers: 1,
			CACertHash: 'sha256:de4e2bff'
		});
	});

	test('join without a token carries the wish to be a manager', () => {
		const { call, swarm } = early();
		expect(
			call('POST /swarm/join', { ListenAddr: '0.0.0.0:2377', RemoteAddrs: ['pi6:2377'], Manager: false, Secret: '' })
				.status
		).toBe(200);
		expect(swarm.writes).toMatchObject([['join', { remoteAddrs: ['pi6:2377'], token: '', manager: false }]]);
	});
});

test('recorded lists come out of the API byte for byte', () => {
	const all = exchanges();
	let count = 0;
	const seen = new Set<string>();
	const check = (exchange: Exchange, fill: (b: Bench, body: never) => void): void => {
		if (seen.has(exchange.body)) return;
		seen.add(exchange.body);
		let body: unknown;
		try {
			body = JSON.parse(exchange.body);
		} catch {
			return;
		}
		const asked = bench({ era: recordedEra });
		for (const item of Array.isArray(body) ? body : [body]) fill(asked, item as never);
		const path = `${exchange.path}${exchange.query === '' ? '' : `?${exchange.query}`}`;
		// Several services are answered one after the other, in the order of a Go map: any.
		const several = (exchange.query.match(/%3Atrue/g) ?? []).length > 1;
		const text = (list: unknown): string =>
			JSON.stringify(several ? (list as { ID: string }[]).toSorted((a, b) => (a.ID < b.ID ? -1 : 1)) : list);
		expect(text(asked.call(`GET ${path}`).body), `${exchange.file} ${path}`).toBe(text(body));
		count++;
	};
	for (const exchange of all) {
		if (exchange.method !== 'GET' || exchange.status !== 200) continue;
		if (/^\/secrets/.test(exchange.path)) {
			check(exchange, ({ swarm }, body) => void swarm.tables.secret.push(secretFrom(body)));
		} else if (exchange.path === '/services' && !exchange.query.includes('status')) {
			check(exchange, ({ swarm }, body) => void swarm.tables.service.push(serviceFrom(body)));
		} else if (exchange.path === '/swarm' && !exchange.body.includes('"RootRotationInProgress":true')) {
			check(exchange, ({ swarm }, body) => void swarm.tables.cluster.push(clusterFrom(body)));
		} else if (
			exchange.path === '/tasks' &&
			exchange.query.includes('%7B%22service%22') &&
			!exchange.query.includes('up-to-date')
		) {
			// Task filters look up services and nodes: they have to be there.
			check(exchange, ({ swarm }, body) => {
				const item = taskFrom(body);
				swarm.tables.task.push(item);
				const attached = (body as { NetworksAttachments?: { Network: never }[] }).NetworksAttachments ?? [];
				for (const { Network: network } of attached) {
					if (!swarm.tables.network.some(({ id }) => id === (network as { ID: string }).ID)) {
						swarm.tables.network.push(networkFromTask(network));
					}
				}
				for (const id of exchange.query.match(/(?<=%22)[0-9a-z]{25}(?=%22)/g) ?? []) {
					if (!swarm.tables.service.some((known) => known.id === id)) swarm.tables.service.push(service(id, id));
				}
			});
		} else if (exchange.path === '/nodes') {
			check(exchange, ({ swarm }, body) => {
				swarm.tables.node.push(nodeFrom(body));
				const { ID: nodeId, ManagerStatus: manager } = body as Node;
				if (!manager) return;
				swarm.managers.push({
					nodeId,
					leader: manager.Leader ?? false,
					reachability: manager.Reachability!,
					addr: manager.Addr ?? ''
				});
			});
		}
	}
	console.log(`${count} recorded answers`);
	expect(count).toBeGreaterThan(200);
});
