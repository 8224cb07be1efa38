/** Dice with a seed. Every consumer forks its own stream by name, so a new consumer never shifts the others' dice. */
export interface Rng {
	/** The next 32 random bits as an unsigned integer. */
	next(): number;
	/** An integer in 0..n-1. */
	int(n: number): number;
	/** A real number in [0, 1). */
	float(): number;
	/** A real number in [low, high). */
	between(low: number, high: number): number;
	chance(probability: number): boolean;
	/** A copy of the list in random order. */
	shuffle<T>(items: readonly T[]): T[];
	/** Lower-case hexadecimal digits. */
	hex(digits: number): string;
	/** A stream that depends on this stream's name and the given one only, not on what was drawn before. */
	fork(name: string): Rng;
}

/** Four 32-bit words from a text (a MurmurHash3-like mix), the state of an sfc32 generator. */
function seedWords(text: string): [number, number, number, number] {
	let a = 1779033703;
	let b = 3144134277;
	let c = 1013904242;
	let d = 2773480762;
	for (let i = 0; i < text.length; i++) {
		const k = text.charCodeAt(i);
		a = b ^ Math.imul(a ^ k, 597399067);
		b = c ^ Math.imul(b ^ k, 2869860233);
		c = d ^ Math.imul(c ^ k, 951274213);
		d = a ^ Math.imul(d ^ k, 2716044179);
	}
	a = Math.imul(c ^ (a >>> 18), 597399067);
	b = Math.imul(d ^ (b >>> 22), 2869860233);
	c = Math.imul(a ^ (c >>> 17), 951274213);
	d = Math.imul(b ^ (d >>> 19), 2716044179);
	return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a];
}

export function createRng(seed: number | string): Rng {
	return rngNamed(String(seed));
}

function rngNamed(name: string): Rng {
	let [a, b, c, d] = seedWords(name);
	const next = (): number => {
		const t = (((a + b) | 0) + d) | 0;
		d = (d + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (c << 21) | (c >>> 11);
		c = (c + t) | 0;
		return t >>> 0;
	};
	// The first outputs still carry the shape of the seed words.
	for (let i = 0; i < 12; i++) next();
	const float = (): number => next() / 4294967296;
	const int = (n: number): number => Math.floor(float() * n);
	return {
		next,
		int,
		float,
		between: (low, high) => low + float() * (high - low),
		chance: (probability) => float() < probability,
		shuffle(items) {
			const list = [...items];
			for (let i = list.length - 1; i > 0; i--) {
				const j = int(i + 1);
				const kept = list[i]!;
				list[i] = list[j]!;
				list[j] = kept;
			}
			return list;
		},
		hex(digits) {
			let text = '';
			while (text.length < digits) text += next().toString(16).padStart(8, '0');
			return text.slice(0, digits);
		},
		fork: (child) => rngNamed(`${name}/${child}`)
	};
}
