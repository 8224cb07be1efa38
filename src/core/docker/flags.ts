import { atLeast, type EraId } from '../era/era.ts';
import type { Flag } from './command.ts';
import { quote, ValueError } from './errors.ts';
import { FLAG_KINDS } from './flag-types.ts';

/** A command line that does not parse; the caller adds the usage block and exits with 125. */
export class FlagError extends Error {
	override name = 'FlagError';
	/** Of a bad value: as the clients of 1.12 put it, who named what was typed. */
	constructor(
		message: string,
		readonly oldMessage = message
	) {
		super(message);
	}
}

/** Whether a row is part of an era. */
export function isIn(era: EraId, row: { since?: EraId; until?: EraId }): boolean {
	return (row.since === undefined || atLeast(era, row.since)) && (row.until === undefined || atLeast(row.until, era));
}

/** What was given on the command line, by flag name. */
export class FlagValues {
	/** Names in the order they were given. */
	readonly given: string[] = [];
	/** What is said of deprecated ones among them. */
	readonly notes: string[] = [];
	private readonly values = new Map<string, unknown[]>();
	private readonly texts = new Map<string, string[]>();

	constructor(private readonly flags: readonly Flag[]) {}

	/** @internal used by the parser */
	set(flag: Flag, text: string): void {
		const kind = FLAG_KINDS[flag.type];
		const name = flag.as ?? flag.name;
		const value = kind.parse(text);
		flag.check?.(text);
		const values = kind.repeats ? (this.values.get(name) ?? []) : [];
		const texts = kind.repeats ? (this.texts.get(name) ?? []) : [];
		values.push(value);
		texts.push(text);
		this.values.set(name, values);
		this.texts.set(name, texts);
		if (!this.given.includes(name)) this.given.push(name);
		if (flag.deprecated !== undefined) this.notes.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
	}

	changed(name: string): boolean {
		return this.values.has(name);
	}

	anyChanged(...names: string[]): boolean {
		return names.some((name) => this.changed(name));
	}

	bool(name: string): boolean {
		return (this.single(name) ?? false) as boolean;
	}

	string(name: string): string {
		return (this.single(name) ?? '') as string;
	}

	/** A number; durations are in nanoseconds. */
	number(name: string): number {
		return (this.single(name) ?? 0) as number;
	}

	/** The parsed values of a flag that may be repeated. */
	all<T>(name: string): T[] {
		return (this.values.get(name) ?? []) as T[];
	}

	/** The values as typed. */
	list(name: string): string[] {
		return [...(this.texts.get(name) ?? [])];
	}

	/** undefined also for a flag that this era does not have. */
	single(name: string): unknown {
		const values = this.values.get(name);
		if (values) return values[values.length - 1];
		const flag = this.flags.find((candidate) => candidate.name === name);
		if (flag?.def === undefined || FLAG_KINDS[flag.type].repeats) return undefined;
		return FLAG_KINDS[flag.type].parse(flag.def);
	}
}

export interface ParsedArguments {
	values: FlagValues;
	args: string[];
	/** `--help` or `-h` was given. */
	help: '--help' | '-h' | undefined;
}

/**
 * Splits a command's words into flags and arguments, by the rules of Go's pflag.
 * @throws FlagError with pflag's text
 */
export function parseFlags(flags: readonly Flag[], words: readonly string[], interspersed: boolean): ParsedArguments {
	const values = new FlagValues(flags);
	const args: string[] = [];
	let help: ParsedArguments['help'];
	const rest = [...words];
	while (rest.length > 0) {
		const word = rest.shift()!;
		if (word.length < 2 || word[0] !== '-') {
			args.push(word);
			if (!interspersed) {
				args.push(...rest);
				break;
			}
			continue;
		}
		if (word === '--') {
			args.push(...rest);
			break;
		}
		if (word.startsWith('--')) parseLong(word);
		else parseShort(word.slice(1));
	}
	return { values, args, help };

	function parseLong(word: string): void {
		const text = word.slice(2);
		if (text[0] === '-' || text[0] === '=') throw new FlagError(`bad flag syntax: ${word}`);
		const at = text.indexOf('=');
		const name = at < 0 ? text : text.slice(0, at);
		const flag = flags.find((candidate) => candidate.name === name);
		if (!flag) {
			if (name !== 'help') throw new FlagError(`unknown flag: --${name}`);
			help = '--help';
			return;
		}
		if (at >= 0) store(flag, text.slice(at + 1), word);
		else if (flag.type === 'bool') store(flag, 'true', word);
		else if (rest.length > 0) store(flag, rest.shift()!, word);
		else throw new FlagError(`flag needs an argument: ${word}`);
	}

	function parseShort(letters: string): void {
		for (let left = letters; left !== '';) {
			const letter = left[0]!;
			const flag = flags.find((candidate) => candidate.short === letter);
			if (!flag) {
				if (letter !== 'h') throw new FlagError(`unknown shorthand flag: '${letter}' in -${left}`);
				help ??= '-h';
				left = left.slice(1);
			} else if (left.length > 2 && left[1] === '=') {
				store(flag, left.slice(2), left);
				return;
			} else if (flag.type === 'bool') {
				store(flag, 'true', left);
				left = left.slice(1);
			} else if (left.length > 1) {
				store(flag, left.slice(1), left);
				return;
			} else if (rest.length > 0) {
				store(flag, rest.shift()!, left);
				return;
			} else {
				throw new FlagError(`flag needs an argument: '${letter}' in -${left}`);
			}
		}
	}

	/** @param typed what named the flag: '--publish', or the letters behind '-' */
	function store(flag: Flag, text: string, typed: string): void {
		try {
			values.set(flag, text);
		} catch (error) {
			if (!(error instanceof ValueError)) throw error;
			const shown = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`;
			const problem = (named: string): string => `invalid argument ${quote(text)} for ${named}: ${error.message}`;
			throw new FlagError(problem(`${quote(shown)} flag`), problem(typed));
		}
	}
}
