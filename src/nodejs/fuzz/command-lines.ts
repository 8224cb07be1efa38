import type { Command, Flag } from '../../core/docker/command.ts';
import { COMMAND_TREE } from '../../core/docker/commands/tree.ts';
import { mflag } from '../../core/docker/v1.12/mflag-software.ts';
import { eraOf } from '../../core/era/eras.ts';
import { builtins } from '../../core/shell/builtins/table.ts';
import { shellPrograms } from '../../core/shell/programs/table.ts';
import type { Rng } from '../../core/sim/rng.ts';
import type { StageEra } from './stage.ts';
import { NAMES, pick, shellWord, word } from './words.ts';

const DEPTH = 3;
const PROGRAMS = [...shellPrograms.map(({ name }) => name), ...builtins.keys()];
const FORMS = [pipe, redirected, list, background, loop, condition, group, heredoc, jobs, assignment];

/** How deep in a line we are, and which docker commands there are. */
interface Place {
	readonly depth: number;
	readonly commands: readonly Command[];
}

/** One line for a shell: mostly docker, alone or inside whatever bash has around it. */
export function commandLine(rng: Rng, era: StageEra): string {
	return rng.chance(0.02) ? garbage(rng) : line(rng, { depth: 0, commands: commandsOf(era) });
}

/** Newer clients have today's rows, some of which they do not know: that is worth trying too. */
function commandsOf(era: StageEra): readonly Command[] {
	return eraOf(era).commandLine === 'mflag' ? mflag.tree(era).commands : COMMAND_TREE.commands;
}

function line(rng: Rng, at: Place): string {
	if (at.depth < DEPTH && rng.chance(0.3)) return pick(rng, FORMS)(rng, { ...at, depth: at.depth + 1 });
	const kind = rng.int(10);
	if (kind < 7) return dockerLine(rng, at.commands);
	return [pick(rng, PROGRAMS), ...programWords(rng)].join(' ');
}

/** A command of the table with flags of the table, now and then one that it does not have. */
function dockerLine(rng: Rng, commands: readonly Command[]): string {
	const words = ['docker'];
	if (rng.chance(0.03)) words.push(flagText(rng, pick(rng, COMMAND_TREE.root.flags)));
	if (rng.chance(0.02)) return [...words, ...several(rng, 3, () => shellWord(rng))].join(' ');
	const command = pick(rng, commands);
	words.push(command.path);
	for (const flag of several(rng, 4, () => flagOf(rng, command))) words.push(flag);
	const { min, max = min + 2 } = command.args;
	const count = rng.chance(0.85) ? min + rng.int(Math.max(1, max - min + 1)) : rng.int(4);
	for (let i = 0; i < Math.min(count, 5); i++) words.push(rng.chance(0.6) ? pick(rng, NAMES) : shellWord(rng));
	return words.join(' ');
}

function flagOf(rng: Rng, command: Command): string {
	if (rng.chance(0.05))
		return pick(rng, ['--help', '--nosuch', '-', '--', '-z', '--=', '---x', '-it', '-h', '--no-trunc=maybe']);
	if (command.flags.length === 0) return rng.chance(0.3) ? '--help' : '';
	return flagText(rng, pick(rng, command.flags));
}

function flagText(rng: Rng, flag: Flag): string {
	const dashed = flag.short !== undefined && rng.chance(0.3) ? `-${flag.short}` : `--${flag.name}`;
	if (flag.type === 'bool') return rng.chance(0.9) ? dashed : `${dashed}=${shellWord(rng)}`;
	return `${dashed}${rng.chance(0.5) ? ' ' : '='}${shellWord(rng, valueOf(rng, flag))}`;
}

