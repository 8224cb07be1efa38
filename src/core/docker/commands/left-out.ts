import { ANY_ARGS, type Command, type Flag } from '../command.ts';

/**
 * Commands that Docker has and Swarmlab does not simulate: they are listed, have their help screens where those are
 * recorded, and say so when they are run.
 */
const NO_FLAGS: readonly Flag[] = [];

export const LEFT_OUT: readonly Command[] = [
	{
		path: 'container commit',
		also: ['commit'],
		aliases: ['container commit', 'commit'],
		use: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
		short: "Create a new image from a container's changes",
		flags: [
			{
				name: 'author',
				short: 'a',
				type: 'string',
				text: 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")'
			},
			{ name: 'change', short: 'c', type: 'list', text: 'Apply Dockerfile instruction to the created image' },
			{ name: 'message', short: 'm', type: 'string', text: 'Commit message' },
			{ name: 'pause', short: 'p', type: 'bool', def: 'true', text: 'Pause container during commit' }
		],
		args: ANY_ARGS
	},
	{
		path: 'container export',
		also: ['export'],
		aliases: ['container export', 'export'],
		use: '[OPTIONS] CONTAINER',
		short: "Export a container's filesystem as a tar archive",
		flags: [{ name: 'output', short: 'o', type: 'string', text: 'Write to a file, instead of STDOUT' }],
		args: ANY_ARGS
	},
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
		path: 'image import',
		also: ['import'],
		aliases: ['image import', 'import'],
		use: '[OPTIONS] file|URL|- [REPOSITORY[:TAG]]',
		short: 'Import the contents from a tarball to create a filesystem image',
		flags: [
			{ name: 'change', short: 'c', type: 'list', text: 'Apply Dockerfile instruction to the created image' },
			{ name: 'message', short: 'm', type: 'string', text: 'Set commit message for imported image' },
			{ name: 'platform', type: 'string', text: 'Set platform if server is multi-platform capable' }
		],
		args: ANY_ARGS
	},
	{
		path: 'image load',
		also: ['load'],
		aliases: ['image load', 'load'],
		use: '[OPTIONS]',
		short: 'Load an image from a tar archive or STDIN',
		flags: [
			{ name: 'input', short: 'i', type: 'string', text: 'Read from tar archive file, instead of STDIN' },
			{
				name: 'platform',
				type: 'string',
				text: 'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'
			},
			{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress the load output' }
		],
		args: ANY_ARGS
	},
	{
		path: 'image save',
		also: ['save'],
		aliases: ['image save', 'save'],
		use: '[OPTIONS] IMAGE [IMAGE...]',
		short: 'Save one or more images to a tar archive (streamed to STDOUT by default)',
		flags: [
			{ name: 'output', short: 'o', type: 'string', text: 'Write to a file, instead of STDOUT' },
			{
				name: 'platform',
				type: 'string',
				text: 'Save only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")'
			}
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
