import { CliError } from '../errors.ts';
import { parseDurationNs } from './go-values.ts';
import { ValueError } from '../errors.ts';
import { parseTime } from './time.ts';

/**
 * --since and --until: a duration before now (whole seconds: `docker events --until 0s` ends with the last one), seconds since 1970, or a date; as the API wants it (seconds, with
 * nanoseconds after the point). `flag`: named in the error of a bad one. Source: moby api/types/time/timestamp.go.
 */
export function parseMoment(text: string, nowMs: number, flag?: string): string {
	if (/^\d+(\.\d+)?$/.test(text)) return text;
	try {
		return String(Math.floor((nowMs - parseDurationNs(text) / 1e6) / 1000));
	} catch (error) {
		if (!(error instanceof ValueError)) throw error;
	}
	const date = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?)?(Z|[-+]\d\d:\d\d)?$/.exec(text);
	const ms = date ? parseTime(`${date[1]}T${date[2] ?? '00:00'}${date[3] ?? ':00'}${date[4] ?? 'Z'}`) : NaN;
	if (Number.isNaN(ms)) {
		const where = flag === undefined ? '' : `invalid value for "${flag}": `;
		throw new CliError(`${where}failed to parse value as time or duration: "${text}"`);
	}
	return seconds(ms);
}

function seconds(ms: number): string {
	const whole = Math.floor(ms / 1000);
	return `${whole}.${String(Math.round((ms - whole * 1000) * 1e6)).padStart(9, '0')}`;
}
