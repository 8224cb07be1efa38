// Installs Debian packages where we may: the one place that calls apt-get.
import { execFileSync } from 'node:child_process';

/**
 * Brings in what the tests need from outside of npm, on a Debian and as root; elsewhere it only tells why not.
 *
 * @param {string} what for the person who waits, such as 'Chromium'
 * @param {string[]} packages the first one that can be installed is taken
 */
export function aptInstall(what, packages) {
	if (process.getuid?.() !== 0) return;
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = (...args) => execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
	console.log(`No ${what} found; installing Debian’s with apt-get (about a minute).`);
	try {
		apt('update', '-qq');
	} catch (error) {
		console.error(String(error));
		return;
	}
	for (const name of packages) {
		try {
			apt('install', '-y', '-qq', '--no-install-recommends', name);
			return;
		} catch (error) {
			console.error(String(error));
		}
	}
}
