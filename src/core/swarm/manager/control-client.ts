import type { Process } from '../../sim/process.ts';
import type { ControlApi, LeaderApi } from '../swarm.ts';

/** One call of the control API on its way. */
export interface ControlRequest {
	method: keyof LeaderApi;
	args: readonly unknown[];
}

const READS: ReadonlySet<keyof LeaderApi> = new Set<keyof LeaderApi>(['get', 'list', 'listMany', 'managerStatuses']);

export function isRead({ method }: ControlRequest): boolean {
	return READS.has(method);
}

/** What the diagrams say of a request: 'update service', 'list tasks'. */
export function describeRequest({ method, args }: ControlRequest): string {
	if (method === 'managerStatuses') return 'list managers';
	if (READS.has(method)) return `${method === 'get' ? 'get' : 'list'} ${String(args[0])}`;
	return method.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`);
}

/** Serves a request with the leader's own API. */
export function serveControl(api: LeaderApi, { method, args }: ControlRequest): Process<unknown> {
	return (api[method] as (...args: readonly unknown[]) => Process<unknown>)(...args);
}

/** The control API as the daemon sees it on any manager: each call goes through `send`. */
export function createControlClient(
	send: (request: ControlRequest) => Process<unknown>,
	subscribeLogs: ControlApi['subscribeLogs']
): ControlApi {
	const method =
		(name: keyof LeaderApi) =>
		(...args: readonly unknown[]): Process<never> =>
			send({ method: name, args }) as Process<never>;
	return {
		get: method('get'),
		list: method('list'),
		listMany: method('listMany'),
		managerStatuses: method('managerStatuses'),
		createService: method('createService'),
		updateService: method('updateService'),
		removeService: method('removeService'),
		updateNode: method('updateNode'),
		removeNode: method('removeNode'),
		createNetwork: method('createNetwork'),
		removeNetwork: method('removeNetwork'),
		createSecret: method('createSecret'),
		updateSecret: method('updateSecret'),
		removeSecret: method('removeSecret'),
		createConfig: method('createConfig'),
		updateConfig: method('updateConfig'),
		removeConfig: method('removeConfig'),
		createVolume: method('createVolume'),
		updateVolume: method('updateVolume'),
		removeVolume: method('removeVolume'),
		updateCluster: method('updateCluster'),
		subscribeLogs
	};
}
