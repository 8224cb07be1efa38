import type { ScriptedImage } from '../engine/programs/scripted-image.ts';

/** Which machines a world has, and whether they are a swarm from the start. */
export interface ClusterShape {
	machines: MachineShape[];
	/** true: the machines form a swarm, with their roles, before the first input. */
	formed: boolean;
	/** First three parts of every address: '10.0.0.' */
	network: string;
	/** What the registry has beyond its usual images: those of a lesson. */
	images?: ScriptedImage[];
}

export interface MachineShape {
	name: string;
	/** Its role where the swarm is formed from the start; its place in diagrams otherwise. */
	role: 'manager' | 'worker';
	/** Last part of its address. */
	host: number;
}

/** mgr1… and wrk1…, with addresses in this order from 1. */
export function numberedMachines(managers: number, workers: number): MachineShape[] {
	return [
		...Array.from({ length: managers }, (_, i) => ({ name: `mgr${i + 1}`, role: 'manager' as const, host: i + 1 })),
		...Array.from({ length: workers }, (_, i) => ({
			name: `wrk${i + 1}`,
			role: 'worker' as const,
			host: managers + i + 1
		}))
	];
}

export const DEFAULT_NETWORK = '10.0.0.';
