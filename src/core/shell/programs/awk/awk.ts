import type { Process } from '../../../sim/process.ts';
import type { Program, Sys } from '../../../sim/sys.ts';
import { FileError } from '../../../sim/files.ts';
import { Signal } from '../../../sim/process.ts';
import { readAll } from '../../../sim/stream.ts';
import { openInput } from '../input.ts';
import { Failure } from '../options.ts';
import { parseAwk } from './parse.ts';
import { AwkRun, nameOf } from './run.ts';
import { AWK_USAGE } from './usage.ts';

const VERSION = `mawk 1.3.4 20200120
Copyright 2008-2019,2020, Thomas E. Dickey
Copyright 1991-1996,2014, Michael D. Brennan
`;

interface CommandLine {
	readonly separator: string | undefined;
	readonly assignments: string[];
	readonly files: string[];
	readonly operands: string[];
}

/** mawk 1.3.4, the awk of Debian 12. */
export const awk: Program = { name: 'awk', run: (sys) => runAwk(sys) };
export const mawk: Program = { name: 'mawk', run: (sys) => runAwk(sys) };

function* runAwk(sys: Sys): Process<number> {
	try {
		const args = sys.argv.slice(1);
		if (/^(?:-W *v(?:ersion)?|--version)$/.test(args.join(' '))) {
			yield* sys.stdout.write(VERSION);
			return 0;
		}
		if (args.length === 0) {
			yield* sys.stderr.write(`${AWK_USAGE}\n`);
			return 0;
		}
		const { separator, assignments, files, operands } = parseArguments(args);
		let source = '';
		for (const file of files) source += `${yield* programFile(sys, file)}\n`;
		if (files.length === 0) {
			const own = operands.shift();
			if (own === undefined) {
				yield* sys.stderr.write(`${AWK_USAGE}\n`);
				return 2;
			}
			source = own;
		}
		const run = new AwkRun(sys, parseAwk(source), operands);
		if (separator !== undefined) run.assignText(`FS=${separator}`);
		for (const assignment of assignments) run.assignText(assignment);
		return yield* run.run();
	} catch (error) {
		if (error instanceof Signal || !(error instanceof Failure)) throw error;
		yield* sys.stderr.write(`${error.message.replace(/^|\n(?=line \d)/g, (before) => `${before}${nameOf(sys)}: `)}\n`);
		return error.code;
	}
}

function parseArguments(args: readonly string[]): CommandLine {
	const line: CommandLine & { separator: string | undefined } = {
		separator: undefined,
		assignments: [],
		files: [],
		operands: []
	};
	for (let i = 0; i < args.length; i++) {
		const arg = args[i]!;
		const letter = arg[1];
		if (arg === '--' || arg === '-' || !arg.startsWith('-') || letter === undefined) {
			line.operands.push(...args.slice(arg === '--' ? i + 1 : i));
			break;
		}
		if (!'Ffv'.includes(letter)) throw new Failure(`not an option: ${arg}`, 2);
		const value = arg.slice(2) || args[++i];
		if (value === undefined) throw new Failure(`option -${letter} lacks argument`, 2);
		if (letter === 'F') line.separator = value;
		else if (letter === 'f') line.files.push(value);
		else if (/^[A-Za-z_]\w*=/.test(value)) line.assignments.push(value);
		else throw new Failure(`improper assignment: -v ${value}`, 2);
	}
	return line;
}

function* programFile(sys: Sys, path: string): Process<string> {
	try {
		return yield* readAll(openInput(sys, path));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		throw new Failure(`cannot open ${path} (${error.text})`, 2);
	}
}
