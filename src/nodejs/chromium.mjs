// Finds a Chromium for the browser tests; `node src/nodejs/chromium.mjs` installs Debian's where none is and we are root.
import { accessSync, constants } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { aptInstall } from './apt-install.mjs';

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

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	if (!findChromium()) aptInstall('Chromium', ['chromium']);
	const path = findChromium();
	if (!path) {
		console.error(
			'The browser tests need a Chromium: install one (on Debian: apt-get install chromium) or name it in $CHROMIUM.'
		);
		process.exit(1);
	}
	console.log(`Chromium: ${path}`);
}
