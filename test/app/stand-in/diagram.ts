import Boxes from './Boxes.svelte';

const DIAGRAMS = new Map([
	['replicas', Boxes],
	['raft', Boxes],
	['ingress', Boxes]
] as const);

export function diagramComponents(): typeof DIAGRAMS {
	return DIAGRAMS;
}
