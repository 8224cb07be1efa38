import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** `swarmlab serve` in a process of its own, as somebody would start it. */
export class Served {
	readonly dir = mkdtempSync(join(tmpdir(), 'swl-test-'));
	private readonly child: ChildProcess;

	constructor(...options: string[]) {
		const command = resolve('src/nodejs/swarmlab.mjs');
		this.child = spawn(process.execPath, [command, 'serve', '--dir', this.dir, '--json', ...options], {
			stdio: ['ignore', 'pipe', 'inherit']
		});
	}

	/** Where the nodes are, once all listen. */
	ready(): Promise<Record<string, string[]>> {
		return new Promise((found, failed) => {
			let text = '';
			this.child.stdout!.on('data', (bytes: Buffer) => {
				text += bytes.toString();
				if (text.includes('\n')) found(JSON.parse(text) as Record<string, string[]>);
			});
			this.child.on('exit', (code) => failed(new Error(`swarmlab serve ended with ${code}`)));
		});
	}

	socket(node: string): string {
		return join(this.dir, `${node}.sock`);
	}

	/** @returns the exit code */
	async stop(): Promise<number | null> {
		const ended = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
		this.child.kill('SIGINT');
		const code = await ended;
		rmSync(this.dir, { recursive: true, force: true });
		return code;
	}
}
