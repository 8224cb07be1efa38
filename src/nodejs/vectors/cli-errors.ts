import { fakeEngine, runDocker, type Call } from './fake-client.ts';
import { each } from './vector.ts';

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

/** What `command/dummy` of upstream's tests of argument counts takes; a command of ours that takes the same. */
const DUMMIES: readonly (readonly [RegExp, readonly string[]])[] = [
	[/TestRequiresNoArgs/, ['swarm', 'leave']],
	[/TestRequiresMinArgs.* 1 argument$/, ['node', 'rm']],
	[/TestRequiresMinArgs.* 2 arguments$/, ['container', 'exec']],
	[/TestRequires(Max|Range)Args.* 2 arguments$/, ['container', 'port']],
	[/TestExactArgs.* 1 argument$/, ['service', 'rollback']],
	[/TestExactArgs.* 2 arguments$/, ['network', 'connect']],
	[/TestRequires(Max|Range)Args.*1 argument$/, ['volume', 'create']]
];

/** A command line that must fail, against an engine that answers as upstream's fake client did. */
export const cliErrors = each<ErrorVector>((vector) => {
	const { code, stderr } = runDocker({
		argv: argvOf(vector),
		handler: fakeEngine(withIds(vector.api)),
		files: filesOf(vector)
	});
	if (vector.expected === 'no error') return ['no error', code === 0 ? 'no error' : stderr];
	// Upstream's fake client words no errors of its own; ours says who answered.
	const isTold = stderr.replaceAll('Error response from daemon: ', '').includes(vector.expected);
	return [
		{ told: vector.expected, failed: true },
		{ told: isTold ? vector.expected : stderr, failed: code !== 0 }
	];
});

/** Upstream's fake client takes what has no ID; the one that speaks HTTP, like ours, asks for nothing that has none. */
function withIds(api: readonly Call[]): Call[] {
	return JSON.parse(JSON.stringify(api).replace(/"((?:Node)?ID)":""/g, '"$1":"someID"')) as Call[];
}

/** Flags of upstream's test that its record does not have: what went wrong tells them. */
const NOT_RECORDED: readonly (readonly [RegExp, string])[] = [
	[/wrong number of args for join/, '--format={{join}}'],
	[/function "invalid" not defined/, '--format={{invalid}}']
];

/** Files that upstream's tests made: one to create a config from, and certificates. */
function filesOf({ flags }: ErrorVector): Record<string, string> {
	const files: Record<string, string> = {
		// Upstream's own file for `config create`; what is in it does not matter where the engine refuses it.
		'/root/testdata/config-create-with-name.golden': 'config_foo_bar\n'
	};
	for (const [name, value] of flags.flatMap((flag) => Object.entries(flag))) {
		if (name === 'ca-cert' || name === 'ca-key')
			files[value] = '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n';
	}
	return files;
}

function argvOf({ upstreamTest, command, args, flags, expected }: ErrorVector): string[] {
	const group = /\(docker\/cli cli\/command\/(\w+)\)/.exec(upstreamTest)?.[1];
	const options = flags.flatMap((flag) =>
		Object.entries(flag).flatMap(([name, value]) =>
			value.split(',').map((part) => (name === 'external-ca' ? `--${name}=${value}` : `--${name}=${part}`))
		)
	);
	if (upstreamTest.includes('/command/container') && flags.length === 0) {
		const format = NOT_RECORDED.find(([pattern]) => pattern.test(expected));
		if (format) options.push(format[1]);
	}
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
