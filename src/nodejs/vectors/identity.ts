import { createRng, type Rng } from '../../core/sim/rng.ts';
import { newDigest, newId, newSecret } from '../../core/swarm/identity.ts';
import { each } from './vector.ts';

export const id = each<{ id: string; randomBytesHex: string; expect: string }>(({ randomBytesHex, expect }) => [
	expect,
	newId(fixedDice([randomBytesHex.slice(0, 2), ...words(randomBytesHex.slice(2))]))
]);

export const joinToken = each<{
	id: string;
	kind: string;
	caDigestHex: string;
	secretHex: string;
	fips: boolean;
	expect: { token: string };
}>(({ kind, caDigestHex, secretHex, fips, expect }) => {
	if (kind !== 'generate' || fips) throw new Error(`${kind}${fips ? ' with FIPS' : ''} is not the identity's`);
	const token = `SWMTKN-1-${newDigest(fixedDice(words(caDigestHex)))}-${newSecret(fixedDice(words(secretHex)))}`;
	return [expect.token, token];
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
