import type { Process } from '../../sim/process.ts';
import { evaluateExpanded, quoteForShell } from '../expand.ts';
import type { Interpreter } from '../interpreter.ts';
import { ShellError } from '../shell-error.ts';
import { isName, ReadonlyError, type Variable } from '../variables.ts';
import type { Builtin } from './table.ts';

/** As `declare -p` writes it: "a b" in double quotes. */
function doubleQuoted(value: string): string {
	return /[\x00-\x1f\x7f]/.test(value) ? quoteForShell(value) : `"${value.replace(/[\\"$`]/g, '\\$&')}"`;
}

function describe(name: string, variable: Variable): string {
	const flags =
		(variable.elements ? 'a' : '') + (variable.isReadonly ? 'r' : '') + (variable.isExported ? 'x' : '') || '-';
	if (variable.elements) {
		const inner = [...variable.elements].map(([i, value]) => `[${i}]=${doubleQuoted(value)}`).join(' ');
		return `declare -${flags} ${name}=(${inner})`;
	}
	return `declare -${flags} ${name}${variable.value === undefined ? '' : `=${doubleQuoted(variable.value)}`}`;
}

function* listed(shell: Interpreter, wanted: (variable: Variable) => boolean): Process<number> {
	for (const name of shell.variables.names()) {
		const variable = shell.variables.find(name);
		if (variable && wanted(variable)) yield* shell.write(1, `${describe(name, variable)}\n`);
	}
	return 0;
}

/** Assigns `name=value`, `name+=value` or only declares `name`; false when the name is none. */
function* assignArgument(
	shell: Interpreter,
	builtin: string,
	argument: string,
	declareName: (name: string, value: string | undefined) => void
): Process<boolean> {
	const match = /^([^=+]*)(\+?)=(.*)$/s.exec(argument);
	const name = match ? match[1]! : argument;
	if (!isName(name)) {
		yield* shell.complain(`${builtin}: \`${argument}': not a valid identifier`);
		return false;
	}
	const value = match ? (match[2] === '+' ? (shell.variables.get(name) ?? '') + match[3]! : match[3]!) : undefined;
	try {
		declareName(name, value);
	} catch (error) {
		if (!(error instanceof ReadonlyError)) throw error;
		yield* shell.complain(error.message);
		return false;
	}
	return true;
}

export const exportVariables: Builtin = function* (shell, args) {
	const removes = args.includes('-n');
	const names = args.filter((arg) => !/^-[nfp]+$/.test(arg) && arg !== '--');
	const wrong = names.find((arg) => arg.startsWith('-'));
	if (wrong) {
		yield* shell.complain(`export: ${wrong.slice(0, 2)}: invalid option`);
		yield* shell.write(2, 'export: usage: export [-fn] [name[=value] ...] or export -p\n');
		return 2;
	}
	if (names.length === 0) return yield* listed(shell, (variable) => variable.isExported);
	let status = 0;
	for (const argument of names) {
		const fine = yield* assignArgument(shell, 'export', argument, (name, value) => {
			if (value !== undefined) shell.variables.set(name, value);
			shell.variables.declare(name, { isExported: !removes });
		});
		if (!fine) status = 1;
	}
	return status;
};

export const readonly: Builtin = function* (shell, args) {
	const names = args.filter((arg) => !/^-[afAp]+$/.test(arg));
	if (names.length === 0) return yield* listed(shell, (variable) => variable.isReadonly);
	let status = 0;
	for (const argument of names) {
		const fine = yield* assignArgument(shell, 'readonly', argument, (name, value) => {
			if (value !== undefined) shell.variables.set(name, value);
			shell.variables.declare(name, { isReadonly: true });
		});
		if (!fine) status = 1;
	}
	return status;
};

export const local: Builtin = function* (shell, args, name) {
	if (shell.functionDepth === 0) {
		yield* shell.complain('local: can only be used in a function');
		return 1;
	}
	return yield* declare(shell, args, name);
};

