// The control API against SwarmKit's own answers: objects before, a request, a response or an error.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/sim/rng.ts';
import type { Process } from '../../../../src/core/sim/process.ts';
import { Sim } from '../../../../src/core/sim/sim.ts';
import { ControlServer } from '../../../../src/core/swarm/manager/control.ts';
import { canRemoveMember, type RaftHost } from '../../../../src/core/swarm/manager/raft-host.ts';
import type { Kind, Tables } from '../../../../src/core/swarm/objects.ts';
import { applyAtOnce, MemoryStore } from '../../../../src/core/swarm/store/store.ts';
import { SwarmError } from '../../../../src/core/swarm/swarm.ts';
import { fromVector } from '../vector-objects.ts';

interface Member {
	raftId: string;
	nodeId: string;
	status: { reachability?: string };
}

interface Vector {
	id: string;
	rpc: string;
	state: Partial<Record<string, { id: string }[]>> & { raftMembers?: Record<string, Member> };
	request: Record<string, never> | string;
	expect: {
		ok: boolean;
		code?: string;
		message?: string;
		response?: Record<string, { spec?: unknown; specVersion?: unknown }>;
	};
}

const TABLES: Record<string, Kind> = {
	nodes: 'node',
	services: 'service',
	tasks: 'task',
	networks: 'network',
	secrets: 'secret',
	configs: 'config',
	clusters: 'cluster'
};

/** The fields of all requests; each call knows which of them it has. */
type Fields = Record<
	| 'spec'
	| 'force'
	| `${'service' | 'secret' | 'config' | 'node'}Version`
	| `${'service' | 'network' | 'secret' | 'config' | 'node'}Id`,
	never
>;

type Call = (api: ControlServer, request: Fields) => Process<unknown>;

const version = (value: { index?: number } | undefined): number => value?.index ?? 0;

const CALLS: Record<string, Call> = {
	CreateService: (api, { spec }) => api.createService(spec),
	UpdateService: (api, { serviceId, serviceVersion, spec }) =>
		api.updateService(serviceId, version(serviceVersion), spec, 'none'),
	RemoveService: (api, { serviceId }) => api.removeService(serviceId ?? ''),
	CreateNetwork: (api, { spec }) => api.createNetwork(spec),
	RemoveNetwork: (api, { networkId }) => api.removeNetwork(networkId),
	CreateSecret: (api, { spec }) => api.createSecret(spec),
	UpdateSecret: (api, { secretId, secretVersion, spec }) => api.updateSecret(secretId, version(secretVersion), spec),
	RemoveSecret: (api, { secretId }) => api.removeSecret(secretId ?? ''),
	CreateConfig: (api, { spec }) => api.createConfig(spec),
	UpdateConfig: (api, { configId, configVersion, spec }) => api.updateConfig(configId, version(configVersion), spec),
	RemoveConfig: (api, { configId }) => api.removeConfig(configId ?? ''),
	UpdateNode: (api, { nodeId, nodeVersion, spec }) => api.updateNode(nodeId, version(nodeVersion), spec),
	RemoveNode: (api, { nodeId, force }) => api.removeNode(nodeId, force ?? false)
};

/** A request that Go refuses because a pointer in it is nil; ours cannot be made without these. */
function isIncomplete({ rpc, request }: Vector): boolean {
	if (typeof request === 'string') return true;
	if (rpc.startsWith('Update')) {
		const hasVersion = Object.keys(request).some((key) => key.endsWith('Version'));
		return !hasVersion || !('spec' in request);
	}
	return rpc.startsWith('Create') && !('spec' in request);
}

/** As much of a Raft host as the checks before a demotion ask for. */
function fakeRaft(members: Record<string, Member> | undefined): RaftHost | undefined {
	if (!members) return undefined;
	const list = Object.values(members);
	return {
		memberOfNode: (nodeId: string) => list.find((member) => member.nodeId === nodeId),
		canRemove(raftId: string) {
			const others = list.filter((member) => member.raftId !== raftId && member.status.reachability === 'REACHABLE');
			return canRemoveMember(list.length, others.length);
		}
	} as unknown as RaftHost;
}

test("the control API answers as SwarmKit's does", () => {
	const text = readFileSync('../shared/reference/swarmkit/vectors/control-api.json', 'utf8');
	const { vectors, count } = JSON.parse(text) as { vectors: Vector[]; count: number };
	expect(vectors.length).toBe(count);
	const left = new Map<string, number>();
	let ran = 0;
	for (const vector of vectors) {
		const call = CALLS[vector.rpc];
		if (!call || isIncomplete(vector)) {
			left.set(vector.rpc, (left.get(vector.rpc) ?? 0) + 1);
			continue;
		}
		const sim = new Sim(1, 0);
		const store = new MemoryStore(sim);
		store.setProposer(applyAtOnce(store));
		const changes = Object.entries(vector.state).flatMap(([table, rows]) => {
			const kind = TABLES[table];
			if (!kind) return [];
			return (rows as { id: string }[]).map((row) => ({
				op: 'create' as const,
				kind,
				id: row.id,
				object: fromVector(kind, row) as Tables[Kind]
			}));
		});
		store.restore(changes);
		const api = new ControlServer(store, fakeRaft(vector.state.raftMembers), createRng(1), () => sim.timestamp());
		let verdict: Record<string, unknown> | undefined;
		const body = function* (): Process {
			try {
				yield* call(api, fromVector(vector.rpc, vector.request) as Fields);
				verdict = { ok: true };
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				verdict = { ok: false, code: error.code, message: error.message };
			}
			return 0;
		};
		sim.root.spawn(body(), { name: vector.id });
		sim.runUntil(1000);
		const { ok, code, message } = vector.expect;
		// An error without a code is one of the store; gRPC calls it Unknown.
		expect({ id: vector.id, ...verdict }).toEqual({
			id: vector.id,
			ok,
			...(ok ? {} : { code: code ?? 'Unknown', message: sameOrder(message!, String(verdict?.['message'])) })
		});
		ran++;
	}
	console.log(`control-api: ${ran} cases; left out: ${[...left].map(([rpc, n]) => `${rpc} ${n}`).join(', ')}`);
	expect(ran).toBeGreaterThan(60);
});

/** SwarmKit names the users of a secret in no particular order. */
function sameOrder(expected: string, ours: string): string {
	const sorted = (text: string): string =>
		text.replace(/services: (.*)$/, (_, names: string) => names.split(', ').sort().join(', '));
	return sorted(expected) === sorted(ours) ? ours : expected;
}
