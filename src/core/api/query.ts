import { compareBytes } from './compact.ts';
import { ApiError } from './error.ts';
import type { Filters } from './wire/filters.ts';

/** The part of an address behind '?'. */
export class Query {
	private readonly values = new Map<string, string[]>();

	constructor(text: string) {
		for (const pair of text.split('&')) {
			if (pair === '') continue;
			const at = pair.indexOf('=');
			const key = decode(at < 0 ? pair : pair.slice(0, at));
			const list = this.values.get(key);
			const value = at < 0 ? '' : decode(pair.slice(at + 1));
			if (list) list.push(value);
			else this.values.set(key, [value]);
		}
	}

	has(key: string): boolean {
		return this.values.has(key);
	}

	get(key: string): string {
		return this.values.get(key)?.[0] ?? '';
	}

	all(key: string): readonly string[] {
		return this.values.get(key) ?? [];
	}

	/** Source: moby api/server/httputils/form.go, BoolValue. */
	flag(key: string, otherwise = false): boolean {
		if (!this.has(key)) return otherwise;
		return !['', '0', 'no', 'false', 'none'].includes(this.get(key).trim().toLowerCase());
	}

	/** @throws ApiError as Go's strconv words it */
	integer(key: string): number | undefined {
		const text = this.get(key);
		if (text === '') return undefined;
		if (!/^[+-]?\d+$/.test(text)) {
			throw new ApiError('invalid', `strconv.Atoi: parsing "${text}": invalid syntax`);
		}
		return Number(text);
	}

	/**
	 * Version of the object that an update starts from.
	 * @throws ApiError `invalid service version 'x': …`
	 */
	version(kind: string): number {
		const text = this.get('version');
		if (/^\d+$/.test(text)) return Number(text);
		const why = `strconv.ParseUint: parsing "${text}": invalid syntax`;
		throw new ApiError('invalid', `invalid ${kind} version '${text}': ${why}`);
	}

	/**
	 * Seconds since 1970, with a fraction.
	 * Source: moby api/types/time/timestamp.go, ParseTimestamps ("<seconds>.<nanoseconds>").
	 */
	seconds(key: string): number | undefined {
		const text = this.get(key);
		if (text === '') return undefined;
		if (!/^-?\d+(\.\d+)?$/.test(text)) {
			throw new ApiError('system', `strconv.ParseInt: parsing "${text}": invalid syntax`);
		}
		return Number(text);
	}

	/** @throws ApiError when it is no JSON of one of the two forms (wire/filters.ts) */
	filters(): Filters {
		const text = this.get('filters');
		if (text === '') return {};
		let parsed: unknown;
		try {
			parsed = JSON.parse(text);
		} catch {
			throw new ApiError('invalid', 'invalid filter');
		}
		if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
			throw new ApiError('invalid', 'invalid filter');
		const filters: Record<string, readonly string[]> = {};
		for (const [key, values] of Object.entries(parsed)) {
			if (Array.isArray(values)) filters[key] = values.map(String).sort(compareBytes);
			else if (typeof values === 'object' && values !== null)
				filters[key] = Object.keys(values as object).sort(compareBytes);
			else throw new ApiError('invalid', 'invalid filter');
		}
		return filters;
	}
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}
