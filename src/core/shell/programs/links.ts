import { absolutePath, FileError } from '../../sim/files.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

export const ln = gnuProgram(
	{
		name: 'ln',
		short: 'sfnv',
		long: { symbolic: 's', force: 'f', verbose: 'v' },
		unsimulated: 'b d i L P r t T',
		help: 'Usage: ln [OPTION]... TARGET LINK_NAME'
	},
	function* (sys, options) {
		const [target, given] = options.operands;
		if (target === undefined) throw new Failure("missing file operand\nTry 'ln --help' for more information.", 1);
		if (!options.has('s')) throw new Failure('swarmlab does not simulate hard links', 1);
		let name = given ?? target.replace(/^.*\//, '');
		try {
			if (sys.machine.files.exists(absolute(sys, name)) && sys.machine.files.isDirectory(absolute(sys, name)))
				name += `/${target.replace(/^.*\//, '')}`;
			if (options.has('f') && sys.machine.files.exists(absolute(sys, name)))
				sys.machine.files.unlink(absolute(sys, name));
			sys.machine.files.symlink(target, absolute(sys, name));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* sys.stderr.write(`ln: failed to create symbolic link ${shown(name)}: ${error.text}\n`);
			return 1;
		}
		return 0;
	}
);

export const readlink = gnuProgram(
	{
		name: 'readlink',
		short: 'fn',
		long: { canonicalize: 'f', 'no-newline': 'n' },
		unsimulated: 'e m q s v z',
		help: 'Usage: readlink [OPTION]... FILE...'
	},
	function* (sys, options) {
		if (options.operands.length === 0)
			throw new Failure("missing operand\nTry 'readlink --help' for more information.", 1);
		let code = 0;
		for (const name of options.operands) {
			try {
				const path = absolute(sys, name);
				const text = options.has('f')
					? sys.machine.files.realPath(path)
					: sys.machine.files.stat(path, { follow: false }).target;
				if (text === undefined) code = 1;
				else yield* sys.stdout.write(text + (options.has('n') ? '' : '\n'));
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				code = 1;
			}
		}
		return code;
	}
);

export const realpath = gnuProgram(
	{ name: 'realpath', short: 'eq', unsimulated: 'm L P s z relative-to', help: 'Usage: realpath [OPTION]... FILE...' },
	function* (sys, options) {
		if (options.operands.length === 0)
			throw new Failure("missing operand\nTry 'realpath --help' for more information.", 1);
		let code = 0;
		for (const name of options.operands) {
			try {
				const path = absolute(sys, name);
				const parent = absolutePath(path, '..');
				const real = sys.machine.files.exists(path)
					? sys.machine.files.realPath(path)
					: absolutePath(sys.machine.files.realPath(parent), name.replace(/^.*\//, ''));
				if (options.has('e') && !sys.machine.files.exists(path)) throw new FileError('ENOENT', name);
				yield* sys.stdout.write(`${real}\n`);
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				if (!options.has('q')) yield* sys.stderr.write(`realpath: ${name}: ${error.text}\n`);
				code = 1;
			}
		}
		return code;
	}
);
