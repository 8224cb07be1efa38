/** Go's strconv.ParseInt with base 0: 0x, 0o, 0b and a leading 0 choose the base; undefined for anything else. */
export function parseGoInt(text: string): number | undefined {
	const match = /^([-+]?)(0[xX][\da-fA-F]+|0[oO]?[0-7]*|0[bB][01]+|[1-9]\d*)$/.exec(text);
	if (!match) return undefined;
	const digits = match[2]!;
	const octal = /^0[oO]?([0-7]+)$/.exec(digits);
	const value = BigInt(octal ? `0o${octal[1]!}` : digits === '0o' ? '0' : digits) * (match[1] === '-' ? -1n : 1n);
	return value > 2n ** 64n - 1n || value < -(2n ** 63n) ? undefined : Number(value);
}

export function isDigits(text: string): boolean {
	return /^\d+$/.test(text);
}

/** A floating-point number as Go's %v prints it: shortest digits, an exponent from a million on. */
export function formatG(value: number): string {
	if (Number.isNaN(value)) return 'NaN';
	if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
	const [digits = '', exponent = ''] = value.toExponential().split('e');
	const power = Number(exponent);
	if (value === 0 || (power >= -4 && power < 6)) {
		return String(value);
	}
	return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
