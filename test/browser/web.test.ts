import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { axe, startSandbox, tabTo, useSite } from './site.ts';

/** The browser pane: pages of services on any node's address, and why there is none. */
const site = useSite();

async function swarm(): Promise<Page> {
	const page = await site.open('#/sandbox');
	await startSandbox(page, 3, 2);
	await page.evaluate(() => window.swarmlab.speed(5));
	await page.evaluate(() =>
		window.swarmlab.run('docker service create --name web --replicas 2 -p 8080:80 nginx:alpine', { node: 'mgr1' })
	);
	return page;
}

const frame = (page: Page) => page.frameLocator('.web iframe');

describe('the browser', () => {
	it('opens a published port on every machine, and says who answered', async () => {
		const page = await swarm();
		await page.locator('[role=tab][data-web]').click();
		await expect.poll(() => page.locator('.web select').nth(1).inputValue()).toBe('8080');
		await page.locator('.web form .button').click();
		await expect.poll(() => frame(page).locator('h1').textContent()).toBe('Welcome to nginx!');
		expect(await page.locator('.web .foot').textContent()).toMatch(
			/^200\s*request 1, answered by web\.[12] on \w+\s*\d+ ms$/
		);
		await page.locator('.web select').first().selectOption('wrk2');
		await expect.poll(() => page.locator('.web .foot').textContent()).toContain('request 2');
		await page.locator('[role=tab][data-name=ingress]').click();
		await expect.poll(() => page.locator('.ingress.focus').textContent()).toContain('browser');
		await site.picture(page, 'web-page');
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			// Grounds fade over.
			await page.waitForTimeout(500);
			expect(await axe(page), colorScheme).toEqual([]);
		}
	});

	it('is opened by keyboard, and says why there is no page', async () => {
		const page = await swarm();
		await page.locator('#terminal [role=tab][aria-selected=true]').focus();
		await page.keyboard.press('ArrowLeft');
		await expect.poll(() => page.locator('[role=tab][data-web]').getAttribute('aria-selected')).toBe('true');
		await tabTo(page, page.locator('.web input:focus'), 'Tab', 8);
		await page.keyboard.press('Control+a');
		await page.keyboard.type('/missing');
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator('.web .foot').textContent()).toContain('404');
		await page.locator('.web select').nth(1).selectOption('80');
		await expect.poll(() => page.locator('.web .failed').textContent()).toMatch(/10\.0\.0\.1 refused the connection/);
		await page.locator('[role=radio][lang="zh-CN"]').click();
		await expect.poll(() => page.locator('.web .failed').textContent()).toContain('拒绝了连接');
		await site.picture(page, 'web-refused-zh');
	});

	it('sends a form of a page over the simulated network, and nowhere else', async () => {
		const page = await site.open('#/sandbox');
		const reply = (body: string) => ({ status: 200, type: 'text/html', body });
		const recording = {
			version: 1,
			seed: 7,
			era: '28.2',
			lesson: '',
			inputs: [],
			end: 0,
			cluster: {
				machines: [{ name: 'mgr1', role: 'manager', host: 1 }],
				formed: true,
				network: '10.0.0.',
				images: [
					{
						name: 'example/poll',
						tags: ['v1'],
						sizeMb: 5,
						port: 80,
						startsMs: 100,
						log: [],
						access: '',
						stops: 0,
						replies: {
							'/': reply(
								'<h1>Poll</h1><form method="post" action="/vote"><button name="v" value="a">A</button></form>'
							),
							'/vote': reply('<h1>Thank you</h1><a href="/">back</a>')
						}
					}
				]
			}
		};
		await page.setInputFiles('input[type=file]', {
			name: 'poll.json',
			mimeType: 'application/json',
			buffer: Buffer.from(JSON.stringify(recording))
		});
		await page.waitForSelector('.xterm-rows');
		await page.evaluate(() =>
			window.swarmlab.run('docker service create -q --name poll -p 8080:80 example/poll:v1', { node: 'mgr1' })
		);
		await page.locator('[role=tab][data-web]').click();
		await page.locator('.web form .button').click();
		await frame(page).getByRole('button', { name: 'A' }).click();
		await expect.poll(() => frame(page).locator('h1').textContent()).toBe('Thank you');
		expect(await page.locator('.web input').inputValue()).toBe('/vote');
		await frame(page).getByRole('link', { name: 'back' }).click();
		await expect.poll(() => frame(page).locator('h1').textContent()).toBe('Poll');
	});

	it('fits a phone', async () => {
		const page = await swarm();
		await page.setViewportSize({ width: 390, height: 780 });
		await page.getByRole('button', { name: 'Terminal', exact: true }).click();
		await page.locator('[role=tab][data-web]').click();
		await page.locator('.web form button').first().click();
		await expect.poll(() => frame(page).locator('h1').textContent()).toBe('Welcome to nginx!');
		expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
		await site.picture(page, 'web-phone');
	});
});
