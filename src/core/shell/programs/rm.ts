import { FileError } from '../../sim/files.ts';
import type { Sys } from '../../sim/sys.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

export const rm = gnuProgram(
	{
		name: 'rm',
		short: 'rRfdvi',
		long: { recursive: 'r', force: 'f', dir: 'd', verbose: 'v' },
		unsimulated: 'i I interactive one-file-system no-preserve-root',
		help: 'Usage: rm [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		if (options.has('i')) throw new Failure('swarmlab does not simulate -i', 1);
		if (options.operands.length === 0 && !options.has('f'))
			throw new Failure("missing operand\nTry 'rm --help' for more information.", 1);
		let code = 0;
		for (const name of options.operands) {
			const problem = removeOne(sys, name, {
				isRecursive: options.has('r') || options.has('R'),
				takesEmpty: options.has('d')
			});
			if (problem === undefined) {
				if (options.has('v')) yield* sys.stdout.write(`removed ${shown(name)}\n`);
			} else if (!(options.has('f') && problem.isAbsent)) {
				yield* sys.stderr.write(problem.text.replace(/^/gm, 'rm: ') + '\n');
				code = 1;
			}
		}
		return code;
	}
);

function removeOne(
	sys: Sys,
	name: string,
	how: { isRecursive: boolean; takesEmpty: boolean }
): { text: string; isAbsent?: boolean } | undefined {
	const { files } = sys.machine;
	try {
		if (how.isRecursive && /(^|\/)\.\.?\/*$/.test(name)) {
			return { text: `refusing to remove '.' or '..' directory: skipping ${shown(name)}` };
		}
		const path = absolute(sys, name);
		const isDirectory = files.stat(path, { follow: false }).kind === 'directory';
		if (isDirectory && !how.isRecursive) {
			if (!how.takesEmpty) return { text: `cannot remove ${shown(name)}: Is a directory` };
			files.rmdir(path);
			return undefined;
		}
		if (/^\/+$/.test(path)) {
			return {
				text: "it is dangerous to operate recursively on '/'\nuse --no-preserve-root to override this failsafe"
			};
		}
		removeTree(sys, path);
		return undefined;
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		return {
			text: `cannot remove ${shown(name)}: ${error.text}`,
			isAbsent: error.code === 'ENOENT' || error.code === 'ENOTDIR'
		};
	}
}

function removeTree(sys: Sys, path: string): void {
	const { files } = sys.machine;
	if (files.stat(path, { follow: false }).kind !== 'directory') return files.unlink(path);
	for (const child of files.list(path)) removeTree(sys, `${path}/${child}`);
	files.rmdir(path);
}
