import type { NodeAssignment } from '../swarm/agent/controller.ts';
import type { Config, ContainerSpec, FileReference, Secret, Task } from '../swarm/objects.ts';
import { fromBase64 } from '../sim/base64.ts';
import { expandPayload, type Payloads, type TemplateNode } from './template.ts';

export interface TaskFile {
	path: string;
	content: string;
	mode: number;
}

interface Part {
	reference: FileReference;
	object: Secret | Config;
	folder: string;
}

/**
 * Secrets and configs as a task's container sees them: under /run/secrets/ and /, unless their target is a path of its
 * own. Those made with `--template-driver golang` are filled in for this task.
 *
 * Source: moby daemon/container_operations_unix.go, setupSecretDir; swarmkit template/getter.go.
 */
export function taskFiles(task: Task, spec: ContainerSpec, assignment: NodeAssignment, node: TemplateNode): TaskFile[] {
	const secrets = partsOf(spec.secrets, assignment.secrets, '/run/secrets/');
	const configs = partsOf(spec.configs, assignment.configs, '/');
	const textOf = (parts: readonly Part[], target: string): string | undefined => {
		const part = parts.find(({ reference }) => reference.file.name === target);
		return part && fromBase64(part.object.spec.data ?? '');
	};
	const payloads: Payloads = {
		secret: (target) => textOf(secrets, target),
		config: (target) => textOf(configs, target),
		env: (name) => spec.env?.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
	};
	return [...secrets, ...configs].map(({ reference: { file }, object, folder }) => {
		const text = fromBase64(object.spec.data ?? '');
		const content = object.spec.templating?.name === 'golang' ? expandPayload(text, task, node, payloads) : text;
		return { path: file.name.startsWith('/') ? file.name : folder + file.name, content, mode: file.mode };
	});
}

function partsOf(
	references: readonly FileReference[] = [],
	objects: readonly (Secret | Config)[],
	folder: string
): Part[] {
	return references.flatMap((reference) => {
		const object = objects.find(({ id }) => id === reference.id);
		// Without a target it is for the runtime (credential specs), not a file.
		return object && reference.file.name !== '' ? [{ reference, object, folder }] : [];
	});
}
