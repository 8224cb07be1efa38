import { NO_ARGS, type Column, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { DEFAULT_CONTEXT } from '../../context-store.ts';
import { CliError } from '../../errors.ts';
import { printList } from '../../format/list.ts';
import { ellipsis } from '../../format/units.ts';
import { naturalCompare } from '../../format/natural-sort.ts';
import { LIST_FORMAT } from '../format-help.ts';

interface ContextRow {
	name: string;
	description: string;
	endpoint: string;
	current: boolean;
	error: string;
}

/** As wide as the longest error of the table. */
const ERROR_WIDTH = 45;

const contextColumns: Column<ContextRow>[] = [
	{ name: 'Name', header: 'NAME', value: ({ name }) => name },
	{ name: 'Description', header: 'DESCRIPTION', value: ({ description }) => ellipsis(description, 60) },
	{ name: 'DockerEndpoint', header: 'DOCKER ENDPOINT', value: ({ endpoint }) => endpoint },
	{ name: 'Current', value: ({ current }) => current },
	{ name: 'Error', header: 'ERROR', value: ({ error }) => ellipsis(error, ERROR_WIDTH), since: '28.2' },
	{ name: 'KubernetesEndpoint', header: 'KUBERNETES ENDPOINT', value: () => '', until: '20.10' },
	{ name: 'StackOrchestrator', header: 'ORCHESTRATOR', value: () => 'swarm', until: '20.10' }
];

/** Source: docker/cli cli/command/context/list.go; recorded by test/core/docker/real-client (contexts). */
export const ls: Command = {
	path: 'context ls',
	aliases: ['context ls', 'context list'],
	use: '[OPTIONS]',
	short: 'List contexts',
	flags: [
		{ name: 'format', type: 'string', text: LIST_FORMAT },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only show context names' }
	],
	args: NO_ARGS,
	*run(context) {
		yield* printList(context, {
			format: context.flags.string('format'),
			table: `{{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t${context.era.capabilities.wordsOf28 ? '{{.Error}}' : '{{.KubernetesEndpoint}}\t{{.StackOrchestrator}}'}`,
			columns: contextColumns,
			rows: rowsOf(context),
			typeName: '*formatter.clientContextContext',
			quiet: context.flags.bool('quiet') ? ({ name }) => name : undefined
		});
		if ((context.sys.env.get('DOCKER_HOST') ?? '') !== '') yield* context.warn(OVERRIDDEN);
		return 0;
	}
};

const OVERRIDDEN =
	'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.';

function rowsOf(context: CommandContext): ContextRow[] {
	const { contexts, contextName } = context;
	const known = contexts.list().map(({ Name, Metadata, Endpoints }): ContextRow => ({
		name: Name,
		description: Metadata.Description ?? '',
		endpoint: Endpoints.docker?.Host ?? '',
		current: Name === contextName,
		error: ''
	}));
	known.push({
		name: DEFAULT_CONTEXT,
		description: 'Current DOCKER_HOST based configuration',
		endpoint: context.localHost(),
		current: contextName === DEFAULT_CONTEXT,
		error: ''
	});
	if (!known.some((row) => row.current)) {
		known.push({ name: contextName, description: '', endpoint: '', current: true, error: whyMissing(context) });
	}
	return known.sort((a, b) => naturalCompare(a.name, b.name));
}

function whyMissing({ contexts, contextName }: CommandContext): string {
	try {
		contexts.get(contextName);
		return '';
	} catch (error) {
		if (error instanceof CliError) return error.message;
		throw error;
	}
}
