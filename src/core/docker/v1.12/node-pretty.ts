import { capitalized, sortedEntries } from '../format/text.ts';
import { goTimeString } from '../format/time.ts';
import { bytesSize } from '../format/units.ts';
import type { Era } from '../../era/era.ts';
import type { Node } from '../../api/wire/node.ts';

/** `node inspect --pretty`. Source of tabs and blanks: api/client/node/inspect.go of v1.12.0-rc1 and v1.12.3. */
export function describeNode(node: Node, { capabilities }: Era): string {
	const { Description: description, Spec: spec, Status: status, ManagerStatus: manager } = node;
	const isFinal = capabilities.joinTokens;
	const lines = [`ID:\t\t\t${node.ID}`];
	const add = (head: string, value: string | undefined): void => {
		if (value) lines.push(head + value);
	};
	add('Name:\t\t\t', spec.Name);
	if (spec.Labels) lines.push('Labels:', ...labelLines(spec.Labels));
	add('Hostname:\t\t', description.Hostname);
	if (isFinal) lines.push(`Joined at:\t\t${goTimeString(node.CreatedAt).toLowerCase()}`);
	lines.push('Status:', ` State:\t\t\t${capitalized(status.State ?? '')}`);
	add(' Message:\t\t', capitalized(status.Message ?? ''));
	lines.push(` Availability:\t\t${capitalized(spec.Availability ?? '')}`);
	if (manager) {
		lines.push('Manager Status:', ` Address:\t\t${manager.Addr ?? ''}`);
		lines.push(` Raft ${isFinal ? 'S' : 's'}tatus:\t\t${capitalized(manager.Reachability ?? '')}`);
		lines.push(` Leader:\t\t${manager.Leader ? 'Yes' : 'No'}`);
	}
	lines.push('Platform:', ` Operating System:\t${description.Platform.OS ?? ''}`);
	lines.push(` Architecture:\t\t${description.Platform.Architecture ?? ''}`);
	lines.push('Resources:', ` CPUs:\t\t\t${Math.trunc((description.Resources.NanoCPUs ?? 0) / 1e9)}`);
	lines.push(` Memory:\t\t${bytesSize(description.Resources.MemoryBytes ?? 0, ' ')}`);
	const plugins = description.Engine.Plugins ?? [];
	if (plugins.length > 0) lines.push('Plugins:');
	for (const type of [...new Set(plugins.map(({ Type }) => Type ?? ''))].sort()) {
		const names = plugins.filter(({ Type }) => Type === type).map(({ Name }) => Name);
		lines.push(`  ${type}:\t\t${names.join(', ')}`);
	}
	lines.push(`Engine Version:\t\t${description.Engine.EngineVersion ?? ''}`);
	const labels = description.Engine.Labels ?? {};
	if (Object.keys(labels).length > 0) lines.push('Engine Labels:', ...labelLines(labels));
	return lines.map((line) => `${line}\n`).join('');
}

function labelLines(labels: Record<string, string>): string[] {
	return sortedEntries(labels).map(([key, value]) => ` - ${key} = ${value}`);
}
