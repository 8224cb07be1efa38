import type { Wordings } from './wording.ts';

/**
 * How clients up to 19.03 put what 20.10 says otherwise, and what they did not have yet.
 * Source: the help screens of docker 19.03.13, built from docker/cli v19.03.13.
 */
export const BEFORE_20_10: Wordings = {
	build: {
		flags: {
			output: {
				added: true,
				type: 'stringArray',
				short: 'o',
				text: 'Output destination (format: type=local,dest=path)'
			},
			platform: { added: true, type: 'string', text: 'Set platform if server is multi-platform capable' },
			progress: {
				added: true,
				type: 'string',
				text: 'Set type of progress output (auto, plain, tty). Use plain to show container output (default "auto")'
			},
			secret: {
				added: true,
				type: 'stringArray',
				text: 'Secret file to expose to the build (only if BuildKit enabled): id=mysecret,src=/local/secret'
			},
			ssh: {
				added: true,
				type: 'stringArray',
				text: 'SSH agent socket or keys to expose to the build (only if BuildKit enabled) (format: default|<id>[=<socket>|<key>[,<key>]])'
			},
			stream: { added: true, type: 'bool', text: 'Stream attaches to server to negotiate build context' }
		}
	},
	'container create': { without: 'cgroupns pull' },
	'container exec': { without: 'env-file' },
	'container logs': {
		flags: {
			since: { text: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37) or relative (e.g. 42m for 42 minutes)' },
			tail: { short: '' },
			until: { text: 'Show logs before a timestamp (e.g. 2013-01-02T13:23:37) or relative (e.g. 42m for 42 minutes)' }
		}
	},
	'container ls': {
		flags: {
			quiet: { text: 'Only display numeric IDs' }
		}
	},
	'container run': { without: 'cgroupns pull' },
	// With an engine they are shown, experimental or not.
	'container start': {
		flags: {
			checkpoint: { added: true, type: 'string', text: 'Restore from this checkpoint' },
			'checkpoint-dir': { added: true, type: 'string', text: 'Use a custom checkpoint storage directory' }
		}
	},
	history: {
		flags: {
			quiet: { text: 'Only show numeric IDs' }
		}
	},
	'image history': {
		flags: {
			quiet: { text: 'Only show numeric IDs' }
		}
	},
	'image ls': {
		aliases: 'ls images list',
		flags: {
			quiet: { text: 'Only show numeric IDs' }
		}
	},
	'image push': { without: 'all-tags quiet' },
	images: { aliases: '' },
	'network create': {
		flags: {
			'config-from': { text: 'The network from which copying the configuration' }
		}
	},
	push: { without: 'all-tags quiet' },
	'service create': {
		without: 'cap-add cap-drop limit-pids max-concurrent ulimit',
		flags: {
			mode: { text: 'Service mode (replicated or global)' }
		}
	},
	'service logs': {
		flags: {
			since: { text: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37) or relative (e.g. 42m for 42 minutes)' },
			tail: { short: '' }
		}
	},
	'service update': { without: 'cap-add cap-drop limit-pids max-concurrent ulimit-add ulimit-rm' },
	'stack deploy': {
		flags: {
			'bundle-file': { added: true, type: 'string', text: 'Path to a Distributed Application Bundle file' }
		}
	}
};
