import { Ipam } from '../../core/swarm/allocator/ipam.ts';
import { NetworkAllocator } from '../../core/swarm/allocator/networks.ts';
import {
	arePortsAllocated,
	hostPortsNeedUpdate,
	PortAllocator,
	reconcilePorts
} from '../../core/swarm/allocator/ports.ts';
import { sameSpec } from '../../core/swarm/orchestrator/dirty.ts';
import { ports, toNetwork, toService, toTask, type Sparse } from './normalise.ts';
import { each, errorOf, judge, type TopicRunner } from './vector.ts';

interface PortVector {
	id: string;
	function: string;
	instance?: string;
	service?: Sparse;
	onInit?: boolean;
	before?: Sparse;
	after?: Sparse;
	protocol?: 'TCP' | 'UDP' | 'SCTP';
	error?: string | null;
	expect?: unknown;
}

export const portAllocator: TopicRunner = (vectors) => {
	const instances = new Map<string, PortAllocator>();
	return vectors.map((raw) =>
		judge(raw.id, () => {
			const vector = raw as unknown as PortVector;
			const key = vector.instance ?? '';
			const allocator = instances.get(key) ?? new PortAllocator();
			instances.set(key, allocator);
			return checkPorts(vector, allocator);
		})
	);
};

function checkPorts(vector: PortVector, allocator: PortAllocator): [unknown, unknown] {
	switch (vector.function) {
		case 'reconcilePortConfigs':
			return [ports(vector.expect), reconcilePorts(toService(vector.service))];
		case 'hostPublishPortsNeedUpdate':
			return [vector.expect, hostPortsNeedUpdate(toService(vector.service))];
		case 'isPortsAllocatedOnInit':
			return [vector.expect, arePortsAllocated(toService(vector.service), vector.onInit ?? false)];
		case 'serviceAllocatePorts': {
			let after = toService(vector.before);
			const error = errorOf(() => (after = allocator.allocate(after)));
			// Upstream empties the object it was given when it fails; ours leaves it alone and frees the books.
			if (error !== null) return [vector.error, error];
			return [
				{ error: null, ...toService(vector.after).endpoint },
				{ error, ...after.endpoint }
			];
		}
		case 'portSpace.allocate': {
			let [after] = ports([vector.before]);
			const error = errorOf(() => (after = allocator.space(vector.protocol ?? 'TCP').allocate(after!)));
			return [
				{ error: vector.error, port: ports([vector.after])[0] },
				{ error, port: after }
			];
		}
		default:
			throw new Error(`unknown function ${vector.function}`);
	}
}

interface Call {
	on: string;
	call: string;
	args: unknown[];
	argsAfter?: unknown[] | null;
	error?: string | null;
	result?: unknown[];
}

/** Upstream's test has nowhere to look for a driver it does not know; an engine looks, and does not find it. */
const NO_PLUGIN_STORE: Readonly<Record<string, string>> = {
	'plugin store is uninitialized': 'plugin "invaliddriver" not found'
};

/** The calls of a vector that went otherwise; none is a pass. */
export const networkAllocator = each<{ id: string; calls: Call[] }>(({ calls }) => {
	const instances = new Map<string, NetworkAllocator>();
	const wrong = calls.flatMap((call, i) => {
		const allocator =
			instances.get(call.on) ?? new NetworkAllocator({ pools: [{ base: '10.0.0.0/8', size: 24 }], ingressSubnet: '' });
		instances.set(call.on, allocator);
		let after: unknown;
		const error = errorOf(() => (after = callNetworks(allocator, call)));
		const wantedError = NO_PLUGIN_STORE[call.error ?? ''] ?? call.error ?? null;
		if (error !== wantedError) return [`call ${i} ${call.call}: error ${error}, not ${wantedError}`];
		const expected = call.argsAfter?.[0];
		if (error !== null || !expected || after === undefined) return [];
		const wanted = readFor(call.call, expected);
		return sameSpec(wanted, after)
			? []
			: [`call ${i} ${call.call}: ${JSON.stringify(after)}, not ${JSON.stringify(wanted)}`];
	});
	return [[], wrong];
});

function readFor(call: string, value: unknown): unknown {
	if (call.endsWith('Service')) return toService(value);
	return call.endsWith('Task') ? toTask(value) : toNetwork(value);
}

function callNetworks(allocator: NetworkAllocator, { call, args: [value] }: Call): unknown {
	switch (call) {
		case 'Allocate':
			return allocator.allocate(toNetwork(value));
		case 'Deallocate':
			return allocator.deallocate(toNetwork(value).id);
		case 'AllocateService':
			return allocator.allocateService(toService(value));
		case 'DeallocateService':
			return allocator.deallocateService(toService(value));
		case 'AllocateTask':
			return allocator.allocateTask(toTask(value));
		case 'DeallocateTask':
			return allocator.deallocateTask(toTask(value));
		default:
			throw new Error(`unknown call ${call}`);
	}
}

interface PoolRequest {
	AddressSpace: string;
	Pool: string;
	SubPool: string;
}

/** Pools that an engine of its own takes networks from (libnetwork ipamutils). */
const LOCAL_POOLS = [
	...Array.from({ length: 15 }, (_, i) => ({ base: `172.${17 + i}.0.0/16`, size: 16 })),
	{ base: '192.168.0.0/16', size: 20 }
];

export const ipam = each<{ id: string; calls: Call[] }>(({ calls }) => {
	const instance = new Ipam({ LocalDefault: LOCAL_POOLS, GlobalDefault: [{ base: '10.0.0.0/8', size: 24 }] });
	const wrong = calls.flatMap((call, i) => {
		let result: unknown[] = [];
		const error = errorOf(() => (result = callIpam(instance, call)));
		if (error !== (call.error ?? null)) return [`call ${i} ${call.call}: error ${error}, not ${call.error}`];
		if (error !== null) return [];
		const same = JSON.stringify(result) === JSON.stringify(call.result);
		return same ? [] : [`call ${i} ${call.call}: ${JSON.stringify(result)}, not ${JSON.stringify(call.result)}`];
	});
	return [[], wrong];
});

function callIpam(instance: Ipam, { call, args }: Call): unknown[] {
	switch (call) {
		case 'RequestPool': {
			const { AddressSpace, Pool, SubPool } = args[0] as PoolRequest;
			const { id, pool } = instance.requestPool(AddressSpace, Pool, SubPool);
			return [{ PoolID: id, Pool: pool, Meta: null }];
		}
		case 'ReleasePool':
			instance.releasePool(args[0] as string);
			return [];
		case 'RequestAddress': {
			const [ip = '', length = '0'] = instance
				.requestAddress(args[0] as string, (args[1] as string | null) ?? undefined)
				.split('/');
			return [{ IP: ip, Mask: maskBase64(Number(length)) }];
		}
		case 'ReleaseAddress':
			instance.releaseAddress(args[0] as string, (args[1] as string | null) ?? undefined);
			return [];
		default:
			throw new Error(`unknown call ${call}`);
	}
}

/** An IPv4 mask as Go writes bytes into JSON. */
function maskBase64(length: number): string {
	const mask = length === 0 ? 0 : (-1 << (32 - length)) >>> 0;
	return Buffer.from([mask >>> 24, (mask >>> 16) & 255, (mask >>> 8) & 255, mask & 255]).toString('base64');
}
