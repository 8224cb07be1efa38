import type { DiagramName } from '../../core/lesson/lesson-types.ts';
import type { ClusterView, SeenEvent } from '../../core/view/cluster.ts';
import { ingressView, type IngressViewModel } from '../../core/view/ingress.ts';
import type { ShapeOf } from '../../core/view/machine-mark.ts';
import { raftView, type RaftViewModel } from '../../core/view/raft.ts';
import { replicasView, type ReplicasViewModel } from '../../core/view/replicas.ts';

/** A diagram at one moment. */
export type Pictured =
	| { diagram: 'replicas'; now: number; view: ReplicasViewModel }
	| { diagram: 'raft'; now: number; view: RaftViewModel }
	| { diagram: 'ingress'; now: number; view: IngressViewModel };

/** @returns undefined where the diagram would have nothing to show */
function pictured(diagram: DiagramName, cluster: ClusterView, shapeOf: ShapeOf): Pictured | undefined {
	const { now } = cluster;
	if (diagram === 'raft') {
		const view = raftView(cluster, shapeOf);
		return view.managers.length > 0 ? { diagram, now, view } : undefined;
	}
	if (diagram === 'ingress') {
		const view = ingressView(cluster, shapeOf);
		return view.service ? { diagram, now, view } : undefined;
	}
	// Those of the standalone Swarm are not on paper.
	if (diagram !== 'replicas') return undefined;
	const view = replicasView(cluster, shapeOf);
	return view.inSwarm ? { diagram, now, view } : undefined;
}

/** How the diagrams stood when each step was left: what paper shows at the step's end. */
export class StepEnds {
	/** By number of the step, from 1. */
	private readonly ends = new Map<number, Pictured>();
	private current = 0;
	/** Requests before the step in hand. */
	private requests = 0;

	/**
	 * To be called before `event` becomes part of `cluster`.
	 * @param view diagrams of the lesson, the first one first
	 */
	before(event: SeenEvent, cluster: ClusterView, view: readonly DiagramName[], shapeOf: ShapeOf): void {
		if (event.type !== 'lesson.step' || event.number === this.current) return;
		const end = this.current > 0 ? this.picture(cluster, view, shapeOf) : undefined;
		if (end) this.ends.set(this.current, end);
		this.current = event.number;
		this.requests = cluster.requestCount;
	}

	/** The step in hand as it stands: where requests were sent their way, else the lesson's first diagram. */
	picture(cluster: ClusterView, view: readonly DiagramName[], shapeOf: ShapeOf): Pictured | undefined {
		const asked = cluster.requestCount > this.requests && view.includes('ingress');
		return pictured(asked ? 'ingress' : (view[0] ?? 'replicas'), cluster, shapeOf);
	}

	/** @param number of the step, from 1; of the one in hand there is no end yet */
	of(number: number): Pictured | undefined {
		return number === this.current ? undefined : this.ends.get(number);
	}

	isCurrent(number: number): boolean {
		return number === this.current;
	}
}
