import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { enterTerminal, prompted, screen, shows, typeLine, useSite } from './site.ts';

/** The terminal as fingers know it: interrupts, pastes, completion, history, wide characters. */
const site = useSite();

async function atPrompt(): Promise<Page> {
	const page = await site.open('#/lesson/pi-swarm-mode/before');
	await enterTerminal(page, 'pi6');
	await prompted(page, 'pi6');
	return page;
}

/** Real milliseconds from Ctrl-C to a prompt that can be typed at. */
async function interrupt(page: Page): Promise<number> {
	const begun = performance.now();
	await page.keyboard.press('Control+c');
	await expect.poll(() => screen(page, 'pi6'), { timeout: 20_000, interval: 10 }).toMatch(/root@pi6 \$$/);
	return performance.now() - begun;
}

function paste(page: Page, text: string): Promise<void> {
	return page.evaluate((pasted) => {
		const clipboardData = new DataTransfer();
		clipboardData.setData('text/plain', pasted);
		document.activeElement!.dispatchEvent(
			new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
		);
	}, text);
}

/** Pixels from the left edge of its row to the cursor, as xterm draws it. */
function cursorAt(page: Page): Promise<number> {
	return page.evaluate(() => {
		const cursor = document.querySelector('.xterm-cursor')!;
		return cursor.getBoundingClientRect().left - cursor.parentElement!.getBoundingClientRect().left;
	});
}

describe('Ctrl-C', () => {
	it('ends a loop that never waits, within 2 seconds', async () => {
		const page = await atPrompt();
		await typeLine(page, 'while true; do :; done');
		await page.waitForTimeout(700);
		const took = await interrupt(page);
		console.log(`Ctrl-C in a busy loop: prompt after ${took.toFixed(0)} ms`);
		expect(took).toBeLessThan(2000);
		await typeLine(page, 'echo alive');
		await shows(page, 'pi6', /^alive$/m);
	});

	it('ends a flood of output, within 2 seconds', async () => {
		const page = await atPrompt();
		await typeLine(page, 'yes swarm');
		await expect.poll(() => screen(page, 'pi6')).toMatch(/swarm\nswarm\nswarm/);
		await page.waitForTimeout(1500);
		const took = await interrupt(page);
		console.log(`Ctrl-C in a flood: prompt after ${took.toFixed(0)} ms`);
		expect(took).toBeLessThan(2000);
		await typeLine(page, 'clear');
		await typeLine(page, 'echo alive');
		await shows(page, 'pi6', /^alive$/m);
	});

	it('also at a hundred times the speed', async () => {
		const page = await atPrompt();
		await page.evaluate(() => window.swarmlab.speed(100));
		await typeLine(page, 'yes swarm');
		await page.waitForTimeout(1000);
		const took = await interrupt(page);
		console.log(`Ctrl-C in a flood at 100×: prompt after ${took.toFixed(0)} ms`);
		expect(took).toBeLessThan(2000);
	});

	it('leaves a line that was begun, and says 130', async () => {
		const page = await atPrompt();
		await page.keyboard.type('docker swarm in');
		await page.keyboard.press('Control+c');
		await typeLine(page, 'echo $?');
		await shows(page, 'pi6', /docker swarm in\^C\nroot@pi6 \$ echo \$\?\n130\n/);
	});
});

describe('typing', () => {
	it('pastes several lines as one piece that runs only at Enter', async () => {
		const page = await atPrompt();
		await paste(page, 'for i in 1 2 3\ndo\n  echo line $i\ndone');
		await page.waitForTimeout(300);
		expect(await screen(page, 'pi6')).not.toContain('line 1');
		expect(await screen(page, 'pi6')).toContain('for i in 1 2 3');
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', /line 1\nline 2\nline 3\nroot@pi6 \$$/);
	});

	it('completes commands, flags and names by Tab', async () => {
		const page = await atPrompt();
		await page.keyboard.type('docker swarm ini');
		await page.keyboard.press('Tab');
		await shows(page, 'pi6', /docker swarm init$/);
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', 'Swarm initialized');
		await page.keyboard.type('docker service create --na');
		await page.keyboard.press('Tab');
		await shows(page, 'pi6', /docker service create --name$/);
		await page.keyboard.press('Control+u');
		await page.keyboard.type('docker service c');
		await page.keyboard.press('Tab');
		await shows(page, 'pi6', /docker service create$/);
		await page.keyboard.press('Control+u');
		await page.keyboard.type('docker node inspect p');
		await page.keyboard.press('Tab');
		await shows(page, 'pi6', /docker node inspect pi6$/);
	});

	it('finds an earlier line by Ctrl-R, and walks the history by arrows', async () => {
		const page = await atPrompt();
		for (const line of ['echo first', 'date', 'echo third']) await typeLine(page, line);
		await shows(page, 'pi6', /^third$/m);
		await page.keyboard.press('Control+r');
		await page.keyboard.type('fir');
		await shows(page, 'pi6', /\(reverse-i-search\)`fir': echo first$/);
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', /first\nroot@pi6 \$$/);
		await page.keyboard.press('ArrowUp');
		await page.keyboard.press('ArrowUp');
		await shows(page, 'pi6', /root@pi6 \$ echo third$/);
	});

	it('keeps the cursor right among wide characters', async () => {
		const page = await atPrompt();
		const column = (wanted: number) =>
			expect.poll(async () => Math.round(((await cursorAt(page)) / cell) * 10) / 10).toBe(wanted);
		const prompt = 'root@pi6 $ '.length;
		const cell = (await cursorAt(page)) / prompt;
		expect(cell).toBeGreaterThan(4);
		await page.keyboard.type('echo ab');
		await column(prompt + 7);
		await page.keyboard.insertText('集群');
		await column(prompt + 11);
		await page.keyboard.press('ArrowLeft');
		await column(prompt + 9);
		await page.keyboard.press('Backspace');
		await column(prompt + 7);
		await page.keyboard.press('Enter');
		await shows(page, 'pi6', /^ab群$/m);
		// Left by Tab, which is let go elsewhere, and entered again: what no key brings is taken all the same.
		for (const key of ['Escape', 'Escape', 'Shift+Tab']) await page.keyboard.press(key);
		await enterTerminal(page, 'pi6');
		await page.keyboard.insertText('echo 蜂群');
		await shows(page, 'pi6', /^root@pi6 \$ echo 蜂群$/m);
	});

	it('reads what a pipe, a redirection and a loop make of it', async () => {
		const page = await atPrompt();
		await typeLine(page, 'for i in {1..3}; do echo "$i pi"; done > list; sort -r list | head -2');
		await shows(page, 'pi6', /3 pi\n2 pi\nroot@pi6 \$$/);
	});
});
