import { ProcGroup, Signal, sleep, waitFor, type Process } from '../../sim/process.ts';
import { Pipe, readAll } from '../../sim/stream.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { EMPTY_READER } from '../descriptors.ts';
import { formatDate } from '../date-format.ts';
import { cellWidth, graphemes, visibleText } from '../graphemes.ts';
import { Failure, parseOptions } from './options.ts';
import { quoteArguments } from './quote.ts';

const CLI = {
	name: 'watch',
	short: 'n:tex',
	long: { interval: 'n', 'no-title': 't', errexit: 'e', exec: 'x' },
	unsimulated: 'b c d g p q w beep color differences chgexit precise equexit no-wrap',
	stopsAtOperand: true,
	help: 'Usage: watch [options] command'
};

/** Runs a command again and again over the whole screen (procps-ng 4.0). */
export const watch: Program = {
	name: 'watch',
	*run(sys) {
		try {
			const options = parseOptions(CLI, sys.argv.slice(1));
			const interval = options.value('n') ?? '2';
			if (!/^\d*[.,]?\d+$/.test(interval))
				throw new Failure(`failed to parse argument: '${interval}': Invalid argument`, 1);
			if (options.operands.length === 0) {
				yield* sys.stderr.write('\nUsage:\n watch [options] command\n');
				return 1;
			}
			const seconds = Math.max(0.1, Number(interval.replace(',', '.')));
			return yield* watchOver(sys, options.operands, seconds, {
				hasTitle: !options.has('t'),
				endsOnError: options.has('e'),
				isExact: options.has('x')
			});
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			yield* sys.stderr.write(`watch: ${error.message}\n`);
			return error.code;
		}
	}
};

interface Manner {
	hasTitle: boolean;
	endsOnError: boolean;
	/** Without a shell. */
	isExact: boolean;
}

function* watchOver(sys: Sys, command: readonly string[], seconds: number, manner: Manner): Process<number> {
	// The alternate screen, so that what was there before comes back.
	yield* sys.stdout.write('\x1b[?1049h\x1b[22;0;0t\x1b[H\x1b[2J');
	try {
		for (;;) {
			const { output, code } = yield* runOnce(sys, manner.isExact ? quoteArguments(command) : command.join(' '));
			yield* sys.stdout.write(screen(sys, command.join(' '), seconds, manner.hasTitle, output));
			if (manner.endsOnError && code !== 0) return code;
			yield* sleep(seconds * 1000);
		}
	} catch (error) {
		if (error instanceof Signal && error.signal === 'SIGINT') return 0;
		throw error;
	} finally {
		const terminal = sys.terminal(1);
		const leave = `\x1b[${terminal?.rows ?? 24};1H\x1b[?1049l\x1b[23;0;0t\r\x1b[?1l\x1b>`;
		yield* sys.stdout.write(leave);
	}
}

function* runOnce(sys: Sys, commandLine: string): Process<{ output: string; code: number }> {
	const pipe = new Pipe();
	const group = new ProcGroup();
	const proc = sys.spawn(commandLine, { stdin: EMPTY_READER, stdout: pipe.writer, stderr: pipe.writer }, group);
	proc.onExit(() => pipe.writer.close());
	try {
		const output = yield* readAll(pipe.reader);
		return { output, code: yield* waitFor(proc) };
	} catch (error) {
		if (error instanceof Signal) group.kill(error.signal);
		throw error;
	}
}

/** The title, a blank line, and as many rows of the output as there is room for. */
function screen(sys: Sys, command: string, seconds: number, hasTitle: boolean, output: string): string {
	const terminal = sys.terminal(1);
	const width = terminal?.columns ?? 80;
	const height = terminal?.rows ?? 24;
	const rows: string[] = [];
	if (hasTitle) rows.push(title(sys, command, seconds, width), '');
	for (const line of visibleText(output).replace(/\n$/, '').split('\n'))
		rows.push(...wrap(line.replace(/\t/g, '        '), width));
	const shown = rows.slice(0, height);
	return `\x1b[H${shown.map((row) => `${row}\x1b[K`).join('\r\n')}\x1b[J`;
}

function title(sys: Sys, command: string, seconds: number, width: number): string {
	const right = `${sys.machine.hostname}: ${formatDate(sys.machine.sim.wallMs, '%c')}`;
	const left = `Every ${seconds.toFixed(1)}s: `;
	if (width < right.length) return '';
	if (width < right.length + left.length) return right.padStart(width);
	const room = width - left.length - right.length - 1;
	const text = cellWidth(command) <= room ? command : room >= 4 ? `${command.slice(0, room - 3)}...` : '';
	return `${left}${text}${' '.repeat(Math.max(0, width - left.length - cellWidth(text) - right.length))}${right}`;
}

function wrap(line: string, width: number): string[] {
	const rows = [''];
	let used = 0;
	for (const character of graphemes(line)) {
		const cells = cellWidth(character);
		if (used + cells > width) {
			rows.push('');
			used = 0;
		}
		rows[rows.length - 1] += character;
		used += cells;
	}
	return rows;
}
