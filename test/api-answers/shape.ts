/** A word that may be one of an enumeration. */
const WORD = /^[a-z][a-z_-]{0,23}$/i;
const TIME = /^\d{4}-\d\d-\d\dT/;
/** Longer than a word or a time: most texts are, and every text of every answer comes through here. */
const LONG = 40;

/**
 * What a validator can tell of a value: two values of one shape are both good or both bad, but for numbers out of their
 * range and texts that only seem to be times.
 */
export function shapeOf(value: unknown): string {
	switch (typeof value) {
		case 'string':
			if (value.length > LONG) return 's';
			return value === '' ? 'e' : WORD.test(value) ? `'${value}'` : TIME.test(value) ? `t${value.length}` : 's';
		case 'number':
			return Number.isInteger(value) ? (value < 0 ? '-' : 'i') : 'f';
		case 'object': {
			if (value === null) return 'n';
			if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join()}]`;
			let shape = '{';
			for (const key in value) shape += `${key}:${shapeOf((value as Record<string, unknown>)[key])},`;
			return `${shape}}`;
		}
		default:
			return typeof value;
	}
}
