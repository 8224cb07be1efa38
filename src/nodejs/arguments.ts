/** A mistake in the words after `swarmlab`; told in one line, exit code 2. */
export class UsageError extends Error {
	override name = 'UsageError';
}

export interface OptionRow {
	name: string;
	/** Takes a value. */
	value?: string;
	text: string;
}

export interface Options {
	has(name: string): boolean;
	text(name: string, otherwise: string): string;
	/** @throws UsageError unless it is a whole number ≥ least */
	count(name: string, otherwise: number, least?: number): number;
	words: string[];
}

/** `--name value`, `--name=value` and words, against the rows of one command. @throws UsageError */
export function parseOptions(argv: readonly string[], rows: readonly OptionRow[]): Options {
	const values = new Map<string, string>();
	const words: string[] = [];
	for (let i = 0; i < argv.length; i++) {
		const word = argv[i]!;
		if (!word.startsWith('--')) {
			words.push(word);
			continue;
		}
		const [name, ...rest] = word.slice(2).split('=');
		const row = rows.find((r) => r.name === name);
		if (!row) throw new UsageError(`no option --${name!}. Allowed: ${rows.map((r) => `--${r.name}`).join(' ')}`);
		if (row.value === undefined) {
			values.set(row.name, 'true');
		} else {
			const value = rest.length > 0 ? rest.join('=') : argv[++i];
			if (value === undefined) throw new UsageError(`--${row.name} wants ${row.value}`);
			values.set(row.name, value);
		}
	}
	return {
		has: (name) => values.has(name),
		text: (name, otherwise) => values.get(name) ?? otherwise,
		count(name, otherwise, least = 0) {
			const given = values.get(name);
			if (given === undefined) return otherwise;
			const number = Number(given);
			if (!Number.isInteger(number) || number < least)
				throw new UsageError(`--${name} wants a whole number from ${least}, not ${given}`);
			return number;
		},
		words
	};
}
