import { FileError } from '../../sim/files.ts';
import { parseDate } from './date.ts';
import { absolute } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

export const touch = gnuProgram(
	{
		name: 'touch',
		short: 'acmd:',
		long: { 'no-create': 'c', date: 'd' },
		unsimulated: 'f h r t reference time no-dereference',
		help: 'Usage: touch [OPTION]... FILE...'
	},
	function* (sys, options) {
		if (options.operands.length === 0)
			throw new Failure("missing file operand\nTry 'touch --help' for more information.", 1);
		const date = options.value('d');
		const ms = date === undefined ? undefined : parseDate(date, sys.machine.sim.wallMs);
		if (date !== undefined && ms === undefined) throw new Failure(`invalid date format ‘${date}’`, 1);
		let code = 0;
		for (const name of options.operands) {
			try {
				const path = absolute(sys, name);
				if (!sys.machine.files.exists(path)) {
					if (options.has('c')) continue;
					sys.machine.files.open(path, { create: true });
				}
				sys.machine.files.touch(path, ms);
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				yield* sys.stderr.write(`touch: cannot touch ${shown(name)}: ${error.text}\n`);
				code = 1;
			}
		}
		return code;
	}
);
