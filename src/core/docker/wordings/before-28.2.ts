import type { Wordings } from './wording.ts';

/**
 * How clients up to 20.10 put what today's rows say otherwise, and what they did not have yet.
 * Source: the help screens of docker 20.10.24 (recordings/help.jsonl).
 */
export const BEFORE_28_2: Wordings = {
	'': {
		flags: {
			host: { text: 'Daemon socket(s) to connect to' },
			'log-level': { text: 'Set the logging level ("debug"|"info"|"warn"|"error"|"fatal")' }
		}
	},
	build: {
		aliases: '',
		without: 'platform',
		flags: {
			'add-host': { text: 'Add a custom host-to-IP mapping (host:ip)' },
			'cgroup-parent': { text: 'Optional parent cgroup for the container' },
			file: { text: "Name of the Dockerfile (Default is 'PATH/Dockerfile')" },
			'memory-swap': { text: "Swap limit equal to memory plus swap: '-1' to enable unlimited swap" },
			'shm-size': { text: 'Size of /dev/shm' },
			tag: { text: "Name and optionally a tag in the 'name:tag' format" }
		}
	},
	config: { short: 'Manage Docker configs' },
	'config inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'config ls': {
		flags: {
			format: { text: 'Pretty-print configs using a Go template' }
		}
	},
	'container attach': { aliases: '' },
	'container commit': { aliases: '' },
	'container cp': { aliases: '', without: 'quiet' },
	'container create': {
		aliases: '',
		without: 'annotation cpu-count cpu-percent health-start-interval io-maxbandwidth io-maxiops quiet use-api-socket',
		flags: {
			pull: { text: 'Pull image before creating ("always"|"missing"|"never")' },
			rm: { text: 'Automatically remove the container when it exits' },
			'stop-signal': { text: 'Signal to stop a container (default "SIGTERM")' }
		}
	},
	'container diff': { aliases: '' },
	'container exec': {
		short: 'Run a command in a running container',
		aliases: '',
		flags: {
			user: { text: 'Username or UID (format: <name|uid>[:<group|gid>])' }
		}
	},
	'container export': { aliases: '' },
	'container inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'container kill': {
		aliases: '',
		flags: {
			signal: { text: 'Signal to send to the container (default "KILL")' }
		}
	},
	'container logs': {
		aliases: '',
		flags: {
			since: { text: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)' },
			until: { text: 'Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)' }
		}
	},
	'container ls': {
		aliases: 'ls ps list',
		flags: {
			format: { text: 'Pretty-print containers using a Go template' }
		}
	},
	'container pause': { aliases: '' },
	'container port': { aliases: '' },
	'container prune': {
		flags: {
			filter: { text: "Provide filter values (e.g. 'until=<timestamp>')" }
		}
	},
	'container rename': { aliases: '' },
	'container restart': {
		aliases: '',
		without: 'signal timeout',
		flags: {
			time: {
				added: true,
				as: 'timeout',
				type: 'int',
				short: 't',
				text: 'Seconds to wait for stop before killing the container (default 10)'
			}
		}
	},
	'container rm': { aliases: '' },
	'container run': {
		short: 'Run a command in a new container',
		aliases: '',
		without: 'annotation cpu-count cpu-percent health-start-interval io-maxbandwidth io-maxiops quiet use-api-socket',
		flags: {
			pull: { text: 'Pull image before running ("always"|"missing"|"never")' },
			rm: { text: 'Automatically remove the container when it exits' },
			'stop-signal': { text: 'Signal to stop a container (default "SIGTERM")' }
		}
	},
	'container start': { aliases: '', without: 'checkpoint checkpoint-dir' },
	'container stats': {
		aliases: '',
		flags: {
			format: { text: 'Pretty-print images using a Go template' }
		}
	},
	'container stop': {
		aliases: '',
		without: 'signal timeout',
		flags: {
			time: {
				added: true,
				as: 'timeout',
				type: 'int',
				short: 't',
				text: 'Seconds to wait for stop before killing it (default 10)'
			}
		}
	},
	'container top': { aliases: '' },
	'container unpause': { aliases: '' },
	'container update': {
		aliases: '',
		flags: {
			'kernel-memory': { added: true, type: 'bytes', text: 'Kernel memory limit' },
			'memory-swap': { text: "Swap limit equal to memory plus swap: '-1' to enable unlimited swap" }
		}
	},
	'container wait': { aliases: '' },
	'context export': { short: 'Export a context to a tar or kubeconfig file' },
	'context inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'context ls': {
		flags: {
			format: { text: 'Pretty-print contexts using a Go template' }
		}
	},
	'context show': { absent: true },
	history: {
		aliases: '',
		without: 'platform',
		flags: {
			format: { text: 'Pretty-print images using a Go template' }
		}
	},
	'image history': {
		aliases: '',
		without: 'platform',
		flags: {
			format: { text: 'Pretty-print images using a Go template' }
		}
	},
	'image import': { aliases: '' },
	'image inspect': {
		without: 'platform',
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'image load': { aliases: '', without: 'platform' },
	'image ls': {
		aliases: 'ls list',
		without: 'tree',
		flags: {
			format: { text: 'Pretty-print images using a Go template' }
		}
	},
	'image prune': {
		flags: {
			filter: { text: "Provide filter values (e.g. 'until=<timestamp>')" }
		}
	},
	'image pull': { short: 'Pull an image or a repository from a registry', aliases: '' },
	'image push': {
		short: 'Push an image or a repository to a registry',
		aliases: '',
		without: 'platform',
		flags: {
			'all-tags': { text: 'Push all tagged images in the repository' }
		}
	},
	'image rm': { aliases: 'rm rmi remove', without: 'platform' },
	'image save': { aliases: '', without: 'platform' },
	'image tag': { aliases: '' },
	images: { aliases: '' },
	import: { aliases: '' },
	inspect: {
		flags: {
			format: { text: 'Format the output using the given Go template' },
			type: { text: 'Return JSON for specified type' }
		}
	},
	load: { aliases: '', without: 'platform' },
	login: {
		short: 'Log in to a Docker registry',
		long: 'Log in to a Docker registry.\nIf no server is specified, the default is defined by the daemon.',
		flags: {
			password: { text: 'Password' },
			'password-stdin': { text: 'Take the password from stdin' }
		}
	},
	logout: {
		short: 'Log out from a Docker registry',
		long: 'Log out from a Docker registry.\nIf no server is specified, the default is defined by the daemon.'
	},
	'network connect': {
		without: 'gw-priority',
		flags: {
			ip: { text: 'IPv4 address (e.g., 172.30.100.104)' },
			ip6: { text: 'IPv6 address (e.g., 2001:db8::33)' }
		}
	},
	'network create': {
		without: 'ipv4',
		flags: {
			ipv6: { text: 'Enable IPv6 networking' }
		}
	},
	'network inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'network ls': {
		flags: {
			filter: { text: "Provide filter values (e.g. 'driver=bridge')" },
			format: { text: 'Pretty-print networks using a Go template' }
		}
	},
	'network prune': {
		flags: {
			filter: { text: "Provide filter values (e.g. 'until=<timestamp>')" }
		}
	},
	'network rm': { without: 'force' },
	'node inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'node ls': {
		flags: {
			format: { text: 'Pretty-print nodes using a Go template' }
		}
	},
	'node update': {
		flags: {
			availability: { text: 'Availability of the node ("active"|"pause"|"drain")' },
			'label-add': { text: 'Add or update a node label (key=value)' },
			role: { text: 'Role of the node ("worker"|"manager")' }
		}
	},
	ps: { aliases: '' },
	push: {
		short: 'Push an image or a repository to a registry',
		aliases: '',
		without: 'platform',
		flags: {
			'all-tags': { text: 'Push all tagged images in the repository' }
		}
	},
	rmi: { aliases: '' },
	save: { aliases: '', without: 'platform' },
	search: {
		short: 'Search the Docker Hub for images',
		flags: {
			limit: { text: 'Max number of search results (default 25)' }
		}
	},
	secret: { short: 'Manage Docker secrets' },
	'secret inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'secret ls': {
		flags: {
			format: { text: 'Pretty-print secrets using a Go template' }
		}
	},
	service: { short: 'Manage services' },
	'service create': {
		without: 'health-start-interval oom-score-adj',
		flags: {
			mode: { text: 'Service mode (replicated, global, replicated-job, or global-job)' },
			'restart-condition': { text: 'Restart when condition is met ("none"|"on-failure"|"any")' },
			'rollback-failure-action': { text: 'Action on rollback failure ("pause"|"continue")' },
			'rollback-order': { text: 'Rollback order ("start-first"|"stop-first")' },
			'update-failure-action': { text: 'Action on update failure ("pause"|"continue"|"rollback")' },
			'update-order': { text: 'Update order ("start-first"|"stop-first")' }
		}
	},
	'service inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'service logs': {
		flags: {
			since: { text: 'Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)' }
		}
	},
	'service ls': {
		flags: {
			format: { text: 'Pretty-print services using a Go template' }
		}
	},
	'service update': {
		without: 'health-start-interval oom-score-adj',
		flags: {
			'host-add': { text: 'Add a custom host-to-IP mapping (host:ip)' },
			'host-rm': { text: 'Remove a custom host-to-IP mapping (host:ip)' },
			'restart-condition': { text: 'Restart when condition is met ("none"|"on-failure"|"any")' },
			'rollback-failure-action': { text: 'Action on rollback failure ("pause"|"continue")' },
			'rollback-order': { text: 'Rollback order ("start-first"|"stop-first")' },
			'update-failure-action': { text: 'Action on update failure ("pause"|"continue"|"rollback")' },
			'update-order': { text: 'Update order ("start-first"|"stop-first")' }
		}
	},
	stack: {
		short: 'Manage Docker stacks',
		flags: {
			// Hidden as long as no Kubernetes is asked for, but not from the screen after an unknown word (stack.jsonl 19).
			kubeconfig: { added: true, hidden: true, type: 'string', text: 'Kubernetes config file' },
			orchestrator: { added: true, type: 'string', text: 'Orchestrator to use (swarm|kubernetes|all)' }
		}
	},
	'stack config': { absent: true },
	'stack deploy': {
		without: 'detach quiet',
		flags: {
			orchestrator: { added: true, type: 'string', text: 'Orchestrator to use (swarm|kubernetes|all)' },
			'resolve-image': {
				text: 'Query the registry to resolve image digest and supported platforms ("always"|"changed"|"never")'
			}
		}
	},
	'stack ls': {
		flags: {
			format: { text: 'Pretty-print stacks using a Go template' },
			orchestrator: { added: true, type: 'string', text: 'Orchestrator to use (swarm|kubernetes|all)' }
		}
	},
	'stack ps': {
		flags: {
			format: { text: 'Pretty-print tasks using a Go template' },
			orchestrator: { added: true, type: 'string', text: 'Orchestrator to use (swarm|kubernetes|all)' }
		}
	},
	'stack rm': {
		without: 'detach',
		flags: {
			orchestrator: { added: true, type: 'string', text: 'Orchestrator to use (swarm|kubernetes|all)' }
		}
	},
	'stack services': {
		flags: {
			format: { text: 'Pretty-print services using a Go template' },
			orchestrator: { added: true, type: 'string', text: 'Orchestrator to use (swarm|kubernetes|all)' }
		}
	},
	'swarm init': {
		flags: {
			'advertise-addr': { text: 'Advertised address (format: <ip|interface>[:port])' },
			availability: { text: 'Availability of the node ("active"|"pause"|"drain")' },
			'data-path-addr': { text: 'Address or interface to use for data path traffic (format: <ip|interface>)' },
			'listen-addr': { text: 'Listen address (format: <ip|interface>[:port])' }
		}
	},
	'swarm join': {
		flags: {
			'advertise-addr': { text: 'Advertised address (format: <ip|interface>[:port])' },
			availability: { text: 'Availability of the node ("active"|"pause"|"drain")' },
			'data-path-addr': { text: 'Address or interface to use for data path traffic (format: <ip|interface>)' },
			'listen-addr': { text: 'Listen address (format: <ip|interface>[:port])' }
		}
	},
	'system df': {
		flags: {
			format: { text: 'Pretty-print images using a Go template' }
		}
	},
	'system events': {
		aliases: '',
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'system info': {
		aliases: '',
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'system prune': {
		flags: {
			filter: { text: "Provide filter values (e.g. 'label=<key>=<value>')" },
			volumes: { text: 'Prune volumes' }
		}
	},
	tag: { aliases: '' },
	version: {
		flags: {
			format: { text: 'Format the output using the given Go template' },
			kubeconfig: { added: true, type: 'string', text: 'Kubernetes config file' }
		}
	},
	'volume create': {
		without:
			'availability group limit-bytes required-bytes scope secret sharing topology-preferred topology-required type'
	},
	'volume inspect': {
		flags: {
			format: { text: 'Format the output using the given Go template' }
		}
	},
	'volume ls': {
		without: 'cluster',
		flags: {
			filter: { text: "Provide filter values (e.g. 'dangling=true')" },
			format: { text: 'Pretty-print volumes using a Go template' }
		}
	},
	'volume prune': {
		short: 'Remove all unused local volumes',
		without: 'all',
		flags: {
			filter: { text: "Provide filter values (e.g. 'label=<label>')" }
		}
	},
	'volume rm': { example: '$ docker volume rm hello\nhello\n' }
};
