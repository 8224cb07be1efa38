import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { earlyWorker } from './src/nodejs/early-worker.ts';
import { lessons } from './src/nodejs/lessons/plugin.ts';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
	root: 'src',
	base: './',
	publicDir: '../public',
	plugins: [lessons('lessons'), earlyWorker('src'), svelte({ configFile: false })],
	worker: { format: 'es' },
	build: { outDir: '../dist', emptyOutDir: true, target: 'es2023' },
	server: { host: '127.0.0.1', fs: { allow: ['..'] } },
	preview: { host: '127.0.0.1' },
	test: {
		root: '.',
		testTimeout: 120_000,
		// What the page comes to show is waited for, however busy the processors are.
		expect: { poll: { timeout: 20_000, interval: 50 } },
		// Vitest would leave one processor to itself, of two.
		maxWorkers: '100%',
		sequence: { sequencer: LongestFirst },

		globalSetup: 'test/api-answers/global.ts',
		setupFiles: 'test/api-answers/setup.ts',
		projects: [
			// Nothing in the core keeps anything between two worlds: its modules are read once in each process.
			{ extends: true, test: { name: 'core', include: ['test/core/**/*.test.ts'], isolate: false } },
			{
				extends: true,
				test: { name: 'edges', include: ['test/**/*.test.ts'], exclude: ['test/core/**', 'test/browser/**'] }
			}
		]
	}
});
