import { SHORT_MONTHS } from '../../sim/calendar.ts';
import { formatDate } from '../date-format.ts';
import { Failure, gnuProgram } from './options.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
	sec: 1000,
	second: 1000,
	min: 60_000,
	minute: 60_000,
	hour: 3_600_000,
	day: 86_400_000,
	week: 604_800_000,
	fortnight: 1_209_600_000
};
const MONTHS = SHORT_MONTHS.map((name) => name.toLowerCase());

const MONTH = `(${MONTHS.join('|')})[a-z]*`;
/** '5 nov 2026' or 'nov 5 2026', the year perhaps left out. */
const NAMED_DAY = new RegExp(`\\b(?:(\\d{1,2}) ${MONTH}|${MONTH} (\\d{1,2})(?!:|\\d))(?: (\\d{4})\\b(?!:))?`);

export const date = gnuProgram(
	{
		name: 'date',
		short: 'ud:RI',
		long: { utc: 'u', universal: 'u', date: 'd', 'rfc-email': 'R', 'iso-8601': 'I' },
		unsimulated: 'f r s file reference set debug resolution rfc-3339',
		help: 'Usage: date [OPTION]... [+FORMAT]'
	},
	function* (sys, options) {
		const [format, extra] = options.operands;
		if (extra !== undefined) throw new Failure(`extra operand ‘${extra}’\nTry 'date --help' for more information.`, 1);
		if (format !== undefined && !format.startsWith('+')) {
			throw new Failure(
				/^\d{8,12}$/.test(format) ? 'cannot set date: Operation not permitted' : `invalid date ‘${format}’`,
				1
			);
		}
		const given = options.value('d');
		const ms = given === undefined ? sys.machine.sim.wallMs : parseDate(given, sys.machine.sim.wallMs);
		if (ms === undefined) throw new Failure(`invalid date ‘${given}’`, 1);
		const pattern = options.has('R') ? '%a, %d %b %Y %T %z' : options.has('I') ? '%F' : '%a %b %e %H:%M:%S %Z %Y';
		yield* sys.stdout.write(`${formatDate(ms, format?.slice(1) ?? pattern)}\n`);
		return 0;
	}
);

/**
 * The commonest of what `date -d` understands: @seconds, now, today, tomorrow, yesterday, ISO dates and times,
 * '5 Nov 2026 10:00', '3 days ago', '+2 hours'. Undefined for everything else.
 */
export function parseDate(text: string, nowMs: number): number | undefined {
	const seconds = /^@(-?\d+(?:\.\d+)?)$/.exec(text.trim());
	if (seconds) return Number(seconds[1]) * 1000;
	let rest = text.trim().toLowerCase().replace(/,/g, ' ');
	let ms = nowMs;
	const take = (pattern: RegExp): RegExpExecArray | undefined => {
		const match = pattern.exec(rest);
		if (!match) return undefined;
		rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`.trim();
		return match;
	};
	const iso = take(/(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d))?/);
	const named = iso ? undefined : take(NAMED_DAY);
	const time = take(/(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?/);
	take(/\b(?:utc|gmt|z)\b|[+]00:?00\b/);
	if (iso) ms = Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
	if (named) {
		const month = MONTHS.indexOf(named[2] ?? named[3]!);
		if (month < 0) return undefined;
		ms = Date.UTC(Number(named[5] ?? new Date(nowMs).getUTCFullYear()), month, Number(named[1] ?? named[4]));
	}
	if (time) {
		if (Number(time[1]) > 23 || Number(time[2]) > 59) return undefined;
		ms =
			Math.floor(ms / 86_400_000) * 86_400_000 +
			((Number(time[1]) * 60 + Number(time[2])) * 60 + Number(time[3] ?? 0) + Number(time[4] ?? 0)) * 1000;
	}
	if (take(/\btomorrow\b/)) ms += 86_400_000;
	else if (take(/\byesterday\b/)) ms -= 86_400_000;
	take(/\b(?:now|today)\b/);
	for (;;) {
		const shift = take(
			/([-+]?\s*\d+|\bnext|\blast|\ba)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?( ago)?\b/
		);
		if (!shift) break;
		const count =
			(shift[1] === undefined || /[a-z]/.test(shift[1])
				? shift[1] === 'last'
					? -1
					: 1
				: Number(shift[1].replace(/\s/g, ''))) * (shift[3] ? -1 : 1);
		const unit = UNIT_MS[shift[2]!];
		if (unit !== undefined) ms += count * unit;
		else {
			const date = new Date(ms);
			if (shift[2] === 'month') date.setUTCMonth(date.getUTCMonth() + count);
			else date.setUTCFullYear(date.getUTCFullYear() + count);
			ms = date.getTime();
		}
	}
	return rest === '' && !Number.isNaN(ms) ? ms : undefined;
}
