import { LIST_FORMAT } from '../format-help.ts';
import { exactArgs, type Command } from '../../command.ts';
import { StackName } from '../../compose/stack-name.ts';
import { encodeFilters } from '../../engine-client.ts';
import { printList } from '../../format/list.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { shortId } from '../../format/units.ts';
import type { Service } from '../../../api/wire/service.ts';
import { filtersOf } from '../list-filters.ts';
import { addStatus } from '../service/status.ts';
import { SERVICE_RAW, SERVICE_TABLE, serviceColumns } from '../service/ls.ts';

export const services: Command = {
	path: 'stack services',
	use: '[OPTIONS] STACK',
	short: 'List the services in the stack',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display IDs' }
	],
	args: exactArgs(1),
	*run(context) {
		const stack = new StackName(context.args[0]!);
		const quiet = context.flags.bool('quiet');
		const filters = filtersOf(context.flags);
		const found = yield* context.engine.get<Service[]>('/services', {
			filters: encodeFilters({ ...filters, label: [...(filters['label'] ?? []), stack.filter] }),
			status: quiet ? undefined : 'true'
		});
		if (found.length === 0) {
			yield* context.warn(`Nothing found in stack: ${stack.name}`);
			return 0;
		}
		if (!quiet) yield* addStatus(context.engine, context.era, found);
		yield* printList(context, {
			format: context.flags.string('format'),
			table: SERVICE_TABLE,
			columns: serviceColumns,
			rows: context.era.capabilities.jobs ? found.sort((a, b) => naturalCompare(a.Spec.Name, b.Spec.Name)) : found,
			setting: 'servicesFormat',
			raw: SERVICE_RAW,
			quietRaw: 'id: {{.ID}}',
			typeName: '*service.serviceContext',
			quiet: quiet ? (service) => shortId(service.ID) : undefined
		});
		return 0;
	}
};
