import type { Task } from '../swarm/objects.ts';

/** The machine that a task runs on, as templates may name it. */
export interface TemplateNode {
	id: string;
	hostname: string;
	platform: { architecture: string; os: string };
}

/**
 * Fills in the placeholders that a service may have in hostname, environment, mounts and labels. The manager has checked
 * them when the service was made; what is unknown here stays empty, as Go's templates print a missing map entry.
 * Source: SEMANTICS.md §4 (swarmkit template/context.go); vectors/template-expand.json.
 */
export function expandTemplate(text: string, task: Task, node: TemplateNode): string {
	return expand(text, valuesOf(task, node), task, () => undefined);
}

/** What the functions of a secret's or config's own template can ask for. */
export interface Payloads {
	secret(target: string): string | undefined;
	config(target: string): string | undefined;
	env(name: string): string | undefined;
}

/**
 * The content of a secret or config with `--template-driver golang`, which may also name the task's other secrets,
 * configs and variables. Source: swarmkit template/expand.go, ExpandSecretSpec; Docker's documentation of `--template-driver`.
 */
export function expandPayload(text: string, task: Task, node: TemplateNode, payloads: Payloads): string {
	const call = (expression: string): string | undefined => {
		const match = /^(secret|config|env)\s+"([^"]*)"$/.exec(expression);
		if (!match) return undefined;
		return payloads[match[1] as keyof Payloads](match[2]!);
	};
	return expand(text, valuesOf(task, node), task, call);
}

const LABEL = /^(?:index\s+\.(Service|Task)\.Labels\s+"([^"]*)"|\.(Service|Task)\.Labels\.([\w-]+))$/;

function expand(
	text: string,
	values: Readonly<Record<string, string>>,
	task: Task,
	call: (expression: string) => string | undefined
): string {
	return text.replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => {
		const label = LABEL.exec(expression);
		if (label) {
			const { labels } =
				(label[1] ?? label[3]) === 'Task'
					? ((task.annotations ?? {}) as { labels?: Record<string, string> })
					: task.serviceAnnotations;
			return labels?.[label[2] ?? label[4] ?? ''] ?? '';
		}
		return values[expression] ?? call(expression) ?? '';
	});
}

function valuesOf(task: Task, node: TemplateNode): Record<string, string> {
	const place = task.slot > 0 ? String(task.slot) : node.id;
	return {
		'.Service.ID': task.serviceId ?? '',
		'.Service.Name': task.serviceAnnotations.name,
		'.Node.ID': node.id,
		'.Node.Hostname': node.hostname,
		'.Node.Platform.OS': node.platform.os,
		'.Node.Platform.Architecture': node.platform.architecture,
		'.Node.Platform': `{${node.platform.architecture} ${node.platform.os}}`,
		'.Task.ID': task.id,
		'.Task.Name': `${task.serviceAnnotations.name}.${place}.${task.id}`,
		'.Task.Slot': place
	};
}
