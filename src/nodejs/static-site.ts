import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { CHROMIUM_FLAGS, findChromium } from './chromium.mjs';

const TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript',
	'.css': 'text/css',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
	'.json': 'application/json',
	'.png': 'image/png'
};

export interface StaticSite {
	origin: string;
	/** Path of each request, in order. */
	requested: string[];
	close(): void;
}

/** Serves a directory on a free port of 127.0.0.1 as any static host would; 404 for what is not there, no page in its place. */
export async function serveStatic(directory: string): Promise<StaticSite> {
	const requested: string[] = [];
	const server = createServer((request, response) => {
		const path = normalize(decodeURIComponent((request.url ?? '/').split('?')[0]!));
		requested.push(path);
		const file = join(directory, path === '/' ? 'index.html' : path);
		const type = TYPES[extname(file)];
		if (!type || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end();
		response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(readFileSync(file));
	}).listen(0, '127.0.0.1');
	await new Promise((listening) => server.once('listening', listening));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		requested,
		close: () => server.close()
	};
}

/** @throws when there is no Chromium on this machine */
export async function launchChromium(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === undefined) throw new Error('no Chromium: install one, or name it in $CHROMIUM');
	return chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
}

/** tsx keeps names of functions by a helper of its own, which functions that are sent to a page must find there. */
export const KEEP_NAMES = 'globalThis.__name = (given) => given';
