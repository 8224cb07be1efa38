// Finds a Chromium for the browser tests; `node src/nodejs/chromium.mjs` installs Debian's where none is and we are root.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { pathToFileURL } from 'node:url';

const USUAL = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/usr/bin/google-chrome-stable'
];

/** Flags for a Chromium that runs as root, without a network of its own. */
export const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-dev-shm-usage',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-quic',
	'--no-first-run'
];

/** @returns {string | undefined} path of a Chromium: $CHROMIUM, else the usual places */
export function findChromium() {
	return [process.env.CHROMIUM, ...USUAL].find((path) => {
		if (!path) return false;
		try {
			accessSync(path, constants.X_OK);
			return true;
		} catch {
			return false;
		}
	});
}

function install() {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = (...args) => execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
	console.log('No Chromium found; installing Debian’s with apt-get (about a minute).');
	apt('update', '-qq');
	apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	let path = findChromium();
	if (!path && process.getuid?.() === 0) {
		try {
			install();
			path = findChromium();
		} catch (error) {
			console.error(String(error));
		}
	}
	if (!path) {
		console.error(
			'The browser tests need a Chromium: install one (on Debian: apt-get install chromium) or name it in $CHROMIUM.'
		);
		process.exit(1);
	}
	console.log(`Chromium: ${path}`);
}
