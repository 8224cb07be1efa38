/** An engine that knows a fixed answer to every request: the same for the real client and for ours. */
export type Canned = (method: string, path: string) => { status: number; body?: unknown };

export const NO_ENGINE: Canned = () => ({ status: 500, body: { message: 'no engine here' } });

const STAMPS = { Version: { Index: 42 }, CreatedAt: '2026-11-20T10:00:00Z', UpdatedAt: '2026-11-20T10:00:00Z' };

/** A swarm in which every network, secret and config exists, and the service `web` as its spec says. */
export function cannedSwarm(specs: Readonly<Record<string, unknown>>): Canned {
	return (method, path) => {
		const url = new URL(path, 'http://engine');
		const [, resource = '', name = '', verb = ''] = url.pathname.replace(/^\/v[\d.]+/, '').split('/');
		if (method === 'POST') return posted(resource, name, verb);
		if (method === 'DELETE') return { status: 204 };
		const wanted = namesIn(url.searchParams.get('filters'));
		switch (resource) {
			case 'info':
				return { status: 200, body: { Swarm: { NodeID: 'node1', ControlAvailable: true, LocalNodeState: 'active' } } };
			case 'networks':
				if (name === '') return { status: 200, body: [] };
				return { status: 200, body: { Name: name, Id: `${name}-id`, Scope: 'swarm', Driver: 'overlay' } };
			case 'secrets':
			case 'configs':
				return { status: 200, body: wanted.map((found) => ({ ID: `${found}-id`, ...STAMPS, Spec: { Name: found } })) };
			case 'services': {
				const spec = specs[name];
				if (!spec) return { status: 404, body: { message: `service ${name} not found` } };
				return { status: 200, body: { ID: `${name}-id`, ...STAMPS, Spec: spec, Endpoint: { Spec: {} } } };
			}
			case 'nodes':
				return {
					status: 200,
					body: {
						ID: `${name}-id`,
						...STAMPS,
						Spec: { Role: 'worker', Availability: 'active', Labels: { zone: 'a', disk: 'ssd' } },
						Description: { Hostname: name },
						Status: { State: 'ready' }
					}
				};
			case 'swarm':
				if (name === 'unlockkey') return { status: 200, body: { UnlockKey: '' } };
				return {
					status: 200,
					body: { ID: 'swarm', ...STAMPS, Spec: SWARM_SPEC, TLSInfo: {}, JoinTokens: { Worker: 'W', Manager: 'M' } }
				};
			default:
				return { status: 404, body: { message: `no such thing: ${path}` } };
		}
	};
}

const SWARM_SPEC = {
	Name: 'default',
	Labels: {},
	Orchestration: { TaskHistoryRetentionLimit: 5 },
	Raft: {
		SnapshotInterval: 10000,
		KeepOldSnapshots: 0,
		LogEntriesForSlowFollowers: 500,
		ElectionTick: 10,
		HeartbeatTick: 1
	},
	Dispatcher: { HeartbeatPeriod: 5000000000 },
	CAConfig: { NodeCertExpiry: 7776000000000000 },
	TaskDefaults: {},
	EncryptionConfig: { AutoLockManagers: false }
};

function posted(resource: string, name: string, verb: string): { status: number; body?: unknown } {
	if (verb === 'update' || name === 'update')
		return { status: 200, body: resource === 'services' ? { Warnings: null } : undefined };
	if (name === 'init') return { status: 200, body: 'node1' };
	return { status: 201, body: { ID: 'new-id', Id: 'new-id', Name: 'new', Warnings: [] } };
}

function namesIn(filters: string | null): string[] {
	if (filters === null) return [];
	const { name = {} } = JSON.parse(filters) as { name?: Record<string, boolean> };
	return Object.keys(name);
}
