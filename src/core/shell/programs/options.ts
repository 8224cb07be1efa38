import { FileError } from '../../sim/files.ts';
import { Signal, type Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';

/** What a program takes, in the manner of getopt(3): 'n:qi?' = -n with a value, -q without, -i with one only if attached. */
export interface Cli {
	name: string;
	short?: string;
	/** Long name → letter. */
	long?: Readonly<Record<string, string>>;
	/** Letters and long names that GNU has and we leave out: told as such. */
	unsimulated?: string;
	/** Exit code of a wrong option: 1, but 2 for ls, grep and sort. */
	usageCode?: number;
	/** Operands end the options (`xargs`, `env`). */
	stopsAtOperand?: boolean;
	/** -5 means -n5 (`head`, `tail`). */
	numberLetter?: string;
	/** -1 is an operand (`seq`). */
	takesNegativeNumbers?: boolean;
	/** A line before the hint at --help (`grep`). */
	usage?: string;
	/** In place of that hint (`sed`). */
	wholeUsage?: string;
	/** For --help: mostly one line. */
	help: string;
}

export class Options {
	readonly given: { letter: string; value: string }[] = [];
	readonly operands: string[] = [];

	has(letter: string): boolean {
		return this.given.some((option) => option.letter === letter);
	}

	/** The value given last. */
	value(letter: string): string | undefined {
		return this.given.findLast((option) => option.letter === letter)?.value;
	}

	values(letter: string): string[] {
		return this.given.filter((option) => option.letter === letter).map((option) => option.value);
	}

	/** Which of these letters was given last. */
	last(letters: string): string | undefined {
		return this.given.findLast((option) => letters.includes(option.letter))?.letter;
	}
}

/** Ends a program with a message on its standard error. */
export class Failure extends Error {
	override name = 'Failure';
	constructor(
		message: string,
		readonly code: number
	) {
		super(message);
	}
}

/** Makes a program with GNU's handling of options; a Failure or FileError that reaches it is told and becomes its exit code. */
export function gnuProgram(cli: Cli, main: (sys: Sys, options: Options) => Process<number>): Program {
	return {
		name: cli.name,
		*run(sys) {
			try {
				if (sys.argv.slice(1).includes('--help')) {
					yield* sys.stdout.write(`${cli.help}\n`);
					return 0;
				}
				return yield* main(sys, parseOptions(cli, sys.argv.slice(1)));
			} catch (error) {
				if (error instanceof Signal || !(error instanceof Failure || error instanceof FileError)) throw error;
				yield* sys.stderr.write(`${cli.name}: ${error.message}\n`);
				return error instanceof Failure ? error.code : 1;
			}
		}
	};
}

/** @throws Failure with GNU's words */
export function parseOptions(cli: Cli, args: readonly string[]): Options {
	const options = new Options();
	const code = cli.usageCode ?? 1;
	const hint = cli.wholeUsage
		? `\n${cli.wholeUsage}`
		: `${cli.usage === undefined ? '' : `\n${cli.usage}`}\nTry '${cli.name} --help' for more information.`;
	const takesValue = (letter: string): boolean => new RegExp(`${letter.replace(/\W/, '\\$&')}:`).test(cli.short ?? '');
	const mayTakeValue = (letter: string): boolean => (cli.short ?? '').includes(`${letter}?`);
	const unsimulated = (cli.unsimulated ?? '').split(' ');
	for (let i = 0; i < args.length; i++) {
		const arg = args[i]!;
		if (arg === '--') {
			options.operands.push(...args.slice(i + 1));
			break;
		}
		if (arg.startsWith('--')) {
			const [name, inline] = splitOnce(arg.slice(2));
			const exact = Object.keys(cli.long ?? {}).filter((known) => known === name);
			const found = exact.length > 0 ? exact : Object.keys(cli.long ?? {}).filter((known) => known.startsWith(name));
			if (unsimulated.includes(name)) throw new Failure(`swarmlab does not simulate --${name}`, code);
			if (found.length === 0) throw new Failure(`unrecognized option '${arg}'${hint}`, code);
			const letter = cli.long![found[0]!]!;
			if (!takesValue(letter) && !(mayTakeValue(letter) && inline !== undefined)) {
				if (inline !== undefined) throw new Failure(`option '--${found[0]}' doesn't allow an argument${hint}`, code);
				options.given.push({ letter, value: '' });
				continue;
			}
			const value = inline ?? args[++i];
			if (value === undefined) throw new Failure(`option '--${found[0]}' requires an argument${hint}`, code);
			options.given.push({ letter, value });
			continue;
		}
		if (arg === '-' || !arg.startsWith('-') || (cli.takesNegativeNumbers && /^-[.\d]/.test(arg))) {
			if (cli.stopsAtOperand) {
				options.operands.push(...args.slice(i));
				break;
			}
			options.operands.push(arg);
			continue;
		}
		if (cli.numberLetter && /^-\d+$/.test(arg)) {
			options.given.push({ letter: cli.numberLetter, value: arg.slice(1) });
			continue;
		}
		for (let j = 1; j < arg.length; j++) {
			const letter = arg[j]!;
			if (/[:?]/.test(letter) || !(cli.short ?? '').includes(letter)) {
				if (unsimulated.includes(letter)) throw new Failure(`swarmlab does not simulate -${letter}`, code);
				throw new Failure(`invalid option -- '${letter}'${hint}`, code);
			}
			if (mayTakeValue(letter)) {
				options.given.push({ letter, value: arg.slice(j + 1) });
				break;
			}
			if (!takesValue(letter)) {
				options.given.push({ letter, value: '' });
				continue;
			}
			const value = arg.slice(j + 1) || args[++i];
			if (value === undefined) throw new Failure(`option requires an argument -- '${letter}'${hint}`, code);
			options.given.push({ letter, value });
			break;
		}
	}
	return options;
}

function splitOnce(text: string): [string, string | undefined] {
	const equals = text.indexOf('=');
	return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}

/** GNU puts names that need it in quotes: 'a b'. */
export function shown(name: string): string {
	return `'${name.replace(/'/g, "'\\''")}'`;
}

/** As most messages do: quotes only where they are needed. */
export function shownIfOdd(name: string): string {
	return name === '' || /[\s'"$`*?\\;&|<>()[\]{}#~!]/.test(name) || name.includes(':') ? shown(name) : name;
}
