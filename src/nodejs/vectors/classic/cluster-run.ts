import { judge, type TopicRunner, type Vector, type VectorResult } from '../vector.ts';
import { dialectOf } from './scheduling.ts';
import { ARRIVALS } from './arrivals.ts';
import { CONTAINERS } from './containers.ts';
import { LEADERS } from './leaders.ts';
import { MISSING } from './missing.ts';
import { SCRIPTS } from './scripts.ts';
import { ClassicWorld } from './world.ts';
import { appHelp, commandHelp } from '../../../core/classic/program/help.ts';
import { COMMANDS } from '../../../core/classic/program/flags.ts';
import { isAddress } from '../../../core/classic/program/values.ts';

interface CommandVector {
	id: string;
	tag: string;
	input: { kind?: string; cmd?: string; url?: string; addr?: string; versions?: string[] };
	expect: {
		exit?: number | string;
		stdout?: string;
		stderr?: string;
		outputContains?: string;
		error?: string;
		ok?: boolean;
		regex?: string;
	};
}

/** How long a program that does not end is watched. */
const WATCH_MS = 5000;

/** A vector that needs the whole program: a command line, or a script of its own. */
export function runInCluster(vector: Vector): VectorResult {
	const { id, input, expect, tag } = vector as unknown as CommandVector;
	const script = SCRIPTS[id] ?? CONTAINERS[id] ?? ARRIVALS[id] ?? LEADERS[id] ?? MISSING[id];
	if (script) return judge(id, () => script(new ClassicWorld(dialectOf(tag)), vector));
	if (input.kind === 'listError') {
		const prefix = dialectOf(tag) === 'rc1' ? '--discovery ' : '';
		return judge(id, () => {
			const text = new ClassicWorld(dialectOf(tag)).text('laptop', `swarm list ${prefix}${input.url!}`);
			return [true, text.includes(expect.error!)];
		});
	}
	if (!input.cmd?.startsWith('swarm ')) return { id, ok: false, why: 'no script for this vector' };
	return judge(id, () => runCommandLine(input.cmd ?? '', tag, expect));
}

function runCommandLine(cmd: string, tag: string, expect: CommandVector['expect']): [unknown, unknown] {
	const line = cmd
		.replace(/ D$/, ' consul://127.0.0.1:5555/test')
		.replace(/ U$/, ' consul://127.0.0.1:8500/test')
		.replace(/127\.0\.0\.1:P\b/, '127.0.0.1:2377');
	const world = new ClassicWorld(dialectOf(tag));
	if (expect.exit === 'still running') {
		// Its output is read from a file, as it does not end.
		world.run('laptop', `${line} > /tmp/out 2> /tmp/err &`);
		world.wait(WATCH_MS);
		return [
			{ stdout: expect.stdout, stderr: expect.stderr },
			{ stdout: masked(world.text('laptop', 'cat /tmp/out')), stderr: masked(world.text('laptop', 'cat /tmp/err')) }
		];
	}
	const result = world.run('laptop', line);
	if (!result) return [expect, 'still running'];
	const { code, stdout, stderr } = result;
	if (expect.outputContains !== undefined) {
		const told = (stdout + stderr).includes(expect.outputContains) ? expect.outputContains : stdout + stderr;
		return [expect, { exit: code !== 0 ? '!=0' : code, outputContains: told }];
	}
	return [expect, { exit: code, stdout: masked(stdout), stderr: masked(stderr) }];
}

function masked(text: string): string {
	return text.replace(/time="[^"]*"/g, 'time="<TIME>"').replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/gm, '<DATE>');
}

/** `cli.json`: addresses, and command lines as they were observed. */
export const cli: TopicRunner = (vectors) =>
	vectors.map((vector) => {
		const { id, input, expect } = vector as unknown as CommandVector;
		if (input.kind !== 'addr') return runInCluster(vector);
		return judge(id, () => {
			const dialects = input.versions!.map((version) => (version === 'rc1' ? ('rc1' as const) : ('1.2.5' as const)));
			return [dialects.map(() => expect.ok), dialects.map((dialect) => isAddress(input.addr!, dialect))];
		});
	});

/** `api.json`, `ha.json`, `bats_scheduling.json`: each needs a cluster. */
export const wholeCluster: TopicRunner = (vectors) => vectors.map(runInCluster);

/** `help.json` is no list of vectors: tag → command line → its screen. The two dialects here are two of its tags. */
export const help: TopicRunner = (_vectors, file) => {
	const screens = file as unknown as Record<string, Record<string, string>>;
	return (
		[
			['v0.1.0-rc1', 'rc1'],
			['v1.2.5', '1.2.5']
		] as const
	).flatMap(([tag, dialect]) =>
		Object.entries(screens[tag] ?? {}).map(([line, text]) =>
			judge(`${tag} ${line}`, () => {
				const name = line.split(' ')[1];
				const command = COMMANDS.find((row) => row.name === name);
				return [text, command ? commandHelp(command, dialect) : appHelp(dialect)];
			})
		)
	);
};
