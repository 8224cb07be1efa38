/** Virtual milliseconds as mm:ss.d; `tenths` false leaves out the tenths. Over an hour h:mm:ss. */
export function formatClock(ms: number, tenths = true): string {
	const two = (n: number): string => String(n).padStart(2, '0');
	const all = Math.floor(ms / 100);
	const seconds = Math.floor(all / 10);
	const minutes = Math.floor(seconds / 60);
	const head = minutes < 60 ? two(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
	return `${head}:${two(seconds % 60)}${tenths ? `.${all % 10}` : ''}`;
}
