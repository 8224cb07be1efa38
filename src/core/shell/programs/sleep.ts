import { sleep as sleepFor } from '../../sim/process.ts';
import { Failure, gnuProgram } from './options.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const sleep = gnuProgram({ name: 'sleep', help: 'Usage: sleep NUMBER[SUFFIX]...' }, function* (_sys, options) {
	if (options.operands.length === 0) throw new Failure("missing operand\nTry 'sleep --help' for more information.", 1);
	let ms = 0;
	for (const operand of options.operands) {
		const match = /^(\d+\.?\d*|\.\d+|inf(?:inity)?)([smhd]?)$/.exec(operand);
		if (!match) throw new Failure(`invalid time interval ‘${operand}’\nTry 'sleep --help' for more information.`, 1);
		ms += Number(match[1]!.replace(/^inf.*/, '1e12')) * UNIT_MS[match[2] || 's']!;
	}
	yield* sleepFor(Math.round(ms));
	return 0;
});
