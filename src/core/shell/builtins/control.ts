import { FileError, joinPath } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import { Jump } from '../shell-error.ts';
import type { Builtin } from './table.ts';

export const colon: Builtin = function* () {
	return 0;
};
export const trueBuiltin = colon;

export const falseBuiltin: Builtin = function* () {
	return 1;
};

function loopJump(kind: 'break' | 'continue'): Builtin {
	return function* (shell, args): Process<number> {
		if (shell.loopDepth === 0) {
			yield* shell.complain(`${kind}: only meaningful in a \`for', \`while', or \`until' loop`);
			return 0;
		}
		const [count = '1'] = args;
		if (!/^[-+]?\d+$/.test(count)) {
			yield* shell.complain(`${kind}: ${count}: numeric argument required`);
			throw new Jump('exit', 128);
		}
		if (Number(count) < 1) {
			yield* shell.complain(`${kind}: ${count}: loop count out of range`);
			throw new Jump('break', 1, shell.loopDepth);
		}
		throw new Jump(kind, 0, Math.min(Number(count), shell.loopDepth));
	};
}
export const breakLoop = loopJump('break');
export const continueLoop = loopJump('continue');

export const exit: Builtin = function* (shell, args, name) {
	if (shell.hasJobControl) yield* shell.write(2, shell.name.startsWith('-') ? 'logout\n' : 'exit\n');
	const [status] = args;
	if (status !== undefined && !/^[-+]?\d+$/.test(status)) {
		yield* shell.complain(`${name}: ${status}: numeric argument required`);
		throw new Jump('exit', 2);
	}
	if (args.length > 1) {
		yield* shell.complain(`${name}: too many arguments`);
		return 1;
	}
	throw new Jump('exit', status === undefined ? shell.lastStatus : Number(status) & 255);
};

export const returnFrom: Builtin = function* (shell, args) {
	if (shell.returnDepth === 0) {
		yield* shell.complain("return: can only `return' from a function or sourced script");
		return 2;
	}
	const [status] = args;
	if (status !== undefined && !/^[-+]?\d+$/.test(status)) {
		yield* shell.complain(`return: ${status}: numeric argument required`);
		throw new Jump('return', 2);
	}
	throw new Jump('return', status === undefined ? shell.lastStatus : Number(status) & 255);
};

export const evalText: Builtin = function* (shell, args) {
	const text = args.join(' ');
	if (text.trim() === '') return 0;
	return yield* shell.evaluate(text);
};

export const source: Builtin = function* (shell, args, name) {
	const [path, ...rest] = args;
	if (path === undefined) {
		yield* shell.complain(`${name}: filename argument required`);
		yield* shell.write(2, `${name}: usage: ${name} filename [arguments]\n`);
		return 2;
	}
	let text: string;
	try {
		text = shell.machine.files.read(joinPath(shell.cwd, path));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		yield* shell.complain(error.code === 'EISDIR' ? `${name}: ${path}: is a directory` : `${path}: ${error.text}`);
		return 1;
	}
	const outer = { positional: shell.positional };
	if (rest.length > 0) shell.positional = rest;
	shell.returnDepth++;
	try {
		return yield* shell.evaluate(text);
	} catch (error) {
		if (!(error instanceof Jump) || error.kind !== 'return') throw error;
		return error.status;
	} finally {
		shell.returnDepth--;
		Object.assign(shell, outer);
	}
};
