import type { Component } from 'svelte';
import type { DiagramName, Language } from '../../core/lesson/lesson-types.ts';
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

/** One component for each name, in ../diagrams; a name without one is not offered. */
const found = import.meta.glob<{ default: Component<DiagramProps> }>('../diagrams/{Replicas,Raft,Ingress}.svelte', {
	eager: true
});

export const DIAGRAMS: ReadonlyMap<DiagramName, Component<DiagramProps>> = new Map(
	(['replicas', 'raft', 'ingress'] as const).flatMap((name) => {
		const file = `../diagrams/${name[0]!.toUpperCase()}${name.slice(1)}.svelte`;
		const module = found[file];
		return module ? [[name, module.default] as const] : [];
	})
);
