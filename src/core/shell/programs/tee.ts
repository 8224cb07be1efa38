import { FileError } from '../../sim/files.ts';
import type { WriteEnd } from '../../sim/stream.ts';
import { openPath } from '../descriptors.ts';
import { gnuProgram } from './options.ts';

export const tee = gnuProgram(
	{
		name: 'tee',
		short: 'ai',
		long: { append: 'a', 'ignore-interrupts': 'i' },
		unsimulated: 'p output-error',
		help: 'Usage: tee [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const outputs: WriteEnd[] = [sys.stdout];
		let code = 0;
		for (const path of options.operands) {
			try {
				outputs.push(
					openPath(sys.machine, sys.cwd, path, options.has('a') ? 'append' : 'write', 0o644, new Map()).writer!
				);
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				yield* sys.stderr.write(`tee: ${path}: ${error.text}\n`);
				code = 1;
			}
		}
		for (let chunk = yield* sys.stdin.read(); chunk !== undefined; chunk = yield* sys.stdin.read()) {
			for (const output of outputs) yield* output.write(chunk);
		}
		return code;
	}
);
