import { takeSnapshot } from '../../core/lesson/snapshot.ts';
import { softwareFor, type Software, type SoftwareName } from '../../core/world/software.ts';
import { World } from '../../core/world/world.ts';
import type { Recording } from '../../core/world/recording.ts';
import type { WorldFace } from './world-face.ts';

const LOADERS: { readonly [Name in SoftwareName]-?: () => Promise<Software> } = {
	classic: () => import('../../core/classic/classic-software.ts').then(({ classic }) => ({ classic })),
	compose: () => import('../../core/docker/compose/compose-software.ts').then(({ compose }) => ({ compose })),
	mflag: () => import('../../core/docker/v1.12/mflag-software.ts').then(({ mflag }) => ({ mflag }))
};

/** Fetches what the world of this recording has beyond what every world has. */
export async function loadSoftware(recording: Recording): Promise<Software> {
	const loaded = await Promise.all(softwareFor(recording).map((name) => LOADERS[name]()));
	return Object.assign({}, ...loaded) as Software;
}

/** A real world behind the face that the driver knows. */
export function createWorld(recording: Recording, software: Software): WorldFace {
	const world = new World(recording, software);
	const { network, machines } = recording.cluster;
	return {
		sim: world.sim,
		view: world.view,
		machines: machines.map(({ name, role, host }) => ({ name, role, address: `${network}${host}` })),
		terminal: (machine) => world.terminal(machine),
		run: (machine, command, done, typed) => world.run(machine, command, done, typed),
		browse: (request, done) => world.browse(request, done),
		fault: (text) => world.fault(text),
		enterStep: (step) => world.enterStep(step),
		onStep: (listener) => world.onStep(listener),
		recording: () => world.recording(),
		snapshot: () => takeSnapshot(world.view)
	};
}
