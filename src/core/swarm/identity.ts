import type { Rng } from '../sim/rng.ts';

/** The number of these random 32-bit words (most significant first) in base 36. */
function base36(words: readonly number[]): string {
	let value = 0n;
	for (const word of words) value = (value << 32n) | BigInt(word);
	return value.toString(36);
}

/**
 * An object's ID: 25 characters. 17 random bytes with the top bit set, as a number in base 36, without its first digit.
 * Source: swarmkit identity/randomid.go.
 */
export function newId(rng: Rng): string {
	const bits = [(rng.next() & 0xff) | 0x80, rng.next(), rng.next(), rng.next(), rng.next()];
	return base36(bits).slice(1, 26);
}

/** 16 random bytes in base 36, padded to 25: the secret part of a join token. */
export function newSecret(rng: Rng): string {
	return base36([rng.next(), rng.next(), rng.next(), rng.next()]).padStart(25, '0');
}

/** 32 random bytes in base 36, padded to 50: stands for the SHA-256 of a certificate in join tokens. */
export function newDigest(rng: Rng): string {
	return base36(Array.from({ length: 8 }, () => rng.next()))
		.padStart(50, '0')
		.slice(0, 50);
}
