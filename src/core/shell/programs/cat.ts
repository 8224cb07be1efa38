import { complainOf, LineReader, openInput } from './input.ts';
import { gnuProgram } from './options.ts';

export const cat = gnuProgram(
	{
		name: 'cat',
		short: 'nbsEATevtu',
		long: {
			number: 'n',
			'number-nonblank': 'b',
			'squeeze-blank': 's',
			'show-ends': 'E',
			'show-all': 'A',
			'show-tabs': 'T',
			'show-nonprinting': 'v'
		},
		help: 'Usage: cat [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const flags = options.given.map(({ letter }) => ({ A: 'vET', e: 'vE', t: 'vT' })[letter] ?? letter).join('');
		let number = 0;
		let blanks = 0;
		let code = 0;
		for (const path of options.operands.length > 0 ? options.operands : ['-']) {
			try {
				const input = openInput(sys, path);
				if (flags === '' || flags === 'u') {
					for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read())
						yield* sys.stdout.write(chunk);
					continue;
				}
				const lines = new LineReader(input);
				for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
					blanks = line === '\n' ? blanks + 1 : 0;
					if (flags.includes('s') && blanks > 1) continue;
					const isNumbered = flags.includes('b') ? line !== '\n' : flags.includes('n');
					yield* sys.stdout.write((isNumbered ? `${String(++number).padStart(6)}\t` : '') + show(line, flags));
				}
			} catch (error) {
				yield* complainOf(sys, path, error);
				code = 1;
			}
		}
		return code;
	}
);

function show(line: string, flags: string): string {
	let text = line.replace(/\n$/, '');

	if (flags.includes('v'))
		text = text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (c) =>
			c === '\x7f' ? '^?' : `^${String.fromCharCode(c.charCodeAt(0) + 64)}`
		);
	if (flags.includes('T')) text = text.replace(/\t/g, '^I');
	return text + (line.endsWith('\n') ? (flags.includes('E') ? '$\n' : '\n') : '');
}
