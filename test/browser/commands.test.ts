import { describe, expect, it } from 'vitest';
import { enterTerminal, isFocused, prompted, screen, shows, typeLine, useSite } from './site.ts';

/** Commands of the lesson: the first click types, the second runs; so does Enter. */
const site = useSite();

describe('a command of the lesson', () => {
	it('is typed into the terminal it is for by the first click, and runs at the second', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/join');
		await enterTerminal(page, 'pi6');
		const command = page.locator('.command .body').filter({ hasText: 'docker swarm join pi6:2377' });
		await command.click();
		await shows(page, 'pi1', /root@pi1 \$ docker swarm join pi6:2377$/);
		expect(await page.locator('[role=tab][data-machine=pi1]').getAttribute('aria-selected')).toBe('true');
		expect(await screen(page, 'pi6')).not.toContain('join');
		expect(await command.textContent()).toContain('again, or');
		await command.click();
		await shows(page, 'pi1', 'This node joined a Swarm as a worker.');
		await expect.poll(() => command.textContent()).toMatch(/\d\d:\d\d/);
		// The click has moved the focus to that terminal.
		await typeLine(page, 'hostname');
		await shows(page, 'pi1', /hostname\npi1\n/);
	});

	it('is typed and run by Enter without a mouse, and keeps the focus', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		const command = page.locator('.command .body').first();
		await command.focus();
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', /docker version$/);
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', 'OS/Arch:      linux/arm');
		expect(await isFocused(command)).toBe(true);
		await expect.poll(() => page.locator('.goals li').textContent()).toContain('reached');
	});

	it('runs by Enter in the terminal after one click, since the click gives it the focus', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await page.locator('.command .body').first().click();
		await shows(page, 'pi6', /docker version$/);
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', 'linux/arm');
	});

	it('takes the place of what stood in the line', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await enterTerminal(page, 'pi6');
		await page.keyboard.type('rm -rf half a line');
		await page.locator('.command .body').first().click();
		await shows(page, 'pi6', /^root@pi6 \$ docker version$/);
	});

	it('says how it failed where it fails, and that is no error of the page', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/info');
		await page.getByRole('button', { name: 'Skip' }).click();
		const command = page.locator('.command .body').filter({ hasText: 'docker node ls' });
		await command.click();
		await command.click();
		await expect.poll(() => command.textContent()).toContain('exit 1');
		await shows(page, 'pi1', /Error response from daemon: .*manager/);
	});

	it('types a loop of several words as one line', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/five');
		await page.getByRole('button', { name: 'Skip' }).click();
		const command = page.locator('.command .body').filter({ hasText: 'for i in' });
		await command.click();
		await command.click();
		await prompted(page, 'pi6');
		expect((await screen(page, 'pi6')).match(/^I'm [0-9a-f]{12}$/gm)).toHaveLength(5);
		await expect.poll(() => page.locator('.goals li').textContent()).toContain('reached');
	});
});

describe('the terminals', () => {
	it('keep what each of them shows while another one is looked at', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await enterTerminal(page, 'pi6');
		await typeLine(page, 'echo six');
		await enterTerminal(page, 'pi1');
		await typeLine(page, 'echo one');
		await shows(page, 'pi1', 'root@pi1 $ echo one\none\nroot@pi1 $');
		expect(await screen(page, 'pi6')).toBe('root@pi6 $ echo six\nsix\nroot@pi6 $');
	});

	it('tell that a terminal out of sight has printed something', async () => {
		const page = await site.open('#/lesson/pi-swarm-mode/version');
		await enterTerminal(page, 'pi6');
		await typeLine(page, 'sleep 1; echo ready');
		await enterTerminal(page, 'pi1');
		const tab = page.locator('[role=tab][data-machine=pi6]');
		await expect.poll(() => tab.getAttribute('aria-label')).toBe('pi6, new output');
		await tab.click();
		await expect.poll(() => tab.getAttribute('aria-label')).toBe('pi6');
	});
});
