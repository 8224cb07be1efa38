import { ApiError } from '../api/error.ts';
import { matchLabels } from '../api/filters.ts';
import type { Filters } from '../api/wire/filters.ts';
import { atLeast, type Era } from '../era/era.ts';

/**
 * What `prune --filter` leaves alone: what is younger than until=, what has not the labels or has those of label!=.
 * @throws ApiError
 * Source: moby daemon/prune.go, getUntilFromPruneFilters and matchLabels, of v20.10.24 and v28.2.2.
 */
export function pruneFilter(
	era: Era,
	filters: Filters,
	nowMs: number
): (labels: Readonly<Record<string, string>> | null | undefined, createdMs: number) => boolean {
	const until = filters['until'];
	// Engines before 28.2 call it their own fault.
	const kind = atLeast(era.id, '28.2') ? 'invalid' : 'system';
	if (until && until.length > 1) throw new ApiError(kind, 'more than one until filter specified');
	const text = until?.[0];
	const untilMs = text === undefined ? Infinity : momentMs(text, nowMs);
	if (untilMs === undefined) throw new ApiError(kind, `failed to parse value as time or duration: "${text ?? ''}"`);
	const unwanted = filters['label!'] ?? [];
	return (given, createdMs) => {
		const labels = given ?? {};
		if (createdMs > untilMs || !matchLabels(filters, 'label', labels)) return false;
		return unwanted.length === 0 || !matchLabels(filters, 'label!', labels);
	};
}

const UNITS: Readonly<Record<string, number>> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000
};

/** A duration before now, a date, or seconds since 1970. Source: moby api/types/time/timestamp.go, GetTimestamp. */
function momentMs(text: string, nowMs: number): number | undefined {
	if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const [, sign, parts] = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text) ?? [];
	if (parts !== undefined) {
		let ms = 0;
		for (const [, amount, unit] of parts.matchAll(/([\d.]+)([^\d.]+)/g)) ms += Number(amount) * UNITS[unit!]!;
		return Math.floor((nowMs - (sign === '-' ? -ms : ms)) / 1000) * 1000;
	}
	const date = /^(\d{4}-\d\d-\d\d)(?:T(\d\d)(:\d\d)?(:\d\d(?:\.\d+)?)?)?(Z|[-+]\d\d:\d\d)?$/.exec(text);
	if (!date) return undefined;
	const [, day, hour = '00', minute = ':00', second = ':00', zone = 'Z'] = date;
	const ms = Date.parse(`${day}T${hour}${minute}${second.slice(0, 7)}${zone}`);
	return Number.isNaN(ms) ? undefined : ms;
}
