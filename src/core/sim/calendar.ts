/** English names, for the many programs that print dates in the C locale. Sunday is day 0, as Date counts. */
export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export const MONTHS = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December'
];

/** 'Sun' */
export const SHORT_WEEKDAYS = WEEKDAYS.map((name) => name.slice(0, 3));

/** 'Jan' */
export const SHORT_MONTHS = MONTHS.map((name) => name.slice(0, 3));
