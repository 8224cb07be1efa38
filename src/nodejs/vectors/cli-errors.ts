import { ALL_SOFTWARE } from '../../core/world/whole-world.ts';
import type { ApiHandler, ApiRequest, ApiResponse } from '../../core/api/wire/http.ts';
import { dockerProgram } from '../../core/docker/main.ts';
import { v28_2 } from '../../core/era/v28.2.ts';
import { Files } from '../../core/sim/files.ts';
import type { Process } from '../../core/sim/process.ts';
import { Sim } from '../../core/sim/sim.ts';
import type { Sys } from '../../core/sim/sys.ts';
import { each } from './vector.ts';

interface Call {
	method: string;
	args: unknown[];
	result: unknown[];
}

interface ErrorVector {
	id: string;
	upstreamTest: string;
	command: string;
	args: string[];
	flags: Record<string, string>[];
	api: Call[];
	match: 'contains' | 'equals';
	expected: string;
}

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

/** What `command/dummy` of upstream's tests of argument counts takes; a command of ours that takes the same. */
const DUMMIES: readonly (readonly [RegExp, readonly string[]])[] = [
	[/TestRequiresNoArgs/, ['swarm', 'leave']],
	[/TestRequiresMinArgs.*1 argument$/, ['node', 'rm']],
	[/TestExactArgs.* 1 argument$/, ['service', 'rollback']],
	[/TestExactArgs.* 2 arguments$/, ['network', 'connect']],
	[/TestRequires(Max|Range)Args.*1 argument$/, ['volume', 'create']]
];

/** A command line that must fail, against an engine that answers as upstream's fake client did. */
export const cliErrors = each<ErrorVector>((vector) => {
	const { code, stderr } = runDocker(argvOf(vector), fakeEngine(vector.api));
	if (vector.expected === 'no error') return ['no error', code === 0 ? 'no error' : stderr];
	// Upstream's fake client words no errors of its own; ours says who answered.
	const isTold = stderr.replaceAll('Error response from daemon: ', '').includes(vector.expected);
	return [
		{ told: vector.expected, failed: true },
		{ told: isTold ? vector.expected : stderr, failed: code !== 0 }
	];
});

function argvOf({ upstreamTest, command, args, flags, expected }: ErrorVector): string[] {
	const group = /\(docker\/cli cli\/command\/(\w+)\)/.exec(upstreamTest)?.[1];
	const options = flags.flatMap((flag) =>
		Object.entries(flag).flatMap(([name, value]) =>
			value.split(',').map((part) => (name === 'external-ca' ? `--${name}=${value}` : `--${name}=${part}`))
		)
	);
	const given = args.filter(
		(arg, i) => !isOption(arg, flags) && !(isOption(args[i - 1], flags) && isValue(arg, args[i - 1]!, flags))
	);
	if (group === 'system') return ['docker', command, ...options, ...given];
	if (group !== undefined) return ['docker', group, command, ...options, ...given];
	const dummy = DUMMIES.find(([pattern]) => pattern.test(`${upstreamTest} ${expected}`));
	if (!dummy) throw new Error('no command of ours takes such arguments');
	return ['docker', ...dummy[1], ...given];
}

/** Some vectors have their flags among the arguments, too. */
function isOption(arg: string | undefined, flags: readonly Record<string, string>[]): boolean {
	return arg?.startsWith('--') === true && flags.some((flag) => arg.slice(2) in flag);
}

function isValue(arg: string, option: string, flags: readonly Record<string, string>[]): boolean {
	return flags.some((flag) => flag[option.slice(2)] === arg);
}

function fakeEngine(api: readonly Call[]): ApiHandler {
	const left = [...api];
	return function* (request): Process<ApiResponse> {
		const headers = { 'Api-Version': '1.50', Ostype: 'linux' };
		const path = request.path.replace(/^\/v[\d.]+/, '').replace(/\?.*$/, '');
		if (path === '/_ping') return { status: 200, headers, body: 'OK' };
		const method = methodOf(request, path);
		const at = left.findIndex((call) => call.method === method);
		if (at < 0) return { status: 200, headers, body: path.split('/').length === 2 ? [] : {} };
		const [{ result }] = left.splice(at, 1) as [Call];
		const [value, error] = result as [Record<string, unknown>, { error: string } | null];
		if (error) return { status: 500, headers, body: { message: error.error } };
		if (method === 'SwarmGetUnlockKey') return { status: 200, headers, body: { UnlockKey: value['Key'] } };
		const wrapper = WRAPPERS.find((key) => key in value);
		return { status: 200, headers, body: wrapper === undefined ? value : (value[wrapper] ?? []) };
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

function runDocker(argv: readonly string[], handler: ApiHandler): { code: number; stderr: string } {
	const sim = new Sim(1, Date.UTC(2026, 10, 20));
	let stderr = '';
	const sink = (keep: boolean): Sys['stdout'] => ({
		*write(text: string): Process<void> {
			if (keep) stderr += text;
		},
		close() {}
	});
	const sys: Sys = {
		machine: {
			hostname: 'mgr1',
			address: '10.0.0.1',
			sim,
			net: undefined as never,
			// Upstream's own file for `config create`; what is in it does not matter where the engine refuses it.
			files: new Files({ wallMs: 0 }, { '/root/testdata/config-create-with-name.golden': 'config_foo_bar\n' }),
			rng: sim.rng,
			program: () => undefined,
			programNames: () => []
		},
		argv: [...argv],
		env: new Map([['HOME', '/root']]),
		cwd: '/root',
		stdin: {
			*read() {
				return undefined;
			},
			poll: () => undefined,
			close() {}
		},
		stdout: sink(false),
		stderr: sink(true),
		terminal: () => undefined,
		spawn: () => {
			throw new Error('no programs here');
		}
	};
	const proc = sim.root.spawn(dockerProgram({ handler, era: v28_2, software: ALL_SOFTWARE }).run(sys), {
		name: 'docker'
	});
	sim.runUntil(60_000, () => proc.isOver);
	return { code: proc.code ?? -1, stderr };
}
