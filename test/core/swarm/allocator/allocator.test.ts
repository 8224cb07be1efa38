import { describe, expect, it } from 'vitest';
import { v1_12_0_rc1 } from '../../../../src/core/era/v1.12.0-rc1.ts';
import { NetworkAllocator } from '../../../../src/core/swarm/allocator/networks.ts';
import type { ServiceSpec } from '../../../../src/core/swarm/objects.ts';
import { toNetwork } from '../../../../src/nodejs/vectors/normalise.ts';
import { TestSwarm } from '../orchestrator/test-swarm.ts';

const PUBLISHED: Partial<ServiceSpec> = {
	endpoint: { mode: 'VIP', ports: [{ protocol: 'TCP', targetPort: 80, publishMode: 'INGRESS' }] }
};
const port = (publishedPort: number): Partial<ServiceSpec> => ({
	endpoint: { mode: 'VIP', ports: [{ protocol: 'TCP', targetPort: 80, publishedPort, publishMode: 'INGRESS' }] }
});

describe('the allocator', () => {
	it('counts addresses of the ingress network up: gateway, nodes, virtual IP, tasks', () => {
		const swarm = new TestSwarm(['a', 'b']);
		swarm.run(100);
		expect(swarm.store.get('network', 'ingress')!.ipam!.configs).toMatchObject([
			{ subnet: '10.0.0.0/24', gateway: '10.0.0.1' }
		]);
		expect(swarm.store.all('node').map((node) => node.attachments![0]!.addresses)).toEqual([
			['10.0.0.2/24'],
			['10.0.0.3/24']
		]);
		swarm.createService('web', 2, {}, PUBLISHED);
		swarm.run(1_000);
		const { endpoint } = swarm.service('web');
		expect(endpoint!.virtualIps).toEqual([{ networkId: 'ingress', addr: '10.0.0.4/24' }]);
		expect(endpoint!.ports!.map(({ publishedPort }) => publishedPort)).toEqual([30_000]);
		expect(swarm.running('web').map((task) => task.networks![0]!.addresses[0])).toEqual(['10.0.0.5/24', '10.0.0.6/24']);
		expect(swarm.running('web').every((task) => task.endpoint!.ports![0]!.publishedPort === 30_000)).toBe(true);
	});

	it('gives the first network of a user 10.0.1.0/24, and a node an address on it while it has a task there', () => {
		const swarm = new TestSwarm(['a']);
		swarm.write((tx) => {
			const meta = { version: { index: 0 }, createdAt: '', updatedAt: '' };
			tx.create('network', { id: 'back', meta, spec: { annotations: { name: 'back' } } });
		});
		swarm.createService('db', 1, { networks: [{ target: 'back' }] });
		swarm.run(1_000);
		expect(swarm.store.get('network', 'back')!.ipam!.configs[0]!.subnet).toBe('10.0.1.0/24');
		expect(swarm.service('db').endpoint!.virtualIps).toEqual([{ networkId: 'back', addr: '10.0.1.2/24' }]);
		const networks = (): string[] => swarm.store.get('node', 'a')!.attachments!.map(({ networkId }) => networkId);
		expect(networks()).toEqual(['ingress', 'back']);
		swarm.write((tx) => tx.delete('service', 'db'));
		swarm.run(2_000);
		expect(networks()).toEqual(['ingress']);
	});

	it('gives the ingress network of Docker 1.12 its own subnet, and the first user network 10.0.0.0/24', () => {
		const books = new NetworkAllocator({
			pools: [{ base: '10.0.0.0/8', size: 24 }],
			ingressSubnet: v1_12_0_rc1.ingressSubnet
		});
		const subnet = (id: string, ingress: boolean): string | undefined =>
			books.allocate(toNetwork({ id, spec: { annotations: { name: id }, ingress } })).ipam!.configs[0]?.subnet;
		expect(subnet('ingress', true)).toBe('10.255.0.0/16');
		expect(subnet('back', false)).toBe('10.0.0.0/24');
	});

	it('lets the tasks of a service wait in NEW whose port is taken, until it is free', () => {
		const swarm = new TestSwarm(['a']);
		swarm.createService('first', 1, {}, port(8080));
		swarm.run(1_000);
		swarm.createService('second', 1, {}, port(8080));
		swarm.run(5_000);
		expect(swarm.tasks('second').map(({ status }) => status.state)).toEqual(['NEW']);
		swarm.write((tx) => tx.delete('service', 'first'));
		swarm.run(2_000);
		expect(swarm.running('second').length).toBe(1);
		expect(swarm.service('second').endpoint!.ports![0]!.publishedPort).toBe(8080);
	});

	it('keeps addresses and ports under a new leader', () => {
		const swarm = new TestSwarm(['a', 'b']);
		swarm.createService('web', 3, {}, PUBLISHED);
		swarm.run(1_000);
		const before = JSON.stringify(swarm.store.snapshot());
		swarm.changeLeader();
		swarm.run(10_000);
		expect(JSON.stringify(swarm.store.snapshot())).toBe(before);
		swarm.createService('other', 1, {}, PUBLISHED);
		swarm.run(1_000);
		const taken = swarm.store.all('task').flatMap((task) => task.networks?.[0]?.addresses ?? []);
		expect(new Set(taken).size).toBe(4);
		expect(swarm.service('other').endpoint!.ports![0]!.publishedPort).toBe(30_001);
	});
});
