import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { builtPage } from './built-page.ts';

// The built page in a real browser, before a stand-in world (stand-in/world.ts), so that what fails here is the page's.
process.env['STAND_IN_DIAGRAMS'] = '1';
const built = builtPage('test/app/stand-in/vite.config.ts');
const open = (hash = '', options: BrowserContextOptions = {}): Promise<Page> => built.open(hash, options);

/** Starts the sandbox as it is offered: three managers, three workers. */
async function startSandbox(page: Page): Promise<void> {
	await page.click('.go .button');
	await page.waitForSelector('.xterm-rows');
}

const screen = (page: Page, node?: string): Promise<string> =>
	page.evaluate((name) => window.swarmlab.screen(name), node);

describe('the lesson', () => {
	it('types a command at the first click and runs it at the second', async () => {
		const page = await open('#/lesson/pi-swarm-mode/version');
		const command = page.locator('.command .body').first();
		await command.click();
		await expect.poll(() => screen(page, 'pi6')).toBe('root@pi6 $ docker version');
		expect(await command.textContent()).toContain('again, or');
		await command.click();
		await expect.poll(() => command.textContent()).toMatch(/docker version\s*\d\d:\d\d/);
		expect(await screen(page, 'pi6')).toMatch(/docker version\n[^]*\nroot@pi6 \$$/);
	});

	it('runs it with Enter too, by keyboard alone, and keeps the focus on the command', async () => {
		const page = await open('#/lesson/pi-swarm-mode/version');
		const command = page.locator('.command .body').first();
		await command.focus();
		await page.keyboard.press('Enter');
		await expect.poll(() => screen(page, 'pi6')).toContain('docker version');
		await page.keyboard.press('Enter');
		await expect.poll(() => command.textContent()).toMatch(/\d\d:\d\d/);
		expect(await command.evaluate((element) => element === document.activeElement)).toBe(true);
	});

	it('switches language in the middle and loses nothing', async () => {
		const page = await open('#/lesson/pi-swarm-mode/version');
		await page.locator('.command .body').first().click();
		const before = await screen(page, 'pi6');
		await page.click('[role=radio][lang="zh-CN"]');
		await expect.poll(() => page.locator('h1').textContent()).toMatch(/\p{Script=Han}/u);
		expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
		expect(await screen(page, 'pi6')).toBe(before);
		expect(await page.locator('.command .hint').first().textContent()).toContain('再点一次');
	});

	it('shows what was predicted beside what happened, once it has happened', async () => {
		const page = await open('#/lesson/pi-swarm-mode/five');
		await page.waitForSelector('.choices');
		await page.locator('.choices button').first().click();
		await page.click('.keep .primary');
		expect(await page.locator('.kept').textContent()).toContain('You predicted');
	});

	it('warns that a solution marks the step as assisted before it shows a line of it', async () => {
		const page = await open('#/lesson/pi-swarm-mode/version');
		await page.getByRole('button', { name: 'Hint', exact: true }).click();
		await expect.poll(() => page.locator('.ladder').textContent()).toContain('Hint 1');
	});
});

describe('the sandbox', () => {
	it('is one click from the lesson, starts with Enter, and leaves the lesson as it was', async () => {
		const page = await open();
		await page.getByRole('button', { name: 'Sandbox' }).click();
		await page.locator('#seed').press('Enter');
		await page.waitForSelector('[role=tab][data-machine=wrk3]');
		await page.getByRole('button', { name: 'Back to the lesson' }).click();
		await expect.poll(() => page.locator('h1').textContent()).toBe('No proxy of your own');
	});

	it('refuses what is no seed, and says what is one', async () => {
		const page = await open('#/sandbox');
		await page.fill('#seed', '1e9');
		expect(await page.locator('#seed-text').textContent()).toBe('A seed is a whole number, 0 to 4294967295.');
		expect(await page.locator('.go .button').isDisabled()).toBe(true);
	});

	it('breaks a machine from its menu by one key, shows the command, and gives the focus back', async () => {
		const page = await open('#/sandbox');
		await startSandbox(page);
		const mark = page.locator('.focus g[aria-label=wrk2]');
		await mark.click();
		await page.keyboard.press('ArrowDown');
		expect(await page.locator('.menu .foot').textContent()).toContain('fault stop wrk2');
		await page.keyboard.press('s');
		await expect
			.poll(() => page.locator('[role=tab][data-machine=wrk2]').getAttribute('aria-label'))
			.toBe('wrk2, down');
		expect(await mark.evaluate((element) => element === document.activeElement)).toBe(true);
	});

	it('keeps what it has when a recording cannot be read, and says why', async () => {
		const page = await open('#/sandbox');
		await startSandbox(page);
		await page.evaluate(() => window.swarmlab.type('kept', { node: 'mgr1' }));
		for (const [text, why] of [
			['{"version":9,"inputs":[]}', 'version 9'],
			['not json', 'not JSON'],
			['{"version":1,"inputs":[],"cluster":{}}', 'era']
		]) {
			await page.setInputFiles('input[type=file]', {
				name: 'bad.json',
				mimeType: 'application/json',
				buffer: Buffer.from(text!)
			});
			await expect.poll(() => page.locator('.page > .note').textContent()).toContain(why);
		}
		expect(await screen(page, 'mgr1')).toBe('root@mgr1 $ kept');
	});

	it('opens the recording it saved', async () => {
		const page = await open('#/sandbox');
		await startSandbox(page);
		await page.evaluate(() => window.swarmlab.type('echo once\r', { node: 'mgr2' }));
		await expect.poll(() => screen(page, 'mgr2')).toMatch(/\n.*\$$/);
		const recording = await page.evaluate(() => window.swarmlab.recording());
		await page.setInputFiles('input[type=file]', {
			name: 'saved.json',
			mimeType: 'application/json',
			buffer: Buffer.from(JSON.stringify(recording))
		});
		// A world that is just being replaced answers nobody any more: ask again.
		const inputs = () =>
			page.evaluate(() =>
				Promise.race([
					window.swarmlab.recording().then(({ inputs }) => inputs.length),
					new Promise<undefined>((given) => setTimeout(given, 500))
				])
			);
		await expect.poll(inputs).toBe(recording.inputs.length);
		await expect.poll(() => screen(page, 'mgr2')).toContain('echo once');
	});

	it('says that the simulation stopped, and goes back to where it stood', async () => {
		const page = await open('#/sandbox');
		await startSandbox(page);
		await page.evaluate(() => window.swarmlab.type('throw\r', { node: 'mgr1' }));
		await expect
			.poll(() => page.locator('.stopped').textContent())
			.toMatch(/stopped at 00:0\d\.\d\.\s*Nothing is lost/);
	});
});

