import type { Program } from '../../sim/sys.ts';
import { formatPrintf } from '../printf-format.ts';

export const printf: Program = {
	name: 'printf',
	*run(sys) {
		const [, format, ...operands] = sys.argv;
		if (format === undefined) {
			yield* sys.stderr.write("printf: missing operand\nTry 'printf --help' for more information.\n");
			return 1;
		}
		const { output, errors } = formatPrintf(format, operands, sys.machine.sim.wallMs);
		yield* sys.stdout.write(output);
		for (const error of errors)
			yield* sys.stderr.write(
				`printf: ${error.replace(/^(.*): invalid number$/s, "'$1': expected a numeric value")}\n`
			);
		return errors.length > 0 ? 1 : 0;
	}
};
