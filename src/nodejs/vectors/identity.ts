import { createRng, type Rng } from '../../core/sim/rng.ts';
import { renewalMinutes } from '../../core/swarm/ca/certificates.ts';
import { parseToken } from '../../core/swarm/ca/tokens.ts';
import { newDigest, newId, newSecret } from '../../core/swarm/identity.ts';
import { each } from './vector.ts';

export const id = each<{ id: string; randomBytesHex: string; expect: string }>(({ randomBytesHex, expect }) => [
	expect,
	newId(fixedDice([randomBytesHex.slice(0, 2), ...words(randomBytesHex.slice(2))]))
]);

interface TokenVector {
	id: string;
	kind: 'generate' | 'parse' | 'renewal-window';
	caDigestHex: string;
	secretHex: string;
	fips: boolean;
	token: string;
	validityHours: number;
	expect: {
		ok: boolean;
		token: string;
		rootDigest: string;
		secret: string;
		version: number;
		minMinutesInclusive: number;
		maxMinutesExclusive: number;
	};
}

const RENEWAL_DRAWS = 2000;

export const joinToken = each<TokenVector>((vector) => {
	const { expect } = vector;
	switch (vector.kind) {
		case 'generate': {
			if (vector.fips) throw new Error('FIPS is not modelled');
			const digest = newDigest(fixedDice(words(vector.caDigestHex)));
			return [expect.token, `SWMTKN-1-${digest}-${newSecret(fixedDice(words(vector.secretHex)))}`];
		}
		case 'parse': {
			const parsed = parseToken(vector.token);
			const { ok, rootDigest, secret, version } = expect;
			return [
				ok ? { rootDigest, secret, version } : undefined,
				parsed && { ...parsed, rootDigest: `sha256:${parsed.rootDigest}` }
			];
		}
		case 'renewal-window': {
			const rng = createRng(vector.id);
			const outside = Array.from({ length: RENEWAL_DRAWS }, () =>
				renewalMinutes(vector.validityHours * 60, rng)
			).filter((minutes) => minutes < expect.minMinutesInclusive || minutes >= expect.maxMinutesExclusive);
			return [[], outside];
		}
	}
});

/** 32 bits each. */
function words(hex: string): string[] {
	return hex.match(/.{8}/g) ?? [];
}

/** Dice that fall as the vector says. */
function fixedDice(hexWords: string[]): Rng {
	const left = [...hexWords];
	return { ...createRng(0), next: () => Number.parseInt(left.shift() ?? '0', 16) };
}
