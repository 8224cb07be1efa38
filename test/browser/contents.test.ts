import { describe, expect, it } from 'vitest';
import { axe, enterTerminal, textOf, typeLine, useSite, shows } from './site.ts';

/** The course's contents: how far one is, the way back, and progress as a file. */
const site = useSite();

const cells = (page: Awaited<ReturnType<typeof site.open>>, lesson: string): Promise<(string | null)[]> =>
	page
		.locator(`.cells a[href^="#/lesson/${lesson}/"]`)
		.evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));

describe('the contents', () => {
	it('lead a newcomer to the first lesson', async () => {
		const page = await site.open('#/contents');
		expect(await page.locator('h1').textContent()).toBe('Learn Docker Swarm by breaking one');
		expect((await cells(page, 'pi-swarm-mode')).every((name) => /to do|challenge$/.test(name!))).toBe(true);
		await page.getByRole('link', { name: 'Begin', exact: true }).click();
		await page.waitForSelector('#lesson');
		expect(page.url()).toMatch(/#\/lesson\/pi-swarm-mode/);
	});

	it('show what was reached and lead back to the step that was left, also after a reload', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await enterTerminal(page, 'pi6');
		await typeLine(page, 'docker version');
		await expect.poll(() => page.locator('.goals li').textContent()).toContain('reached');
		await page.getByRole('button', { name: /^Next/ }).click();
		await page.locator('header .mark').click();
		await page.waitForSelector('.card');
		expect(await page.locator('.card').textContent()).toMatch(/Go on where you left\s*Two new words/);
		expect((await cells(page, 'pi-swarm-mode')).slice(1, 4)).toEqual([
			'2. Which Docker is this?, done',
			'3. Two new words, here',
			'4. Start a swarm, to do'
		]);
		await site.picture(page, 'contents-begun');
		await page.reload();
		await page.waitForSelector('.card');
		await page.getByRole('button', { name: 'Resume', exact: true }).click();
		await expect.poll(() => page.locator('#lesson h1').textContent()).toBe('Two new words');
	});

	it('open any step by its cell, with the machines as they are then', async () => {
		const page = await site.open('#/contents');
		await page.locator('.cells a[href="#/lesson/pi-swarm-mode/scale"]').click();
		await expect.poll(() => page.locator('#lesson h1').textContent()).toBe('Five of them');
		await page.waitForSelector('.xterm-rows');
		const said = await page.evaluate(() => window.swarmlab.run('docker service ls -q | wc -l', { node: 'pi6' }));
		expect(said).toMatchObject({ code: 0, stdout: '1\n' });
	});

	it('lead from one lesson to another, whose machines have other names', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode');
		await enterTerminal(page, 'pi6');
		await page.evaluate(() => (location.hash = '#/lesson/quick-start-swarm'));
		await page.waitForSelector('[role=tab][data-machine=node2]');
		await enterTerminal(page, 'moby');
		await typeLine(page, 'hostname');
		await shows(page, 'moby', /^moby$/m);
		expect(await page.locator('header .chip').textContent()).toMatch(/^3 machines.*1\.12\.3/);
	});

	it('save the progress as a file, which another browser takes over', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await page.evaluate(() => window.swarmlab.run('docker version', { node: 'pi6' }));
		await expect.poll(() => page.locator('.goals li').textContent()).toContain('reached');
		await page.getByRole('button', { name: /^Next/ }).click();
		await page.goto(`${page.url().split('#')[0]}#/contents`);
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('button', { name: 'Save my progress as a file' }).click()
		]);
		const text = await textOf(download);
		const other = await site.open('#/contents');
		await other.setInputFiles('input[type=file]', {
			name: download.suggestedFilename(),
			mimeType: 'application/json',
			buffer: Buffer.from(text)
		});
		await expect.poll(() => other.locator('[role=alert]').first().textContent()).toContain('1 lesson');
		await expect.poll(async () => (await cells(other, 'pi-swarm-mode'))[1]).toBe('2. Which Docker is this?, done');
	});

	it('have the whole glossary, in both languages, and nothing serious for axe', async () => {
		const page = await site.open('#/contents');
		for (const [language, name] of [
			['en', 'Glossary'],
			['zh-CN', '术语表']
		] as const) {
			await page.locator(`[role=radio][lang="${language}"]`).click();
			await page.getByRole('button', { name }).click();
			await expect.poll(() => page.locator('dialog dt').count()).toBeGreaterThan(12);
			await page.keyboard.press('Escape');
		}
		let looks = 0;
		for (const colorScheme of ['light', 'dark'] as const) {
			for (const width of [1440, 1024, 390]) {
				await page.emulateMedia({ colorScheme });
				await page.setViewportSize({ width, height: 860 });
				// Grounds fade over.
				await page.waitForTimeout(500);
				await site.picture(page, `contents-${colorScheme}-${width}`);
				expect(await axe(page), `${colorScheme} ${width}`).toEqual([]);
				expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
				looks++;
			}
		}
		console.log(`contents: axe looked ${looks} times`);
	});
});
