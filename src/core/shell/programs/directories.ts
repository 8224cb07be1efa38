import { absolutePath, FileError } from '../../sim/files.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

export const pwd = gnuProgram({ name: 'pwd', short: 'LP', help: 'Usage: pwd [OPTION]...' }, function* (sys) {
	yield* sys.stdout.write(`${sys.machine.files.realPath(sys.cwd)}\n`);
	return 0;
});

export const mkdir = gnuProgram(
	{
		name: 'mkdir',
		short: 'pm:v',
		long: { parents: 'p', mode: 'm', verbose: 'v' },
		unsimulated: 'Z context',
		help: 'Usage: mkdir [OPTION]... DIRECTORY...'
	},
	function* (sys, options) {
		if (options.operands.length === 0)
			throw new Failure("missing operand\nTry 'mkdir --help' for more information.", 1);
		const mode = options.value('m');
		if (mode !== undefined && !/^[0-7]{1,4}$/.test(mode)) throw new Failure(`invalid mode ${shown(mode)}`, 1);
		let code = 0;
		for (const name of options.operands) {
			try {
				sys.machine.files.mkdir(absolute(sys, name), {
					parents: options.has('p'),
					...(mode === undefined ? {} : { mode: parseInt(mode, 8) })
				});
				if (options.has('v')) yield* sys.stdout.write(`mkdir: created directory ${shown(name)}\n`);
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				yield* sys.stderr.write(`mkdir: cannot create directory ${quoted(name)}: ${error.text}\n`);
				code = 1;
			}
		}
		return code;
	}
);

export const rmdir = gnuProgram(
	{
		name: 'rmdir',
		short: 'pv',
		long: { parents: 'p', verbose: 'v' },
		unsimulated: 'ignore-fail-on-non-empty',
		help: 'Usage: rmdir [OPTION]... DIRECTORY...'
	},
	function* (sys, options) {
		if (options.operands.length === 0)
			throw new Failure("missing operand\nTry 'rmdir --help' for more information.", 1);
		let code = 0;
		for (const name of options.operands) {
			let path = name;
			try {
				sys.machine.files.rmdir(absolutePath(sys.cwd, path));
				while (options.has('p') && path.includes('/')) {
					path = path.slice(0, path.lastIndexOf('/'));
					if (path !== '') sys.machine.files.rmdir(absolutePath(sys.cwd, path));
				}
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				yield* sys.stderr.write(`rmdir: failed to remove ${shown(path)}: ${error.text}\n`);
				code = 1;
			}
		}
		return code;
	}
);

/** In a UTF-8 locale coreutils quote some names ‘so’. */
function quoted(name: string): string {
	return `‘${name}’`;
}
