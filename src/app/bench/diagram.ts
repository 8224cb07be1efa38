import type { Component } from 'svelte';
import type { DiagramName, Language } from '../../core/lesson/lesson-types.ts';
import Ingress from '../diagrams/Ingress.svelte';
import Raft from '../diagrams/Raft.svelte';
import Replicas from '../diagrams/Replicas.svelte';
import type { ClusterView, SeenEvent } from '../../core/view/cluster.ts';

/** What every diagram is given. */
export interface DiagramProps {
	/** Changed in place: read it whenever `version` has grown. */
	cluster: ClusterView;
	version: number;
	/** Virtual milliseconds. */
	now: number;
	/** Virtual seconds for each real one; from 10 on nothing travels. */
	speed: number;
	playing: boolean;
	/** Large, small and simplified at the side, or as table and sentence. */
	form: 'full' | 'peek' | 'text';
	/** There is room for rows only. */
	narrow: boolean;
	language: Language;
	/** Machines in the order of the world, with the shape they have while in no swarm. */
	machines: readonly { name: string; address: string; role: 'manager' | 'worker' }[];
	/** What each manager believes is to be shown beside what is so. */
	eachBelief: boolean;
	/** Tells every batch of events as it arrives, for what moves. Returns how to stop. */
	watch: (watcher: (events: readonly SeenEvent[]) => void) => () => void;
	/** A mark is under the pointer or has focus: the explanation line speaks of this event. undefined: of none. */
	onpick: (seq: number | undefined) => void;
	/** Enter, click or Shift+F10 on a machine: its menu opens at `mark`, which gets the focus back. */
	onmenu: (machine: string, mark: Element) => void;
}

type Loaded = ReadonlyMap<DiagramName, Component<DiagramProps>>;

const SWARM_MODE: Loaded = new Map<DiagramName, Component<DiagramProps>>([
	['replicas', Replicas],
	['raft', Raft],
	['ingress', Ingress]
]);

/** Of worlds that have the standalone Swarm, and loaded only with them. */
let classic: Promise<Loaded> | undefined;
function loadClassic(): Promise<Loaded> {
	return (classic ??= Promise.all([
		import('../diagrams/classic/Classic.svelte'),
		import('../diagrams/classic/Schedule.svelte'),
		import('../diagrams/classic/Discovery.svelte')
	]).then(
		([Classic, Schedule, Discovery]) =>
			new Map<DiagramName, Component<DiagramProps>>([
				['classic', Classic.default],
				['schedule', Schedule.default],
				['discovery', Discovery.default]
			])
	));
}

/** The component of each diagram of a world: at once, or when it has come. */
export function diagramComponents(isClassic: boolean): Loaded | Promise<Loaded> {
	return isClassic ? loadClassic() : SWARM_MODE;
}
