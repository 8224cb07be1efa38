import type { Process } from '../../sim/process.ts';
import type { Interpreter } from '../interpreter.ts';
import { alias, command, hash, type, unalias } from './commands.ts';
import {
	breakLoop,
	colon,
	continueLoop,
	evalText,
	exit,
	falseBuiltin,
	returnFrom,
	source,
	trueBuiltin
} from './control.ts';
import { cd, pwd, umask } from './directory.ts';
import { bg, disown, fg, jobs, kill, wait } from './jobs.ts';
import { echo, printf, read } from './text.ts';
import { history, set, shift, shopt, times, trap } from './settings.ts';
import { test } from './test.ts';
import { declare, exportVariables, letArithmetic, local, readonly, unset } from './variables.ts';

/** A command that is part of the shell. `args` are without the name. */
export type Builtin = (shell: Interpreter, args: readonly string[], name: string) => Process<number>;

/** bash has these too; we say so instead of 'command not found'. */
const NOT_SIMULATED = [
	'bind',
	'caller',
	'compgen',
	'complete',
	'compopt',
	'dirs',
	'enable',
	'fc',
	'getopts',
	'help',
	'mapfile',
	'popd',
	'pushd',
	'readarray',
	'suspend',
	'ulimit'
];

function* refuse(shell: Interpreter, _args: readonly string[], name: string): Process<number> {
	yield* shell.complain(`${name}: swarmlab does not simulate this builtin`);
	return 1;
}

function* builtin(shell: Interpreter, args: readonly string[]): Process<number> {
	const [name, ...rest] = args;
	if (name === undefined) return 0;
	const found = builtins.get(name);
	if (found) return yield* found(shell, rest, name);
	yield* shell.complain(`builtin: ${name}: not a shell builtin`);
	return 1;
}

export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
	[':', colon],
	['.', source],
	['[', test],
	['alias', alias],
	['bg', bg],
	['break', breakLoop],
	['builtin', builtin],
	['cd', cd],
	['command', command],
	['continue', continueLoop],
	['declare', declare],
	['disown', disown],
	['echo', echo],
	['eval', evalText],
	['exec', colon],
	['exit', exit],
	['export', exportVariables],
	['false', falseBuiltin],
	['fg', fg],
	['hash', hash],
	['history', history],
	['jobs', jobs],
	['kill', kill],
	['let', letArithmetic],
	['local', local],
	['logout', exit],
	['printf', printf],
	['pwd', pwd],
	['read', read],
	['readonly', readonly],
	['return', returnFrom],
	['set', set],
	['shift', shift],
	['shopt', shopt],
	['source', source],
	['test', test],
	['times', times],
	['trap', trap],
	['true', trueBuiltin],
	['type', type],
	['typeset', declare],
	['umask', umask],
	['unalias', unalias],
	['unset', unset],
	['wait', wait],
	...NOT_SIMULATED.map((name): [string, Builtin] => [name, refuse])
]);

export const KEYWORDS: readonly string[] = [
	'!',
	'[[',
	']]',
	'case',
	'coproc',
	'do',
	'done',
	'elif',
	'else',
	'esac',
	'fi',
	'for',
	'function',
	'if',
	'in',
	'select',
	'then',
	'time',
	'until',
	'while',
	'{',
	'}'
];
