import { expect, test } from 'vitest';
import { atLeast, ERA_IDS } from '../../../src/core/era/era.ts';
import { v1_12_0_rc1 } from '../../../src/core/era/v1.12.0-rc1.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';

test('eras are ordered from old to new', () => {
	expect(ERA_IDS.map((era) => atLeast(era, '19.03'))).toEqual([false, false, true, true, true]);
	expect(atLeast('28.2', '1.12.0-rc1')).toBe(true);
});

test('what an era can do is data: no tokens and no progress in 1.12.0-rc1', () => {
	expect(v1_12_0_rc1.capabilities).toEqual({ joinTokens: false, progress: false, pinsDigests: false });
	expect(v28_2.capabilities).toEqual({ joinTokens: true, progress: true, pinsDigests: true });
	expect([v1_12_0_rc1.commandLine, v28_2.commandLine]).toEqual(['mflag', 'cobra']);
});

test('the machines of the Pi article have 925.4 MiB', () => {
	expect((v1_12_0_rc1.hardware.memoryBytes / 2 ** 20).toPrecision(4)).toBe('925.4');
});
