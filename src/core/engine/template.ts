import type { Task } from '../swarm/objects.ts';

/**
 * Fills in the placeholders that a service may have in hostname, environment and mounts. The manager has checked them
 * when the service was made; what is unknown here stays empty, as Go's templates print a missing map entry.
 * Source: SEMANTICS.md §4 (swarmkit template/context.go).
 */
export function expandTemplate(text: string, task: Task, node: { id: string; hostname: string }): string {
	const values: Record<string, string> = {
		'.Service.ID': task.serviceId ?? '',
		'.Service.Name': task.serviceAnnotations.name,
		'.Node.ID': node.id,
		'.Node.Hostname': node.hostname,
		'.Task.ID': task.id,
		'.Task.Name': `${task.serviceAnnotations.name}.${task.slot > 0 ? task.slot : node.id}.${task.id}`,
		'.Task.Slot': task.slot > 0 ? String(task.slot) : node.id
	};
	const label = /^(?:index\s+\.Service\.Labels\s+"([^"]*)"|\.Service\.Labels\.([\w-]+))$/;
	return text.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => {
		const name = label.exec(expression);
		if (name) return task.serviceAnnotations.labels?.[name[1] ?? name[2] ?? ''] ?? '';
		return values[expression] ?? '';
	});
}
