import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { CHROMIUM_FLAGS, findChromium } from '../../src/nodejs/chromium.mjs';

const TYPES: Record<string, string> = {
	'.html': 'text/html',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml'
};

/** The page as it is built, served to a real browser. */
export interface BuiltPage {
	readonly browser: Browser;
	readonly origin: string;
	/** Opens it at a hash (or `?query#hash`) and waits for its machines. */
	open(address?: string, options?: BrowserContextOptions): Promise<Page>;
	/** What the pages of this test have complained of; the test fails unless it stays empty. */
	complaints: string[];
}

/**
 * Serves the page, and starts a browser, for the tests of one file. Every test also demands: nothing on the console, no
 * request off the origin.
 * @param standIn config of Vite's that builds another page than that of `npm run build`
 */
export function builtPage(standIn?: string): BuiltPage {
	const out = standIn === undefined ? 'dist' : mkdtempSync(join(tmpdir(), 'swarmlab-page-'));
	let browser: Browser;
	let server: Server;
	let origin = '';
	const built: BuiltPage = {
		get browser() {
			return browser;
		},
		get origin() {
			return origin;
		},
		complaints: [],
		async open(address = '', options = {}) {
			const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', ...options });
			const page = await context.newPage();
			const { complaints } = built;
			page.on('console', (message) => {
				if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
			});
			page.on('pageerror', (error) => complaints.push(String(error)));
			page.on('request', (request) => {
				const inside = /^(blob|data):/.test(request.url()) || request.url().startsWith(origin);
				if (!inside) complaints.push(`off the origin: ${request.url()}`);
			});
			await page.goto(`${origin}/${address}`);
			await page.evaluate(() => window.swarmlab.ready);
			return page;
		}
	};

	beforeAll(async () => {
		if (standIn === undefined)
			expect(existsSync(join(out, 'index.html')), 'the page is not built: npm run build').toBe(true);
		else await build({ configFile: standIn, logLevel: 'error', build: { outDir: out, emptyOutDir: true } });
		server = createServer((request, response) => {
			const path = decodeURIComponent((request.url ?? '/').split('?')[0]!);
			const file = join(out, path === '/' ? 'index.html' : path);
			if (!existsSync(file)) return void response.writeHead(404).end();
			response
				.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
				.end(readFileSync(file));
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => server.once('listening', resolve));
		origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const executablePath = findChromium();
		expect(executablePath, 'no Chromium: set CHROMIUM').toBeDefined();
		browser = await chromium.launch({ executablePath: executablePath!, args: CHROMIUM_FLAGS });
	}, 120_000);

	afterAll(async () => {
		await browser?.close();
		server?.close();
		if (standIn !== undefined) rmSync(out, { recursive: true, force: true });
	});

	afterEach(async () => {
		for (const context of browser.contexts()) await context.close();
		const told = built.complaints;
		built.complaints = [];
		expect(told).toEqual([]);
	});

	return built;
}
