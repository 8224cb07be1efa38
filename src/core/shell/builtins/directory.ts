import { absolutePath, FileError } from '../../sim/files.ts';
import type { Builtin } from './table.ts';

export const cd: Builtin = function* (shell, args) {
	const operands = args.filter(
		(arg, i) => !(/^-[LPe@]+$/.test(arg) && args.slice(0, i).every((before) => before.startsWith('-')))
	);
	const wrong =
		operands[0]?.startsWith('-') && operands[0].length > 1 && operands[0] !== '--' ? operands[0] : undefined;
	if (wrong) {
		yield* shell.complain(`cd: ${wrong.slice(0, 2)}: invalid option`);
		yield* shell.write(2, 'cd: usage: cd [-L|[-P [-e]] [-@]] [dir]\n');
		return 2;
	}
	if (operands[0] === '--') operands.shift();
	if (operands.length > 1) {
		yield* shell.complain('cd: too many arguments');
		return 1;
	}
	let target = operands[0];
	if (target === undefined) {
		target = shell.variables.get('HOME');
		if (target === undefined) {
			yield* shell.complain('cd: HOME not set');
			return 1;
		}
	} else if (target === '-') {
		target = shell.variables.get('OLDPWD');
		if (target === undefined) {
			yield* shell.complain('cd: OLDPWD not set');
			return 1;
		}
	}
	if (target === '') return 0;
	const path = absolutePath(shell.cwd, target);
	try {
		if (!shell.machine.files.isDirectory(path))
			throw new FileError(shell.machine.files.exists(path) ? 'ENOTDIR' : 'ENOENT', path);
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		yield* shell.complain(`cd: ${target}: ${error.text}`);
		return 1;
	}
	shell.variables.set('OLDPWD', shell.cwd);
	shell.cwd = args.includes('-P') ? shell.machine.files.realPath(path) : path;
	shell.variables.set('PWD', shell.cwd);
	if (operands[0] === '-') yield* shell.write(1, `${shell.cwd}\n`);
	return 0;
};

export const pwd: Builtin = function* (shell, args) {
	const wrong = args.find((arg) => /^-[^LP]/.test(arg));
	if (wrong) {
		yield* shell.complain(`pwd: ${wrong.slice(0, 2)}: invalid option`);
		yield* shell.write(2, 'pwd: usage: pwd [-LP]\n');
		return 2;
	}
	yield* shell.write(1, `${args.includes('-P') ? shell.machine.files.realPath(shell.cwd) : shell.cwd}\n`);
	return 0;
};

export const umask: Builtin = function* (shell, args) {
	const mask = args.find((arg) => !arg.startsWith('-'));
	if (mask === undefined) {
		const rights = (bits: number): string => ['r', 'w', 'x'].filter((_, i) => (~bits & (4 >> i)) !== 0).join('');
		const { umask: m } = shell;
		const symbolic = `u=${rights((m >> 6) & 7)},g=${rights((m >> 3) & 7)},o=${rights(m & 7)}`;
		yield* shell.write(1, `${args.includes('-S') ? symbolic : m.toString(8).padStart(4, '0')}\n`);
		return 0;
	}
	if (!/^[0-7]+$/.test(mask)) {
		yield* shell.complain(
			/^\d+$/.test(mask)
				? `umask: ${mask}: octal number out of range`
				: `umask: \`${mask[0]}': invalid symbolic mode operator`
		);
		return 1;
	}
	shell.umask = parseInt(mask, 8) & 0o777;
	return 0;
};
