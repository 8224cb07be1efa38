import { ALL_SOFTWARE } from '../../core/world/whole-world.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../../core/api/wire/http.ts';
import { dockerProgram } from '../../core/docker/main.ts';
import type { Era } from '../../core/era/era.ts';
import { v28_2 } from '../../core/era/v28.2.ts';
import { Files } from '../../core/sim/files.ts';
import { park, WaitQueue, type Process } from '../../core/sim/process.ts';
import { Sim } from '../../core/sim/sim.ts';
import type { Sys } from '../../core/sim/sys.ts';

/** docker/cli's own tests, played with our client: an engine that answers as their fake client did. */

/** One call of the client's library, in order, with what the fake returned: what comes back and an error. */
export interface Call {
	method: string;
	result: [Record<string, unknown> | null, { error: string } | null];
	args?: unknown[];
}

/** docker/cli's tests and golden files are of its version 29, which says some things otherwise than 28. */
export const CLIENT_29: Era = { ...v28_2, capabilities: { ...v28_2.capabilities, words29: true } };

/** Request → method of the client's library. The first that fits counts. */
const METHODS: readonly (readonly [RegExp, string])[] = [
	[/^GET \/info$/, 'Info'],
	[/^GET \/version$/, 'ServerVersion'],
	[/^POST \/swarm\/(init|join|leave|unlock|update)$/, 'Swarm'],
	[/^GET \/swarm\/unlockkey$/, 'SwarmGetUnlockKey'],
	[/^GET \/swarm$/, 'SwarmInspect'],
	[/^POST \/(configs|secrets|networks|volumes|services)\/create$/, 'Create'],
	[/^POST \/networks\/[^/]+\/connect$/, 'NetworkConnect'],
	[/^POST \/networks\/[^/]+\/disconnect$/, 'NetworkDisconnect'],
	[/^POST \/volumes\/prune$/, 'VolumePrune'],
	[/^POST \/(nodes|services)\/[^/]*\/update$/, 'Update'],
	[/^POST \/containers\/create$/, 'ContainerCreate'],
	[/^GET \/containers\/json$/, 'ContainerList'],
	[/^GET \/containers\/[^/]+\/json$/, 'ContainerInspect'],
	[/^POST \/containers\/[^/]+\/wait$/, 'ContainerWait'],
	[/^GET \/(configs|secrets|networks|volumes|nodes|services|tasks)$/, 'List'],
	[/^GET \/(configs|secrets|networks|volumes|nodes|services|tasks)\/[^/]*$/, 'Inspect'],
	[/^DELETE \/(configs|secrets|networks|volumes|nodes|services)\/[^/]+$/, 'Remove']
];

const KINDS: Readonly<Record<string, string>> = {
	configs: 'Config',
	secrets: 'Secret',
	networks: 'Network',
	volumes: 'Volume',
	nodes: 'Node',
	services: 'Service',
	tasks: 'Task'
};

/** Fields in which the client's library hands over what the engine sends bare. */
const WRAPPERS: readonly string[] = [...Object.values(KINDS), 'Items', 'Info', 'Swarm', 'Container', 'Report'];

export function fakeEngine(api: readonly Call[]): ApiHandler {
	const left = [...api];
	return function* (request): Process<ApiResponse> {
		const headers = { 'Api-Version': '1.50', Ostype: 'linux' };
		const path = request.path.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
		if (path === '/_ping') return { status: 200, headers, body: 'OK' };
		const method = methodOf(request, path);
		const at = left.findIndex((call) => call.method === method);
		if (at < 0) return { status: 200, headers, body: path.split('/').length === 2 ? [] : {} };
		const [{ result }] = left.splice(at, 1) as [Call];
		const [value, error] = result;
		if (error) return { status: 500, headers, body: { message: error.error } };
		if (method === 'SwarmGetUnlockKey') return { status: 200, headers, body: { UnlockKey: value?.['Key'] } };
		if (method === 'SwarmInit') return { status: 200, headers, body: value?.['NodeID'] };
		const wrapper = WRAPPERS.find((key) => value && key in value);
		if (method === 'VolumeList') return { status: 200, headers, body: { Volumes: value?.['Items'] ?? null } };
		return { status: 200, headers, body: wrapper === undefined ? value : (value![wrapper] ?? []) };
	};
}

function methodOf({ method: verb }: ApiRequest, path: string): string {
	for (const [pattern, name] of METHODS) {
		const match = pattern.exec(`${verb} ${path}`);
		if (!match) continue;
		if (name === 'Swarm') return `Swarm${match[1]![0]!.toUpperCase()}${match[1]!.slice(1)}`;
		const kind = KINDS[match[1] ?? ''];
		return kind ? kind + name : name;
	}
	return '';
}

export interface ClientRun {
	argv: readonly string[];
	handler: ApiHandler;
	nowMs?: number;
	files?: Record<string, string>;
	stdin?: string;
	/** Ctrl-C while it waits. */
	interrupted?: boolean;
}

export function runDocker(run: ClientRun): { code: number; stdout: string; stderr: string } {
	const sim = new Sim(1, run.nowMs ?? Date.UTC(2026, 10, 20));
	const out = { stdout: '', stderr: '' };
	let input = run.stdin;
	const sink = (to: keyof typeof out): Sys['stdout'] => ({
		*write(text: string): Process<void> {
			out[to] += text;
		},
		close() {}
	});
	const never = new WaitQueue();
	const sys: Sys = {
		machine: {
			hostname: 'mgr1',
			address: '10.0.0.1',
			sim,
			net: undefined as never,
			files: new Files({ wallMs: 0 }, run.files ?? {}),
			rng: sim.rng,
			program: () => undefined,
			programNames: () => []
		},
		argv: [...run.argv],
		env: new Map([['HOME', '/root']]),
		cwd: '/root',
		stdin: {
			*read() {
				if (input === undefined && run.interrupted) yield* park(never);
				const text = input;
				input = undefined;
				return text;
			},
			poll: () => undefined,
			close() {}
		},
		stdout: sink('stdout'),
		stderr: sink('stderr'),
		terminal: () => undefined,
		spawn: () => {
			throw new Error('no programs here');
		}
	};
	const proc = sim.root.spawn(
		dockerProgram({ handler: run.handler, era: CLIENT_29, software: ALL_SOFTWARE }).run(sys),
		{
			name: 'docker'
		}
	);
	if (run.interrupted) sim.after(1_000, () => proc.kill('SIGINT'));
	sim.runUntil(60_000, () => proc.isOver);
	return { code: proc.code ?? -1, ...out };
}
