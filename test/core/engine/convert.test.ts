/**
 * Goal: what a real swarm answered comes out of our conversions byte for byte.
 * Method: every distinct object in the recordings is taken apart into SwarmKit's form and put together again.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { adjustAnswer } from '../../../src/core/api/adjust.ts';
import type { Resource } from '../../../src/core/api/route.ts';
import type { Node } from '../../../src/core/api/wire/node.ts';
import type { Service, ServiceSpec } from '../../../src/core/api/wire/service.ts';
import type { Task } from '../../../src/core/api/wire/task.ts';
import { networkToApi } from '../../../src/core/engine/convert/network.ts';
import { nodeToApi } from '../../../src/core/engine/convert/node.ts';
import { configToApi, secretToApi } from '../../../src/core/engine/convert/secret.ts';
import {
	serviceSpecFromApi,
	serviceSpecToApi,
	serviceToApi,
	withDefaults
} from '../../../src/core/engine/convert/service.ts';
import { swarmToApi } from '../../../src/core/engine/convert/swarm.ts';
import { taskToApi } from '../../../src/core/engine/convert/task.ts';
import { exchanges, objectsOf, recordedEra, type Exchange } from '../api/recorded-bodies.ts';
import * as from from './store-objects.ts';

let all: Exchange[] = [];
beforeAll(() => {
	all = exchanges();
});

const audience = { version: '1.41', clientVersion: '', era: recordedEra };
const spoken = (resource: Resource, body: unknown): string => JSON.stringify(adjustAnswer(resource, body, audience));

function compare(what: string, objects: readonly Record<string, never>[], again: (object: never) => string): void {
	for (const object of objects) expect(again(object as never)).toBe(JSON.stringify(object));
	console.log(`${what}: ${objects.length} recorded bodies came out byte for byte`);
	expect(objects.length).toBeGreaterThan(0);
}

describe('recorded answers survive the way into the store and back', () => {
	test('services', () => {
		const services = objectsOf(all, /^\/services(\/[^/]+)?$/).map(({ ServiceStatus, ...rest }) => rest);
		compare('services', services, (body) => spoken('service', serviceToApi(from.serviceFrom(body))));
	});

	test('tasks', () => {
		compare('tasks', objectsOf(all, /^\/tasks(\/[^/]+)?$/), (body: Task) => {
			const attached = (body.NetworksAttachments ?? []).map(({ Network: network }) => from.networkFromTask(network!));
			const find = (id: string) => attached.find((network) => network.id === id);
			return spoken('task', taskToApi(from.taskFrom(body), find));
		});
	});

	test('nodes', () => {
		compare('nodes', objectsOf(all, /^\/nodes(\/[^/]+)?$/), (body: Node) => {
			const manager = body.ManagerStatus && {
				nodeId: body.ID,
				leader: body.ManagerStatus.Leader ?? false,
				reachability: body.ManagerStatus.Reachability!,
				addr: body.ManagerStatus.Addr ?? ''
			};
			return spoken('node', nodeToApi(from.nodeFrom(body), manager));
		});
	});

	test('networks of the swarm', () => {
		const networks = objectsOf(all, /^\/networks(\/[^/]+)?$/).filter(
			(network) => network['Scope'] === ('swarm' as never) && network['Containers'] === null
		);
		compare('networks', networks, (body) => spoken('network', networkToApi(from.networkFromList(body), Infinity)));
	});

	test('secrets, configs, the swarm itself', () => {
		compare('secrets', objectsOf(all, /^\/secrets(\/[^/]+)?$/), (body) =>
			JSON.stringify(secretToApi(from.secretFrom(body)))
		);
		compare('configs', objectsOf(all, /^\/configs(\/[^/]+)?$/), (body) =>
			JSON.stringify(configToApi(from.configFrom(body)))
		);
		// While a root is being replaced there are two of them; our store holds one.
		const steady = objectsOf(all, /^\/swarm$/).filter((swarm) => !swarm['RootRotationInProgress']);
		compare('swarm', steady, (body) => spoken('swarm', swarmToApi(from.clusterFrom(body))));
	});
});

test('a spec sent to /services/create is what the service shows afterwards', () => {
	const shown = new Map<string, ServiceSpec>();
	for (const body of objectsOf(all, /^\/services(\/[^/]+)?$/)) {
		const { ID: id, Spec: spec } = body as unknown as Service;
		if (!shown.has(id)) shown.set(id, spec);
	}
	let count = 0;
	for (const exchange of all) {
		if (exchange.path !== '/services/create' || exchange.status !== 201) continue;
		const spec = shown.get(JSON.parse(exchange.body).ID);
		if (!spec) continue;
		const again = serviceSpecToApi(serviceSpecFromApi(JSON.parse(exchange.requestBody)));
		// The service may have been updated before it was first looked at.
		if (JSON.stringify(spec) === JSON.stringify(again)) count++;
		else if (again.Name !== '') expect(again.Name).toBe(spec.Name);
	}
	console.log(`service specs: ${count} created as recorded`);
	expect(count).toBeGreaterThan(50);
});

test('a mode of isolation that nobody knows is shown as the default one', () => {
	const sent = all.filter(
		({ path, requestBody }) => path === '/services/create' && requestBody.includes('"Isolation":"foo"')
	);
	expect(sent.length).toBeGreaterThan(0);
	for (const { requestBody } of sent)
		expect(serviceSpecToApi(serviceSpecFromApi(JSON.parse(requestBody))).TaskTemplate?.ContainerSpec?.Isolation).toBe(
			'default'
		);
});

test('insertDefaults shows what the recorded engine showed', () => {
	const plain = new Map<string, never>();
	const defaulted: [string, string][] = [];
	for (const exchange of all) {
		if (exchange.method !== 'GET' || exchange.status !== 200 || !/^\/services\/[^/]+$/.test(exchange.path)) continue;
		const body = JSON.parse(exchange.body);
		const key = `${exchange.file} ${body.ID} ${body.Version.Index}`;
		if (exchange.query.includes('insertDefaults=true')) defaulted.push([key, exchange.body]);
		else plain.set(key, body as never);
	}
	let count = 0;
	for (const [key, expected] of defaulted) {
		const body = plain.get(key);
		if (!body) continue;
		const service = from.serviceFrom(body);
		const shown = spoken('service', serviceToApi({ ...service, spec: withDefaults(service.spec) }));
		expect(shown).toBe(JSON.stringify(JSON.parse(expected)));
		count++;
	}
	console.log(`insertDefaults: ${count} pairs compared`);
	expect(count).toBeGreaterThan(0);
});

describe('words that the daemon does not know are refused in its own', () => {
	const task = { ContainerSpec: { Image: 'nginx' }, ForceUpdate: 0 };
	const spec = { Name: 'web', Labels: {}, TaskTemplate: task, Mode: {} };
	test.each([
		[{ ...spec, TaskTemplate: { ...task, RestartPolicy: { Condition: 'foo' } } }, 'invalid RestartCondition: "foo"'],
		[{ ...spec, EndpointSpec: { Mode: 'foo' } }, 'invalid resolution mode: "foo"'],
		[
			{ ...spec, UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, FailureAction: 'foo' } },
			'unrecognized update failure action foo'
		],
		[{ ...spec, UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: 'foo' } }, 'unrecognized update order foo']
	])('%#: %s', (wrong, message) => {
		expect(() => serviceSpecFromApi(wrong)).toThrow(message);
	});
});
