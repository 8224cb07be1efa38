import { byteLength, FileError, type FileInode } from '../../sim/files.ts';
import { park, type Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { takeBytes } from '../bytes.ts';
import { absolute, LineReader, linesOf, openInput } from './input.ts';
import { Failure, gnuProgram, shown, type Options } from './options.ts';

export const tail = gnuProgram(
	{
		name: 'tail',
		short: 'n:c:fFqvs:',
		long: {
			lines: 'n',
			bytes: 'c',
			follow: 'f',
			quiet: 'q',
			silent: 'q',
			verbose: 'v',
			'sleep-interval': 's',
			retry: 'R'
		},
		unsimulated: 'z pid max-unchanged-stats zero-terminated',
		numberLetter: 'n',
		help: 'Usage: tail [OPTION]... [FILE]...'
	},
	function* (sys, options) {
		const unit = options.last('nc') ?? 'n';
		const given = options.value(unit) ?? '10';
		if (!/^[-+]?\d+$/.test(given))
			throw new Failure(`invalid number of ${unit === 'n' ? 'lines' : 'bytes'}: ‘${given}’`, 1);
		const paths = options.operands.length > 0 ? options.operands : ['-'];
		const hasHeads = options.has('v') || (paths.length > 1 && !options.has('q'));
		const follows = options.has('f') || options.has('F');
		const followed: { path: string; file: FileInode | undefined; position: number }[] = [];
		let code = 0;
		let isFirst = true;
		for (const path of paths) {
			try {
				if (path === '-' && follows) {
					yield* followInput(sys, unit, given);
					continue;
				}
				const text = yield* readAll(sys, path);
				if (hasHeads)
					yield* sys.stdout.write(`${isFirst ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
				isFirst = false;
				yield* sys.stdout.write(lastOf(text, unit, given));
				if (follows) followed.push({ path, file: fileAt(sys, path), position: text.length });
			} catch (error) {
				if (!(error instanceof FileError)) throw error;
				const how = error.code === 'EISDIR' ? `error reading ${shown(path)}` : `cannot open ${shown(path)} for reading`;
				yield* sys.stderr.write(`tail: ${how}: ${error.text}\n`);
				if (options.has('F')) followed.push({ path, file: undefined, position: 0 });
				code = 1;
			}
		}
		if (!follows || (options.operands.length === 0 && followed.length === 0)) return code;
		if (followed.length === 0) throw new Failure('no files remaining', 1);
		return yield* follow(sys, options, followed, hasHeads);
	}
);

function* readAll(sys: Sys, path: string): Process<string> {
	const input = openInput(sys, path);
	let text = '';
	for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read()) text += chunk;
	return text;
}

function lastOf(text: string, unit: string, given: string): string {
	const count = Math.abs(Number(given));
	const fromStart = given.startsWith('+');
	if (unit === 'c') {
		const bytes = byteLength(text);
		const skipped = fromStart ? Math.max(0, count - 1) : Math.max(0, bytes - count);
		return text.slice(takeBytes(text, skipped).length);
	}
	const lines = linesOf(text).map((line) => `${line}\n`);
	if (text !== '' && !text.endsWith('\n')) lines[lines.length - 1] = lines.at(-1)!.slice(0, -1);
	return (fromStart ? lines.slice(Math.max(0, count - 1)) : count === 0 ? [] : lines.slice(-count)).join('');
}

function fileAt(sys: Sys, path: string): FileInode | undefined {
	try {
		return sys.machine.files.open(absolute(sys, path));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		return undefined;
	}
}

/** A pipe: the end is shown when it ends, since only then it is known which lines were the last. */
function* followInput(sys: Sys, unit: string, given: string): Process<void> {
	const lines = new LineReader(sys.stdin);
	let text = '';
	for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) text += line;
	yield* sys.stdout.write(lastOf(text, unit, given));
}

/** Waits for more, for ever. -F looks for a new file of the name once a second. */
function* follow(
	sys: Sys,
	options: Options,
	followed: { path: string; file: FileInode | undefined; position: number }[],
	hasHeads: boolean
): Process<number> {
	let shownLast = followed.at(-1)!;
	for (;;) {
		for (const entry of followed) {
			if (options.has('F')) {
				const now = fileAt(sys, entry.path);
				if (now !== entry.file) {
					const what =
						now === undefined
							? 'has become inaccessible: No such file or directory'
							: entry.file === undefined
								? 'has appeared;  following new file'
								: 'has been replaced;  following new file';
					yield* sys.stderr.write(`tail: ${shown(entry.path)} ${what}\n`);
					Object.assign(entry, { file: now, position: 0 });
				}
			}
			const { content } = entry.file ?? { content: '' };
			if (content.length < entry.position) {
				yield* sys.stderr.write(`tail: ${entry.path}: file truncated\n`);
				entry.position = 0;
			}
			if (content.length === entry.position) continue;
			if (hasHeads && entry !== shownLast) yield* sys.stdout.write(`\n==> ${entry.path} <==\n`);
			shownLast = entry;
			const more = content.slice(entry.position);
			entry.position = content.length;
			yield* sys.stdout.write(more);
		}
		yield* park(sys.machine.files.changed, Number(options.value('s') ?? 1) * 1000 || 1000);
	}
}
