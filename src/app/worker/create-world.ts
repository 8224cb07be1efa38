import { takeSnapshot } from '../../core/lesson/snapshot.ts';
import { World } from '../../core/world/world.ts';
import type { Recording } from '../../core/world/recording.ts';
import type { WorldFace } from './world-face.ts';

/** A real world behind the face that the driver knows. */
export function createWorld(recording: Recording): WorldFace {
	const world = new World(recording);
	const { network, machines } = recording.cluster;
	return {
		sim: world.sim,
		view: world.view,
		machines: machines.map(({ name, role, host }) => ({ name, role, address: `${network}${host}` })),
		terminal: (machine) => world.terminal(machine),
		run: (machine, command, done) => world.run(machine, command, done),
		browse: (request, done) => world.browse(request, done),
		fault: (text) => world.fault(text),
		enterStep: (step) => world.enterStep(step),
		onStep: (listener) => world.onStep(listener),
		recording: () => world.recording(),
		snapshot: () => takeSnapshot(world.view)
	};
}
