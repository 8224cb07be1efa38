/** Languages of the sentences. */
export type Language = 'en' | 'zh-CN';

/** Between a number and its unit. */
export const THIN = '\u202f';

/** Virtual milliseconds as mm:ss.d; over an hour h:mm:ss.d. */
export function clock(ms: number, tenths = true): string {
	const two = (n: number): string => String(n).padStart(2, '0');
	const all = Math.floor(Math.max(0, ms) / 100);
	const seconds = Math.floor(all / 10);
	const minutes = Math.floor(seconds / 60);
	const head = minutes < 60 ? two(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
	return `${head}:${two(seconds % 60)}${tenths ? `.${all % 10}` : ''}`;
}

/** A length of time in the largest unit that fits it. */
export function span(ms: number): { n: number; unit: 's' | 'min' | 'h' | 'd' } {
	const seconds = Math.max(0, Math.floor(ms / 1000));
	if (seconds < 120) return { n: seconds, unit: 's' };
	if (seconds < 7200) return { n: Math.floor(seconds / 60), unit: 'min' };
	if (seconds < 172_800) return { n: Math.floor(seconds / 3600), unit: 'h' };
	return { n: Math.floor(seconds / 86_400), unit: 'd' };
}
