import { eraOf } from '../../core/era/eras.ts';
import { createRng, type Rng } from '../../core/sim/rng.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../core/world/cluster-shape.ts';
import { InvariantWatch } from '../../core/world/invariants.ts';
import { RECORDING_VERSION } from '../../core/world/recording.ts';
import { wholeWorld } from '../../core/world/whole-world.ts';
import type { World } from '../../core/world/world.ts';
import { pick } from './words.ts';

/** A live swarm with one of everything, on which random things are done. */
export interface Stage {
	readonly world: World;
	readonly watch: InvariantWatch;
	readonly names: readonly string[];
	readonly era: StageEra;
}

/** Acts take turns in them. */
const STAGE_ERAS = ['28.2', '20.10', '1.12.3', '28.2', '19.03', '28.2', '1.12.0-rc1'] as const;

export type StageEra = (typeof STAGE_ERAS)[number];

export const eraOfAct = (act: number): StageEra => STAGE_ERAS[act % STAGE_ERAS.length]!;

const SHAPES: readonly (readonly [number, number])[] = [
	[1, 0],
	[1, 1],
	[3, 1]
];

const FILES = [
	"printf 'services:\\n  a:\\n    image: nginx\\n' > compose.yml",
	"printf 'services: [\\n' > bad.yml",
	"printf '#!/bin/sh\\necho hello\\n' > script.sh; chmod +x script.sh; printf 'b\\na\\n' > f1; x=web"
];

/** The clients that came with swarm mode had neither secrets nor --detach. */
const BEFORE_OF_FIRST_SWARMS = [
	'docker network create -d overlay net1',
	'docker volume create --name vol1',
	'docker service create --name web --replicas 2 --network net1 nginx',
	'docker service create --name glob --mode global redis',
	'docker run -d --name c1 -v vol1:/data nginx',
	...FILES
];

const BEFORE = [
	'docker network create -d overlay --attachable net1',
	'printf secret | docker secret create sec1 -',
	'printf config | docker config create cfg1 -',
	'docker volume create vol1',
	'docker service create -d --name web --replicas 2 --network net1 --secret sec1 nginx',
	'docker service create -d --name glob --mode global redis',
	'docker run -d --name c1 -v vol1:/data nginx',
	...FILES
];

/** Until tasks run. */
const SETTLE_MS = 6000;

export function createStage(seed: string, era: StageEra): Stage {
	const rng = createRng(seed);
	const [managers, workers] = pick(rng, SHAPES);
	const machines = numberedMachines(managers, workers);
	const cluster = { machines, formed: true, network: DEFAULT_NETWORK };
	const world = wholeWorld({
		version: RECORDING_VERSION,
		seed: rng.int(1_000_000),
		era,
		cluster,
		lesson: '',
		inputs: [],
		end: 0
	});
	const watch = new InvariantWatch(world);
	const before = eraOf(era).commandLine === 'mflag' ? BEFORE_OF_FIRST_SWARMS : BEFORE;
	for (const line of before) world.run('mgr1', line, () => {});
	world.sim.runUntil(world.sim.now + SETTLE_MS);
	return { world, watch, names: machines.map(({ name }) => name), era };
}

export function randomFault(rng: Rng, names: readonly string[]): string {
	const node = pick(rng, names);
	const other = pick(rng, names);
	return pick(rng, [
		`stop ${node}`,
		`start ${node}`,
		`start ${node}`,
		`kill ${node}`,
		`power off ${node}`,
		`power on ${node}`,
		`power on ${node}`,
		`pause ${node}`,
		`resume ${node}`,
		`resume ${node}`,
		names.length > 1 ? `partition ${names[0]!} | ${names.slice(1).join(' ')}` : 'heal',
		'heal',
		'heal',
		node === other ? 'heal' : `delay ${node}-${other} 200ms`,
		'kill task web.1'
	]);
}
