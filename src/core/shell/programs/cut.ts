import { eachLine } from './input.ts';
import { Failure, gnuProgram } from './options.ts';

const HINT = "\nTry 'cut --help' for more information.";

export const cut = gnuProgram(
	{
		name: 'cut',
		short: 'b:c:d:f:snO:',
		long: {
			bytes: 'b',
			characters: 'c',
			delimiter: 'd',
			fields: 'f',
			'only-delimited': 's',
			complement: 'C',
			'output-delimiter': 'O'
		},
		unsimulated: 'z zero-terminated',
		help: 'Usage: cut OPTION... [FILE]...'
	},
	function* (sys, options) {
		const kinds = options.given.filter(({ letter }) => 'bcf'.includes(letter));
		if (kinds.length === 0) throw new Failure(`you must specify a list of bytes, characters, or fields${HINT}`, 1);
		if (kinds.length > 1) throw new Failure(`only one list may be specified${HINT}`, 1);
		const { letter, value } = kinds[0]!;
		const delimiter = options.value('d') ?? '\t';
		if (options.has('d') && letter !== 'f')
			throw new Failure(`an input delimiter may be specified only when operating on fields${HINT}`, 1);
		if ([...delimiter].length !== 1) throw new Failure(`the delimiter must be a single character${HINT}`, 1);
		const ranges = parseRanges(value, letter === 'f' ? 'fields' : 'byte/character positions');
		const isChosen = (n: number): boolean => ranges.some(([from, to]) => n >= from && n <= to) !== options.has('C');
		const glue = options.value('O');
		return yield* eachLine(sys, options.operands, function* (whole) {
			const line = whole.replace(/\n$/, '');
			if (letter === 'f') {
				if (!line.includes(delimiter)) {
					if (!options.has('s')) yield* sys.stdout.write(`${line}\n`);
					return;
				}
				yield* sys.stdout.write(
					`${line
						.split(delimiter)
						.filter((_, i) => isChosen(i + 1))
						.join(glue ?? delimiter)}\n`
				);
				return;
			}
			yield* sys.stdout.write(`${[...line].filter((_, i) => isChosen(i + 1)).join(glue ?? '')}\n`);
		});
	}
);

function parseRanges(text: string, what: string): [number, number][] {
	return text.split(/[,\s]/).map((part) => {
		const match = /^(\d*)(-?)(\d*)$/.exec(part);
		if (!match || part === '')
			throw new Failure(
				`invalid ${what === 'fields' ? 'field' : 'byte or character'} range${part === '' ? '' : ` ‘${part}’`}${HINT}`.replace(
					/ range ‘.*’/,
					` value ‘${part}’`
				),
				1
			);
		if (part === '-') throw new Failure(`invalid range with no endpoint: -${HINT}`, 1);
		const from = Number(match[1] || 1);
		const to = match[2] === '' ? from : match[3] === '' ? Infinity : Number(match[3]);
		if (from === 0 || (match[3] !== '' && to === 0)) throw new Failure(`${what} are numbered from 1${HINT}`, 1);
		if (to < from) throw new Failure(`invalid decreasing range${HINT}`, 1);
		return [from, to];
	});
}
