import { byteLength, FileError } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { ReadEnd } from '../../sim/stream.ts';
import type { Sys } from '../../sim/sys.ts';
import { takeBytes } from '../bytes.ts';
import { LineReader, linesOf, openInput } from './input.ts';
import { Failure, gnuProgram, shown } from './options.ts';

export const head = gnuProgram(
	{
		name: 'head',
		short: 'n:c:qv',
		long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' },
		unsimulated: 'z zero-terminated',
		numberLetter: 'n',
		help: 'Usage: head [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const unit = options.last('nc') ?? 'n';
		const count = countOf(options.value(unit) ?? '10', unit);
		const paths = options.operands.length > 0 ? options.operands : ['-'];
		const hasHeads = options.has('v') || (paths.length > 1 && !options.has('q'));
		let code = 0;
		let isFirst = true;
		for (const path of paths) {
			let input: ReadEnd;
			try {
				input = openInput(sys, path);
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				const how = error.code === 'EISDIR' ? `error reading ${shown(path)}` : `cannot open ${shown(path)} for reading`;
				if (error.code === 'EISDIR' && hasHeads) yield* sys.stdout.write(`${isFirst ? '' : '\n'}==> ${path} <==\n`);
				yield* sys.stderr.write(`head: ${how}: ${error.text}\n`);
				code = 1;
				continue;
			}
			if (hasHeads)
				yield* sys.stdout.write(`${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
			isFirst = false;
			yield* copyHead(sys, input, unit, count);
		}
		return code;
	}
);

/** Negative: all but the last so many. */
function countOf(text: string, unit: string): number {
	const match = /^([-+]?)(\d+)(b|kB?|K(?:iB)?|MB?|MiB|GB?|GiB)?$/.exec(text);
	if (!match)
		throw new Failure(`invalid number of ${unit === 'n' ? 'lines' : 'bytes'}: ‘${text.replace(/^[-+]/, '')}’`, 1);
	const factor =
		{
			b: 512,
			kB: 1000,
			k: 1024,
			K: 1024,
			KiB: 1024,
			MB: 1e6,
			M: 1048576,
			MiB: 1048576,
			G: 1073741824,
			GB: 1e9,
			GiB: 1073741824
		}[match[3] ?? ''] ?? 1;
	return Number(match[2]) * factor * (match[1] === '-' ? -1 : 1) || (match[1] === '-' ? -0 : 0);
}

function* copyHead(sys: Sys, input: ReadEnd, unit: string, count: number): Process<void> {
	if (count < 0 || Object.is(count, -0)) {
		let text = '';
		for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read()) text += chunk;
		if (unit === 'c') yield* sys.stdout.write(takeBytes(text, Math.max(0, byteLength(text) + count)));
		else {
			const lines = linesOf(text).map((line) => `${line}\n`);
			if (text !== '' && !text.endsWith('\n')) lines[lines.length - 1] = lines.at(-1)!.slice(0, -1);
			yield* sys.stdout.write(lines.slice(0, Math.max(0, lines.length + count)).join(''));
		}
		return;
	}
	if (unit === 'c') {
		for (let left = count; left > 0;) {
			const chunk = yield* input.read();
			if (chunk === undefined) return;
			const part = takeBytes(chunk, left);
			left -= byteLength(part);
			yield* sys.stdout.write(part);
		}
		return;
	}
	const lines = new LineReader(input);
	for (let i = 0; i < count; i++) {
		const line = yield* lines.next();
		if (line === undefined) return;
		yield* sys.stdout.write(line);
	}
}
