import { newSecret } from '../identity.ts';
import type { Rng } from '../../sim/rng.ts';

/** Characters of a SHA-256 in base 36, and of 16 random bytes. */
const DIGEST_LENGTH = 50;
const SECRET_LENGTH = 25;

export interface JoinToken {
	/** Hexadecimal SHA-256 of the root certificate. */
	rootDigest: string;
	secret: string;
	/** 2 for FIPS. */
	version: 1 | 2;
}

/** Reads only the form; which role a token stands for is known to the cluster alone. undefined: `invalid join token`. */
export function parseToken(token: string): JoinToken | undefined {
	const parts = token.split('-');
	if (parts.shift() !== 'SWMTKN') return undefined;
	const version = parts.shift();
	if (version === '2' && parts.shift() !== '1') return undefined;
	if ((version !== '1' && version !== '2') || parts.length !== 2) return undefined;
	const [digest = '', secret = ''] = parts;
	if (digest.length !== DIGEST_LENGTH || secret.length !== SECRET_LENGTH) return undefined;
	const number = fromBase36(digest);
	if (number === undefined) return undefined;
	return { rootDigest: number.toString(16).padStart(64, '0'), secret, version: version === '2' ? 2 : 1 };
}

/** A new token for a root certificate, given by the hexadecimal SHA-256 of it. */
export function newToken(rootDigest: string, rng: Rng): string {
	return formatToken(rootDigest, newSecret(rng));
}

export function formatToken(rootDigest: string, secret: string): string {
	return `SWMTKN-1-${BigInt(`0x${rootDigest}`).toString(36).padStart(DIGEST_LENGTH, '0')}-${secret}`;
}

function fromBase36(text: string): bigint | undefined {
	let value = 0n;
	for (const digit of text) {
		const number = Number.parseInt(digit, 36);
		if (Number.isNaN(number)) return undefined;
		value = value * 36n + BigInt(number);
	}
	return value;
}
