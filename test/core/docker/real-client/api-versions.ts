import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Prints from which API version on the real client shows a command or a flag in its help screens: the source of
 * src/core/docker/api-versions.ts.
 *
 *     npx tsx test/core/docker/real-client/api-versions.ts
 */
const VERSIONS = Array.from({ length: 27 }, (_, i) => `1.${24 + i}`);
const GROUPS = 'config container context image network node secret service stack swarm system volume'.split(' ');

const socket = join(mkdtempSync(join(tmpdir(), 'api-versions-')), 'engine.sock');
let version = '1.50';
const server = createServer((request, response) => {
	response.writeHead(200, { 'Api-Version': version, Ostype: 'linux', 'Docker-Experimental': 'false' });
	response.end(request.method === 'HEAD' ? undefined : 'OK');
});
await new Promise<void>((resolve) => server.listen(socket, resolve));

const groups = ['', ...GROUPS];
const since: Record<string, string> = {};
for (const group of groups) {
	const path = group === '' ? [] : [group];
	const names = await seenSince(path, /^ {2}([a-z][\w-]*)\*? {2,}/gm);
	for (const [name, first] of names) {
		if (first !== VERSIONS[0]) since[[...path, name].join(' ')] = first;
		if (group === '' && groups.includes(name)) continue;
		for (const [flag, known] of await seenSince([...path, name], /^ {2}(?:-\w, | {4})--([\w-]+)/gm))
			if (known !== first && known !== VERSIONS[0]) since[[...path, name, `--${flag}`].join(' ')] = known;
	}
}
server.close();
console.log(JSON.stringify(since, undefined, '\t'));

async function seenSince(path: readonly string[], pattern: RegExp): Promise<Map<string, string>> {
	const seen = new Map<string, string>();
	for (version of VERSIONS) {
		for (const [, name] of (await help(path)).matchAll(pattern)) if (!seen.has(name!)) seen.set(name!, version);
	}
	return seen;
}

function help(path: readonly string[]): Promise<string> {
	const env = { PATH: process.env['PATH'], HOME: '/nonexistent', DOCKER_HOST: `unix://${socket}` };
	const child = spawn('docker', [...path, '--help'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
	let text = '';
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
	return new Promise((resolve) => child.on('close', () => resolve(text)));
}
