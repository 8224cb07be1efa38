import { eraOf } from '../../core/era/eras.ts';
import { DEFAULT_NETWORK, numberedMachines } from '../../core/world/cluster-shape.ts';
import { RECORDING_VERSION } from '../../core/world/recording.ts';
import { wholeWorld } from '../../core/world/whole-world.ts';
import type { World } from '../../core/world/world.ts';
import { laboratoryImages, loadImages } from './laboratory.ts';

/** The six machines that were recorded, with their images; a swarm when `formed`. */
export function laboratoryWorld(seed: number, formed: boolean): World {
	const world = wholeWorld(
		{
			version: RECORDING_VERSION,
			seed,
			era: '20.10',
			cluster: { machines: numberedMachines(3, 3), formed, network: DEFAULT_NETWORK },
			lesson: '',
			inputs: [],
			end: 0
		},
		laboratoryImages(eraOf('20.10').epochMs - 600_000)
	);
	loadImages(world.machines, world.registry);
	return world;
}
