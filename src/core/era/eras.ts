import { invariant } from '../sim/invariant.ts';
import type { Era, EraId } from './era.ts';
import { v1_12_0_rc1 } from './v1.12.0-rc1.ts';
import { v1_12_3 } from './v1.12.3.ts';
import { v19_03 } from './v19.03.ts';
import { v20_10 } from './v20.10.ts';
import { v28_2 } from './v28.2.ts';

/** Versions of Docker that a world can be made of, oldest first. */
export const ERAS: readonly Era[] = [v1_12_0_rc1, v1_12_3, v19_03, v20_10, v28_2];

export function eraOf(id: EraId): Era {
	const era = ERAS.find((candidate) => candidate.id === id);
	invariant(era, 'an era without data', id);
	return era;
}

export function hasEra(id: string): boolean {
	return ERAS.some((era) => era.id === id);
}
