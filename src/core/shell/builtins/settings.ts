import { self } from '../../sim/process.ts';
import { quoteForShell } from '../expand.ts';
import { parseSignal } from '../processes.ts';
import type { Builtin } from './table.ts';

/** Letter of `set` → long name. Those that change nothing here are remembered all the same. */
const OPTIONS: Readonly<Record<string, string>> = {
	a: 'allexport',
	b: 'notify',
	e: 'errexit',
	f: 'noglob',
	h: 'hashall',
	k: 'keyword',
	m: 'monitor',
	n: 'noexec',
	p: 'privileged',
	t: 'onecmd',
	u: 'nounset',
	v: 'verbose',
	x: 'xtrace',
	B: 'braceexpand',
	C: 'noclobber',
	E: 'errtrace',
	H: 'histexpand',
	P: 'physical',
	T: 'functrace'
};
const LONG = [
	...Object.values(OPTIONS),
	'emacs',
	'history',
	'ignoreeof',
	'interactive-comments',
	'nolog',
	'pipefail',
	'posix',
	'vi'
].sort();
const SIMULATED = new Set([
	'errexit',
	'noglob',
	'nounset',
	'xtrace',
	'noclobber',
	'pipefail',
	'hashall',
	'braceexpand',
	'emacs',
	'histexpand',
	'history',
	'monitor',
	'interactive-comments'
]);
const USAGE = 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n';

export const set: Builtin = function* (shell, args) {
	if (args.length === 0) {
		for (const name of shell.variables.names()) {
			const variable = shell.variables.find(name);
			if (variable?.elements) {
				const inner = [...variable.elements].map(([i, value]) => `[${i}]="${value}"`).join(' ');
				yield* shell.write(1, `${name}=(${inner})\n`);
			} else if (variable?.value !== undefined) {
				yield* shell.write(
					1,
					`${name}=${/^[\w@%+=:,./-]*$/.test(variable.value) ? variable.value : quoteForShell(variable.value)}\n`
				);
			}
		}
		return 0;
	}
	for (let i = 0; i < args.length; i++) {
		const arg = args[i]!;
		if (arg === '--') {
			shell.positional = args.slice(i + 1);
			return 0;
		}
		if (!/^[-+]/.test(arg)) {
			shell.positional = args.slice(i);
			return 0;
		}
		const turnsOn = arg.startsWith('-');
		for (const letter of arg.slice(1)) {
			let name = OPTIONS[letter];
			if (letter === 'o') {
				name = args[++i];
				if (name === undefined) {
					for (const option of LONG)
						yield* shell.write(1, `${option.padEnd(15)}\t${shell.options.has(option) ? 'on' : 'off'}\n`);
					return 0;
				}
				if (!LONG.includes(name)) {
					yield* shell.complain(`set: ${name}: invalid option name`);
					return 2;
				}
			}
			if (name === undefined) {
				yield* shell.complain(`set: ${arg[0]}${letter}: invalid option`);
				yield* shell.write(2, USAGE);
				return 2;
			}
			if (turnsOn && !SIMULATED.has(name)) yield* shell.complain(`set: swarmlab does not simulate ${name}`);
			if (turnsOn) shell.options.add(name);
			else shell.options.delete(name);
		}
	}
	return 0;
};

const SHOPTS = [
	'nullglob',
	'nocasematch',
	'extglob',
	'expand_aliases',
	'histappend',
	'checkwinsize',
	'globstar',
	'dotglob',
	'failglob',
	'lastpipe'
];
const SHOPTS_SIMULATED = new Set([
	'nullglob',
	'nocasematch',
	'extglob',
	'expand_aliases',
	'histappend',
	'checkwinsize'
]);

export const shopt: Builtin = function* (shell, args) {
	const mode = args.find((arg) => /^-[sqou]+$/.test(arg)) ?? '';
	const names = args.filter((arg) => !arg.startsWith('-'));
	let status = 0;
	for (const name of names.length > 0 ? names : SHOPTS) {
		if (!SHOPTS.includes(name)) {
			yield* shell.complain(`shopt: ${name}: invalid shell option name`);
			status = 1;
		} else if (mode.includes('s')) {
			if (!SHOPTS_SIMULATED.has(name)) yield* shell.complain(`shopt: swarmlab does not simulate ${name}`);
			shell.options.add(name);
		} else if (mode.includes('u')) shell.options.delete(name);
		else {
			if (!mode.includes('q')) yield* shell.write(1, `${name.padEnd(15)}\t${shell.options.has(name) ? 'on' : 'off'}\n`);
			if (names.length > 0 && !shell.options.has(name)) status = 1;
		}
	}
	return status;
};

export const shift: Builtin = function* (shell, args) {
	const [count = '1'] = args;
	if (!/^[-+]?\d+$/.test(count)) {
		yield* shell.complain(`shift: ${count}: numeric argument required`);
		return 1;
	}
	const n = Number(count);
	if (n < 0) {
		yield* shell.complain(`shift: ${count}: shift count out of range`);
		return 1;
	}
	if (n > shell.positional.length) return 1;
	shell.positional.splice(0, n);
	return 0;
};

/** What can be caught: EXIT and the signals of sim/process.ts. */
export const trap: Builtin = function* (shell, args) {
	const rest = args[0] === '--' ? args.slice(1) : args;
	if (rest.length === 0 || rest[0] === '-p') {
		for (const [name, commands] of shell.traps) yield* shell.write(1, `trap -- ${quoteForShell(commands)} ${name}\n`);
		return 0;
	}
	const [commands, ...names] = rest as [string, ...string[]];
	const isReset = commands === '-' || names.length === 0;
	let status = 0;
	for (const name of names.length === 0 ? [commands] : names) {
		const signal = name === '0' || name.toUpperCase() === 'EXIT' ? 'EXIT' : parseSignal(name);
		if (signal === undefined || signal === 0) {
			yield* shell.complain(`trap: ${name}: invalid signal specification`);
			status = 1;
			continue;
		}
		if (isReset) shell.traps.delete(signal);
		else shell.traps.set(signal, commands);
		if (signal !== 'EXIT') shell.machine.handles?.(yield* self(), signal, !isReset);
	}
	return status;
};

export const times: Builtin = function* (shell) {
	yield* shell.write(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
	return 0;
};

export const history: Builtin = function* (shell, args) {
	const { history: list } = shell;
	const [first] = args;
	if (first === '-c') {
		list?.clear();
		return 0;
	}
	if (first === '-w' || first === '-a' || first === '-r' || first === '-n') return 0;
	if (first === '-d') {
		const at = Number(args[1]);
		if (list?.removeAt(at)) return 0;
		yield* shell.complain(`history: ${args[1] ?? ''}: history position out of range`);
		return 1;
	}
	if (first !== undefined && !/^\d+$/.test(first)) {
		yield* shell.complain(
			first.startsWith('-')
				? `history: ${first.slice(0, 2)}: invalid option`
				: `history: ${first}: numeric argument required`
		);
		if (first.startsWith('-')) {
			yield* shell.write(
				2,
				'history: usage: history [-c] [-d offset] [n] or history -anrw [filename] or history -ps arg [arg...]\n'
			);
			return 2;
		}
		return 1;
	}
	const lines = (list?.lines ?? []).map((line, i) => `${String(i + 1).padStart(5)}  ${line}\n`);
	yield* shell.write(
		1,
		(first === undefined ? lines : Number(first) === 0 ? [] : lines.slice(-Number(first))).join('')
	);
	return 0;
};
