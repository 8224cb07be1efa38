import { expect, it } from 'vitest';
import { readRecording } from '../../../src/core/world/recording.ts';
import { parseRoute, writeRoute } from '../../../src/app/route.ts';
import {
	MANAGER_COUNTS,
	parseSeed,
	sandboxRecording,
	SANDBOX_ERAS,
	WORKER_COUNTS
} from '../../../src/app/sandbox/start-shape.ts';

it('takes whole numbers of 32 bits as seeds and nothing else', () => {
	expect(['0', '7', ' 42 ', '4294967295'].map(parseSeed)).toEqual([0, 7, 42, 4294967295]);
	expect(['', '-1', '1.5', 'abc', '4294967296', '1e3'].map(parseSeed)).toEqual(Array(6).fill(undefined));
});

it('every choice of the start page is a recording that can be saved and opened again', () => {
	let counted = 0;
	for (const managers of MANAGER_COUNTS) {
		for (const workers of WORKER_COUNTS) {
			for (const era of SANDBOX_ERAS) {
				for (const formed of [true, false]) {
					const recording = sandboxRecording({ managers, workers, formed, era, seed: 7 });
					expect(readRecording(JSON.stringify(recording))).toEqual(recording);
					expect(recording.cluster.machines).toHaveLength(managers + workers);
					counted++;
				}
			}
		}
	}
	expect(counted).toBe(72);
});

it('an address leads back to where it was written', () => {
	const routes = [
		{ page: 'start' },
		{ page: 'sandbox' },
		{ page: 'lesson', lesson: 'pi-swarm-mode', step: 'init' }
	] as const;
	for (const route of routes) expect(parseRoute(writeRoute(route))).toEqual(route);
	expect(parseRoute('#/lesson/%E0%A4%A')).toEqual({ page: 'lesson', lesson: '', step: '' });
	expect(parseRoute('#/contents')).toEqual({ page: 'contents' });
	expect(parseRoute('')).toEqual({ page: 'lesson', lesson: '', step: '' });
});