/** Mostly something the type takes, so that what is behind the parser is reached. */
function valueOf(rng: Rng, flag: Flag): string {
	if (rng.chance(0.35)) return word(rng);
	const good: Partial<Record<Flag['type'], readonly string[]>> = {
		int: ['0', '1', '3', '-1'],
		uint: ['0', '1', '5'],
		uint16: ['80', '0'],
		uint32: ['0', '4789'],
		float: ['0.5', '0', '1'],
		decimal: ['0.5', '2'],
		duration: ['5s', '1m', '0s', '1ns'],
		bytes: ['64m', '1g', '0'],
		port: ['8080:80', '80', 'published=8090,target=80,mode=host'],
		mount: ['type=volume,source=vol1,target=/data', 'type=tmpfs,target=/t', 'type=bind,source=/root,target=/r'],
		network: ['net1', 'name=net1,alias=a', 'host'],
		secret: ['sec1', 'source=sec1,target=/x,mode=0400'],
		config: ['cfg1', 'source=cfg1,target=/c'],
		list: ['a=b', 'x', 'PATH', 'node.role==worker'],
		map: ['a=b'],
		filter: [
			'name=web',
			'label=a',
			'id=x',
			'desired-state=running',
			'node=wrk1',
			'mode=global',
			'until=1h',
			'dangling=true'
		],
		pref: ['spread=node.labels.x'],
		ulimit: ['nofile=10:20', 'nofile=5']
	};
	const fits = good[flag.type];
	if (fits) return pick(rng, fits);
	return flag.name === 'format'
		? pick(rng, ['{{.Name}}', '{{json .}}', 'json', 'table', '{{.ID}} {{.Spec}}', 'pretty'])
		: pick(rng, NAMES);
}

function programWords(rng: Rng): string[] {
	const flag = (): string => `-${pick(rng, [...'abcdefghijklmnopqrstuvwxyz0129'])}`;
	return [...several(rng, 2, flag), ...several(rng, 4, () => shellWord(rng))];
}

function several<T>(rng: Rng, most: number, make: () => T): T[] {
	return Array.from({ length: rng.int(most + 1) }, make);
}

function pipe(rng: Rng, at: Place): string {
	const filters = [
		'head -1',
		'tail -2',
		'wc -l',
		'grep web',
		'sort -r',
		'cat',
		'xargs docker inspect',
		'while read x y; do echo $y; done',
		"awk '{print $1}'",
		'cut -c1-5',
		'sed s/a/b/g',
		'tee f1',
		'tr a-z A-Z',
		'uniq -c',
		'xargs -n1 echo',
		'true',
		'sh'
	];
	return `${line(rng, at)} | ${rng.chance(0.8) ? pick(rng, filters) : line(rng, at)}`;
}

function redirected(rng: Rng, at: Place): string {
	const to = pick(rng, [
		'> f1',
		'>> f1',
		'2>&1',
		'2> /dev/null',
		'< f1',
		'< nosuch',
		'&> f2',
		'>&2',
		'<<< web',
		'3>&1 1>&2 2>&3',
		'> /',
		'> /nosuch/x',
		'<&-',
		'>&9',
		'> $x',
		'>| f1',
		'<> f1',
		'< <(echo a)',
		'> >(cat)'
	]);
	return `${line(rng, at)} ${to}`;
}

function list(rng: Rng, at: Place): string {
	return `${line(rng, at)} ${pick(rng, [';', '&&', '||', '\n'])} ${line(rng, at)}`;
}

function background(rng: Rng, at: Place): string {
	return `${line(rng, at)} &${pick(rng, ['', ' wait', ' sleep 1; kill %1', ' jobs; fg', ' kill $!', ' disown', ' wait $!'])}`;
}

function loop(rng: Rng, at: Place): string {
	const head = pick(rng, [
		'for i in 1 2 3',
		'for i in $(docker ps -q)',
		'for i',
		'for ((i=0;i<3;i++))',
		'while false',
		'until true',
		'while sleep 50',
		'for i in {1..3}',
		'while :',
		'until false'
	]);
	const body = line(rng, at);
	// One that starts jobs for ever is a bomb, in bash too.
	const isBomb = /&\s*(;|$|\)|\w)/.test(body) && /while|until/.test(head);
	return `${isBomb ? 'for i in 1 2' : head}; do ${body}${pick(rng, ['', '; break', '; continue', '; break 2', '; continue 0'])}; done`;
}

