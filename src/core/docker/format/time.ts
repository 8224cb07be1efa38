import { SHORT_MONTHS, SHORT_WEEKDAYS } from '../../sim/calendar.ts';

/** A moment of the API (RFC 3339, nanoseconds) in milliseconds since 1970, with fractions. NaN when it is none. */
export function parseTime(text: string): number {
	const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[-+]\d\d:\d\d)$/.exec(text);
	if (!match) return NaN;
	return Date.parse(match[1]! + match[3]!) + Number(match[2] ?? 0) * 1000;
}

/** Go's zero time. */
export function isZeroTime(text: string | undefined): boolean {
	return text === undefined || text === '' || text.startsWith('0001-01-01T00:00:00');
}

/** '2026-11-20 21:49:24.856767867 +0000 UTC': time.Time's String() in UTC. */
export function goTimeString(text: string): string {
	const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?/.exec(text);
	if (!match) return '0001-01-01 00:00:00 +0000 UTC';
	const fraction = (match[3] ?? '').replace(/\.?0+$/, '');
	return `${match[1]} ${match[2]}${fraction} +0000 UTC`;
}

/** 'Fri May 30 12:07:14 2025' (Go's time.ANSIC, in UTC). */
export function ansic(text: string): string {
	const ms = parseTime(text.replace(/(\.\d{3})\d*/, '$1'));
	if (Number.isNaN(ms)) return text;
	const date = new Date(ms);
	const two = (n: number): string => String(n).padStart(2, '0');
	const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
	const day = String(date.getUTCDate()).padStart(2);
	return `${SHORT_WEEKDAYS[date.getUTCDay()]} ${SHORT_MONTHS[date.getUTCMonth()]} ${day} ${clock} ${date.getUTCFullYear()}`;
}

/** '2026-11-20 22:14:39 +0000 UTC' from seconds since 1970. */
export function unixTimeString(seconds: number): string {
	return goTimeString(new Date(seconds * 1000).toISOString());
}
