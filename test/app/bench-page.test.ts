import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { builtPage } from './built-page.ts';

// The built page before real worlds: what the lesson, the terminals and the diagrams say of one another.
const { open } = builtPage();

const screen = (page: Page, node?: string): Promise<string> =>
	page.evaluate((name) => window.swarmlab.screen(name), node);

/** Three managers, three workers, and a service of three tasks that run. */
async function sandbox(options: Parameters<typeof open>[1] = {}): Promise<Page> {
	const page = await open('#/sandbox', options);
	await page.click('.go .button');
	await page.waitForSelector('.xterm-rows');
	await page.evaluate(async () => {
		window.swarmlab.speed(10);
		await window.swarmlab.run('docker service create --detach --name web --replicas 3 nginx:alpine', { node: 'mgr1' });
	});
	const listed = () => page.evaluate(() => window.swarmlab.run('docker service ls', { node: 'mgr1' }));
	await expect.poll(async () => (await listed()).stdout, { timeout: 10_000 }).toContain('3/3');
	await page.evaluate(() => window.swarmlab.speed(1));
	return page;
}

const rings = (page: Page): Promise<string[]> =>
	page.evaluate(() => [
		...new Set(
			[...document.querySelectorAll('.focus .pointed-ring')].map(
				(ring) => ring.closest<SVGElement>('[data-mark]')!.dataset['mark']!
			)
		)
	]);

