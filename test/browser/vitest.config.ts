import { defineConfig } from 'vitest/config';

/** One file after the other: what is measured in seconds must not share the processor with another browser. */
export default defineConfig({
	test: {
		root: '.',
		include: ['test/browser/**/*.test.ts'],
		fileParallelism: false,
		expect: { poll: { timeout: 10_000, interval: 50 } },
		testTimeout: 120_000,
		hookTimeout: 60_000
	}
});