export const declare: Builtin = function* (shell, args, builtin) {
	const flags = new Set<string>();
	const off = new Set<string>();
	const names: string[] = [];
	for (const arg of args) {
		if (names.length > 0 || !/^[-+]./.test(arg)) {
			names.push(arg);
			continue;
		}
		for (const letter of arg.slice(1)) {
			if (!'aAfFgiIlnrtuxp'.includes(letter)) {
				yield* shell.complain(`${builtin}: ${arg[0]}${letter}: invalid option`);
				yield* shell.write(
					2,
					`${builtin}: usage: ${builtin} [-aAfFgiIlnrtux] [name[=value] ...]${builtin === 'local' ? '' : ` or ${builtin} -p [-aAfFilnrtux] [name ...]`}\n`
				);
				return 2;
			}
			if ('AilnutI'.includes(letter)) throw new ShellError(`${builtin}: swarmlab does not simulate -${letter}`);
			(arg.startsWith('-') ? flags : off).add(letter);
		}
	}
	if (flags.has('f') || flags.has('F')) {
		let status = 0;
		for (const name of names.length > 0 ? names : [...shell.functions.keys()].sort()) {
			const defined = shell.functions.get(name);
			if (!defined) status = 1;
			else if (flags.has('F')) yield* shell.write(1, names.length > 0 ? `${name}\n` : `declare -f ${name}\n`);
			else yield* shell.write(1, `${defined.source.slice(defined.node.pos, defined.node.end)}\n`);
		}
		return status;
	}
	if (flags.has('p') && names.length > 0) {
		let status = 0;
		for (const name of names) {
			const variable = shell.variables.find(name);
			if (variable) yield* shell.write(1, `${describe(name, variable)}\n`);
			else {
				yield* shell.complain(`${builtin}: ${name}: not found`);
				status = 1;
			}
		}
		return status;
	}
	if (names.length === 0) {
		return yield* listed(
			shell,
			(v) =>
				(!flags.has('x') || v.isExported) &&
				(!flags.has('r') || v.isReadonly) &&
				(!flags.has('a') || v.elements !== undefined)
		);
	}
	const isLocal = shell.functionDepth > 0 && !flags.has('g');
	let status = 0;
	for (const argument of names) {
		const fine = yield* assignArgument(shell, builtin, argument, (name, value) => {
			if (isLocal) shell.variables.local(name, value);
			else if (value !== undefined) shell.variables.set(name, value);
			shell.variables.declare(name, {
				...(flags.has('x') ? { isExported: true } : off.has('x') ? { isExported: false } : {}),
				...(flags.has('r') ? { isReadonly: true } : {})
			});
			if (flags.has('a') && !shell.variables.find(name)?.elements)
				shell.variables.setArray(name, value === undefined ? [] : [value]);
		});
		if (!fine) status = 1;
	}
	return status;
};

export const unset: Builtin = function* (shell, args) {
	let status = 0;
	const mode = args.find((arg) => /^-[fvn]$/.test(arg));
	for (const name of args.filter((arg) => !/^-[fvn]$/.test(arg))) {
		const element = /^(\w+)\[(.+)\]$/.exec(name);
		if (element) {
			shell.variables.find(element[1]!)?.elements?.delete(Number(evaluateExpanded(shell, element[2]!)));
			continue;
		}
		if (mode === '-v' && !isName(name)) {
			yield* shell.complain(`unset: \`${name}': not a valid identifier`);
			status = 1;
			continue;
		}
		const isVariable = shell.variables.find(name) !== undefined || shell.variables.computed.has(name);
		if (mode === '-f' || (mode === undefined && !isVariable)) {
			shell.functions.delete(name);
			continue;
		}
		try {
			shell.variables.unset(name);
		} catch (error) {
			if (!(error instanceof ReadonlyError)) throw error;
			yield* shell.complain(`unset: ${name}: cannot unset: readonly variable`);
			status = 1;
		}
	}
	return status;
};

export const letArithmetic: Builtin = function* (shell, args) {
	if (args.length === 0) {
		yield* shell.complain('let: expression expected');
		return 1;
	}
	let value = 0n;
	for (const argument of args) {
		try {
			value = evaluateExpanded(shell, argument);
		} catch (error) {
			if (!(error instanceof ShellError)) throw error;
			yield* shell.complain(`let: ${error.message}`);
			return 1;
		}
	}
	return value === 0n ? 1 : 0;
};
