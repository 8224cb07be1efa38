import { formatPrintf } from '../printf-format.ts';
import { Failure, gnuProgram } from './options.ts';

const HINT = "\nTry 'seq --help' for more information.";

export const seq = gnuProgram(
	{
		name: 'seq',
		takesNegativeNumbers: true,
		short: 's:f:w',
		long: { separator: 's', format: 'f', 'equal-width': 'w' },
		help: 'Usage: seq [OPTION]... FIRST INCREMENT LAST'
	},
	function* (sys, options) {
		const { operands } = options;
		if (operands.length === 0) throw new Failure(`missing operand${HINT}`, 1);
		if (operands.length > 3) throw new Failure(`extra operand ‘${operands[3]}’${HINT}`, 1);
		for (const operand of operands) {
			if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(operand))
				throw new Failure(`invalid floating point argument: ‘${operand}’${HINT}`, 1);
		}
		const last = operands.at(-1)!;
		const first = operands.length > 1 ? operands[0]! : '1';
		const step = operands.length === 3 ? operands[1]! : '1';
		if (Number(step) === 0) throw new Failure(`invalid Zero increment value: ‘${step}’${HINT}`, 1);
		const decimals = Math.max(...[first, step].map((text) => /\.(\d*)/.exec(text)?.[1]!.length ?? 0));
		const separator = options.value('s') ?? '\n';
		const format = options.value('f');
		const scale = 10 ** decimals;
		const [from, by, to] = [Math.round(Number(first) * scale), Math.round(Number(step) * scale), Number(last) * scale];
		const lastShown = from + Math.floor((to - from) / by + 1e-9) * by;
		const width = options.has('w')
			? Math.max(...[from, lastShown].map((n) => (n / scale).toFixed(decimals).length))
			: 0;
		let written = false;
		for (let n = from; by > 0 ? n <= to : n >= to; n += by) {
			const number = (n / scale).toFixed(decimals);
			const padded = number.startsWith('-')
				? `-${number.slice(1).padStart(width - 1, '0')}`
				: number.padStart(width, '0');
			const text = format === undefined ? padded : formatPrintf(format, [number], 0).output;
			yield* sys.stdout.write((written ? separator : '') + text);
			written = true;
		}
		if (written) yield* sys.stdout.write('\n');
		return 0;
	}
);
