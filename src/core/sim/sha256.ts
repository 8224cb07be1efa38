import { bytesOf } from './utf8.ts';

/** SHA-256 of a text's bytes (stream.ts), in hexadecimal. Source: FIPS 180-4. */
export function sha256Hex(text: string): string {
	const bytes = bytesOf(text);
	const { length } = bytes;
	const words = new Uint32Array(((length + 9 + 63) >> 6) << 4);
	for (let i = 0; i < length; i++) words[i >> 2]! |= bytes[i]! << (24 - (i & 3) * 8);
	words[length >> 2]! |= 0x80 << (24 - (length & 3) * 8);
	words[words.length - 1] = length * 8;
	const hash = Uint32Array.from(firstPrimes(8), (prime) => fraction(Math.sqrt(prime)));
	const schedule = new Uint32Array(64);
	for (let block = 0; block < words.length; block += 16) {
		for (let i = 0; i < 64; i++) {
			if (i < 16) {
				schedule[i] = words[block + i]!;
				continue;
			}
			const a = schedule[i - 15]!;
			const b = schedule[i - 2]!;
			const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
			const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
			schedule[i] = schedule[i - 16]! + s0 + schedule[i - 7]! + s1;
		}
		compress(hash, schedule);
	}
	return [...hash].map((word) => word.toString(16).padStart(8, '0')).join('');
}

function compress(hash: Uint32Array, schedule: Uint32Array): void {
	let [a, b, c, d, e, f, g, h] = hash as unknown as [number, number, number, number, number, number, number, number];
	for (let i = 0; i < 64; i++) {
		const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		const one = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + schedule[i]!) | 0;
		const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
		const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		h = g;
		g = f;
		f = e;
		e = (d + one) | 0;
		d = c;
		c = b;
		b = a;
		a = (one + two) | 0;
	}
	[a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i]! += word));
}

function rotate(word: number, by: number): number {
	return (word >>> by) | (word << (32 - by));
}

function firstPrimes(count: number): number[] {
	const primes: number[] = [];
	for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
	return primes;
}

function fraction(value: number): number {
	return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

const K = Uint32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));
