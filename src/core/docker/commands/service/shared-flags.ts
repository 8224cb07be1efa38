import type { Flag } from '../../command.ts';
import { checkDuration, checkVariable } from '../../values/checks.ts';

/**
 * Flags that `create` and `update` have alike. Defaults are create's alone: an update leaves what it is not told of.
 *
 * Source: docker/cli cli/command/service/opts.go, addServiceFlags.
 */
export function sharedFlags(of: 'create' | 'update'): Flag[] {
	const def = (value: string): Pick<Flag, 'def'> => (of === 'create' ? { def: value } : {});
	return [
		{ name: 'cap-add', type: 'list', text: 'Add Linux capabilities' },
		{ name: 'cap-drop', type: 'list', text: 'Drop Linux capabilities' },
		{
			name: 'credential-spec',
			type: 'credential-spec',
			text: 'Credential spec for managed service account (Windows only)'
		},
		{
			name: 'detach',
			short: 'd',
			type: 'bool',
			text: 'Exit immediately instead of waiting for the service to converge'
		},
		{ name: 'endpoint-mode', type: 'string', ...def('vip'), text: 'Endpoint mode (vip or dnsrr)' },
		{ name: 'entrypoint', type: 'command', text: 'Overwrite the default ENTRYPOINT of the image' },
		{ name: 'health-cmd', type: 'string', text: 'Command to run to check health' },
		{
			name: 'health-interval',
			type: 'duration',
			check: checkDuration,
			text: 'Time between running the check (ms|s|m|h)'
		},
		{ name: 'health-retries', type: 'int', text: 'Consecutive failures needed to report unhealthy' },
		{
			name: 'health-start-interval',
			type: 'duration',
			check: checkDuration,
			text: 'Time between running the check during the start period (ms|s|m|h)'
		},
		{
			name: 'health-start-period',
			type: 'duration',
			check: checkDuration,
			text: 'Start period for the container to initialize before counting retries towards unstable (ms|s|m|h)'
		},
		{
			name: 'health-timeout',
			type: 'duration',
			check: checkDuration,
			text: 'Maximum time to allow one check to run (ms|s|m|h)'
		},
		{ name: 'hostname', type: 'string', text: 'Container hostname' },
		{
			name: 'init',
			type: 'bool',
			text: 'Use an init inside each service container to forward signals and reap processes'
		},
		{ name: 'isolation', type: 'string', text: 'Service container isolation mode' },
		{ name: 'limit-cpu', type: 'decimal', text: 'Limit CPUs' },
		{ name: 'limit-memory', type: 'bytes', text: 'Limit Memory' },
		{ name: 'limit-pids', type: 'int', text: 'Limit maximum number of processes (default 0 = unlimited)' },
		{ name: 'log-driver', type: 'string', text: 'Logging driver for service' },
		{ name: 'log-opt', type: 'list', check: checkVariable, text: 'Logging driver options' },
		{
			name: 'max-concurrent',
			type: 'uint',
			text: 'Number of job tasks to run concurrently (default equal to --replicas)'
		},
		{ name: 'no-healthcheck', type: 'bool', text: 'Disable any container-specified HEALTHCHECK' },
		{
			name: 'no-resolve-image',
			type: 'bool',
			text: 'Do not query the registry to resolve image digest and supported platforms'
		},
		{
			name: 'oom-score-adj',
			type: 'int',
			text: "Tune host's OOM preferences (-1000 to 1000) "
		},
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress progress output' },
		{ name: 'read-only', type: 'bool', text: "Mount the container's root filesystem as read only" },
		{ name: 'replicas', type: 'uint', text: 'Number of tasks' },
		{ name: 'replicas-max-per-node', type: 'uint', text: 'Maximum number of tasks per node (default 0 = unlimited)' },
		{ name: 'reserve-cpu', type: 'decimal', text: 'Reserve CPUs' },
		{ name: 'reserve-memory', type: 'bytes', text: 'Reserve Memory' },
		{
			name: 'restart-condition',
			type: 'string',
			...def('any'),
			text: 'Restart when condition is met ("none", "on-failure", "any")'
		},
		{
			name: 'restart-delay',
			type: 'duration',
			...def('5s'),
			text: 'Delay between restart attempts (ns|us|ms|s|m|h)'
		},
		{ name: 'restart-max-attempts', type: 'uint', text: 'Maximum number of restarts before giving up' },
		{
			name: 'restart-window',
			type: 'duration',
			text: 'Window used to evaluate the restart policy (ns|us|ms|s|m|h)'
		},
		{
			name: 'rollback-delay',
			type: 'duration',
			...def('0s'),
			text: 'Delay between task rollbacks (ns|us|ms|s|m|h)'
		},
		{
			name: 'rollback-failure-action',
			type: 'string',
			...def('pause'),
			text: 'Action on rollback failure ("pause", "continue")'
		},
		{
			name: 'rollback-max-failure-ratio',
			type: 'float',
			...def('0'),
			text: 'Failure rate to tolerate during a rollback'
		},
		{
			name: 'rollback-monitor',
			type: 'duration',
			...def('5s'),
			text: 'Duration after each task rollback to monitor for failure (ns|us|ms|s|m|h)'
		},
		{
			name: 'rollback-order',
			type: 'string',
			...def('stop-first'),
			text: 'Rollback order ("start-first", "stop-first")'
		},
		{
			name: 'rollback-parallelism',
			type: 'uint',
			...def('1'),
			text: 'Maximum number of tasks rolled back simultaneously (0 to roll back all at once)'
		},
		{
			name: 'stop-grace-period',
			type: 'duration',
			...def('10s'),
			text: 'Time to wait before force killing a container (ns|us|ms|s|m|h)'
		},
		{ name: 'stop-signal', type: 'string', text: 'Signal to stop the container' },
		{ name: 'tty', short: 't', type: 'bool', text: 'Allocate a pseudo-TTY' },
		{
			name: 'update-delay',
			type: 'duration',
			...def('0s'),
			text: 'Delay between updates (ns|us|ms|s|m|h)'
		},
		{
			name: 'update-failure-action',
			type: 'string',
			...def('pause'),
			text: 'Action on update failure ("pause", "continue", "rollback")'
		},
		{ name: 'update-max-failure-ratio', type: 'float', ...def('0'), text: 'Failure rate to tolerate during an update' },
		{
			name: 'update-monitor',
			type: 'duration',
			...def('5s'),
			text: 'Duration after each task update to monitor for failure (ns|us|ms|s|m|h)'
		},
		{ name: 'update-order', type: 'string', ...def('stop-first'), text: 'Update order ("start-first", "stop-first")' },
		{
			name: 'update-parallelism',
			type: 'uint',
			...def('1'),
			text: 'Maximum number of tasks updated simultaneously (0 to update all at once)'
		},
		{ name: 'user', short: 'u', type: 'string', text: 'Username or UID (format: <name|uid>[:<group|gid>])' },
		{
			name: 'with-registry-auth',
			type: 'bool',
			text: 'Send registry authentication details to swarm agents'
		},
		{ name: 'workdir', short: 'w', type: 'string', text: 'Working directory inside the container' }
	];
}
