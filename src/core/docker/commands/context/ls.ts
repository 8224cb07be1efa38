import { NO_ARGS, type Column, type Command } from '../../command.ts';
import { printList } from '../../format/list.ts';
import { INSPECT_FORMAT } from '../format-help.ts';

interface ContextRow {
	endpoint: string;
}

const contextColumns: Column<ContextRow>[] = [
	{ name: 'Name', header: 'NAME', value: () => 'default' },
	{ name: 'Description', header: 'DESCRIPTION', value: () => 'Current DOCKER_HOST based configuration' },
	{ name: 'DockerEndpoint', header: 'DOCKER ENDPOINT', value: ({ endpoint }) => endpoint },
	{ name: 'Current', header: '', value: () => true },
	{ name: 'Error', header: 'ERROR', value: () => '' }
];

/** There is one context: other machines are reached by -H. */
export const ls: Command = {
	path: 'context ls',
	aliases: ['context ls', 'context list'],
	use: '[OPTIONS]',
	short: 'List contexts',
	flags: [
		{ name: 'format', type: 'string', text: INSPECT_FORMAT },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only show context names' }
	],
	args: NO_ARGS,
	*run(context) {
		yield* printList(context, {
			format: context.flags.string('format'),
			table: '{{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}',
			columns: contextColumns,
			rows: [{ endpoint: context.engine.host }],
			typeName: '*formatter.clientContextContext',
			quiet: context.flags.bool('quiet') ? () => 'default' : undefined
		});
		return 0;
	}
};
