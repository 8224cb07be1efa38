import { SwarmError } from '../error.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
	ns: 1e-6,
	us: 1e-3,
	µs: 1e-3,
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000
};

/** Go's time.ParseDuration, in milliseconds. @throws SwarmError with Go's words */
export function parseDuration(text: string): number {
	const invalid = (): never => {
		throw new SwarmError(`time: invalid duration ${text}`);
	};
	const match = /^([+-]?)(.*)$/.exec(text)!;
	const rest = match[2]!;
	if (rest === '0') return 0;
	if (rest === '') return invalid();
	let ms = 0;
	let at = 0;
	for (const part of rest.matchAll(/(\d+\.?\d*|\.\d+)([a-zµ]*)/g)) {
		if (part.index !== at) return invalid();
		at += part[0].length;
		if (part[2] === '') throw new SwarmError(`time: missing unit in duration ${text}`);
		const unit = UNIT_MS[part[2]!];
		if (unit === undefined) throw new SwarmError(`time: unknown unit ${part[2]!} in duration ${text}`);
		ms += Number(part[1]) * unit;
	}
	if (at !== rest.length) return invalid();
	return match[1] === '-' ? -ms : ms;
}

/** As Go prints it: 60000 → '1m0s', 90061000 → '25h1m1s', 500 → '500ms'. */
export function formatDuration(ms: number): string {
	if (ms === 0) return '0s';
	if (Math.abs(ms) < 1000) return `${ms}ms`;
	const sign = ms < 0 ? '-' : '';
	const seconds = Math.abs(ms) / 1000;
	const h = Math.floor(seconds / 3600);
	const m = Math.floor((seconds % 3600) / 60);
	const s = Number((seconds % 60).toFixed(3));
	return `${sign}${h > 0 ? `${h}h` : ''}${h > 0 || m > 0 ? `${m}m` : ''}${s}s`;
}

/** 1.2 asks Go's SplitHostPort and for a port from 1 to 65535; rc1 had an expression. Source: join.go of both. */
export function isAddress(text: string, dialect: 'rc1' | '1.2.5'): boolean {
	if (dialect === 'rc1') return /^[0-9a-zA-Z._-]+:[0-9]{1,5}$/.test(text);
	const match = /^(?:\[[^\]]*\]|[^:[\]]*):(\d+)$/.exec(text);
	const port = Number(match?.[1] ?? 0);
	return port >= 1 && port <= 65535;
}

/** `key=value` options of a cluster driver. @returns the value of one, as text */
export function clusterOption(options: readonly string[], key: string): string | undefined {
	return options.find((option) => option.startsWith(`${key}=`))?.slice(key.length + 1);
}

/** What cannot be read as a number is 0, silently. Source: cluster/options.go. */
export function numberOption(options: readonly string[], key: string, type: string): { value: number; ok: boolean } {
	const text = clusterOption(options, key);
	if (text === undefined) return { value: 0, ok: false };
	const value = type === 'int' ? (/^[+-]?\d+$/.test(text) ? Number(text) : 0) : Number(text) || 0;
	return { value, ok: true };
}
