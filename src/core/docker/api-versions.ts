import { olderThan } from './engine-client.ts';

/**
 * The API version an engine must speak for a command or a flag: an older one does not know it, so it is hidden from the
 * help screen and using it is an error. Source: help screens of the client 28.2.2 before engines of every API version
 * from 1.24 to 1.50 (test/core/docker/real-client/api-versions.ts).
 */
const COMMANDS: Readonly<Record<string, string>> = {
	'config create': '1.30',
	'config inspect': '1.30',
	'config ls': '1.30',
	'config rm': '1.30',
	'container prune': '1.25',
	'image prune': '1.25',
	'network prune': '1.25',
	'secret create': '1.25',
	'secret inspect': '1.25',
	'secret ls': '1.25',
	'secret rm': '1.25',
	'service logs': '1.29',
	'service rollback': '1.31',
	'stack config': '1.25',
	'stack deploy': '1.25',
	'stack ls': '1.25',
	'stack ps': '1.25',
	'stack rm': '1.25',
	'stack services': '1.25',
	'swarm ca': '1.30',
	'system df': '1.25',
	'system prune': '1.25',
	'volume prune': '1.25',
	'volume update': '1.42'
};

/** By command: version → flags. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'config create': { '1.37': 'template-driver' },
	'container create': {
		'1.25': 'cpu-rt-period cpu-rt-runtime cpus init stop-timeout',
		'1.29': 'health-start-period',
		'1.32': 'platform',
		'1.40': 'gpus',
		'1.41': 'cgroupns',
		'1.43': 'annotation',
		'1.44': 'health-start-interval'
	},
	'container exec': { '1.25': 'env env-file', '1.35': 'workdir' },
	'container logs': { '1.35': 'until' },
	'container run': {
		'1.25': 'cpu-rt-period cpu-rt-runtime cpus init stop-timeout',
		'1.29': 'health-start-period',
		'1.32': 'platform',
		'1.40': 'gpus',
		'1.41': 'cgroupns',
		'1.43': 'annotation',
		'1.44': 'health-start-interval'
	},
	'container update': { '1.25': 'cpu-rt-period cpu-rt-runtime', '1.29': 'cpus', '1.40': 'pids-limit' },
	'image history': { '1.48': 'platform' },
	'image import': { '1.32': 'platform' },
	'image inspect': { '1.49': 'platform' },
	'image load': { '1.48': 'platform' },
	'image ls': { '1.47': 'tree' },
	'image pull': { '1.32': 'platform' },
	'image push': { '1.46': 'platform' },
	'image rm': { '1.50': 'platform' },
	'image save': { '1.48': 'platform' },
	'network create': { '1.25': 'attachable', '1.29': 'ingress', '1.30': 'config-from config-only scope' },
	'secret create': { '1.31': 'driver', '1.37': 'template-driver' },
	'service create': {
		'1.25':
			'dns dns-option dns-search group health-cmd health-interval health-retries health-timeout host hostname no-healthcheck secret tty update-max-failure-ratio update-monitor',
		'1.28':
			'placement-pref read-only rollback-delay rollback-failure-action rollback-max-failure-ratio rollback-monitor rollback-parallelism stop-signal',
		'1.29': 'credential-spec detach health-start-period rollback-order update-order',
		'1.30': 'config no-resolve-image',
		'1.35': 'isolation',
		'1.37': 'init',
		'1.40': 'replicas-max-per-node sysctl',
		'1.41': 'cap-add cap-drop limit-pids max-concurrent ulimit',
		'1.44': 'health-start-interval',
		'1.46': 'oom-score-adj'
	},
	'service logs': { '1.30': 'details raw' },
	'service scale': { '1.29': 'detach' },
	'service update': {
		'1.25':
			'dns-add dns-option-add dns-option-rm dns-rm dns-search-add dns-search-rm force group-add group-rm health-cmd health-interval health-retries health-timeout host-rm hostname no-healthcheck rollback secret-add secret-rm tty update-max-failure-ratio update-monitor',
		'1.28':
			'placement-pref-add placement-pref-rm read-only rollback-delay rollback-failure-action rollback-max-failure-ratio rollback-monitor rollback-parallelism stop-signal',
		'1.29': 'credential-spec detach health-start-period network-add network-rm rollback-order update-order',
		'1.30': 'config-add config-rm no-resolve-image',
		'1.32': 'host-add',
		'1.35': 'isolation',
		'1.37': 'init',
		'1.40': 'replicas-max-per-node sysctl-add sysctl-rm',
		'1.41': 'cap-add cap-drop limit-pids max-concurrent ulimit-add ulimit-rm',
		'1.44': 'health-start-interval',
		'1.46': 'oom-score-adj'
	},
	'swarm init': {
		'1.25': 'max-snapshots snapshot-interval',
		'1.31': 'data-path-addr',
		'1.39': 'default-addr-pool default-addr-pool-mask-length',
		'1.40': 'data-path-port'
	},
	'swarm join': { '1.31': 'data-path-addr' },
	'swarm update': { '1.25': 'max-snapshots snapshot-interval' },
	'system prune': { '1.28': 'filter' },
	'volume create': {
		'1.42':
			'availability group limit-bytes required-bytes scope secret sharing topology-preferred topology-required type'
	},
	'volume ls': { '1.42': 'cluster' },
	'volume prune': { '1.42': 'all' },
	'volume rm': { '1.25': 'force' }
};

/** @param path the command's own path: 'container run' for `docker run` */
function apiOfFlag(path: string, flag: string): string | undefined {
	const versions = FLAGS[path] ?? {};
	return Object.keys(versions).find((version) => versions[version]!.split(' ').includes(flag));
}

/** Whether there is an engine too old for it at all. */
export function dependsOnApi(path: string, flags: readonly string[]): boolean {
	return path in COMMANDS || flags.some((flag) => apiOfFlag(path, flag) !== undefined);
}

/** What the daemon is too old for; undefined when it is not. */
export function commandNeeds(path: string, engineVersion: string): string | undefined {
	const needed = COMMANDS[path];
	return needed !== undefined && olderThan(engineVersion, needed) ? needed : undefined;
}

export function flagNeeds(path: string, flag: string, engineVersion: string): string | undefined {
	const needed = apiOfFlag(path, flag);
	return needed !== undefined && olderThan(engineVersion, needed) ? needed : undefined;
}
