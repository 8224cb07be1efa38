import { ANY_ARGS, type Command, type Flag } from '../command.ts';

/**
 * Commands that Docker has and Swarmlab does not simulate: they are listed, have their help screens where those are
 * recorded, and say so when they are run.
 */
const NO_FLAGS: readonly Flag[] = [];

export const LEFT_OUT: readonly Command[] = [
	{
		path: 'search',
		use: '[OPTIONS] TERM',
		short: 'Search Docker Hub for images',
		flags: [
			{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
			{ name: 'format', type: 'string', text: 'Pretty-print search using a Go template' },
			{ name: 'limit', type: 'int', text: 'Max number of search results' },
			{ name: 'no-trunc', type: 'bool', text: "Don't truncate output" }
		],
		args: ANY_ARGS
	},
	{
		path: 'context export',
		use: '[OPTIONS] CONTEXT [FILE|-]',
		short: 'Export a context to a tar archive FILE or a tar stream on STDOUT.',
		flags: [],
		args: ANY_ARGS
	},
	{
		path: 'context import',
		use: 'CONTEXT FILE|-',
		short: 'Import a context from a tar or zip file',
		flags: [],
		args: ANY_ARGS
	},
	...listed({
		build: 'Build an image from a Dockerfile',
		'image build': 'Build an image from a Dockerfile'
	})
];

function listed(rows: Record<string, string>): Command[] {
	return Object.entries(rows).map(([path, short]) => ({
		path,
		use: '[OPTIONS]',
		short,
		flags: NO_FLAGS,
		args: ANY_ARGS,
		interspersed: false
	}));
}