describe('terminals', () => {
	it('stand side by side, up to three; a click in one makes it the active one; each can be closed', async () => {
		const page = await sandbox();
		const split = page.getByRole('button', { name: 'One terminal more beside it' });
		await split.click();
		await page.keyboard.type('echo second\n');
		await expect.poll(() => screen(page, 'mgr2')).toContain('\nsecond');
		await split.click();
		await expect.poll(() => page.locator('#terminal .column').count()).toBe(3);
		expect(await split.isDisabled()).toBe(true);
		await page.locator('#terminal .column .xterm').first().click();
		await expect.poll(() => page.locator('[role=tab][data-machine=mgr1]').getAttribute('aria-selected')).toBe('true');
		await page.getByRole('button', { name: 'Close the terminal of mgr2' }).click();
		await expect.poll(() => page.locator('#terminal .column .head span').allTextContents()).toEqual(['mgr1', 'mgr3']);
	});

	it('one of them, or the diagram, takes the whole bench with F and gives it back with Esc; T and a digit go to one', async () => {
		const page = await sandbox();
		await page.focus('#diagram');
		const height = () => page.locator('#diagram').evaluate((element) => element.clientHeight);
		const before = await height();
		await page.keyboard.press('f');
		await expect.poll(height).toBeGreaterThan(before + 200);
		expect(await page.locator('#terminal').count()).toBe(0);
		await page.keyboard.press('Escape');
		await expect.poll(height).toBe(before);
		await page.keyboard.press('t');
		await page.keyboard.press('5');
		await expect
			.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
			.toBe('Terminal of wrk2');
	});

	it('ring the mark of the name under the pointer, underline it, and let it speak', async () => {
		const page = await sandbox();
		await page.evaluate(() => window.swarmlab.type('docker service ps web\r', { node: 'mgr1' }));
		await expect.poll(() => screen(page, 'mgr1')).toMatch(/web\.3.*\n[^]*\$$/);
		const row = page.locator('.xterm-rows > div').filter({ hasText: /^[a-z0-9]{12} +web\.2/ });
		const [id] = (await row.textContent())!.split(' ');
		const place = (await row.boundingBox())!;
		await page.mouse.move(place.x + 20, place.y + 8);
		await expect.poll(() => rings(page)).toHaveLength(1);
		expect((await rings(page))[0]).toMatch(new RegExp(`^task ${id}`));
		expect(
			await row.locator('span', { hasText: id! }).evaluate((span) => getComputedStyle(span).textDecorationLine)
		).toBe('underline');
		await expect.poll(() => page.locator('.explanation strong').textContent()).toMatch(/^web\.2 runs on /);
		await page.mouse.move(700, 200);
		await expect.poll(() => rings(page)).toEqual([]);
	});

	it('keep the first column of a table in view when a phone scrolls it sideways', async () => {
		const page = await sandbox({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
		await page.evaluate(() => window.swarmlab.type('docker node ls\r', { node: 'mgr1' }));
		await expect.poll(() => screen(page, 'mgr1')).toMatch(/wrk3[^]*\$$/);
		expect(await page.locator('.first').count()).toBe(0);
		await page.locator('.place > .terminal').evaluate((element) => (element.scrollLeft = 180));
		const column = page.locator('.first .cell');
		await expect.poll(() => column.count()).toBe(7);
		expect(await column.first().textContent()).toMatch(/^ID +$/);
		const box = (await column.nth(1).boundingBox())!;
		expect(box.x).toBe(0);
		expect(Math.round(box.height)).toBeLessThan(22);
	});
});

describe('a phone', () => {
	const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

	it('lets a mark speak at a tap, and opens its menu from the foot at a long press', async () => {
		const page = await sandbox(phone);
		await page.locator('.bottom button', { hasText: 'Diagram' }).tap();
		const mark = page.locator('.focus [data-machine=wrk1][data-mark^=node]');
		await mark.tap({ position: { x: 20, y: 20 } });
		await expect.poll(() => page.locator('.explanation strong').textContent()).toContain('wrk1');
		expect(await page.locator('[role=menu]').count()).toBe(0);
		const box = (await mark.boundingBox())!;
		const touch = await page.context().newCDPSession(page);
		const at = { x: box.x + 20, y: box.y + 20 };
		await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
		await expect.poll(() => page.locator('[role=menu]').count()).toBe(1);
		await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
		const sheet = async () => {
			const box = (await page.locator('[role=menu]').boundingBox())!;
			return [box.x, Math.round(box.y + box.height)];
		};
		await expect.poll(sheet).toEqual([0, 844]);
		await page.getByRole('menuitem', { name: 'Open its terminal' }).tap();
		await expect.poll(() => page.locator('[role=tab][data-machine=wrk1]').getAttribute('aria-selected')).toBe('true');
	});

	it('has no button smaller than 44 in lesson, terminal and diagram, at 390 and 360', async () => {
		let counted = 0;
		for (const width of [390, 360]) {
			const page = await open('#/lesson/pi-swarm-mode/init', { ...phone, viewport: { width, height: 844 } });
			for (const pane of ['Lesson', 'Terminal', 'Diagram']) {
				await page.locator('.bottom button', { hasText: pane }).tap();
				// A word in running text is as high as its line.
				const sizes = await page
					.locator('button:visible:not(.term):not(.jump):not(.skip button), a:visible, input:visible')
					.evaluateAll((elements) =>
						elements.map((element) => {
							const { width: w, height: h } = element.getBoundingClientRect();
							return { w, h, name: element.getAttribute('aria-label') ?? element.textContent };
						})
					);
				const visible = sizes.filter(({ w, h }) => w > 1 && h > 1);
				expect(
					visible.filter(({ w, h }) => Math.round(w) < 44 || Math.round(h) < 44),
					`${pane} at ${width}`
				).toEqual([]);
				counted += visible.length;
			}
			await page.context().close();
		}
		console.log(`touch sizes: ${counted} controls`);
		expect(counted).toBeGreaterThan(60);
	});

	it('on its side shows diagram and terminal, and the lesson when asked', async () => {
		const page = await open('#/lesson/pi-swarm-mode/init', { ...phone, viewport: { width: 844, height: 390 } });
		await page.waitForSelector('.xterm-rows');
		const [diagram, terminal] = [
			await page.locator('#diagram').boundingBox(),
			await page.locator('#terminal').boundingBox()
		];
		expect(diagram!.x + diagram!.width).toBeLessThanOrEqual(terminal!.x);
		expect(await page.locator('#lesson').count()).toBe(0);
		await page.getByRole('button', { name: 'Lesson', exact: true }).tap();
		expect(await page.locator('#lesson h1').textContent()).toBe('Start a swarm');
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(844);
	});
});

describe('the lesson', () => {
	it('explains a word where it stands, by keyboard too, and lists all words', async () => {
		const page = await open('#/lesson/pi-swarm-mode/init');
		const word = page.getByRole('button', { name: 'manager', exact: true });
		await word.focus();
		await page.keyboard.press('Enter');
		const popover = page.getByRole('dialog', { name: 'manager' });
		expect(await popover.textContent()).toMatch(/keeps the list.*in Chinese: 管理节点/s);
		await page.keyboard.press('Escape');
		expect(await popover.count()).toBe(0);
		expect(await word.evaluate((element) => element === document.activeElement)).toBe(true);
		await word.click();
		await popover.getByRole('button', { name: 'All words' }).click();
		expect(await page.locator('dialog[open] dt').count()).toBe(16);
	});

	it('shows where to look: rings the mark for four seconds', async () => {
		const page = await open('#/lesson/pi-swarm-mode/join');
		await page.locator('#lesson').focus();
		await page.keyboard.press('h');
		await page.keyboard.press('h');
		await page.keyboard.press('2');
		await page.getByRole('button', { name: 'Show me' }).click();
		await expect.poll(() => rings(page)).toEqual(['node machine pi1']);
		expect(await page.locator('[role=tab][data-name=replicas]').getAttribute('aria-selected')).toBe('true');
		const begun = Date.now();
		await expect.poll(() => rings(page), { timeout: 8000 }).toEqual([]);
		expect(Date.now() - begun).toBeGreaterThan(2500);
	});

	it('offers to go on where one left, and has the machines there', async () => {
		const page = await open();
		expect(await page.locator('.page > .note').count()).toBe(0);
		for (const title of ['Which Docker is this?', 'Two new words', 'Start a swarm', 'The second machine joins']) {
			await page.locator('footer .next').click();
			await expect.poll(() => page.locator('h1').textContent()).toBe(title);
		}
		await page.goto('about:blank');
		await page.goBack();
		await page.evaluate(() => (location.hash = '#/'));
		await page.reload();
		await page.evaluate(() => window.swarmlab.ready);
		expect(await page.locator('h1').textContent()).toBe('No proxy of your own');
		expect(await page.locator('.page > .note').textContent()).toContain('You were at “The second machine joins”');
		await page.getByRole('button', { name: 'Go on where you left' }).click();
		await expect.poll(() => page.locator('h1').textContent()).toBe('The second machine joins');
		const info = await page.evaluate(() => window.swarmlab.run('docker node ls', { node: 'pi6' }));
		expect(info.stdout).toMatch(/pi6/);
	});

	it('takes no notice of a progress that another wrote', async () => {
		const page = await open();
		await page.evaluate(() => localStorage.setItem('swarmlab.progress.pi-swarm-mode', '{"step":["join"],"done":7}'));
		await page.reload();
		await page.evaluate(() => window.swarmlab.ready);
		expect(await page.locator('.page > .note').count()).toBe(0);
		expect(await page.locator('h1').textContent()).toBe('No proxy of your own');
	});

	it('is printed whole: every step, its commands, its goals, and the answers at the end', async () => {
		const page = await open('#/lesson/pi-swarm-mode/init');
		await page.emulateMedia({ media: 'print' });
		await page.waitForSelector('.paper');
		expect(await page.locator('.paper h2').count()).toBe(15 + 1);
		expect(await page.locator('.paper .command').count()).toBeGreaterThanOrEqual(18);
		expect(await page.locator('.paper p.goal').count()).toBe(17);
		expect(await page.locator('.paper .answer').count()).toBe(5);
		expect(await page.locator('.page').isVisible()).toBe(false);
		await page.emulateMedia({ media: 'screen' });
		await expect.poll(() => page.locator('.paper').count()).toBe(0);
	});

	it('is printed with what commands printed and the diagram at the end of each step that was done', async () => {
		const page = await open('#/lesson/pi-swarm-mode/scale');
		await page.evaluate(() => window.swarmlab.speed(10));
		await page.evaluate(() => window.swarmlab.type('docker service scale whoami=5\r', { node: 'pi6' }));
		await expect.poll(() => screen(page, 'pi6'), { timeout: 20_000 }).toMatch(/whoami scaled to 5\n.*\$$/);
		await page.emulateMedia({ media: 'print' });
		await page.waitForSelector('.paper');
		const step = page.locator('.paper section', { hasText: 'Five of them' }).first();
		await expect.poll(() => step.locator('.command samp').allTextContents()).toEqual(['whoami scaled to 5']);
		// One for each step that was played and has tasks or nodes to show, and none for what lies ahead.
		const figures = page.locator('.paper section figure:has(svg)');
		expect(await step.locator('figure svg [data-task]').count()).toBeGreaterThanOrEqual(5);
		expect(await step.locator('figcaption').textContent()).toMatch(/whoami/);
		expect(await figures.count()).toBeGreaterThan(3);
		expect(await figures.count()).toBeLessThan(15);
		const wide = await page.evaluate(() => [
			document.querySelector('.paper')!.scrollWidth,
			document.querySelector('.paper')!.clientWidth
		]);
		expect(wide[0]).toBe(wide[1]);
	});

	it('is larger on a wall, and nothing leaves the page', async () => {
		for (const [address, size, width] of [
			['', 16, 392],
			['?deck', 20, 520],
			['?deck=150', 24, 624]
		] as const) {
			const page = await open(`${address}#/lesson/pi-swarm-mode/init`, { viewport: { width: 1920, height: 1080 } });
			expect(await page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))).toBe(size);
			if (address) expect((await page.locator('#lesson').boundingBox())!.width).toBe(width);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1920);
			await page.context().close();
		}
	});
});
