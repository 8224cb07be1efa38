import type { EraId } from '../../era/era.ts';

interface HelpText {
	readonly use?: string;
	/** Stands in its help screen instead of the short sentence. */
	readonly long?: string;
	readonly example?: string;
	/** Texts of flags, with the default that they name. */
	readonly flags?: Readonly<Record<string, string>>;
}

/** What `create` and `run` say alike. */
const OF_NEW_CONTAINERS: Readonly<Record<string, string>> = {
	'blkio-weight': 'Block IO (relative weight), between 10 and 1000',
	'blkio-weight-device': 'Block IO weight (relative device weight) (default [])',
	device: 'Add a host device to the container (default [])',
	'device-read-bps': 'Limit read rate (bytes per second) from a device (default [])',
	'device-read-iops': 'Limit read rate (IO per second) from a device (default [])',
	'device-write-bps': 'Limit write rate (bytes per second) to a device (default [])',
	'device-write-iops': 'Limit write rate (IO per second) to a device (default [])',
	'health-interval': 'Time between running the check (default 0s)',
	'health-timeout': 'Maximum time to allow one check to run (default 0s)',
	ip: 'Container IPv4 address (e.g. 172.30.100.104)',
	ip6: 'Container IPv6 address (e.g. 2001:db8::33)',
	ipc: 'IPC namespace to use',
	'mac-address': 'Container MAC address (e.g. 92:d0:c6:0a:29:33)',
	'memory-reservation': 'Memory soft limit',
	'memory-swap': "Swap limit equal to memory plus swap: '-1' to enable unlimited swap",
	network: 'Connect a container to a network (default "default")',
	'shm-size': 'Size of /dev/shm, default value is 64MB',
	'stop-signal': 'Signal to stop a container, SIGTERM by default (default "SIGTERM")'
};

const BOTH: Readonly<Record<string, HelpText>> = {
	create: { flags: OF_NEW_CONTAINERS },
	exec: {
		flags: {
			user: 'Username or UID (format: <name|uid>[:<group|gid>])'
		}
	},
	history: {
		flags: {
			quiet: 'Only show numeric IDs'
		}
	},
	images: {
		flags: {
			format: 'Pretty-print images using a Go template',
			quiet: 'Only show numeric IDs'
		}
	},
	inspect: {
		use: '[OPTIONS] CONTAINER|IMAGE|TASK [CONTAINER|IMAGE|TASK...]',
		flags: {
			format: 'Format the output using the given go template',
			type: 'Return JSON for specified type, (e.g image, container or task)'
		}
	},
	kill: {
		flags: {
			signal: 'Signal to send to the container (default "KILL")'
		}
	},
	login: {
		flags: {
			password: 'Password'
		}
	},
	logs: {
		flags: {
			since: 'Show logs since timestamp'
		}
	},
	'network connect': {
		flags: {
			ip: 'IP Address',
			ip6: 'IPv6 Address'
		}
	},
	'network create': {
		flags: {
			ipv6: 'Enable IPv6 networking'
		}
	},
	'network inspect': {
		flags: {
			format: 'Format the output using the given go template'
		}
	},
	'network ls': {
		flags: {
			filter: "Provide filter values (i.e. 'dangling=true') (default [])"
		}
	},
	'node ls': {
		flags: {
			filter: 'Filter output based on conditions provided'
		}
	},
	'node ps': {
		flags: {
			filter: 'Filter output based on conditions provided'
		}
	},
	ps: {
		flags: {
			format: 'Pretty-print containers using a Go template',
			quiet: 'Only display numeric IDs'
		}
	},
	push: {
		flags: {
			'disable-content-trust': 'Skip image verification (default true)'
		}
	},
	restart: {
		flags: {
			time: 'Seconds to wait for stop before killing the container (default 10)'
		}
	},
	rm: {
		flags: {
			volumes: 'Remove the volumes associated with the container'
		}
	},
	run: { flags: { ...OF_NEW_CONTAINERS, rm: 'Automatically remove the container when it exits' } },
	'service create': {
		flags: {
			'update-delay': 'Delay between updates (default 0s)'
		}
	},
	'service ps': {
		flags: {
			filter: 'Filter output based on conditions provided'
		}
	},
	'service ls': {
		flags: {
			filter: 'Filter output based on conditions provided'
		}
	},
	'service update': {
		flags: {
			'update-delay': 'Delay between updates (default 0s)'
		}
	},
	stop: {
		flags: {
			time: 'Seconds to wait for stop before killing it (default 10)'
		}
	},
	tag: {
		use: 'IMAGE[:TAG] IMAGE[:TAG]'
	},
	update: {
		use: 'CONTAINER [CONTAINER...]',
		flags: {
			'blkio-weight': 'Block IO (relative weight), between 10 and 1000',
			'memory-swap': "Swap limit equal to memory plus swap: '-1' to enable unlimited swap"
		}
	},
	'volume create': {
		use: '[OPTIONS]'
	},
	'volume inspect': {
		flags: {
			format: 'Format the output using the given go template'
		}
	},
	'volume ls': {
		flags: {
			filter: "Provide filter values (i.e. 'dangling=true') (default [])"
		}
	},
	'volume rm': {
		example: '$ docker volume rm hello\nhello\n',
		use: 'VOLUME [VOLUME...]'
	}
};

