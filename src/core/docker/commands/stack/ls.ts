import { LIST_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { NAMESPACE_LABEL } from '../../compose/stack-name.ts';
import { encodeFilters } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import type { Service } from '../../../api/wire/service.ts';

interface Stack {
	name: string;
	services: number;
}

const columns: Column<Stack>[] = [
	{ name: 'Name', header: 'NAME', value: ({ name }) => name },
	{ name: 'Services', header: 'SERVICES', value: ({ services }) => String(services) },
	// Of stacks on Kubernetes; only in JSON (recorded).
	{ name: 'Namespace', header: 'NAMESPACE', value: () => '', until: '20.10' },
	{ name: 'Orchestrator', header: 'ORCHESTRATOR', value: () => 'Swarm', until: '20.10' }
];

export const ls: Command = {
	path: 'stack ls',
	aliases: ['stack ls', 'stack list'],
	use: '[OPTIONS]',
	short: 'List stacks',
	flags: [{ name: 'format', type: 'string', text: LIST_FORMAT }],
	args: NO_ARGS,
	*run(context) {
		const filters = encodeFilters({ label: [NAMESPACE_LABEL] });
		const services = yield* context.engine.get<Service[]>('/services', { filters });
		const counts = new Map<string, number>();
		for (const service of services) {
			const name = service.Spec.Labels?.[NAMESPACE_LABEL];
			if (name === undefined) throw new CliError(`cannot get label ${NAMESPACE_LABEL} for service ${service.ID}`);
			counts.set(name, (counts.get(name) ?? 0) + 1);
		}
		const hasOrchestrator = context.era.id === '20.10' || context.era.id === '19.03';
		yield* printList(context, {
			format: context.flags.string('format'),
			table: `{{.Name}}\t{{.Services}}${hasOrchestrator ? '\t{{.Orchestrator}}' : ''}`,
			columns,
			rows: [...counts]
				.map(([name, count]) => ({ name, services: count }))
				.sort((a, b) => naturalCompare(a.name, b.name)),
			typeName: '*formatter.stackContext'
		});
		return 0;
	}
};
