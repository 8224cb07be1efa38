import type { FlagRow } from './flags.ts';

/** What Go's flag package says of a word that it cannot take. */
export class FlagFault extends Error {
	override name = 'FlagFault';
}

export class Arguments {
	private readonly given = new Map<string, string[]>();
	readonly words: readonly string[];

	/**
	 * As Go's flag package: one dash or two, `--x=v` or `--x v`, up to the first word that is no flag. As codegangsta/cli
	 * did, words before the first flag are put behind the flags.
	 * @throws FlagFault
	 */
	constructor(
		private readonly rows: readonly FlagRow[],
		line: readonly string[],
		private readonly env: ReadonlyMap<string, string>
	) {
		const terminator = line.indexOf('--');
		const firstFlag = line.findIndex((word) => word.startsWith('-') && word !== '-');
		const reordered =
			firstFlag > 0 && (terminator < 0 || firstFlag < terminator)
				? [...line.slice(firstFlag), ...line.slice(0, firstFlag)]
				: [...line];
		this.words = this.parse(reordered);
	}

	private parse(line: string[]): string[] {
		while (line.length > 0) {
			const word = line[0]!;
			if (!word.startsWith('-') || word === '-') break;
			line.shift();
			if (word === '--') break;
			const match = /^--?([^=-][^=]*)(?:=(.*))?$/s.exec(word);
			if (!match) throw new FlagFault(`bad flag syntax: ${word}`);
			const name = match[1]!;
			let value = match[2];
			const row = this.rows.find(({ names }) => names.includes(name));
			if (!row)
				throw new FlagFault(
					name === 'help' || name === 'h' ? 'help requested' : `flag provided but not defined: -${name}`
				);
			if (row.type === 'bool') value ??= 'true';
			else value ??= line.shift();
			if (value === undefined) throw new FlagFault(`flag needs an argument: -${name}`);
			if (row.type === 'int' && !/^[+-]?\d+$/.test(value)) {
				throw new FlagFault(
					`invalid value "${value}" for flag -${name}: strconv.ParseInt: parsing "${value}": invalid syntax`
				);
			}
			const key = row.names[0]!;
			if (row.type === 'list') this.given.set(key, [...(this.given.get(key) ?? []), value]);
			else this.given.set(key, [value]);
		}
		return line;
	}

	isSet(name: string): boolean {
		return this.given.has(name);
	}

	text(name: string): string {
		const row = this.rows.find(({ names }) => names.includes(name));
		const fromEnv = row?.env === undefined ? undefined : this.env.get(row.env);
		return this.given.get(name)?.at(-1) ?? (fromEnv || (row?.def ?? ''));
	}

	list(name: string): readonly string[] {
		const row = this.rows.find(({ names }) => names.includes(name));
		const fromEnv = row?.env === undefined ? undefined : this.env.get(row.env);
		return this.given.get(name) ?? (fromEnv ? fromEnv.split(',') : []);
	}

	bool(name: string): boolean {
		return this.given.get(name)?.at(-1) === 'true';
	}
}
