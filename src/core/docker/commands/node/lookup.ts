import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import type { Process } from '../../../sim/process.ts';

/** `self` as the ID of the node that is asked; only inspect and ps understand it (FINDINGS.md section 1). */
export function* resolveSelf(context: CommandContext, name: string): Process<string> {
	if (name !== 'self') return name;
	const info = yield* context.engine.get<SystemInfo>('/info');
	if (info.Swarm.NodeID !== '') return info.Swarm.NodeID;
	// A node without an ID: asking for the list gets the daemon's explanation.
	yield* context.engine.get<Node[]>('/nodes');
	throw new CliError('node ID not found in /info');
}

/** GET, change, POST: what update, promote and demote have in common. */
export function* updateNodes(
	context: CommandContext,
	names: readonly string[],
	change: (node: Node) => boolean,
	done: (name: string) => string
): Process<void> {
	for (const name of names) {
		const node = yield* context.engine.get<Node>(`/nodes/${name}`);
		if (!change(node)) {
			yield* context.printLine(`Node ${node.ID} is already a ${node.Spec.Role}.`);
			continue;
		}
		yield* context.engine.post(`/nodes/${node.ID}/update`, { version: String(node.Version.Index) }, node.Spec);
		yield* context.printLine(done(name));
	}
}
