import { FileError } from '../../sim/files.ts';
import type { Sys } from '../../sim/sys.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

/** Applies '755', 'u+x', 'go-w,a+r', '+x' to permission bits; undefined when it is no mode. */
export function changeMode(mode: number, change: string, umask: number): number | undefined {
	if (/^[0-7]{1,4}$/.test(change)) return parseInt(change, 8);
	let result = mode;
	for (const clause of change.split(',')) {
		const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
		if (!match) return undefined;
		const [, who, operator, rights] = match as unknown as [string, string, string, string];
		let bits = 0;
		for (const right of rights)
			bits |= { r: 0o444, w: 0o222, x: 0o111, X: mode & 0o111 ? 0o111 : 0, s: 0o6000, t: 0o1000 }[right]!;
		const everybody = who === '' || who.includes('a');
		const mask = everybody
			? 0o7777
			: (who.includes('u') ? 0o4700 : 0) | (who.includes('g') ? 0o2070 : 0) | (who.includes('o') ? 0o1007 : 0);
		const allowed = who === '' ? mask & ~umask : mask;
		if (operator === '+') result |= bits & allowed;
		else if (operator === '-') result &= ~(bits & allowed);
		else result = (result & ~mask) | (bits & allowed);
	}
	return result;
}

export const chmod = gnuProgram(
	{
		name: 'chmod',
		short: 'RvfcrwxX',
		long: { recursive: 'R', verbose: 'v', silent: 'f', quiet: 'f', changes: 'c' },
		unsimulated: 'reference',
		help: 'Usage: chmod [OPTION]... MODE[,MODE]... FILE...'
	},
	function* (sys, options) {
		const removed = options.given
			.filter(({ letter }) => 'rwxX'.includes(letter))
			.map(({ letter }) => letter)
			.join('');
		const [mode, ...names] = removed ? [`a-${removed}`, ...options.operands] : options.operands;
		if (mode === undefined) throw new Failure("missing operand\nTry 'chmod --help' for more information.", 1);
		if (names.length === 0)
			throw new Failure(`missing operand after ‘${mode}’\nTry 'chmod --help' for more information.`, 1);
		if (changeMode(0, mode, 0o022) === undefined)
			throw new Failure(`invalid mode: ‘${mode}’\nTry 'chmod --help' for more information.`, 1);
		let code = 0;
		for (const name of names) {
			try {
				change(sys, absolute(sys, name), mode, options.has('R'));
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				if (!options.has('f')) yield* sys.stderr.write(`chmod: cannot access ${shown(name)}: ${error.text}\n`);
				code = 1;
			}
		}
		return code;
	}
);

function change(sys: Sys, path: string, mode: string, isRecursive: boolean): void {
	const { files } = sys.machine;
	const stat = files.stat(path);
	files.chmod(path, changeMode(stat.mode, mode, 0o022)!);
	if (isRecursive && stat.kind === 'directory')
		for (const child of files.list(path)) change(sys, `${path}/${child}`, mode, true);
}
