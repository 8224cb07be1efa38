import { FileError, joinPath } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import type { ReadEnd } from '../../sim/stream.ts';
import type { Sys } from '../../sim/sys.ts';
import { openPath } from '../descriptors.ts';
import { shownIfOdd } from './options.ts';

/** Opens a file for reading; '-' and /dev/stdin are the standard input. @throws FileError */
export function openInput(sys: Sys, path: string): ReadEnd {
	if (path === '-' || path === '/dev/stdin') return sys.stdin;
	return openPath(sys.machine, sys.cwd, path, 'read', 0, new Map()).reader!;
}

/** `cat: x: No such file or directory` */
export function* complainOf(sys: Sys, path: string, error: unknown, before = ''): Process<void> {
	if (!(error instanceof FileError)) throw error;
	yield* sys.stderr.write(`${sys.argv[0]!.replace(/^.*\//, '')}: ${before}${shownIfOdd(path)}: ${error.text}\n`);
}

export function absolute(sys: Sys, path: string): string {
	if (path === '') throw new FileError('ENOENT', '');
	return joinPath(sys.cwd, path);
}

/** Line by line, as the text arrives. */
export class LineReader {
	private buffer = '';
	private isOver = false;
	constructor(private readonly source: ReadEnd) {}

	/** With its newline, which the last line may lack; undefined at the end. */
	*next(): Process<string | undefined> {
		for (;;) {
			const newline = this.buffer.indexOf('\n');
			if (newline >= 0 || (this.isOver && this.buffer !== '')) {
				const end = newline >= 0 ? newline + 1 : this.buffer.length;
				const line = this.buffer.slice(0, end);
				this.buffer = this.buffer.slice(end);
				return line;
			}
			if (this.isOver) return undefined;
			const chunk = yield* this.source.read();
			if (chunk === undefined) this.isOver = true;
			else this.buffer += chunk;
		}
	}
}

/** Everything of several files ('-' for standard input; none: standard input). Tells of those that cannot be read. */
export function* readFiles(sys: Sys, paths: readonly string[]): Process<{ text: string; code: number }> {
	let text = '';
	let code = 0;
	for (const path of paths.length > 0 ? paths : ['-']) {
		try {
			const input = openInput(sys, path);
			for (let chunk = yield* input.read(); chunk !== undefined; chunk = yield* input.read()) text += chunk;
		} catch (error) {
			yield* complainOf(sys, path, error);
			code = 1;
		}
	}
	return { text, code };
}

/** Calls `handle` for each line of several files, as they arrive; false from it ends the reading. */
export function* eachLine(
	sys: Sys,
	paths: readonly string[],
	handle: (line: string, path: string) => Process<boolean | void>
): Process<number> {
	let code = 0;
	for (const path of paths.length > 0 ? paths : ['-']) {
		try {
			const lines = new LineReader(openInput(sys, path));
			for (let line = yield* lines.next(); line !== undefined; line = yield* lines.next()) {
				if ((yield* handle(line, path)) === false) return code;
			}
		} catch (error) {
			yield* complainOf(sys, path, error);
			code = 1;
		}
	}
	return code;
}

/** Lines of a text, without their newlines. */
export function linesOf(text: string): string[] {
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	return lines;
}
