import { atLeast, type Era } from '../era/era.ts';
import { jsonFault } from '../sim/json-syntax.ts';
import { compareBytes } from './compact.ts';
import { ApiError } from './error.ts';
import type { Filters } from './wire/filters.ts';

/** The part of an address behind '?'. */
export class Query {
	private readonly values = new Map<string, string[]>();

	/** How errors are worded. */
	private readonly wordsOf28: boolean;

	constructor(text: string, era: Era) {
		this.wordsOf28 = atLeast(era.id, '28.2');
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

	/** A switch that is read as strconv.ParseBool reads it. @throws ApiError */
	strictFlag(key: string, isExplained = false): boolean {
		const text = this.get(key);
		if (text === '') return false;
		if (!/^(1|0|[tTfF]|true|True|TRUE|false|False|FALSE)$/.test(text)) {
			const why = isExplained ? `: strconv.ParseBool: parsing "${text}": invalid syntax` : '';
			throw new ApiError('invalid', `invalid value for ${key}: ${text}${why}`);
		}
		return /^[1tT]/.test(text);
	}

	/** @throws ApiError as Go's strconv words it; engines up to 20.10 call it their own fault (lab 20.10) */
	integer(key: string): number | undefined {
		const text = this.get(key);
		if (text === '') return undefined;
		if (!/^[+-]?\d+$/.test(text)) {
			throw new ApiError(this.wordsOf28 ? 'invalid' : 'system', `strconv.Atoi: parsing "${text}": invalid syntax`);
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
		// Of these the engine does not say what it was given.
		if (kind === 'secret' || kind === 'config') throw new ApiError('invalid', `invalid ${kind} version`);
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

	/**
	 * @param kind of the error: engines up to 20.10 call it their own on most routes (lab 20.10)
	 * @throws ApiError when it is no JSON of one of the two forms (wire/filters.ts)
	 */
	filters(kind: 'invalid' | 'system' = 'system'): Filters {
		const text = this.get('filters');
		if (text === '') return {};
		const bad = (message: string): ApiError =>
			this.wordsOf28 ? new ApiError('invalid', 'invalid filter') : new ApiError(kind, message);
		const fault = jsonFault(text);
		if (fault !== undefined) throw bad(fault);
		const parsed = JSON.parse(text) as unknown;
		if (parsed === null && !this.wordsOf28) return {};
		const wrong = (value: unknown, type: string): ApiError =>
			bad(`json: cannot unmarshal ${kindOf(value)} into Go value of type ${type}`);
		if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
			throw wrong(parsed, 'map[string]map[string]bool');
		const filters: Record<string, readonly string[]> = {};
		for (const [key, values] of Object.entries(parsed) as [string, unknown][]) {
			if (Array.isArray(values)) filters[key] = values.map(String).sort(compareBytes);
			else if (typeof values === 'object' && values !== null) {
				for (const value of Object.values(values)) if (typeof value !== 'boolean') throw wrong(value, 'bool');
				filters[key] = Object.keys(values).sort(compareBytes);
			} else throw wrong(values, 'map[string]bool');
		}
		return filters;
	}
}

function kindOf(value: unknown): string {
	if (Array.isArray(value)) return 'array';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}