describe('the page', () => {
	it('lets a keyboard out of a terminal with Esc Esc Shift+Tab, and keeps Tab for the shell before', async () => {
		const page = await open('#/lesson/pi-swarm-mode/version');
		await page.click('[role=tab][data-machine=pi6]');
		await page.keyboard.press('Tab');
		const inTerminal = () => page.evaluate(() => document.activeElement?.closest('.xterm') !== null);
		expect(await inTerminal()).toBe(true);
		for (const key of ['Escape', 'Escape', 'Shift+Tab']) await page.keyboard.press(key);
		expect(await inTerminal()).toBe(false);
	});

	it('pauses with Space, and steps with a full stop', async () => {
		const page = await open('#/sandbox');
		await startSandbox(page);
		await page.focus('#time');
		await page.keyboard.press(' ');
		await expect.poll(() => page.locator('.clock span').textContent()).toBe('paused');
		const now = await page.evaluate(() => window.swarmlab.now);
		await page.keyboard.press('.');
		await expect.poll(() => page.evaluate(() => window.swarmlab.now)).toBeGreaterThanOrEqual(now);
	});

	it('moves the terminal’s edge with arrow keys and refits it', async () => {
		const page = await open('#/lesson/pi-swarm-mode/version');
		const edge = page.locator('[role=separator][aria-orientation=horizontal]');
		const rows = () => page.locator('.xterm-rows > div').count();
		await page.waitForSelector('.xterm-rows > div');
		const before = await rows();
		await edge.focus();
		for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowUp');
		expect(await edge.getAttribute('aria-valuenow')).toBe(String(294 + 6 * 16));
		await expect.poll(rows).toBeGreaterThan(before);
	});

	const widths = [320, 390, 640, 800, 1024, 1200, 1440, 1700];
	it(`never scrolls sideways (${widths.length} widths, both languages)`, async () => {
		for (const locale of ['en-US', 'zh-CN']) {
			const page = await open('#/lesson/pi-swarm-mode/version', { locale });
			for (const width of widths) {
				await page.setViewportSize({ width, height: 800 });
				const wide = await page.evaluate(() => document.documentElement.scrollWidth);
				expect(wide, `${locale} at ${width}`).toBeLessThanOrEqual(width);
			}
			await page.context().close();
		}
	});

	it('works where the browser keeps nothing', async () => {
		const context = await built.browser.newContext();
		const page = await context.newPage();
		page.on('pageerror', (error) => built.complaints.push(String(error)));
		await page.addInitScript(() => {
			Object.defineProperty(window, 'localStorage', {
				get: () => {
					throw new DOMException('refused', 'SecurityError');
				}
			});
		});
		await page.goto(built.origin);
		await page.evaluate(() => window.swarmlab.ready);
		await page.click('[role=radio][lang="zh-CN"]');
		await expect.poll(() => page.locator('.page > .note').textContent()).toContain('不会在本页保存');
		await context.close();
	});

	it('has nothing serious for axe to find, on four pages and both grounds', async () => {
		const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
		let counted = 0;
		for (const colorScheme of ['light', 'dark'] as const) {
			for (const [hash, viewport] of [
				['#/lesson/pi-swarm-mode/version', { width: 1440, height: 900 }],
				['#/sandbox', { width: 1440, height: 900 }],
				['#/lesson/pi-swarm-mode/version', { width: 390, height: 844 }],
				['#/lesson/pi-swarm-mode/version', { width: 800, height: 1000 }]
			] as const) {
				const page = await open(hash, { colorScheme, viewport });
				await page.evaluate(axe);
				const found = await page.evaluate(async () => {
					const { violations } = await (
						window as unknown as {
							axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
						}
					).axe.run();
					return violations
						.filter(({ impact }) => impact === 'serious' || impact === 'critical')
						.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
				});
				expect(found, `${hash} ${colorScheme}`).toEqual([]);
				counted++;
				await page.context().close();
			}
		}
		expect(counted).toBe(8);
	});
});
