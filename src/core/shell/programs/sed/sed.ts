import { FileError } from '../../../sim/files.ts';
import type { Process } from '../../../sim/process.ts';
import { readAll } from '../../../sim/stream.ts';
import type { Sys } from '../../../sim/sys.ts';
import { absolute, complainOf, openInput } from '../input.ts';
import { Failure, gnuProgram, type Options } from '../options.ts';
import { parseScript } from './parse.ts';
import { Run, WrittenFiles } from './run.ts';
import type { Command } from './script.ts';
import { SED_USAGE } from './usage.ts';

/** GNU sed 4.9, as Debian 12 has it. */
export const sed = gnuProgram(
	{
		name: 'sed',
		short: 'nEre:f:i?su',
		long: {
			quiet: 'n',
			silent: 'n',
			'regexp-extended': 'E',
			expression: 'e',
			file: 'f',
			'in-place': 'i',
			separate: 's',
			unbuffered: 'u'
		},
		unsimulated: 'l z null-data line-length posix debug sandbox follow-symlinks',
		wholeUsage: SED_USAGE,
		help: SED_USAGE
	},
	runSed
);

function* runSed(sys: Sys, options: Options): Process<number> {
	const operands = [...options.operands];
	const commands = yield* script(sys, options, operands);
	if (!commands) {
		yield* sys.stderr.write(`${SED_USAGE}\n`);
		return 1;
	}
	const written = new WrittenFiles(sys);
	for (const { name, text, substitution } of commands) {
		const file = name === 'w' ? text : substitution?.file;
		if (file !== undefined) written.open(file);
	}
	const settings = { isQuiet: options.has('n'), written };
	const paths = operands.length > 0 ? operands : ['-'];
	if (options.has('i')) return yield* inPlace(sys, commands, settings, { paths, suffix: options.value('i')! });
	let last = 0;
	for (const group of options.has('s') ? paths.map((path) => [path]) : [paths]) {
		const run = new Run(sys, commands, settings, { paths: group, output: sys.stdout });
		const { code, hasQuit } = yield* run.run();
		if (hasQuit) return code;
		last = Math.max(last, code);
	}
	return last;
}

/** All of -e and -f together; without them the first operand. */
function* script(sys: Sys, options: Options, operands: string[]): Process<Command[] | undefined> {
	const isExtended = options.has('E') || options.has('r');
	const pieces: string[] = [];
	let isFile: string | undefined;
	for (const { letter, value } of options.given) {
		if (letter === 'e') pieces.push(value);
		if (letter !== 'f') continue;
		isFile = value;
		pieces.push((yield* scriptFile(sys, value)).replace(/\n$/, ''));
	}
	if (pieces.length === 0) {
		const own = operands.shift();
		if (own === undefined) return undefined;
		pieces.push(own);
	}
	return parseScript(pieces.join('\n'), { isExtended, ...(isFile !== undefined && { isFile }) });
}

function* scriptFile(sys: Sys, path: string): Process<string> {
	try {
		return yield* readAll(openInput(sys, path));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		throw new Failure(`couldn't open file ${path}: ${error.text}`, 4);
	}
}

function* inPlace(
	sys: Sys,
	commands: readonly Command[],
	settings: ConstructorParameters<typeof Run>[2],
	{ paths, suffix }: { paths: readonly string[]; suffix: string }
): Process<number> {
	const { files } = sys.machine;
	let last = 0;
	for (const path of paths) {
		if (path === '-') throw new Failure("couldn't edit -: not a regular file", 4);
		try {
			if (files.isDirectory(absolute(sys, path))) {
				yield* sys.stderr.write(`sed: couldn't edit ${path}: not a regular file\n`);
				last = 4;
				continue;
			}
			const before = files.read(absolute(sys, path));
			let after = '';
			const output = {
				*write(text: string) {
					after += text;
				},
				close() {}
			};
			const { code, hasQuit } = yield* new Run(sys, commands, settings, { paths: [path], output }).run();
			if (suffix !== '') {
				const name = path.replace(/^.*\//, '');
				const backup = suffix.includes('*') ? suffix.replaceAll('*', name) : name + suffix;
				files.write(
					absolute(sys, backup.includes('/') ? backup : path.slice(0, path.length - name.length) + backup),
					before
				);
			}
			// `q` leaves the rest of the file as it is.
			files.write(absolute(sys, path), after);
			if (hasQuit) return code;
			last = Math.max(last, code);
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* complainOf(sys, path, error, "can't read ");
			last = Math.max(last, 2);
		}
	}
	return last;
}
