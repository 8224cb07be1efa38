import { text as streamText } from 'node:stream/consumers';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Download, type Locator, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, inject, type TestContext } from 'vitest';
// Which Chromium the files share.
import type {} from './chromium.ts';
// What window.swarmlab is, for all tests of the page.
import type {} from '../../src/app/window-swarmlab.ts';
import { serveStatic, type StaticSite } from '../../src/nodejs/static-site.ts';

/** Where the built site is; $SWARMLAB_DIST names another one. */
export const DIST = resolve(process.env['SWARMLAB_DIST'] ?? 'dist');
/** Pictures of what was tested, to be looked at. */
export const OUTPUT = resolve('test/output/browser');

/**
 * A built page, served as any static host would, and a Chromium before it. Every test also demands: nothing on the
 * console, no file missing, no request off the origin.
 */
export class Site {
	browser!: Browser;
	served!: StaticSite;
	/** What nobody should have to read; a test that provokes some takes it out. */
	complaints: string[] = [];

	get origin(): string {
		return this.served.origin;
	}

	/** A page of its own in a fresh browser profile, at a fragment such as '#/sandbox', once its world has started. */
	open(hash = '', options: BrowserContextOptions = {}): Promise<Page> {
		return this.visit(this.complaints, hash, options);
	}

	/** The same for tests that run side by side: each hears its own complaints, and closes its page. */
	async visit(complaints: string[], hash = '', options: BrowserContextOptions = {}): Promise<Page> {
		const context = await this.browser.newContext({
			viewport: { width: 1440, height: 900 },
			locale: 'en-US',
			...options
		});
		await context.route(
			(url) => url.origin !== this.origin && !['blob:', 'data:'].includes(url.protocol),
			(route) => {
				complaints.push(`off the origin: ${route.request().url()}`);
				return route.abort();
			}
		);
		const page = await context.newPage();
		page.on('console', (message) => {
			if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
		});
		page.on('pageerror', (error) => complaints.push(`thrown: ${error.stack ?? String(error)}`));
		page.on('response', (response) => {
			if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
		});
		await page.goto(`${this.origin}/${hash}`);
		await page.waitForFunction(() => 'swarmlab' in window);
		await page.evaluate(() => window.swarmlab.ready);
		return page;
	}

	/** Picture of the page for those who look at what was tested; in CI nobody does, and there are hundreds. */
	async picture(page: Page, name: string): Promise<void> {
		if (!process.env['CI']) await this.pictureOf(page, name);
	}

	/** The same, in CI too: of what failed. */
	async pictureOf(page: Page, name: string): Promise<void> {
		const path = join(OUTPUT, `${name}.png`);
		mkdirSync(dirname(path), { recursive: true });
		await page.screenshot({ path });
	}
}

/** To be called at the top of a test file. `prepare` returns the directory to serve. */
export function useSite(prepare: () => Promise<string> | string = builtSite): Site {
	const site = serveSite(prepare);
	afterEach(async ({ task }) => {
		for (const context of site.browser?.contexts() ?? []) {
			if (task.result?.state === 'fail') {
				for (const page of context.pages()) await site.pictureOf(page, failed(task.name));
			}
			await context.close();
		}
		const told = site.complaints;
		site.complaints = [];
		expect(told).toEqual([]);
	});
	return site;
}

/** The same where tests run side by side: each visits the site by `beside` alone. */
export function serveSite(prepare: () => Promise<string> | string = builtSite): Site {
	const site = new Site();
	beforeAll(async () => {
		site.served = await serveStatic(await prepare());
		site.browser = await chromium.connect(inject('chromium'));
	}, 120_000);
	afterAll(async () => {
		await site.browser?.close();
		site.served?.close();
	});
	return site;
}

/** Opens a page for one of several tests that run side by side, and closes it when that has ended. */
export async function beside(
	site: Site,
	{ task, expect, onTestFinished }: TestContext,
	hash: string,
	options: BrowserContextOptions
): Promise<Page> {
	const complaints: string[] = [];
	const page = await site.visit(complaints, hash, options);
	onTestFinished(async () => {
		if (task.result?.state === 'fail') await site.pictureOf(page, failed(task.name));
		await page.context().close();
		expect(complaints).toEqual([]);
	});
	return page;
}

const failed = (test: string): string => `failed ${test.slice(0, 80).replace(/[^\p{L}\d]+/gu, '-')}`;

