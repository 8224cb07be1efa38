import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { enterTerminal, prompted, shows, startSandbox, typeLine, useSite } from './site.ts';

/** The time bar: the one clock that can be stopped, stepped and made faster, and the story it shows. */
const site = useSite();

const now = (page: Page): Promise<number> => page.evaluate(() => window.swarmlab.now);

async function sandbox(): Promise<Page> {
	const page = await site.open('#/sandbox');
	await startSandbox(page, 3, 2);
	return page;
}

describe('the clock', () => {
	it('stands while paused, though a line can be typed, and goes on with play', async () => {
		const page = await sandbox();
		await page.getByRole('button', { name: 'Pause' }).click();
		await expect.poll(() => page.locator('.clock span').textContent()).toBe('paused');
		const then = await now(page);
		await enterTerminal(page, 'mgr1');
		await page.keyboard.type('echo typed while');
		await shows(page, 'mgr1', /echo typed while$/);
		await page.waitForTimeout(700);
		expect(await now(page)).toBe(then);
		await page.getByRole('button', { name: 'Play' }).click();
		await expect.poll(() => now(page)).toBeGreaterThan(then + 200);
	});

	it('goes one thing forward by a step, and by the full stop key', async () => {
		const page = await sandbox();
		await page.evaluate(() => window.swarmlab.pause());
		await page.waitForTimeout(100);
		let seen = await now(page);
		for (let i = 0; i < 3; i++) {
			await page.getByRole('button', { name: 'One event forward' }).click();
			await expect.poll(() => now(page)).toBeGreaterThan(seen);
			seen = await now(page);
		}
		await page.locator('#time').focus();
		await page.keyboard.press('.');
		await expect.poll(() => now(page)).toBeGreaterThan(seen);
		expect(await page.locator('.clock span').textContent()).toBe('paused');
	});

	it('keeps to each of its speeds from 0.1 to 100', async () => {
		const page = await sandbox();
		const rates: string[] = [];
		for (const speed of [0.1, 0.25, 0.5, 1, 2, 5, 10, 25, 100]) {
			await page.locator('.controls .speed').click();
			await page.locator('.controls .marks button', { hasText: new RegExp(`^${speed}$`) }).click();
			await page.keyboard.press('Escape');
			await expect.poll(() => page.locator('.controls .speed').textContent()).toContain(`${speed}×`);
			// Both clocks are read in the page, in one go: what the test itself takes must not count.
			const rate = await page.evaluate(async () => {
				const virtual = window.swarmlab.now;
				const real = performance.now();
				await new Promise((resolve) => setTimeout(resolve, 1200));
				return (window.swarmlab.now - virtual) / (performance.now() - real);
			});
			rates.push(`${speed}: ${rate.toFixed(2)}`);
			expect(rate / speed, `at ${speed}`).toBeGreaterThan(0.8);
			expect(rate / speed, `at ${speed}`).toBeLessThan(1.2);
		}
		console.log(`virtual per real second at each speed: ${rates.join(', ')}`);
	});

	it('obeys the slider by arrow keys', async () => {
		const page = await sandbox();
		await page.locator('.controls .speed').focus();
		await page.keyboard.press('Enter');
		await page.keyboard.press('ArrowRight');
		await expect.poll(() => page.locator('#speed').getAttribute('aria-valuetext')).toBe('2×');
		await page.keyboard.press('End');
		await expect.poll(() => page.locator('.controls .speed').textContent()).toContain('100×');
		await page.keyboard.press('Escape');
		expect(await page.evaluate(() => document.activeElement?.classList.contains('speed'))).toBe(true);
	});
});

describe('the timeline', () => {
	it('shows terms, ticks of events, commands and faults', async () => {
		const page = await sandbox();
		const ticks = () =>
			page
				.locator('.timeline .ticks')
				.getAttribute('d')
				.then((path) => path?.match(/M/g)?.length ?? 0);
		expect(await page.locator('.timeline .reign').count()).toBe(1);
		const before = await ticks();
		await enterTerminal(page, 'mgr1');
		await typeLine(page, 'docker service create --detach --name web --replicas 3 nginx:alpine');
		await expect
			.poll(() => page.locator('.timeline .command title').allTextContents())
			.toEqual([expect.stringMatching(/^\d\d:\d\d\.\d .*docker service create/)]);
		await expect.poll(ticks).toBeGreaterThan(before);
		await prompted(page, 'mgr1');
		await page.waitForTimeout(1500);
		await page.evaluate(() => window.swarmlab.fault('stop wrk1'));
		await expect
			.poll(() => page.locator('.timeline .fault title').allTextContents())
			.toEqual([expect.stringContaining('stop wrk1')]);
		expect(await page.locator('.timeline svg').first().getAttribute('aria-label')).toMatch(
			/mgr1 leads in term \d+\. 1 command, 1 fault\./
		);
	});

	it('numbers the steps of a lesson', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/before');
		await page.waitForTimeout(1500);
		await page.getByRole('button', { name: /^Next/ }).click();
		await expect.poll(() => page.locator('.timeline .step text').allTextContents()).toContain('2');
	});
});

describe('the explanation line', () => {
	it('says what happened, because of what, and leads back to the first cause', async () => {
		const page = await sandbox();
		await enterTerminal(page, 'mgr1');
		await typeLine(page, 'docker service create --detach --name web --replicas 2 nginx:alpine');
		const line = page.locator('#explanation');
		await expect.poll(() => line.locator('.because').count(), { timeout: 20_000 }).toBeGreaterThan(0);
		await page.waitForTimeout(4000);
		const jump = line.locator('.because .jump').first();
		const cause = (await jump.textContent())!;
		await jump.click();
		await expect.poll(() => line.locator('strong').first().textContent()).toContain(cause.slice(0, 12));
		await line.getByRole('button', { name: 'Back to the latest' }).click();
		await line.getByRole('button', { name: 'Show the chain' }).click();
		const chain = await page.locator('.chain li').allInnerTexts();
		console.log(`chain: ${chain.map((link) => link.replace(/\s+/g, ' ')).join(' → ')}`);
		expect(chain.length).toBeGreaterThan(2);
		expect(chain.join(' ')).toContain('docker service create');
	});
});
