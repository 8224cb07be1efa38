import type { Recording } from '../../core/world/recording.ts';
import type { ClusterView } from '../../core/view/cluster.ts';
import type { Sim } from '../../core/sim/sim.ts';
import type { LessonState } from '../../core/lesson/runner.ts';
import type { PageRequest, PageResult } from '../../core/world/world.ts';
import type { RunResult } from './protocol.ts';

/** What the worker needs of a simulated world (core/world). */
export interface WorldFace {
	readonly sim: Sim;
	/** Everything traced so far, as facts. */
	readonly view: ClusterView;
	readonly machines: readonly { name: string; address: string; role: 'manager' | 'worker' }[];
	terminal(machine: string): {
		input(text: string): void;
		resize(columns: number, rows: number): void;
		onOutput(listener: (text: string) => void): void;
	};
	/** Runs a command line beside the terminal; `done` is called at the virtual time it ends. */
	run(machine: string, command: string, done: (result: RunResult) => void, typed?: readonly string[]): void;
	/** Asks for a page from the learner's browser. */
	browse(request: PageRequest, done: (result: PageResult) => void): void;
	fault(text: string): { error?: string };
	/** The learner turns to a step: an input, which `onStep` hears of when it takes effect (also in a replay). */
	enterStep(step: string): void;
	onStep(listener: (step: string) => void): void;
	recording(): Recording;
	snapshot(): unknown;
}

/** What the worker needs of a lesson under way (core/lesson/runner.ts). */
export interface LessonFace {
	readonly state: LessonState;
	/** The learner has turned to step `index` (from 0). */
	enter(index: number): void;
}

/** How one start's world and lesson are made, when everything needed for it is there. */
export interface Makers {
	/** The inputs of the recording are given to the world by itself, when they are due. */
	world(): WorldFace;
	/** undefined in the sandbox */
	lesson(world: WorldFace): LessonFace | undefined;
}
