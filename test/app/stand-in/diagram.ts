import Boxes from './Boxes.svelte';

export const DIAGRAMS = new Map([
	['replicas', Boxes],
	['raft', Boxes],
	['ingress', Boxes]
] as const);
