import { expect, test } from 'vitest';
import { atLeast, ERA_IDS, type Era, type EraId } from '../../../src/core/era/era.ts';
import { ERAS } from '../../../src/core/era/eras.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';

test('eras are ordered from old to new', () => {
	expect(ERA_IDS.map((era) => atLeast(era, '19.03'))).toEqual([false, false, true, true, true]);
	expect(atLeast('28.2', '1.12.0-rc1')).toBe(true);
});

test('what an era can do is data: no tokens in 1.12.0-rc1, no progress and no pinned digests before 19.03', () => {
	const having = (name: keyof Era['capabilities']): EraId[] =>
		ERAS.filter((era) => era.capabilities[name]).map((era) => era.id);
	expect(having('joinTokens')).toEqual(['1.12.3', '19.03', '20.10', '28.2']);
	expect(having('progress')).toEqual(['19.03', '20.10', '28.2']);
	expect(having('pinsDigests')).toEqual(['19.03', '20.10', '28.2']);
	expect(ERAS.map((era) => era.id)).toEqual([...ERA_IDS]);
	expect(ERAS.map((era) => era.raft.electionTick)).toEqual([3, 3, 10, 10, 10]);
});

test('the machines of the Pi article have 925.4 MiB', () => {
	expect((v1_12_0_rc1.hardware.memoryBytes / 2 ** 20).toPrecision(4)).toBe('925.4');
});
