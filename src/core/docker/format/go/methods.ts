import { MONTHS, WEEKDAYS } from '../../../sim/calendar.ts';
import { formatDuration } from '../go-values.ts';
import { goTimeString, parseTime } from '../time.ts';
import { formatLayout } from './time-layout.ts';
import type { Value } from './value.ts';

/** How types with a String method of their own are printed. */
export function stringerText({ type, v }: Value): string | undefined {
	if (v === null) return undefined;
	// What a type can do a pointer to it can do, too.
	if (type === '*time.Duration' || type === '*time.Time') return stringerText({ type: type.slice(1), v });
	switch (type) {
		case 'time.Time':
			return goTimeString(String(v));
		case 'time.Duration':
			return formatDuration(Number(v));
		case 'swarm.Version':
			return String((v as { Index?: number } | null)?.Index ?? 0);
		case '*container.Ulimit': {
			const { Name = '', Soft = 0, Hard = 0 } = v as { Name?: string; Soft?: number; Hard?: number };
			return `${Name}=${Soft}:${Hard}`;
		}
		case 'complex128': {
			const { re, im } = v as { re: number; im: number };
			return `(${re}${im < 0 ? '' : '+'}${im}i)`;
		}
		default:
			return undefined;
	}
}

export interface Method {
	readonly parameters: readonly string[];
	run(args: readonly Value[]): Value;
}

type Getter = readonly [type: string, get: (date: Date, text: string) => unknown];

const OF_TIME: Readonly<Record<string, Getter>> = {
	Year: ['int', (date) => date.getUTCFullYear()],
	Month: ['string', (date) => MONTHS[date.getUTCMonth()]],
	Day: ['int', (date) => date.getUTCDate()],
	Hour: ['int', (date) => date.getUTCHours()],
	Minute: ['int', (date) => date.getUTCMinutes()],
	Second: ['int', (date) => date.getUTCSeconds()],
	Nanosecond: ['int', (_date, text) => Number((/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(9, '0'))],
	Weekday: ['string', (date) => WEEKDAYS[date.getUTCDay()]],
	YearDay: ['int', (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1],
	Unix: ['int64', (date) => Math.floor(date.getTime() / 1000)],
	UnixMilli: ['int64', (date) => date.getTime()],
	UTC: ['time.Time', (_date, text) => text],
	Local: ['time.Time', (_date, text) => text],
	String: ['string', (_date, text) => goTimeString(text)],
	IsZero: ['bool', (_date, text) => text.startsWith('0001-01-01T00:00:00')]
};

const OF_DURATION: Readonly<Record<string, readonly [type: string, ns: number]>> = {
	Hours: ['float64', 3.6e12],
	Minutes: ['float64', 6e10],
	Seconds: ['float64', 1e9],
	Milliseconds: ['int64', 1e6],
	Microseconds: ['int64', 1e3],
	Nanoseconds: ['int64', 1]
};

/** The methods of Go's types that a template may call. */
export function methodOf(value: Value, name: string): Method | undefined {
	const { type, v } = value;
	if (type === 'time.Time') {
		const text = String(v);
		if (name === 'Format') {
			return {
				parameters: ['string'],
				run: ([layout]) => ({ type: 'string', v: formatLayout(text, String(layout!.v)) })
			};
		}
		const getter = Object.hasOwn(OF_TIME, name) ? OF_TIME[name]! : undefined;
		const date = new Date(parseTime(text.replace(/(\.\d{3})\d*/, '$1')));
		return getter && { parameters: [], run: () => ({ type: getter[0], v: getter[1](date, text) }) };
	}
	if (type === 'time.Duration' && Object.hasOwn(OF_DURATION, name)) {
		const [result, ns] = OF_DURATION[name]!;
		const amount = Number(v) / ns;
		return { parameters: [], run: () => ({ type: result, v: result === 'int64' ? Math.trunc(amount) : amount }) };
	}
	if (name === 'String') {
		const text = stringerText(value);
		if (text !== undefined) return { parameters: [], run: () => ({ type: 'string', v: text }) };
	}
	return undefined;
}
