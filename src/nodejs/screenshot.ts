import { mkdirSync } from 'node:fs';
import { launchChromium, serveStatic } from './static-site.ts';

/**
 * `npm run screenshot`: the README's pictures, taken from the built site (run `npm run build` first): the Pi lesson where
 * five containers run on two machines, in both grounds.
 */
const site = await serveStatic('dist');
const browser = await launchChromium();
mkdirSync('docs', { recursive: true });
for (const colorScheme of ['light', 'dark'] as const) {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme });
	await page.goto(`${site.origin}/#/lesson/pi-swarm-mode/five`);
	// Expressions as text: a function that tsx has compiled would not find its way into the page.
	await page.waitForFunction('window.swarmlab !== undefined');
	await page.evaluate('window.swarmlab.ready');
	await page.waitForTimeout(2000);
	await page.evaluate(
		`window.swarmlab.type('for i in {1..5}; do curl http://192.168.178.24; done\\r', { node: 'pi6' })`
	);
	await page.waitForTimeout(3000);
	await page.screenshot({ path: `docs/screenshot-${colorScheme}.png` });
	await page.close();
	console.log(`docs/screenshot-${colorScheme}.png`);
}
await browser.close();
site.close();
