import { MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS } from '../sim/calendar.ts';

const DAY_MS = 86_400_000;

/** strftime(3) with GNU date's flags (%-d %_H %^a), in UTC and the C locale. Nanoseconds are those of a millisecond clock. */
export function formatDate(ms: number, format: string): string {
	return format.replace(/%([-_0^#+]*)(\d*)(:{0,3}z|.)/gs, (whole, flags: string, width: string, directive: string) => {
		const field = fieldOf(new Date(ms), ms, directive);
		if (field === undefined) return whole;
		let [text, pad, size] = field;
		if (flags.includes('-')) size = 0;
		if (flags.includes('_')) pad = ' ';
		if (flags.includes('0')) pad = '0';
		text = text.padStart(Math.max(size, Number(width || 0)), pad);
		return flags.includes('^')
			? text.toUpperCase()
			: flags.includes('#')
				? text === text.toUpperCase()
					? text.toLowerCase()
					: text.toUpperCase()
				: text;
	});
}

type Field = [text: string, pad: string, size: number];

function fieldOf(date: Date, ms: number, directive: string): Field | undefined {
	const two = (n: number): Field => [String(n), '0', 2];
	const text = (value: string): Field => [value, ' ', 0];
	const hour12 = date.getUTCHours() % 12 || 12;
	const dayOfYear =
		Math.floor(
			(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 1)) /
				DAY_MS
		) + 1;
	switch (directive) {
		case '%':
			return text('%');
		case 'n':
			return text('\n');
		case 't':
			return text('\t');
		case 'a':
			return text(SHORT_WEEKDAYS[date.getUTCDay()]!);
		case 'A':
			return text(WEEKDAYS[date.getUTCDay()]!);
		case 'b':
		case 'h':
			return text(SHORT_MONTHS[date.getUTCMonth()]!);
		case 'B':
			return text(MONTHS[date.getUTCMonth()]!);
		case 'C':
			return two(Math.floor(date.getUTCFullYear() / 100));
		case 'd':
			return two(date.getUTCDate());
		case 'e':
			return [String(date.getUTCDate()), ' ', 2];
		case 'H':
			return two(date.getUTCHours());
		case 'I':
			return two(hour12);
		case 'j':
			return [String(dayOfYear), '0', 3];
		case 'k':
			return [String(date.getUTCHours()), ' ', 2];
		case 'l':
			return [String(hour12), ' ', 2];
		case 'm':
			return two(date.getUTCMonth() + 1);
		case 'M':
			return two(date.getUTCMinutes());
		case 'N':
			return [`${String(ms % 1000).padStart(3, '0')}000000`, '0', 9];
		case 'p':
			return text(date.getUTCHours() < 12 ? 'AM' : 'PM');
		case 'P':
			return text(date.getUTCHours() < 12 ? 'am' : 'pm');
		case 'q':
			return text(String(Math.floor(date.getUTCMonth() / 3) + 1));
		case 's':
			return text(String(Math.floor(ms / 1000)));
		case 'S':
			return two(date.getUTCSeconds());
		case 'u':
			return text(String(date.getUTCDay() || 7));
		case 'U':
			return two(Math.floor((dayOfYear + 6 - date.getUTCDay()) / 7));
		case 'V':
			return two(isoWeek(date).week);
		case 'G':
			return text(String(isoWeek(date).year));
		case 'g':
			return two(isoWeek(date).year % 100);
		case 'w':
			return text(String(date.getUTCDay()));
		case 'W':
			return two(Math.floor((dayOfYear + 6 - ((date.getUTCDay() + 6) % 7)) / 7));
		case 'y':
			return two(date.getUTCFullYear() % 100);
		case 'Y':
			return text(String(date.getUTCFullYear()));
		case 'z':
			return text('+0000');
		case ':z':
			return text('+00:00');
		case '::z':
			return text('+00:00:00');
		case ':::z':
			return text('+00');
		case 'Z':
			return text('UTC');
		case 'c':
			return text(formatDate(ms, '%a %b %e %H:%M:%S %Y'));
		case 'D':
		case 'x':
			return text(formatDate(ms, '%m/%d/%y'));
		case 'F':
			return text(formatDate(ms, '%Y-%m-%d'));
		case 'r':
			return text(formatDate(ms, '%I:%M:%S %p'));
		case 'R':
			return text(formatDate(ms, '%H:%M'));
		case 'T':
		case 'X':
			return text(formatDate(ms, '%H:%M:%S'));
		default:
			return undefined;
	}
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(date: Date): { year: number; week: number } {
	const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
	const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
	return { year: thursday.getUTCFullYear(), week: Math.floor((thursday.getTime() - start) / DAY_MS / 7) + 1 };
}
