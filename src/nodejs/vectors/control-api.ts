import { createRng } from '../../core/sim/rng.ts';
import type { Process } from '../../core/sim/process.ts';
import { Sim } from '../../core/sim/sim.ts';
import { ControlServer } from '../../core/swarm/manager/control.ts';
import type { RaftHost } from '../../core/swarm/manager/raft-host.ts';
import { canRemoveMember } from '../../core/swarm/manager/raft-peers.ts';
import type { Kind, Tables } from '../../core/swarm/objects.ts';
import { applyAtOnce, MemoryStore } from '../../core/swarm/store/store.ts';
import { SwarmError } from '../../core/swarm/swarm.ts';
import { fromVector } from './spec-objects.ts';
import { each } from './vector.ts';

interface Member {
	raftId: string;
	nodeId: string;
	status: { reachability?: string };
}

interface ControlVector {
	id: string;
	rpc: string;
	state: Partial<Record<string, { id: string }[]>> & { raftMembers?: Record<string, Member> };
	request: Record<string, never> | string;
	expect: { ok: boolean; code?: string; message?: string };
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

const version = (value: { index: number } | undefined): number | undefined => value?.index;

const CALLS: Record<string, (api: ControlServer, request: Fields) => Process<unknown>> = {
	CreateService: (api, { spec }) => api.createService(spec),
	UpdateService: (api, { serviceId, serviceVersion, spec }) =>
		api.updateService(serviceId ?? '', version(serviceVersion) as never, spec, 'none'),
	RemoveService: (api, { serviceId }) => api.removeService(serviceId ?? ''),
	// The daemon itself counts a service's tasks, from the lists of tasks and nodes.
	ListServiceStatuses: (api) => api.listMany(['service', 'task', 'node']),
	CreateNetwork: (api, { spec }) => api.createNetwork(spec),
	RemoveNetwork: (api, { networkId }) => api.removeNetwork(networkId),
	CreateSecret: (api, { spec }) => api.createSecret(spec),
	UpdateSecret: (api, { secretId, secretVersion, spec }) =>
		api.updateSecret(secretId ?? '', version(secretVersion) as never, spec),
	RemoveSecret: (api, { secretId }) => api.removeSecret(secretId ?? ''),
	CreateConfig: (api, { spec }) => api.createConfig(spec),
	UpdateConfig: (api, { configId, configVersion, spec }) =>
		api.updateConfig(configId ?? '', version(configVersion) as never, spec),
	RemoveConfig: (api, { configId }) => api.removeConfig(configId ?? ''),
	UpdateNode: (api, { nodeId, nodeVersion, spec }) => api.updateNode(nodeId ?? '', version(nodeVersion) as never, spec),
	RemoveNode: (api, { nodeId, force }) => api.removeNode(nodeId, force ?? false)
};

/** As much of a Raft host as the checks before a demotion ask for. */
function fakeRaft(members: Record<string, Member> | undefined): RaftHost | undefined {
	if (!members) return undefined;
	const list = Object.values(members);
	const peers = {
		ofNode: (nodeId: string) => list.find((member) => member.nodeId === nodeId),
		canRemove(raftId: string) {
			const others = list.filter((member) => member.raftId !== raftId && member.status.reachability === 'REACHABLE');
			return canRemoveMember(list.length, others.length);
		}
	};
	return { peers } as unknown as RaftHost;
}

/** A request whose message type only the upstream test's registry knew: it was recorded as the error of printing it. */
const CUSTOM_RUNTIME = {
	spec: { annotations: { name: 'custom' }, task: { generic: { kind: 'com.docker.custom.runtime' } } }
};

export const controlApi = each<ControlVector>((vector) => {
	const call = CALLS[vector.rpc];
	if (!call) throw new Error(`unknown call ${vector.rpc}`);
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
	const request = typeof vector.request === 'string' ? CUSTOM_RUNTIME : vector.request;
	let verdict: Record<string, unknown> = { ok: 'no answer' };
	const body = function* (): Process {
		try {
			yield* call(api, fromVector(vector.rpc, request) as Fields);
			verdict = { ok: true };
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			verdict = { ok: false, code: error.code, message: error.message };
		}
		return 0;
	};
	sim.root.spawn(body(), { name: vector.id });
	sim.runUntil(1000);
	const { ok, code = 'Unknown', message = '' } = vector.expect;
	// An error without a code is one of the store; gRPC calls it Unknown.
	const expected = ok ? { ok } : { ok, code, message: sameOrder(message, String(verdict['message'])) };
	return [expected, verdict];
});

/** SwarmKit names the users of a secret in no particular order. */
function sameOrder(expected: string, ours: string): string {
	const sorted = (text: string): string =>
		text.replace(/services: (.*)$/, (_, names: string) => names.split(', ').sort().join(', '));
	return sorted(expected) === sorted(ours) ? ours : expected;
}
