import { spawn } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWords } from '../shell-words.ts';
import { ALL_CASES } from './all-cases.ts';
import { decodedAuth, withTimes, type Answer, type Case, type RecordedRun } from './cases.ts';

/**
 * Gives every case to the real client and writes down what it prints, asks and leaves in its home directory.
 * Needs root (for a mount namespace) and the client 28.2.2 on the path.
 *
 *     npx tsx test/core/docker/real-client/record.ts [FAMILY…]
 */
const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);

for (const [family, cases] of Object.entries(ALL_CASES)) {
	if (wanted.length > 0 && !wanted.includes(family)) continue;
	const lines: string[] = [];
	for (const entry of cases) {
		const runs = await recordCase(entry);
		for (const run of runs) lines.push(JSON.stringify({ about: entry.about, ...run }));
	}
	writeFileSync(join(here, `${family}.jsonl`), lines.map((line) => `${line}\n`).join(''));
	console.log(`${family}: ${cases.length} cases, ${lines.length} commands recorded`);
}

async function recordCase(entry: Case): Promise<RecordedRun[]> {
	const home = mkdtempSync(join(tmpdir(), 'docker-home-'));
	const socket = join(home, 'engine.sock');
	for (const [name, content] of Object.entries(entry.files ?? {})) {
		const path = join(home, name);
		mkdirSync(dirname(path), { recursive: true });
		if (!name.endsWith('/')) writeFileSync(path, content);
	}
	const queues = new Map<string, Answer[]>();
	for (const [key, answer] of Object.entries(entry.answers ?? {}))
		queues.set(key, Array.isArray(answer) ? [...(answer as Answer[])] : [answer as Answer]);
	let requests: string[] = [];
	let nowMs = 0;
	const server = createServer((request, response) => void serve(request, response));
	await new Promise<void>((resolve) => server.listen(socket, resolve));
	const runs: RecordedRun[] = [];
	for (const command of entry.commands) {
		requests = [];
		nowMs = Math.trunc(Date.now() / 1000) * 1000;
		const before = filesIn(home);
		const outcome = await run(command, entry, home);
		const clean = (text: string): string => text.replaceAll('/root/engine.sock', '/var/run/docker.sock');
		const after = filesIn(home);
		const files: Record<string, string | null> = {};
		for (const [name, content] of after) if (before.get(name) !== content) files[name] = clean(content);
		for (const name of before.keys()) if (!after.has(name)) files[name] = null;
		runs.push({
			command,
			nowMs,
			stdout: clean(outcome.stdout),
			stderr: clean(outcome.stderr),
			exit: outcome.exit,
			requests,
			files
		});
	}
	server.close();
	server.closeAllConnections();
	rmSync(home, { recursive: true });
	return runs;

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const [path = '', query = ''] = request.url!.replace(/^\/v[\d.]+/, '').split('?');
		const headers = { 'Api-Version': '1.50', Ostype: 'linux', 'Docker-Experimental': 'false' };
		if (path === '/_ping') {
			response
				.writeHead(200, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' })
				.end(request.method === 'HEAD' ? undefined : 'OK');
			return;
		}
		const body = Buffer.concat(chunks);
		const isTar = request.headers['content-type'] === 'application/x-tar' || path.endsWith('/archive');
		const shown = isTar ? '' : body.toString('utf8').trim();
		const auth = decodedAuth(request.headers['x-registry-auth'] as string | undefined);
		requests.push(
			`${request.method} ${decodeURIComponent(path)}${query ? `?${decodeURIComponent(query)}` : ''}` +
				(shown ? ` ${shown}` : '') +
				(auth ? ` auth ${auth}` : '')
		);
		const queue = queues.get(`${request.method} ${path}`);
		const answer = queue === undefined ? undefined : queue.length > 1 ? queue.shift() : queue[0];
		if (!answer) {
			response.writeHead(404, { ...headers, 'Content-Type': 'application/json' });
			response.end(JSON.stringify({ message: `no answer for ${request.method} ${path}` }));
			return;
		}
		const status = answer.status ?? 200;
		const isEmpty = answer.body === undefined && answer.lines === undefined && answer.text === undefined;
		response.writeHead(status, {
			...headers,
			...(isEmpty ? {} : { 'Content-Type': 'application/json' }),
			...answer.headers
		});
		if (answer.text !== undefined) response.end(Buffer.from(answer.text, 'latin1'));
		else if (answer.lines)
			response.end(answer.lines.map((line) => `${JSON.stringify(withTimes(line, nowMs))}\n`).join(''));
		else response.end(isEmpty ? undefined : JSON.stringify(withTimes(answer.body, nowMs)));
	}
}

function run(command: string, entry: Case, home: string): Promise<{ stdout: string; stderr: string; exit: number }> {
	const words = shellWords(command);
	if (!words) throw new Error(`cannot split: ${command}`);
	// In a mount namespace of its own the home directory is /root, whatever is shown of it.
	const script = 'mount --bind "$0" /root && cd /root && exec docker "$@"';
	const child = spawn('unshare', ['-m', 'sh', '-c', script, home, ...words.slice(1)], {
		env: { PATH: process.env['PATH'], HOME: '/root', DOCKER_HOST: 'unix:///root/engine.sock', ...entry.env },
		stdio: ['pipe', 'pipe', 'pipe']
	});
	let stdout = '';
	let stderr = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	child.stdin.on('error', () => {});
	child.stdin.end(entry.stdin ?? '');
	const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code) => {
			clearTimeout(timer);
			if (code === null) reject(new Error(`the real client did not end: ${command}`));
			else resolve({ stdout, stderr, exit: code });
		});
	});
}

function filesIn(home: string): Map<string, string> {
	const found = new Map<string, string>();
	const walk = (directory: string): void => {
		if (!existsSync(directory)) return;
		for (const name of readdirSync(directory).sort()) {
			const path = join(directory, name);
			const stat = statSync(path);
			if (stat.isDirectory()) walk(path);
			else if (stat.isFile()) found.set(relative(home, path), readFileSync(path, 'utf8'));
		}
	};
	walk(home);
	return found;
}
