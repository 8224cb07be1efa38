import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServing, type Serving } from '../../src/nodejs/serve.ts';

/** How much faster than the clock on the wall the served worlds live: nobody waits for a pull. */
const SPEED = 20;

/**
 * What `swarmlab serve` does, in the process of the test: so that answers of these engines, too, are kept for the judgement
 * (api-answers/setup.ts), and nobody waits for a program to be compiled.
 */
export class Served {
	readonly dir = mkdtempSync(join(tmpdir(), 'swl-test-'));
	private readonly serving: Promise<Serving>;

	constructor(...options: string[]) {
		this.serving = startServing(['--dir', this.dir, '--speed', String(SPEED), ...options]);
	}

	/** Where the nodes are, once all listen. */
	async ready(): Promise<Record<string, string[]>> {
		const found: Record<string, string[]> = {};
		for (const { name, address } of (await this.serving).nodes) (found[name] ??= []).push(address);
		return found;
	}

	socket(node: string): string {
		return join(this.dir, `${node}.sock`);
	}

	async stop(): Promise<void> {
		(await this.serving).close();
		rmSync(this.dir, { recursive: true, force: true });
	}
}
