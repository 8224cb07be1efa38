import type { Network, Task } from '../objects.ts';
import { createFilters, type Filter } from './filters.ts';
import type { NodeInfo } from './nodes.ts';
import type { VolumeSet } from './volumes.ts';

/**
 * The filters with their counts of refused nodes. A node that passes all of them sets every count to 0, so an
 * explanation covers only the nodes that were tried after the last success.
 *
 * Source: swarmkit manager/scheduler/pipeline.go; SEMANTICS 6.2.
 */
export class Pipeline {
	private readonly checks: { filter: Filter; enabled: boolean; refused: number }[];

	constructor(
		networkById: (id: string) => Network | undefined,
		readonly volumes: VolumeSet
	) {
		this.checks = createFilters(networkById, volumes).map((filter) => ({ filter, enabled: false, refused: 0 }));
	}

	setTask(task: Task): void {
		for (const check of this.checks) {
			check.enabled = check.filter.setTask(task);
			check.refused = 0;
		}
	}

	/** Whether the node may take the task. */
	process(info: NodeInfo): boolean {
		for (const check of this.checks) {
			if (check.enabled && !check.filter.check(info)) {
				check.refused++;
				return false;
			}
		}
		for (const check of this.checks) check.refused = 0;
		return true;
	}

	/** Whether the node may take the task, without any count of it. */
	fits(info: NodeInfo): boolean {
		return this.checks.every(({ filter, enabled }) => !enabled || filter.check(info));
	}

	/** The filter that refused most nodes first; '' when no node was refused. */
	explain(): string {
		return this.checks
			.filter(({ refused }) => refused > 0)
			.sort((a, b) => b.refused - a.refused)
			.map(({ filter, refused }) => filter.explain(refused))
			.join('; ');
	}
}
