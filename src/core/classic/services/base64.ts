const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Of ASCII text, as Consul writes values. */
export function encodeBase64(text: string): string {
	let out = '';
	for (let i = 0; i < text.length; i += 3) {
		const bytes = [0, 1, 2].map((n) => text.charCodeAt(i + n) & 255);
		const bits = (bytes[0]! << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0);
		const digits = [18, 12, 6, 0].map((shift) => DIGITS[(bits >>> shift) & 63]!);
		out += digits
			.slice(0, Math.min(4, text.length - i + 1))
			.join('')
			.padEnd(4, '=');
	}
	return out;
}

export function decodeBase64(text: string): string {
	let out = '';
	let bits = 0;
	let count = 0;
	for (const digit of text.replace(/=+$/, '')) {
		bits = ((bits << 6) | DIGITS.indexOf(digit)) & 0xffffff;
		count += 6;
		if (count >= 8) {
			count -= 8;
			out += String.fromCharCode((bits >>> count) & 255);
		}
	}
	return out;
}
