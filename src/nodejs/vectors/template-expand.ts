import { containerRequest } from '../../core/engine/task-container.ts';
import { toTask, type Sparse } from './normalise.ts';
import { each } from './vector.ts';

interface TemplateVector {
	id: string;
	nodeDescription: { hostname: string; platform: { architecture: string; os: string } };
	task: Sparse;
	expect: { hostname?: string; env?: string[]; mounts?: { source: string; target: string }[] };
}

/** What a task's container is made of once its placeholders are filled in. */
export const templateExpand = each<TemplateVector>(({ nodeDescription, task: raw, expect }) => {
	const task = toTask(raw);
	const request = containerRequest(task, task.spec.container!, { nodeId: task.nodeId ?? '', ...nodeDescription });
	const mounts = request.HostConfig?.Mounts?.map(({ Source, Target }) => ({
		source: Source ?? '',
		target: Target ?? ''
	}));
	return [
		expect,
		{
			...(expect.hostname === undefined ? {} : { hostname: request.Hostname }),
			...(expect.env === undefined ? {} : { env: request.Env }),
			...(expect.mounts === undefined ? {} : { mounts })
		}
	];
});
