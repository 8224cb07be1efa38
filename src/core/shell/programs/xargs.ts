import { waitFor } from '../../sim/process.ts';
import { readAll } from '../../sim/stream.ts';
import { EMPTY_READER } from '../descriptors.ts';
import { findCommand } from '../lookup.ts';
import { Failure, gnuProgram } from './options.ts';
import { quoteArguments } from './quote.ts';

export const xargs = gnuProgram(
	{
		name: 'xargs',
		short: 'n:I:L:d:0rt',
		long: {
			'max-args': 'n',
			replace: 'I',
			'max-lines': 'L',
			delimiter: 'd',
			null: '0',
			'no-run-if-empty': 'r',
			verbose: 't'
		},
		unsimulated: 'a E e i l o P p s x max-procs arg-file interactive',
		stopsAtOperand: true,
		help: 'Usage: xargs [OPTION]... COMMAND [INITIAL-ARGS]...'
	},
	function* (sys, options) {
		const command = options.operands.length > 0 ? options.operands : ['echo'];
		const mark = options.value('I');
		const text = yield* readAll(sys.stdin);
		const items = split(
			text,
			options.has('0')
				? '\0'
				: options.has('d')
					? options.value('d')!.replace('\\n', '\n')
					: mark !== undefined
						? 'line'
						: undefined
		);
		const size = Number(options.value('n') ?? Infinity);
		if (!(size >= 1)) throw new Failure(`value ${options.value('n')} for -n option should be >= 1`, 1);
		const found = findCommand(sys.machine, command[0]!, sys.cwd, sys.env.get('PATH'));
		if (found.kind === 'failure')
			throw new Failure(`${command[0]}: ${found.code === 127 ? 'No such file or directory' : found.text}`, found.code);
		const runs: string[][] = [];
		if (mark !== undefined) for (const item of items) runs.push(command.map((word) => word.split(mark).join(item)));
		else if (options.has('L'))
			for (const line of text.split('\n').filter((l) => l.trim() !== ''))
				runs.push([...command, ...split(line, undefined)]);
		else if (items.length === 0) runs.push(...(options.has('r') ? [] : [[...command]]));
		else for (let i = 0; i < items.length; i += size) runs.push([...command, ...items.slice(i, i + size)]);
		let code = 0;
		for (const args of runs) {
			if (options.has('t')) yield* sys.stderr.write(`${args.join(' ')}\n`);
			const status = yield* waitFor(sys.spawn(quoteArguments(args), { stdin: EMPTY_READER }));
			if (status === 255) throw new Failure(`${command[0]}: exited with status 255; aborting`, 124);
			if (status !== 0) code = 123;
		}
		return code;
	}
);

/** By blanks and newlines, with quotes and backslashes; or by a delimiter. */
function split(text: string, delimiter: string | undefined): string[] {
	if (delimiter === 'line')
		return text
			.split('\n')
			.map((line) => line.trimStart())
			.filter((line) => line !== '');
	if (delimiter !== undefined) {
		const items = text.split(delimiter);
		if (items.at(-1) === '') items.pop();
		return items;
	}
	const items: string[] = [];
	let item: string | undefined;
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (c === "'" || c === '"') {
			const close = text.indexOf(c, i + 1);
			const newline = text.indexOf('\n', i + 1);
			if (close < 0 || (newline >= 0 && newline < close)) {
				throw new Failure(
					`unmatched ${c === "'" ? 'single' : 'double'} quote; by default quotes are special to xargs unless you use the -0 option`,
					1
				);
			}
			item = (item ?? '') + text.slice(i + 1, close);
			i = close;
		} else if (c === '\\') item = (item ?? '') + (text[++i] ?? '');
		else if (/\s/.test(c)) {
			if (item !== undefined) items.push(item);
			item = undefined;
		} else item = (item ?? '') + c;
	}
	if (item !== undefined) items.push(item);
	return items;
}
