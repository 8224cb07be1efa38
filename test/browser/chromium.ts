import { chromium } from 'playwright';
import type { TestProject } from 'vitest/node';
import { CHROMIUM_FLAGS, findChromium } from '../../src/nodejs/chromium.mjs';

declare module 'vitest' {
	interface ProvidedContext {
		/** Where the Chromium of all tests listens. */
		chromium: string;
	}
}

/** One Chromium for all files: each connects to it, and has pages of its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const executablePath = findChromium();
	if (executablePath === undefined) throw new Error('no Chromium: install one, or name it in $CHROMIUM');
	const server = await chromium.launchServer({ executablePath, args: [...CHROMIUM_FLAGS], host: '127.0.0.1' });
	project.provide('chromium', server.wsEndpoint());
	return () => server.close();
}
