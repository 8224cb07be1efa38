import { createWorld, loadSoftware } from './create-world.ts';
import type { Start } from './protocol.ts';
import type { Makers } from './world-face.ts';

/** What this start needs: software of its eras, and what follows a lesson where there is one. */
export async function loadMakers({ recording, lesson }: Start): Promise<Makers> {
	const [software, runner] = await Promise.all([
		loadSoftware(recording),
		lesson && import('../../core/lesson/runner.ts')
	]);
	return {
		world: () => createWorld(recording, software),
		lesson: (world) => (runner && lesson ? new runner.LessonRunner(world.sim, lesson, world.view) : undefined)
	};
}
