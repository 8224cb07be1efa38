import { byteLength, FileError } from '../../sim/files.ts';
import { absolute, complainOf, openInput } from './input.ts';
import { gnuProgram } from './options.ts';

interface Counts {
	lines: number;
	words: number;
	characters: number;
	bytes: number;
	longest: number;
}

export const wc = gnuProgram(
	{
		name: 'wc',
		short: 'lwcmL',
		long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm', 'max-line-length': 'L' },
		unsimulated: 'files0-from total',
		help: 'Usage: wc [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const chosen = (['l', 'w', 'm', 'c', 'L'] as const).filter((letter) => options.has(letter));
		const columns = chosen.length > 0 ? chosen : (['l', 'w', 'c'] as const);
		const paths = options.operands.length > 0 ? options.operands : ['-'];
		const total: Counts = { lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 };
		const rows: (Counts & { name: string })[] = [];
		let code = 0;
		// As wide as the sum of the sizes needs, but 7 where a size is not known beforehand (coreutils wc.c, compute_number_width).
		let width = 1;
		let size = 0;
		for (const path of paths) {
			if (path === '-') width = 7;
			else {
				try {
					const stat = sys.machine.files.stat(absolute(sys, path));
					if (stat.kind === 'file') size += stat.size;
					else width = 7;
				} catch (error) {
					if (!(error instanceof FileError)) throw error;
				}
			}
		}
		width = columns.length === 1 && paths.length === 1 ? 1 : Math.max(width, String(size).length);
		const format = (counts: Counts, name: string): string => {
			const numbers = columns.map(
				(letter) =>
					({ l: counts.lines, w: counts.words, m: counts.characters, c: counts.bytes, L: counts.longest })[letter]
			);
			return `${numbers.map((n) => String(n).padStart(width)).join(' ')}${name === '' ? '' : ` ${name}`}\n`;
		};
		for (const path of paths) {
			const counts: Counts = { lines: 0, words: 0, characters: 0, bytes: 0, longest: 0 };
			try {
				const input = openInput(sys, path);
				let inWord = false;
				let lineLength = 0;
				for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read()) {
					counts.bytes += byteLength(chunk);
					for (const character of chunk) {
						counts.characters++;
						if (character === '\n') {
							counts.lines++;
							lineLength = 0;
						} else counts.longest = Math.max(counts.longest, ++lineLength);
						const isSpace = /\s/.test(character);
						if (!isSpace && !inWord) counts.words++;
						inWord = !isSpace;
					}
				}
			} catch (error) {
				yield* complainOf(sys, path, error);
				code = 1;
				if (!(error instanceof FileError) || error.code !== 'EISDIR') continue;
			}
			yield* sys.stdout.write(format(counts, options.operands.length === 0 ? '' : path));
			rows.push({ ...counts, name: path });
			total.lines += counts.lines;
			total.words += counts.words;
			total.characters += counts.characters;
			total.bytes += counts.bytes;
			total.longest = Math.max(total.longest, counts.longest);
		}
		if (paths.length > 1) yield* sys.stdout.write(format(total, 'total'));
		return code;
	}
);
