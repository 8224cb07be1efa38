import type { Process } from '../../sim/process.ts';
import { dispatch } from '../command.ts';
import type { Interpreter } from '../interpreter.ts';
import { findCommand } from '../lookup.ts';
import { builtins, KEYWORDS, type Builtin } from './table.ts';

interface Meaning {
	kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
	/** As `type` says it. */
	sentence: string;
	/** As `command -v` says it. */
	short: string;
}

function meaningsOf(shell: Interpreter, name: string, skipFunctions = false): Meaning[] {
	const found: Meaning[] = [];
	const alias = shell.aliases.get(name);
	if (alias !== undefined && shell.style === 'interactive') {
		found.push({ kind: 'alias', sentence: `${name} is aliased to \`${alias}'`, short: `alias ${name}='${alias}'` });
	}
	if (KEYWORDS.includes(name)) found.push({ kind: 'keyword', sentence: `${name} is a shell keyword`, short: name });
	const defined = shell.functions.get(name);
	if (defined && !skipFunctions) {
		const text = defined.source.slice(defined.node.pos, defined.node.end);
		found.push({ kind: 'function', sentence: `${name} is a function\n${text}`, short: name });
	}
	if (builtins.has(name)) found.push({ kind: 'builtin', sentence: `${name} is a shell builtin`, short: name });
	const file = findCommand(shell.machine, name, shell.cwd, shell.variables.get('PATH'));
	if (file.kind !== 'failure') found.push({ kind: 'file', sentence: `${name} is ${file.path}`, short: file.path });
	return found;
}

export const type: Builtin = function* (shell, args) {
	const flags = args.filter((arg) => /^-[afptP]+$/.test(arg)).join('');
	let status = 0;
	for (const name of args.filter((arg) => !/^-[afptP]+$/.test(arg))) {
		let meanings = meaningsOf(shell, name, flags.includes('f'));
		if (flags.includes('P')) meanings = meanings.filter((meaning) => meaning.kind === 'file');
		if (meanings.length === 0) {
			status = 1;
			if (!/[tpP]/.test(flags)) yield* shell.complain(`type: ${name}: not found`);
			continue;
		}
		for (const meaning of flags.includes('a') ? meanings : meanings.slice(0, 1)) {
			if (flags.includes('t')) yield* shell.write(1, `${meaning.kind}\n`);
			else if (/[pP]/.test(flags)) yield* shell.write(1, meaning.kind === 'file' ? `${meaning.short}\n` : '');
			else yield* shell.write(1, `${meaning.sentence}\n`);
		}
	}
	return status;
};

export const command: Builtin = function* (shell, args) {
	let i = 0;
	let flags = '';
	for (; i < args.length && /^-[pvV]+$/.test(args[i]!); i++) flags += args[i];
	if (args[i] === '--') i++;
	const [name, ...rest] = args.slice(i);
	if (name === undefined) return 0;
	if (!/[vV]/.test(flags)) {
		if (name.startsWith('-')) {
			yield* shell.complain(`command: ${name.slice(0, 2)}: invalid option`);
			yield* shell.write(2, 'command: usage: command [-pVv] command [arg ...]\n');
			return 2;
		}
		return yield* dispatch(shell, name, rest, [], args.join(' '), { skipFunctions: true });
	}
	return yield* describeAll(shell, [name, ...rest], flags.includes('V'));
};

function* describeAll(shell: Interpreter, names: readonly string[], isVerbose: boolean): Process<number> {
	let found = 0;
	for (const name of names) {
		const [meaning] = meaningsOf(shell, name);
		if (meaning) {
			found++;
			yield* shell.write(1, `${isVerbose ? meaning.sentence : meaning.short}\n`);
		} else if (isVerbose) yield* shell.complain(`command: ${name}: not found`);
	}
	return found > 0 ? 0 : 1;
}

export const alias: Builtin = function* (shell, args) {
	const show = (name: string, value: string): Process<void> =>
		shell.write(1, `alias ${name}='${value.replace(/'/g, "'\\''")}'\n`);
	if (args.length === 0 || args[0] === '-p') {
		for (const [name, value] of [...shell.aliases].sort(([a], [b]) => (a < b ? -1 : 1))) yield* show(name, value);
		return 0;
	}
	let status = 0;
	for (const argument of args) {
		const equals = argument.indexOf('=');
		if (equals > 0) {
			shell.aliases.set(argument.slice(0, equals), argument.slice(equals + 1));
			continue;
		}
		const value = shell.aliases.get(argument);
		if (value !== undefined) yield* show(argument, value);
		else {
			yield* shell.complain(`alias: ${argument}: not found`);
			status = 1;
		}
	}
	return status;
};

export const unalias: Builtin = function* (shell, args) {
	if (args.length === 0) {
		yield* shell.write(2, 'unalias: usage: unalias [-a] name [name ...]\n');
		return 2;
	}
	if (args[0] === '-a') {
		shell.aliases.clear();
		return 0;
	}
	let status = 0;
	for (const name of args) {
		if (shell.aliases.delete(name)) continue;
		yield* shell.complain(`unalias: ${name}: not found`);
		status = 1;
	}
	return status;
};

/** Programs are found anew each time, so there is nothing to remember. */
export const hash: Builtin = function* (shell, args) {
	if (args.length === 0) yield* shell.write(1, 'hash: hash table empty\n');
	return 0;
};