function builtSite(): string {
	if (!existsSync(join(DIST, 'index.html'))) throw new Error(`${DIST} is not built: npm run build`);
	return DIST;
}

/** The text visible in a terminal; of the machine shown when none is named. */
export function screen(page: Page, node?: string): Promise<string> {
	return page.evaluate((name) => window.swarmlab.screen(name), node);
}

/** Waits until a terminal shows it. */
export async function shows(page: Page, node: string, text: string | RegExp, timeout = 20_000): Promise<void> {
	const polled = expect.poll(() => screen(page, node), { timeout, interval: 100 });
	await (typeof text === 'string' ? polled.toContain(text) : polled.toMatch(text));
}

/** Waits until the shell of a machine asks for the next line: a prompt with nothing behind it. */
export async function prompted(page: Page, node: string, timeout = 30_000): Promise<void> {
	await shows(page, node, new RegExp(`root@${node} \\$$`), timeout);
}

/** Shows a machine's terminal and puts the focus into it. */
export async function enterTerminal(page: Page, node: string): Promise<void> {
	await page.locator(`[role=tab][data-machine=${node}]`).click();
	await page.waitForFunction(() => document.activeElement?.closest('.xterm') != null);
}

/** Types a line with the keyboard into the terminal that has the focus. */
export async function typeLine(page: Page, line: string): Promise<void> {
	await page.keyboard.type(line);
	await page.keyboard.press('Enter');
}

/** Starts a sandbox through its page, with the keyboard and mouse as a visitor does. */
export async function startSandbox(page: Page, managers: 1 | 3 | 5, workers: 0 | 1 | 2 | 3 | 4 | 5): Promise<void> {
	await page.locator(`input[name=managers][value="${managers}"]`).check({ force: true });
	await page
		.getByRole('radiogroup', { name: 'Workers' })
		.getByRole('radio', { name: String(workers), exact: true })
		.click();
	await page.locator('.go .button').click();
	await page.waitForSelector(`[role=tab][data-machine=mgr${managers}]`);
	await prompted(page, 'mgr1');
}

/** Presses Tab (or Shift+Tab) until the focus is on it, as somebody without a mouse has to. */
export async function tabTo(
	page: Page,
	target: Locator,
	key: 'Tab' | 'Shift+Tab' = 'Tab',
	limit = 90
): Promise<number> {
	let presses = 0;
	if (key === 'Tab') {
		// Where nothing is amiss this many lead there; looking after each of them would take longer than pressing.
		for (const expected = await stopsBefore(target); presses < expected; presses++) await page.keyboard.press(key);
	}
	for (; presses <= limit; presses++) {
		if (await isFocused(target)) return presses;
		await page.keyboard.press(key);
	}
	throw new Error(`${limit} times ${key} did not lead to ${String(target)}`);
}

/** How many places take the focus between where it is and the target; 0 where the target lies before it. */
async function stopsBefore(target: Locator): Promise<number> {
	if ((await target.count()) === 0) return 0;
	return target.first().evaluate((element) => {
		const places = [...document.querySelectorAll<HTMLElement>('a[href], button, input, textarea, [tabindex]')].filter(
			(place) =>
				place.tabIndex >= 0 && !place.matches(':disabled') && !place.closest('[inert]') && place.checkVisibility()
		);
		const from = document.activeElement ?? document.body;
		const after = places.findIndex((place) => from.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
		return Math.max(0, places.indexOf(element as HTMLElement) - after + 1);
	});
}

export async function isFocused(target: Locator): Promise<boolean> {
	return (await target.count()) > 0 && (await target.first().evaluate((element) => element === document.activeElement));
}

let axeSource: string | undefined;

/** What axe-core finds serious or critical on the page as it is: rule and element. */
export async function axe(page: Page): Promise<string[]> {
	// Colours on their way from one ground to the other are nobody's colours; nothing here moves for longer than 600 ms.
	await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
	axeSource ??= readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
	return page.evaluate(async () => {
		interface Violation {
			id: string;
			impact: string;
			nodes: { html: string; failureSummary: string }[];
		}
		const { violations } = await (
			window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
		).axe.run();
		return violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.flatMap(({ id, nodes }) =>
				nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`)
			);
	});
}

/** The Chromium that all files share is a remote one to this process: its downloads come as a stream. */
export async function textOf(download: Download): Promise<string> {
	return streamText(await download.createReadStream());
}
