import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { EraId } from '../core/era/era.ts';
import { ERAS, eraOf, hasEra } from '../core/era/eras.ts';
import { RECORDING_VERSION } from '../core/world/recording.ts';
import { wholeWorld } from '../core/world/whole-world.ts';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { formedShape, parseScript } from './script.ts';
import { playFirst, publishedPort, shapeIn } from './serve/before.ts';
import { ServedWorld, type ServedNode } from './serve/served-world.ts';
import { WallClock } from './serve/wall-clock.ts';

export const SERVE_OPTIONS: readonly OptionRow[] = [
	{ name: 'cluster', value: 'SHAPE', text: 'a formed swarm: 3m2w = three managers, two workers; default 3m2w' },
	{ name: 'dir', value: 'DIR', text: 'where the sockets are made; default: a new directory' },
	{ name: 'era', value: 'ERA', text: `version of the engines (${ERAS.map((e) => e.id).join(', ')}); default 28.2` },
	{ name: 'seed', value: 'N', text: 'default 1' },
	{ name: 'speed', value: 'N', text: 'so many simulated seconds pass in one; default 1' },
	{
		name: 'script',
		value: 'FILE',
		text: 'what is typed first, as for exec; `# classic 1.2.5` makes the machines of classic Swarm'
	},
	{
		name: 'publish',
		value: 'NODE:PORT[=OUTSIDE],…',
		text: 'a port of a machine that speaks Docker’s API, on 127.0.0.1: swarm:4000=3375'
	},
	{ name: 'tcp', text: 'also listen on 127.0.0.1, one port for each node' },
	{ name: 'json', text: 'print where the nodes are as one JSON object {name: [address…]}' }
];

/** A world whose engines can be reached from outside. */
export interface Serving {
	readonly seed: number;
	readonly era: EraId;
	readonly nodes: readonly ServedNode[];
	/** Connections end, and time stands. */
	close(): void;
}

/**
 * Serves a simulated swarm until it is interrupted: each node's Engine API on a unix socket, in real time.
 * @returns 0 when it was ended by a signal
 */
export async function serve(argv: readonly string[]): Promise<number> {
	const { seed, era, nodes, close } = await startServing(argv);
	// Before anything is said: whoever reads it may end us at once.
	const ended = new Promise((end) => {
		process.once('SIGINT', end);
		process.once('SIGTERM', end);
	});
	if (argv.includes('--json')) {
		const found: Record<string, string[]> = {};
		for (const { name, address } of nodes) (found[name] ??= []).push(address);
		process.stdout.write(`${JSON.stringify(found)}\n`);
	} else {
		for (const { address } of nodes)
			process.stdout.write(`docker -H ${address.startsWith('/') ? 'unix://' : 'tcp://'}${address}\n`);
		const machines = new Set(nodes.map(({ name }) => name)).size;
		process.stdout.write(`# ${machines} nodes, seed ${seed}, era ${era}; Ctrl-C ends it\n`);
	}
	await ended;
	close();
	return 0;
}

/** @returns once all nodes listen */
export async function startServing(argv: readonly string[]): Promise<Serving> {
	const options = parseOptions(argv, SERVE_OPTIONS);
	const era = options.text('era', '28.2');
	if (!hasEra(era)) throw new UsageError(`no era ${era}. Allowed: ${ERAS.map((e) => e.id).join(' ')}`);
	const steps = options.has('script') ? parseScript(readFileSync(options.text('script', ''), 'utf8')) : [];
	const cluster = shapeIn(steps) ?? formedShape(options.text('cluster', '3m2w'));
	const publish = options.has('publish') ? options.text('publish', '').split(',').map(publishedPort) : [];
	const seed = options.count('seed', 1);
	const dir = options.has('dir') ? resolve(options.text('dir', '')) : mkdtempSync(join(tmpdir(), 'swarmlab-'));
	mkdirSync(dir, { recursive: true });
	const world = wholeWorld({
		version: RECORDING_VERSION,
		seed,
		era: eraOf(era as EraId).id,
		cluster,
		lesson: '',
		inputs: [],
		end: 0
	});
	playFirst(world, steps);
	const clock = new WallClock(world, options.count('speed', 1, 1));
	const served = new ServedWorld(world, clock, dir, { tcp: options.has('tcp'), publish });
	const nodes = await served.open();
	clock.catchUp();
	const close = (): void => {
		clock.stop();
		served.close();
	};
	return { seed, era: era as EraId, nodes, close };
}
