import type { Topology } from '../../core/swarm/objects.ts';
import { isInTopology } from '../../core/swarm/scheduler/volumes.ts';
import { judge, type TopicRunner } from './vector.ts';

export const topology: TopicRunner = (vectors) =>
	vectors.map((vector) =>
		judge(vector.id, () => {
			const { node, accessible, expect } = vector as unknown as {
				node: Topology;
				accessible: Topology[];
				expect: boolean;
			};
			return [expect, isInTopology(node, accessible)];
		})
	);
