import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { Era } from '../../../src/core/era/era.ts';
import type { Backend } from '../../../src/core/api/backend.ts';
import { ApiError } from '../../../src/core/api/error.ts';
import { createApi } from '../../../src/core/api/router.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../../../src/core/api/wire/http.ts';
import type { Network } from '../../../src/core/api/wire/network.ts';
import { createCluster } from '../../../src/core/engine/cluster.ts';
import type { Process } from '../../../src/core/sim/process.ts';
import type { Scope } from '../../../src/core/sim/scope.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import type { Kind, Tables } from '../../../src/core/swarm/objects.ts';
import {
	SwarmError,
	type ControlApi,
	type ManagerStatus,
	type Swarm,
	type SwarmInfo
} from '../../../src/core/swarm/swarm.ts';

/** A swarm that is only tables: what a manager holds, without anybody working on it. */
export class FakeSwarm implements Swarm {
	readonly tables: { [K in Kind]: Tables[K][] } = {
		node: [],
		service: [],
		task: [],
		network: [],
		secret: [],
		config: [],
		volume: [],
		cluster: []
	};
	managers: ManagerStatus[] = [];
	/** Calls that would have written, in order. */
	readonly writes: unknown[][] = [];
	/** What `control()` or a call throws. */
	refusal: SwarmError | undefined;
	state: SwarmInfo = {
		nodeId: 'h8hs1a5fiqcj8l252uoubbcw3',
		nodeAddr: '10.0.0.1',
		localNodeState: 'active',
		controlAvailable: true,
		error: '',
		remoteManagers: [{ nodeId: 'h8hs1a5fiqcj8l252uoubbcw3', addr: '10.0.0.1:2377' }]
	};

	local(): SwarmInfo {
		return this.state;
	}
	*info(): Process<SwarmInfo> {
		return this.state;
	}
	*init(...args: unknown[]): Process<string> {
		this.writes.push(['init', ...args]);
		return this.state.nodeId;
	}
	*join(...args: unknown[]): Process<void> {
		this.writes.push(['join', ...args]);
	}
	*leave(...args: unknown[]): Process<void> {
		if (this.refusal) throw this.refusal;
		this.writes.push(['leave', ...args]);
	}
	*unlock(): Process<void> {
		if (this.refusal) throw this.refusal;
	}
	*unlockKey(): Process<string> {
		return '';
	}
	attachments(): undefined {}
	start(): void {}
	stop(): void {}

	control(): ControlApi {
		if (this.refusal) throw this.refusal;
		const { tables, writes, managers } = this;
		const write = (name: string) =>
			function* (...args: unknown[]): Process<never> {
				writes.push([name, ...args]);
				return { id: `${name}-id` } as never;
			};
		return {
			*get<K extends Kind>(kind: K, id: string) {
				const found = tables[kind].find((object) => object.id === id);
				if (!found) throw new SwarmError('NotFound', `${kind} ${id} not found`);
				return found;
			},
			*list<K extends Kind>(kind: K) {
				return [...tables[kind]] as Tables[K][];
			},
			*listMany() {
				return tables;
			},
			*managerStatuses() {
				return managers;
			},
			createService: write('createService'),
			updateService: write('updateService'),
			subscribeLogs: write('subscribeLogs'),
			removeService: write('removeService'),
			updateNode: write('updateNode'),
			removeNode: write('removeNode'),
			createNetwork: write('createNetwork'),
			removeNetwork: write('removeNetwork'),
			createSecret: write('createSecret'),
			updateSecret: write('updateSecret'),
			removeSecret: write('removeSecret'),
			createConfig: write('createConfig'),
			updateConfig: write('updateConfig'),
			removeConfig: write('removeConfig'),
			createVolume: write('createVolume'),
			updateVolume: write('updateVolume'),
			removeVolume: write('removeVolume'),
			updateCluster: write('updateCluster')
		};
	}
}

export function localNetwork(name: string, id: string): Network {
	return {
		Name: name,
		Id: id,
		Created: '2026-11-20T21:45:23.358578066Z',
		Scope: 'local',
		Driver: name,
		EnableIPv4: true,
		EnableIPv6: false,
		IPAM: { Driver: 'default', Options: null, Config: [] },
		Internal: false,
		Attachable: false,
		Ingress: false,
		ConfigFrom: { Network: '' },
		ConfigOnly: false,
		Containers: {},
		Options: {},
		Labels: {}
	};
}

export interface Bench {
	sim: Sim;
	swarm: FakeSwarm;
	api: ApiHandler;
	/** Runs one request to its end. */
	ask(request: Partial<ApiRequest> & { path: string }): ApiResponse;
	/** `METHOD /path` with the engine's own version in front. */
	call(line: string, body?: unknown, headers?: Record<string, string>): ApiResponse;
}

/** The API of an engine with a fake swarm behind it, and no containers at all. */
export function bench(options: { era?: Era; scope?: (sim: Sim) => Scope; backend?: Partial<Backend> } = {}): Bench {
	const era = options.era ?? v28_2;
	const sim = new Sim(1, era.epochMs);
	const swarm = new FakeSwarm();
	const locals = [localNetwork('bridge', 'b'.repeat(64)), localNetwork('host', 'c'.repeat(64))];
	const find = function* (term: string): Process<Network[]> {
		return locals.filter((network) => network.Name === term || network.Id.startsWith(term));
	};
	const cluster = createCluster({
		nowMs: () => Infinity,
		swarm,
		era,
		randomName: () => 'boring_kare',
		*distribution(image) {
			if (image.startsWith('nosuch')) throw new ApiError('forbidden', 'denied');
			return { Descriptor: { mediaType: '', digest: 'sha256:feed', size: 1 }, Platforms: [] };
		},
		localNetworks: find
	});
	const backend = {
		swarm: cluster,
		networks: {
			*list() {
				return locals;
			},
			find,
			*create() {
				return { Id: 'local-id', Warning: '' };
			},
			*remove() {},
			*prune() {
				return { NetworksDeleted: null };
			}
		},
		system: {
			*info() {
				return { ID: 'x', DefaultRuntime: 'runc', Warnings: null };
			}
		},
		...options.backend
	} as unknown as Backend;
	const scope = options.scope?.(sim);
	const api = createApi({ backend, era, sim, where: 'mgr1', ...(scope && { scope }) });
	const ask: Bench['ask'] = (request) => {
		let response: ApiResponse | undefined;
		sim.root.spawn(
			(function* () {
				response = yield* api({ method: 'GET', ...request });
				return 0;
			})(),
			{ name: 'client' }
		);
		sim.runUntil(sim.now + 60_000);
		if (!response) throw new Error(`no answer to ${request.path}`);
		return response;
	};
	return {
		sim,
		swarm,
		api,
		ask,
		call(line, body, headers) {
			const [method, path] = line.split(' ') as [ApiRequest['method'], string];
			return ask({
				method,
				path: `/v${era.engine.apiVersion}${path}`,
				...(body !== undefined && { body }),
				...(headers && { headers })
			});
		}
	};
}
