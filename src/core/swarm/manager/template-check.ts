import type { ContainerSpec } from '../objects.ts';

/** What a container template may name (swarmkit template/context.go). Labels take any further name. */
const FIELDS: Record<string, readonly string[]> = {
	Service: ['ID', 'Name', 'Labels'],
	Node: ['ID', 'Hostname', 'Platform'],
	Task: ['ID', 'Name', 'Slot']
};
const PLATFORM = ['Architecture', 'OS'];

/**
 * Tries out the templates of a container spec; returns the error that Go's text/template gives, undefined when all is
 * well. Understands fields ({{.Task.Slot}}) and the functions join and index around them.
 *
 * Source: swarmkit template/expand.go. Not modelled: if, range, with, pipelines, variables.
 */
export function checkTemplate(container: ContainerSpec): string | undefined {
	const texts: [string, string][] = [
		['hostname', container.hostname ?? ''],
		...(container.env ?? []).map((text): [string, string] => ['env', text]),
		...(container.mounts ?? []).flatMap((mount): [string, string][] => [
			['mounts', mount.source ?? ''],
			['mounts', mount.target]
		])
	];
	for (const [what, text] of texts) {
		const problem = problemOf(text);
		if (problem) return `expanding ${what} failed: ${problem}`;
	}
	return undefined;
}

function problemOf(text: string): string | undefined {
	const action = /\{\{(.*?)\}\}/g;
	for (let match = action.exec(text); match; match = action.exec(text)) {
		const body = match[1]!;
		const field = /(?:^|[\s(])\.([A-Za-z_][\w.]*)/.exec(body);
		if (!field) continue;
		const problem = missingField(field[1]!);
		if (!problem) continue;
		const { name, type, path } = problem;
		// Go counts bytes of the line, to the end of the last field that it could read.
		const column = match.index + 2 + field.index + (field[0].startsWith('.') ? 0 : 1) + path;
		return `template: expansion:1:${column}: executing "expansion" at <.${field[1]!}>: can't evaluate field ${name} in type ${type}`;
	}
	return undefined;
}

/** `path`: how far before the missing name the error points. */
function missingField(path: string): { name: string; type: string; path: number } | undefined {
	const [root = '', child, grandchild] = path.split('.');
	const children = FIELDS[root];
	if (!children) return { name: root, type: '*template.Context', path: child === undefined ? 0 : root.length + 1 };
	if (child === undefined) return undefined;
	if (!children.includes(child)) return { name: child, type: `struct { ${root} }`, path: root.length + 1 };
	if (child === 'Platform' && grandchild !== undefined && !PLATFORM.includes(grandchild)) {
		return { name: grandchild, type: 'template.Platform', path: root.length + child.length + 2 };
	}
	return undefined;
}
