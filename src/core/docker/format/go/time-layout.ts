import { MONTHS, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS } from '../../../sim/calendar.ts';
import { parseTime } from '../time.ts';

/** The parts of a layout, longest first where one begins with another. Source: Go time/format.go. */
const PARTS =
	/January|Jan|Monday|Mon|MST|2006|-07:00:00|-070000|-07:00|-0700|-07|Z07:00|Z0700|Z07|002|01|02|03|04|05|06|15|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|_2|1|2|3|4|5/g;

/** A moment of the API (in UTC) as time.Format prints it. */
export function formatLayout(text: string, layout: string): string {
	const date = new Date(parseTime(text.replace(/(\.\d{3})\d*/, '$1')));
	const nanoseconds = (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(9, '0');
	const two = (n: number): string => String(n).padStart(2, '0');
	const hour = date.getUTCHours();
	const twelve = hour % 12 || 12;
	return layout.replace(PARTS, (part) => {
		switch (part) {
			case 'January':
				return MONTHS[date.getUTCMonth()]!;
			case 'Jan':
				return SHORT_MONTHS[date.getUTCMonth()]!;
			case 'Monday':
				return WEEKDAYS[date.getUTCDay()]!;
			case 'Mon':
				return SHORT_WEEKDAYS[date.getUTCDay()]!;
			case 'MST':
				return 'UTC';
			case '2006':
				return String(date.getUTCFullYear()).padStart(4, '0');
			case '06':
				return two(date.getUTCFullYear() % 100);
			case '01':
				return two(date.getUTCMonth() + 1);
			case '1':
				return String(date.getUTCMonth() + 1);
			case '02':
				return two(date.getUTCDate());
			case '_2':
				return String(date.getUTCDate()).padStart(2);
			case '2':
				return String(date.getUTCDate());
			case '002': {
				const days = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
				return String(days + 1).padStart(3, '0');
			}
			case '15':
				return two(hour);
			case '03':
				return two(twelve);
			case '3':
				return String(twelve);
			case '04':
				return two(date.getUTCMinutes());
			case '4':
				return String(date.getUTCMinutes());
			case '05':
				return two(date.getUTCSeconds());
			case '5':
				return String(date.getUTCSeconds());
			case 'PM':
				return hour < 12 ? 'AM' : 'PM';
			case 'pm':
				return hour < 12 ? 'am' : 'pm';
			case 'Z07:00':
			case 'Z0700':
			case 'Z07':
				return 'Z';
		}
		if (part.startsWith('-')) return part.replace(/7/g, '0').replace('-', '+');
		const digits = nanoseconds.slice(0, part.length - 1);
		const kept = part[1] === '9' ? digits.replace(/0+$/, '') : digits;
		return kept === '' ? '' : part[0]! + kept;
	});
}
