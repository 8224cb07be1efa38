// Finds the real docker client for the tests that compare with it, and the python3 that they hold its clock with;
// `node src/nodejs/docker-client.mjs` installs Debian's where they are missing and we are root.
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { aptInstall } from './apt-install.mjs';

/** @returns {boolean} */
function hasPython() {
	try {
		execFileSync('python3', ['--version'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/** @returns {string | undefined} version of the `docker` on PATH, such as '28.2.2' */
export function dockerClientVersion() {
	try {
		const text = execFileSync('docker', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
		return /version ([^,\s]+)/.exec(text)?.[1];
	} catch {
		return undefined;
	}
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	// Debian 13 has the client apart; Debian 12 has it in the engine's package, which is not started here.
	if (!dockerClientVersion()) aptInstall('docker client', ['docker-cli', 'docker.io']);
	const version = dockerClientVersion();
	if (!version) {
		console.error(
			'The tests compare with the real docker client: put one on PATH (on Debian: apt-get install docker-cli, or docker.io).'
		);
		process.exit(1);
	}
	if (!hasPython()) aptInstall('python3', ['python3']);
	if (!hasPython()) {
		console.error(
			'The tests hold the clock of the real docker client with python3: install it (on Debian: apt-get install python3).'
		);
		process.exit(1);
	}
	console.log(`docker client: ${version}`);
}
