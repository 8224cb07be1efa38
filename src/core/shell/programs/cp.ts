import { FileError } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, shown, type Options } from './options.ts';

/** Where one source goes, as `cp` and `mv` find it. */
function* eachTarget(
	sys: Sys,
	options: Options,
	act: (from: string, to: string, shownTo: string) => string | undefined
): Process<number> {
	const name = sys.argv[0]!;
	const { files } = sys.machine;
	const directory = options.value('t');
	const operands = [...options.operands];
	if (operands.length === 0) throw new Failure(`missing file operand\nTry '${name} --help' for more information.`, 1);
	if (operands.length === 1 && directory === undefined) {
		throw new Failure(
			`missing destination file operand after ${shown(operands[0]!)}\nTry '${name} --help' for more information.`,
			1
		);
	}
	const target = directory ?? operands.pop()!;
	const isDirectory = isDirectoryAt(sys, target);
	if ((operands.length > 1 || directory !== undefined) && !isDirectory) {
		const exists = files.exists(absolute(sys, target));
		throw new Failure(`target ${shown(target)}: ${exists ? 'Not a directory' : 'No such file or directory'}`, 1);
	}
	let code = 0;
	for (const source of operands) {
		const shownTo =
			isDirectory && !options.has('T')
				? `${target.replace(/(?<=.)\/+$/, '')}/${source.replace(/\/+$/, '').replace(/^.*\//, '')}`.replace('//', '/')
				: target;
		const problem = act(source, shownTo, shownTo);
		if (problem === undefined) {
			if (options.has('v'))
				yield* sys.stdout.write(`${name === 'mv' ? 'renamed ' : ''}${shown(source)} -> ${shown(shownTo)}\n`);
			continue;
		}
		if (problem !== '') {
			yield* sys.stderr.write(`${name}: ${problem}\n`);
			code = 1;
		}
	}
	return code;
}

function isDirectoryAt(sys: Sys, path: string): boolean {
	try {
		return sys.machine.files.isDirectory(absolute(sys, path));
	} catch {
		return false;
	}
}

export const cp = gnuProgram(
	{
		name: 'cp',
		short: 'rRafpvnt:TdHLPi',
		long: {
			recursive: 'r',
			archive: 'a',
			force: 'f',
			verbose: 'v',
			'no-clobber': 'n',
			'target-directory': 't',
			'no-target-directory': 'T'
		},
		unsimulated: 'b i l s u x Z backup link symbolic-link update interactive parents sparse',
		help: 'Usage: cp [OPTION]... SOURCE... DEST'
	},
	function* (sys, options) {
		const isRecursive = ['r', 'R', 'a'].some((letter) => options.has(letter));
		return yield* eachTarget(sys, options, (from, to) => {
			const source = statOf(sys, from);
			if (typeof source === 'string') return `cannot stat ${shown(from)}: ${source}`;
			if (source.kind === 'directory' && !isRecursive) return `-r not specified; omitting directory ${shown(from)}`;
			if (to.endsWith('/') && source.kind !== 'directory')
				return `cannot create regular file ${shown(to)}: Not a directory`;
			const there = statOf(sys, to);
			if (typeof there !== 'string') {
				if (there.inode === source.inode) return `${shown(from)} and ${shown(to)} are the same file`;
				if (options.has('n')) return '';
				if (there.kind === 'directory' && source.kind !== 'directory')
					return `cannot overwrite directory ${shown(to)} with non-directory ${shown(from)}`;
				if (there.kind !== 'directory' && source.kind === 'directory')
					return `cannot overwrite non-directory ${shown(to)} with directory ${shown(from)}`;
			}
			try {
				if (
					source.kind === 'directory' &&
					`${absolute(sys, to)}/`.startsWith(`${absolute(sys, from).replace(/\/+$/, '')}/`)
				) {
					return `cannot copy a directory, ${shown(from)}, into itself, ${shown(to)}`;
				}
				copyTree(sys, absolute(sys, from), absolute(sys, to), options.has('a') || options.has('p'));
				return undefined;
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				const kind = source.kind === 'directory' ? 'directory' : 'regular file';
				return `cannot create ${kind} ${shown(to)}: ${error.text}`;
			}
		});
		function copyTree(at: Sys, from: string, to: string, keepsTime: boolean): void {
			const { files } = at.machine;
			const stat = files.stat(from);
			if (stat.kind === 'directory') {
				if (!files.exists(to)) files.mkdir(to, { mode: stat.mode });
				for (const child of files.list(from)) copyTree(at, `${from}/${child}`, `${to}/${child}`, keepsTime);
			} else files.write(to, files.read(from), files.exists(to) ? undefined : stat.mode);
			if (keepsTime) files.touch(to, stat.mtimeMs);
		}
	}
);

export const mv = gnuProgram(
	{
		name: 'mv',
		short: 'fvnt:Ti',
		long: { force: 'f', verbose: 'v', 'no-clobber': 'n', 'target-directory': 't', 'no-target-directory': 'T' },
		unsimulated: 'b i u Z backup update interactive',
		help: 'Usage: mv [OPTION]... SOURCE... DEST'
	},
	function* (sys, options) {
		return yield* eachTarget(sys, options, (from, to) => {
			const source = statOf(sys, from, false);
			if (typeof source === 'string') return `cannot stat ${shown(from)}: ${source}`;
			const there = statOf(sys, to, false);
			if (typeof there !== 'string') {
				if (there.inode === source.inode) return `${shown(from)} and ${shown(to)} are the same file`;
				if (options.has('n')) return '';
				if (there.kind === 'directory' && source.kind !== 'directory')
					return `cannot overwrite directory ${shown(to)} with non-directory ${shown(from)}`;
				if (there.kind !== 'directory' && source.kind === 'directory')
					return `cannot overwrite non-directory ${shown(to)} with directory ${shown(from)}`;
			}
			try {
				sys.machine.files.rename(absolute(sys, from), absolute(sys, to));
				return undefined;
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				if (error.code === 'EINVAL') return `cannot move ${shown(from)} to a subdirectory of itself, ${shown(to)}`;
				return `cannot move ${shown(from)} to ${shown(to)}: ${error.text}`;
			}
		});
	}
);

function statOf(sys: Sys, path: string, follow = true): ReturnType<Sys['machine']['files']['stat']> | string {
	try {
		return sys.machine.files.stat(absolute(sys, path), { follow });
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		return error.text;
	}
}
