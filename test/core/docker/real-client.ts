import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Canned } from './canned-engine.ts';

/** The real docker client, for filling in expected outputs: REAL_DOCKER=/usr/local/bin/docker REWRITE=1. */
export const REAL_DOCKER = process.env['REAL_DOCKER'];

export interface ClientRun {
	argv: readonly string[];
	env?: Readonly<Record<string, string>>;
	/** By name, in the working directory, which is also the home. */
	files?: Readonly<Record<string, string>>;
	stdin?: string;
}

export interface ClientOutcome {
	stdout: string;
	stderr: string;
	code: number;
	/** What was sent to the engine, pings left out. */
	requests: { method: string; path: string; body: unknown; auth?: string }[];
}

/** Runs the real client in a folder of its own, which its output shows as /root, against an engine of canned answers. */
export async function runRealClient(run: ClientRun, canned: Canned): Promise<ClientOutcome> {
	const base = mkdtempSync(join(tmpdir(), 'real-'));
	const home = join(base, 'root');
	mkdirSync(home);
	for (const [name, text] of Object.entries(run.files ?? {})) {
		mkdirSync(dirname(join(home, name)), { recursive: true });
		writeFileSync(join(home, name), text);
	}
	const requests: ClientOutcome['requests'] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString('utf8');
			const path = request.url ?? '';
			if (path === '/_ping') {
				response.writeHead(200, { 'Api-Version': '1.50', Ostype: 'linux', 'Docker-Experimental': 'false' });
				response.end(request.method === 'HEAD' ? '' : 'OK');
				return;
			}
			const method = request.method ?? 'GET';
			requests.push({
				method,
				path,
				body: text === '' ? undefined : (JSON.parse(text.replaceAll(base, '')) as unknown)
			});
			const answer = canned(method, path);
			response.writeHead(answer.status, { 'Content-Type': 'application/json', 'Api-Version': '1.50' });
			response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const host = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		const env = { PATH: process.env['PATH'] ?? '', HOME: home, DOCKER_HOST: host, ...run.env };
		const child = spawn(REAL_DOCKER!, run.argv.slice(1), { cwd: home, env, timeout: 10_000 });
		const out = { stdout: '', stderr: '' };
		child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString('utf8')));
		child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk.toString('utf8')));
		child.stdin.end(run.stdin ?? '');
		const code = await new Promise<number>((resolve) => child.on('close', (exit) => resolve(exit ?? -1)));
		const plain = (text: string): string => text.replaceAll(base, '').replaceAll(host, 'tcp://engine');
		return { stdout: plain(out.stdout), stderr: plain(out.stderr), code, requests };
	} finally {
		server.close();
		rmSync(base, { recursive: true });
	}
}