const RC1: Readonly<Record<string, HelpText>> = {
	info: { use: '[OPTIONS]' },
	update: { use: '[OPTIONS] CONTAINER [CONTAINER...]' },
	'volume rm': { use: 'VOLUME [VOLUME]...', example: '' },
	cp: {
		long: "Use '-' as the source to read a tar archive from stdin\nand extract it to a directory destination in a container.\nUse '-' as the destination to stream a tar archive of a\ncontainer source to stdout."
	},
	create: {
		flags: {
			'log-driver': 'Logging driver for container',
			net: 'Connect a container to a network (default "default")',
			'storage-opt': 'Set storage driver options per container (default [])'
		}
	},
	login: {
		long: 'Log in to a Docker registry.\nIf no server is specified, the default is defined by the daemon.'
	},
	logout: {
		long: 'Log out from a Docker registry.\nIf no server is specified, the default is defined by the daemon.'
	},
	'network create': {
		use: '[OPTIONS]',
		flags: {
			'aux-address': 'auxiliary ipv4 or ipv6 addresses used by Network driver (default map[])',
			gateway: 'ipv4 or ipv6 Gateway for the master subnet (default [])',
			internal: 'restricts external access to the network',
			'ip-range': 'allocate container ip from a sub-range (default [])',
			'ipam-opt': 'set IPAM driver specific options (default map[])',
			ipv6: 'enable IPv6 networking',
			subnet: 'subnet in CIDR format that represents a network segment (default [])'
		}
	},
	'network ls': {
		flags: {
			quiet: 'Only display volume names'
		}
	},
	'network rm': {
		use: 'NETWORK [NETWORK]...'
	},
	'node ls': {
		use: '[OPTIONS]'
	},
	'node tasks': {
		flags: {
			filter: 'Filter output based on conditions provided'
		}
	},
	push: {
		use: 'NAME[:TAG] [OPTIONS]'
	},
	rename: {
		use: 'OLD_NAME NEW_NAME'
	},
	run: {
		flags: {
			'log-driver': 'Logging driver for container',
			net: 'Connect a container to a network (default "default")',
			'storage-opt': 'Set storage driver options per container (default [])'
		}
	},
	'service create': {
		flags: {
			'limit-cpu': 'Limit CPUs',
			'limit-memory': 'Limit Memory',
			'reserve-cpu': 'Reserve CPUs',
			'reserve-memory': 'Reserve Memory'
		}
	},
	'service tasks': {
		flags: {
			filter: 'Filter output based on conditions provided'
		}
	},
	'service ls': {
		use: '[OPTIONS]'
	},
	'service update': {
		flags: {
			'limit-cpu': 'Limit CPUs',
			'limit-memory': 'Limit Memory',
			'reserve-cpu': 'Reserve CPUs',
			'reserve-memory': 'Reserve Memory'
		}
	},
	'swarm init': {
		use: '[OPTIONS]'
	},
	'swarm update': {
		use: '[OPTIONS]'
	},
	'swarm leave': {
		use: '[OPTIONS]'
	},
	tag: {
		use: 'IMAGE[:TAG] [REGISTRYHOST/][USERNAME/]NAME[:TAG]'
	}
};

/**
 * How the clients of 1.12 put what today's rows say otherwise, by path.
 * Source: their help screens (test/core/docker/old-help).
 */
export function helpTexts(path: string, era: EraId): HelpText {
	const both = BOTH[path] ?? {};
	const rc1 = era === '1.12.0-rc1' ? (RC1[path] ?? {}) : {};
	return { ...both, ...rc1, flags: { ...both.flags, ...rc1.flags } };
}
