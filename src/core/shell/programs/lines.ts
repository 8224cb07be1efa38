import { FileError } from '../../sim/files.ts';
import { graphemes } from '../graphemes.ts';
import { eachLine, LineReader, linesOf, openInput, readFiles } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

/** Programs that turn lines round or number them. */

export const tac = gnuProgram(
	{ name: 'tac', unsimulated: 'b r s before regex separator', help: 'Usage: tac [OPTION]... [FILE]...' },
	function* (sys, options) {
		let code = 0;
		for (const path of options.operands.length > 0 ? options.operands : ['-']) {
			try {
				const input = openInput(sys, path);
				let text = '';
				for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read()) text += chunk;
				const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
				yield* sys.stdout.write(lines.reverse().join(''));
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				yield* sys.stderr.write(
					`tac: ${error.code === 'EISDIR' ? `${path}: read error` : `failed to open ${shown(path)} for reading`}: ${error.text}\n`
				);
				code = 1;
			}
		}
		return code;
	}
);

export const rev = gnuProgram({ name: 'rev', help: 'Usage: rev [options] [file ...]' }, function* (sys, options) {
	let code = 0;
	for (const path of options.operands.length > 0 ? options.operands : ['-']) {
		try {
			const lines = new LineReader(openInput(sys, path));
			for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
				yield* sys.stdout.write(
					graphemes(line.replace(/\n$/, '')).reverse().join('') + (line.endsWith('\n') ? '\n' : '')
				);
			}
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* sys.stderr.write(`rev: cannot open ${path}: ${error.text}\n`);
			code = 1;
		}
	}
	return code;
});

export const nl = gnuProgram(
	{
		name: 'nl',
		short: 'b:w:s:v:i:n:',
		long: {
			'body-numbering': 'b',
			'number-width': 'w',
			'number-separator': 's',
			'starting-line-number': 'v',
			'line-increment': 'i',
			'number-format': 'n'
		},
		unsimulated: 'd f h l p',
		help: 'Usage: nl [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const style = options.value('b') ?? 't';
		if (!/^[atn]$/.test(style))
			throw new Failure(`invalid body numbering style: ‘${style}’\nTry 'nl --help' for more information.`, 1);
		const width = Number(options.value('w') ?? 6);
		const separator = options.value('s') ?? '\t';
		const form = options.value('n') ?? 'rn';
		let number = Number(options.value('v') ?? 1);
		return yield* eachLine(sys, options.operands, function* (whole) {
			const line = whole.replace(/\n$/, '');
			if (style === 'n' || (style === 't' && line === '')) {
				yield* sys.stdout.write(
					`${line === '' ? ' '.repeat(width + separator.length) : `${' '.repeat(width + separator.length)}${line}`}\n`
				);
				return;
			}
			const text =
				form === 'ln' ? String(number).padEnd(width) : String(number).padStart(width, form === 'rz' ? '0' : ' ');
			yield* sys.stdout.write(`${text}${separator}${line}\n`);
			number += Number(options.value('i') ?? 1);
		});
	}
);

export const shuf = gnuProgram(
	{
		name: 'shuf',
		short: 'n:e',
		long: { 'head-count': 'n', echo: 'e' },
		unsimulated: 'i o r z',
		help: 'Usage: shuf [OPTION]... [FILE]'
	},
	function* (sys, options) {
		const { text, code } = options.has('e')
			? { text: options.operands.join('\n'), code: 0 }
			: yield* readFiles(sys, options.operands);
		const count = options.value('n');
		const lines = sys.machine.rng.shuffle(linesOf(text)).slice(0, count === undefined ? undefined : Number(count));
		yield* sys.stdout.write(lines.map((line) => `${line}\n`).join(''));
		return code;
	}
);
