import type { Browser, Page } from 'playwright';
import { KEEP_NAMES, type StaticSite } from '../static-site.ts';
import { median, percentile } from './figures.ts';

const DESK = { width: 1440, height: 900 } as const;
const LESSON = '#/lesson/pi-swarm-mode/before';

export interface FirstPrompt {
	/** Real milliseconds from the start of the navigation to a prompt on the screen, each load with nothing kept. */
	loads: number[];
	median: number;
	/** Paths that one load asks for. */
	requested: string[];
}

export async function firstPrompt(browser: Browser, site: StaticSite, loads: number): Promise<FirstPrompt> {
	const taken: number[] = [];
	let requested: string[] = [];
	for (let i = 0; i < loads; i++) {
		const context = await browser.newContext({ viewport: DESK, locale: 'en-US' });
		const page = await context.newPage();
		const before = site.requested.length;
		await page.addInitScript(KEEP_NAMES);
		await page.addInitScript(() => {
			const look = (): void => {
				const rows = document.querySelector('.xterm-rows');
				if (rows?.textContent?.includes('$')) document.documentElement.dataset['prompt'] = String(performance.now());
				else requestAnimationFrame(look);
			};
			requestAnimationFrame(look);
		});
		await page.goto(`${site.origin}/${LESSON}`);
		await page.waitForSelector('html[data-prompt]', { state: 'attached' });
		taken.push(Number(await page.evaluate(() => document.documentElement.dataset['prompt'])));
		requested = site.requested.slice(before);
		await context.close();
	}
	return { loads: taken, median: median(taken), requested };
}

export interface Glyphs {
	keys: number;
	median: number;
	p99: number;
}

export interface GlyphComparison {
	bare: Glyphs;
	/** The page with the lesson's two machines. */
	lesson: Glyphs;
	/** The page with six machines, Raft in focus, its timers running. */
	sandbox: Glyphs;
	/** Of the p99: page to bare. */
	lessonRatio: number;
	sandboxRatio: number;
}

const ROUNDS = 6;
const KEYS_A_ROUND = 40;

/** Real milliseconds from a key to its glyph, for the pages in turns, so that all of them meet the same moods of the machine. */
export async function keyToGlyph(browser: Browser, site: StaticSite, bare: StaticSite): Promise<GlyphComparison> {
	const context = await browser.newContext({ viewport: DESK, locale: 'en-US' });
	await context.addInitScript(KEEP_NAMES);
	const barePage = await context.newPage();
	await barePage.goto(`${bare.origin}/`);
	const lessonPage = await context.newPage();
	await lessonPage.goto(`${site.origin}/${LESSON}`);
	await lessonPage.locator('[role=tab][data-machine=pi6]').click();
	const sandboxPage = await context.newPage();
	await sandboxPage.goto(`${site.origin}/#/sandbox`);
	await sandboxPage.locator('.go .button').click();
	await sandboxPage.locator('[role=tab][data-name=raft]').click();
	await sandboxPage.locator('[role=tab][data-machine=mgr1]').click();
	const pages: [Page, number[]][] = [barePage, lessonPage, sandboxPage].map((page) => [page, []]);
	for (const [page] of pages) await page.waitForSelector('.xterm-rows');
	for (let round = 0; round < ROUNDS; round++) {
		for (const [page, taken] of pages) {
			await page.bringToFront();
			await page.waitForTimeout(300);
			await measureKeys(page, taken, round);
		}
	}
	await context.close();
	const [bareGlyphs, lesson, sandbox] = pages.map(([, taken]) => ({
		keys: taken.length,
		median: median(taken),
		p99: percentile(taken, 0.99)
	}));
	return {
		bare: bareGlyphs!,
		lesson: lesson!,
		sandbox: sandbox!,
		lessonRatio: lesson!.p99 / bareGlyphs!.p99,
		sandboxRatio: sandbox!.p99 / bareGlyphs!.p99
	};
}

async function measureKeys(page: Page, taken: number[], round: number): Promise<void> {
	await page.evaluate(() => {
		const found = window as unknown as { glyphs: number[] };
		if (found.glyphs) return;
		found.glyphs = [];
		let pressed = 0;
		addEventListener('keydown', (event) => (pressed = event.timeStamp), true);
		const { port1, port2 } = new MessageChannel();
		// A message is taken after the frame in which it was sent has been drawn.
		port1.onmessage = ({ data }: MessageEvent<number>) => found.glyphs.push(performance.now() - data);
		new MutationObserver((changes) => {
			// A blinking cursor changes the rows too, but puts no letter there.
			const letter = changes.some(({ target }) => target.textContent?.includes('x'));
			if (!letter || pressed === 0) return;
			port2.postMessage(pressed);
			pressed = 0;
		}).observe(document.querySelector('.xterm-rows')!, { subtree: true, childList: true, characterData: true });
	});
	const count = (): Promise<number> => page.evaluate(() => (window as unknown as { glyphs: number[] }).glyphs.length);
	for (let i = 0; i < KEYS_A_ROUND; i++) {
		const before = await count();
		await page.keyboard.press('x');
		while ((await count()) === before) await page.waitForTimeout(4);
		// Another place in the frame for every key.
		await page.waitForTimeout(13 + ((i * 7 + round * 3) % 17));
	}
	taken.push(...(await page.evaluate(() => (window as unknown as { glyphs: number[] }).glyphs.splice(0))));
	// The line gives way; these keys are not counted.
	await page.keyboard.press('Control+c');
	await page.keyboard.press('Enter');
	await page.waitForTimeout(200);
	await page.evaluate(() => void (window as unknown as { glyphs: number[] }).glyphs.splice(0));
}
