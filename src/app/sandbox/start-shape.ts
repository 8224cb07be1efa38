import type { EraId } from '../../core/era/era.ts';
import { classicShape, DEFAULT_NETWORK, numberedMachines } from '../../core/world/cluster-shape.ts';
import { RECORDING_VERSION, type Recording } from '../../core/world/recording.ts';

/** Versions of Docker that can be had, newest first. */
export const SANDBOX_ERAS: readonly EraId[] = ['28.2', '1.12.0-rc1'];

export const MANAGER_COUNTS = [1, 3, 5] as const;
export const WORKER_COUNTS = [0, 1, 2, 3, 4, 5] as const;

/** What makes a cluster of machines: Docker itself, or the program of before in one of its versions. */
export const SWARMS = ['mode', 'rc1', '1.2.5'] as const;
export type SwarmKind = (typeof SWARMS)[number];

export interface SandboxShape {
	managers: number;
	workers: number;
	formed: boolean;
	era: EraId;
	seed: number;
}

/** What is typed as a seed → the seed, or undefined when it is none. */
export function parseSeed(text: string): number | undefined {
	if (!/^\d{1,10}$/.test(text.trim())) return undefined;
	const seed = Number(text.trim());
	return seed <= 4_294_967_295 ? seed : undefined;
}

export function sandboxRecording({ managers, workers, formed, era, seed }: SandboxShape): Recording {
	return {
		version: RECORDING_VERSION,
		seed,
		era,
		cluster: { machines: numberedMachines(managers, workers), formed, network: DEFAULT_NETWORK },
		lesson: '',
		inputs: [],
		end: 0
	};
}

/** The machines of the lessons on classic Swarm, before anything was typed; engines are of its time. */
export function classicRecording(version: Exclude<SwarmKind, 'mode'>, seed: number): Recording {
	return {
		version: RECORDING_VERSION,
		seed,
		era: '1.12.0-rc1',
		cluster: classicShape(version),
		lesson: '',
		inputs: [],
		end: 0
	};
}