function condition(rng: Rng, at: Place): string {
	const test = pick(rng, [
		'true',
		'[ -f f1 ]',
		'[ $x = web ]',
		'[[ $x == w* ]]',
		'(( x > 1 ))',
		'! false',
		'[',
		'[[ -n $x && ! -e f ]]',
		'test 1 -eq a'
	]);
	return rng.chance(0.7)
		? `if ${test}; then ${line(rng, at)}; else ${line(rng, at)}; fi`
		: `case ${shellWord(rng)} in w*|a) ${line(rng, at)};; *) ${line(rng, at)};; esac`;
}

function group(rng: Rng, at: Place): string {
	const inner = line(rng, at);
	return pick(rng, [
		`{ ${inner}; }`,
		`(${inner})`,
		`f() { ${inner}; }; f web`,
		`echo $(${inner})`,
		`x=$(${inner})`,
		`echo "\`${inner}\`"`,
		`eval '${inner.replaceAll("'", '')}'`,
		`bash -c "${inner.replaceAll(/["$`\\]/g, '')}"`,
		`time ${inner}`,
		`! ${inner}`,
		`timeout 3 ${inner}`,
		`watch -n 1 ${inner}`,
		`set -e; ${inner}`,
		`set -x; ${inner}`,
		`trap 'echo x' EXIT; ${inner}`
	]);
}

function heredoc(rng: Rng, at: Place): string {
	const mark = pick(rng, ['EOF', "'EOF'", '"E"', 'E']);
	const end = mark.replaceAll(/['"]/g, '');
	return `cat <<${mark} ${pick(rng, ['', '> f3', '| docker secret create s2 -', '| docker config create c2 -', '| docker stack deploy -c - app'])}\n${pick(rng, ['$x web', 'services:\n  web:\n    image: nginx', '`echo a`', '中文，', '${', line(rng, at)])}\n${rng.chance(0.95) ? end : ''}`;
}

function jobs(rng: Rng): string {
	return pick(rng, [
		'jobs -l',
		'fg',
		'bg %1',
		'kill %%',
		'wait',
		'kill -9 $$',
		'kill -0 1',
		'sleep 100 & kill %1; wait',
		'yes | head -3',
		'sleep 5 | sleep 3',
		'exec 3< f1; cat <&3',
		'exec nosuch',
		'exit 300',
		'exit -1',
		'return',
		'exec true',
		'kill -l',
		'trap',
		'kill 0',
		'f() { f; }; f'
	]);
}

function assignment(rng: Rng, at: Place): string {
	return `${pick(rng, ['x', 'y', 'IFS', 'PATH', 'DOCKER_HOST', 'a[1]', 'x+', 'PS1', 'DOCKER_CONTEXT', 'readonly z'])}=${shellWord(rng)}${rng.chance(0.5) ? ` ${line(rng, at)}` : ''}`;
}

function garbage(rng: Rng): string {
	const pieces = [
		'docker',
		' ',
		' ',
		'web',
		'"',
		"'",
		'`',
		'$(',
		')',
		'(',
		'{',
		'}',
		'|',
		'||',
		'&',
		'&&',
		';',
		';;',
		'<',
		'>',
		'<<',
		'\\',
		'\n',
		'#',
		'$',
		'${',
		'!',
		'=',
		'[',
		']]',
		'if',
		'then',
		'do',
		'done',
		'fi',
		'case',
		'esac',
		'for',
		'，',
		'；',
		'“',
		'”',
		'｜',
		'\t',
		'\x01',
		'\x1b[A',
		'ls',
		'*'
	];
	return Array.from({ length: 1 + rng.int(15) }, () => pick(rng, pieces)).join('');
}
