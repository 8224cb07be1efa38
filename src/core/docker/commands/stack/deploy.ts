import { exactArgs, type Command } from '../../command.ts';

export const deploy: Command = {
	path: 'stack deploy',
	aliases: ['stack deploy', 'stack up'],
	use: '[OPTIONS] STACK',
	short: 'Deploy a new stack or update an existing stack',
	flags: [
		{ name: 'compose-file', short: 'c', type: 'strings', text: 'Path to a Compose file, or "-" to read from stdin' },
		{
			name: 'detach',
			short: 'd',
			type: 'bool',
			def: 'true',
			text: 'Exit immediately instead of waiting for the stack services to converge',
			since: '28.2'
		},
		{ name: 'prune', type: 'bool', text: 'Prune services that are no longer referenced' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress progress output', since: '28.2' },
		{
			name: 'resolve-image',
			type: 'string',
			def: 'always',
			text: 'Query the registry to resolve image digest and supported platforms ("always", "changed", "never")'
		},
		{ name: 'with-registry-auth', type: 'bool', text: 'Send registry authentication details to Swarm agents' }
	],
	args: exactArgs(1),
	run: (context) => context.compose.deploy(context)
};
