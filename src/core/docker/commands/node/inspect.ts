import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { inspectAll } from '../../format/inspect.ts';
import { decoded } from '../../format/json.ts';
import { capitalized, sortedEntries } from '../../format/text.ts';
import { goTimeString } from '../../format/time.ts';
import { bytesSize } from '../../format/units.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { Process } from '../../../sim/process.ts';
import { resolveSelf } from './lookup.ts';

export const inspect: Command = {
	path: 'node inspect',
	use: '[OPTIONS] self|NODE [NODE...]',
	short: 'Display detailed information on one or more nodes',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{ name: 'pretty', type: 'bool', text: 'Print the information in a human friendly format' }
	],
	args: minArgs(1),
	completes: 'node',
	*run(context) {
		// Unlike with services `--pretty` wins over a format.
		const format = context.flags.bool('pretty') ? 'pretty' : context.flags.string('format');
		if (format.startsWith('pretty') && format !== 'pretty')
			throw new CliError('cannot supply extra formatting options to the pretty template');
		const fetch = function* (name: string): Process<Node> {
			return decoded(yield* context.engine.get<Node>(`/nodes/${yield* resolveSelf(context, name)}`));
		};
		if (format !== 'pretty')
			return yield* inspectAll(context, context.args, fetch, { format, type: 'swarm.Node', nested: true });
		return yield* printPretty(context, fetch);
	}
};

function* printPretty(context: CommandContext, fetch: (name: string) => Process<Node>): Process<number> {
	let text = '';
	for (const name of context.args) text += describe(yield* fetch(name));
	// All or nothing: the client writes when it has them all.
	yield* context.print(text);
	return 0;
}

/** Blanks and tabs as recorded (recordings/cluster.jsonl, `node inspect --pretty`). */
function describe(node: Node): string {
	const { Description: description, Spec: spec, Status: status, ManagerStatus: manager } = node;
	let text = `ID:\t\t\t${node.ID}\n`;
	if (spec.Name) text += `Name:\t\t\t${spec.Name}\n`;
	const labels = sortedEntries(spec.Labels);
	if (labels.length > 0) text += `Labels:\n${labels.map(([key, value]) => ` - ${key}=${value}\n`).join('')}`;
	text += `Hostname:              \t${description.Hostname ?? ''}\n`;
	text += `Joined at:             \t${goTimeString(node.CreatedAt).toLowerCase()}\n`;
	text += `Status:\n State:\t\t\t${capitalized(status.State ?? '')}\n`;
	if (status.Message) text += ` Message:              \t${capitalized(status.Message)}\n`;
	text += ` Availability:         \t${capitalized(spec.Availability ?? '')}\n`;
	if (status.Addr) text += ` Address:\t\t${status.Addr}\n`;
	if (manager) {
		text += `Manager Status:\n Address:\t\t${manager.Addr ?? ''}\n`;
		text += ` Raft Status:\t\t${capitalized(manager.Reachability ?? '')}\n`;
		text += ` Leader:\t\t${manager.Leader ? 'Yes' : 'No'}\n`;
	}
	text += `Platform:\n Operating System:\t${description.Platform.OS ?? ''}\n`;
	text += ` Architecture:\t\t${description.Platform.Architecture ?? ''}\n`;
	text += `Resources:\n CPUs:\t\t\t${Math.trunc((description.Resources.NanoCPUs ?? 0) / 1e9)}\n`;
	text += ` Memory:\t\t${bytesSize(description.Resources.MemoryBytes ?? 0)}\n`;
	const plugins = description.Engine.Plugins ?? [];
	if (plugins.length > 0) {
		text += 'Plugins:\n';
		for (const type of [...new Set(plugins.map((plugin) => plugin.Type ?? ''))].sort()) {
			const names = plugins.filter((plugin) => plugin.Type === type).map((plugin) => plugin.Name);
			text += ` ${type}:\t\t${names.join(', ')}\n`;
		}
	}
	text += `Engine Version:\t\t${description.Engine.EngineVersion ?? ''}\n`;
	const engineLabels = sortedEntries(description.Engine.Labels);
	if (engineLabels.length > 0)
		text += `Engine Labels:\n${engineLabels.map(([key, value]) => ` - ${key}=${value}\n`).join('')}`;
	const tls = description.TLSInfo as Node['Description']['TLSInfo'] | undefined;
	if (tls?.TrustRoot) {
		text += `TLS Info:\n TrustRoot:\n${tls.TrustRoot}\n`;
		text += ` Issuer Subject:\t${tls.CertIssuerSubject ?? ''}\n Issuer Public Key:\t${tls.CertIssuerPublicKey ?? ''}\n`;
	}
	return text;
}
