import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
// What window.swarmlab is.
import type {} from '../app/window-swarmlab.ts';
import { KEEP_NAMES, launchChromium, serveStatic } from './static-site.ts';

/**
 * The pictures of the README, of the built page: the Pi lesson where five replicas run, in both themes. The same lesson, seed and
 * keys each time, so that a picture changes only when the page has.
 */
const OPTIONS: readonly OptionRow[] = [
	{ name: 'dist', value: 'DIR', text: 'the built site; default dist' },
	{ name: 'out', value: 'DIR', text: 'where the pictures go; default docs' }
];
const SIZE = { width: 1440, height: 900 } as const;

async function screenshot(argv: readonly string[]): Promise<void> {
	const options = parseOptions(argv, OPTIONS);
	const dist = resolve(options.text('dist', 'dist'));
	const out = resolve(options.text('out', 'docs'));
	if (!existsSync(join(dist, 'index.html'))) throw new UsageError(`${dist} holds no built site: npm run build`);
	mkdirSync(out, { recursive: true });
	const [site, browser] = await Promise.all([serveStatic(dist), launchChromium()]);
	try {
		for (const colorScheme of ['light', 'dark'] as const) {
			const context = await browser.newContext({ viewport: SIZE, locale: 'en-US', colorScheme, deviceScaleFactor: 2 });
			await context.addInitScript(KEEP_NAMES);
			const page = await context.newPage();
			await page.goto(`${site.origin}/#/lesson/pi-swarm-mode/scale`);
			await page.waitForFunction(() => 'swarmlab' in window);
			await page.evaluate(() => window.swarmlab.ready);
			await page.evaluate(() => window.swarmlab.speed(5));
			for (const line of ['docker service scale whoami=5', 'docker service ls']) {
				await page.evaluate((text) => window.swarmlab.type(`${text}\r`, { node: 'pi6' }), line);
				await page.waitForFunction(() => window.swarmlab.screen('pi6').endsWith('$'));
			}
			await page.waitForFunction(
				() => document.querySelectorAll('.focus [data-task][data-state=running]').length === 5
			);
			await page.evaluate(() =>
				window.swarmlab.type('for i in {1..5}; do curl -s http://pi6; done\r', { node: 'pi6' })
			);
			await page.waitForFunction(() => (window.swarmlab.screen('pi6').match(/I'm /g) ?? []).length === 5);
			await page.waitForFunction(() => window.swarmlab.screen('pi6').endsWith('$'));
			await page.evaluate(() => window.swarmlab.pause());
			// What moves comes to rest: no animation is longer than 600 ms, and a new task keeps its ring for 2.4 s.
			await page.waitForTimeout(3000);
			const path = join(out, `screenshot-${colorScheme}.png`);
			await page.screenshot({ path });
			process.stdout.write(`${path}\n`);
			await context.close();
		}
	} finally {
		await browser.close();
		site.close();
	}
}

screenshot(process.argv.slice(2)).catch((error: unknown) => {
	const text = error instanceof UsageError ? error.message : error instanceof Error ? error.stack : String(error);
	process.stderr.write(`screenshot: ${text}\n`);
	process.exitCode = error instanceof UsageError ? 2 : 1;
});
