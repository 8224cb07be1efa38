import { FileError, joinPath } from '../../sim/files.ts';
import { LineReader, openInput } from './input.ts';
import { Failure, gnuProgram } from './options.ts';

export const uniq = gnuProgram(
	{
		name: 'uniq',
		short: 'cdiuf:s:w:',
		long: {
			count: 'c',
			repeated: 'd',
			'ignore-case': 'i',
			unique: 'u',
			'skip-fields': 'f',
			'skip-chars': 's',
			'check-chars': 'w'
		},
		unsimulated: 'D z all-repeated group zero-terminated',
		help: 'Usage: uniq [OPTION]... [INPUT [OUTPUT]]'
	},
	function* (sys, options) {
		const [path = '-', target] = options.operands;
		const keyOf = (line: string): string => {
			let key = line;
			for (let i = Number(options.value('f') ?? 0); i > 0; i--) key = key.replace(/^\s*\S*/, '');
			key = key.slice(Number(options.value('s') ?? 0));
			const width = options.value('w');
			if (width !== undefined) key = key.slice(0, Number(width));
			return options.has('i') ? key.toLowerCase() : key;
		};
		let lines: LineReader;
		try {
			lines = new LineReader(openInput(sys, path));
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			throw new Failure(`${error.code === 'EISDIR' ? `error reading '${path}'` : path}: ${error.text}`, 1);
		}
		let out = '';
		let held: { line: string; count: number } | undefined;
		const flush = (): string => {
			if (!held || (options.has('d') && held.count < 2) || (options.has('u') && held.count > 1)) return '';
			return `${options.has('c') ? `${String(held.count).padStart(7)} ` : ''}${held.line}\n`;
		};
		for (let whole = yield* lines.next(); whole !== undefined; whole = yield* lines.next()) {
			const line = whole.replace(/\n$/, '');
			if (held && keyOf(held.line) === keyOf(line)) {
				held.count++;
				continue;
			}
			const text = flush();
			if (target === undefined) yield* sys.stdout.write(text);
			else out += text;
			held = { line, count: 1 };
		}
		if (target === undefined) yield* sys.stdout.write(flush());
		else sys.machine.files.write(joinPath(sys.cwd, target), out + flush());
		return 0;
	}
);
