import { defineConfig } from 'vitest/config';

/** What is measured in real seconds, or plays on both processors by itself, is alone. */
const ALONE = ['time', 'terminal', 'determinism', 'lessons/play'].map((name) => `test/browser/${name}.test.ts`);

export default defineConfig({
	test: {
		root: '.',
		globalSetup: 'test/browser/chromium.ts',
		// Lessons are played side by side, as many as two processors can draw.
		maxConcurrency: 3,
		expect: { poll: { timeout: 10_000, interval: 50 } },
		testTimeout: 120_000,
		hookTimeout: 60_000,
		// Playwright and the lessons are read once in each process.
		isolate: false,
		projects: [
			{
				extends: true,
				test: {
					name: 'side by side',
					include: ['test/browser/**/*.test.ts'],
					exclude: ALONE,
					maxWorkers: 2,
					sequence: { groupOrder: 0 }
				}
			},
			{
				extends: true,
				test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } }
			}
		]
	}
});
