import { minArgs, type Command } from '../../command.ts';
import {
	checkDomain,
	checkDuration,
	checkGenericResource,
	checkHost,
	checkIpAddress,
	checkLabel,
	checkVariable
} from '../../values/checks.ts';
import type { ServiceCreateResponse } from '../../../api/wire/service.ts';
import { pinImage, registryAuth, tagImage } from './image-pin.ts';
import { waitForService } from './progress.ts';
import { serviceSpecOf } from './spec-from-flags.ts';

export const create: Command = {
	path: 'service create',
	use: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create a new service',
	flags: [
		{ name: 'cap-add', type: 'list', text: 'Add Linux capabilities' },
		{ name: 'cap-drop', type: 'list', text: 'Drop Linux capabilities' },
		{ name: 'config', type: 'config', text: 'Specify configurations to expose to the service' },
		{ name: 'constraint', type: 'list', text: 'Placement constraints' },
		{ name: 'container-label', type: 'list', check: checkLabel, text: 'Container labels' },
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
		{ name: 'dns', type: 'list', check: checkIpAddress, text: 'Set custom DNS servers' },
		{ name: 'dns-option', type: 'list', text: 'Set DNS options' },
		{ name: 'dns-search', type: 'list', check: checkDomain, text: 'Set custom DNS search domains' },
		{ name: 'endpoint-mode', type: 'string', def: 'vip', text: 'Endpoint mode (vip or dnsrr)' },
		{ name: 'entrypoint', type: 'command', text: 'Overwrite the default ENTRYPOINT of the image' },
		{ name: 'env', short: 'e', type: 'list', check: checkVariable, text: 'Set environment variables' },
		{ name: 'env-file', type: 'list', text: 'Read in a file of environment variables' },
		{ name: 'generic-resource', type: 'list', check: checkGenericResource, text: 'User defined resources' },
		{ name: 'group', type: 'list', text: 'Set one or more supplementary user groups for the container' },
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
			name: 'oom-score-adj',
			type: 'int',
			text: "Tune host's OOM preferences (-1000 to 1000) "
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
		{ name: 'host', type: 'list', check: checkHost, text: 'Set one or more custom host-to-IP mappings (host:ip)' },
		{ name: 'hostname', type: 'string', text: 'Container hostname' },
		{
			name: 'init',
			type: 'bool',
			text: 'Use an init inside each service container to forward signals and reap processes'
		},
		{ name: 'isolation', type: 'string', text: 'Service container isolation mode' },
		{ name: 'label', short: 'l', type: 'list', check: checkLabel, text: 'Service labels' },
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
		{
			name: 'mode',
			type: 'string',
			def: 'replicated',
			text: 'Service mode ("replicated", "global", "replicated-job", "global-job")'
		},
		{ name: 'mount', type: 'mount', text: 'Attach a filesystem mount to the service' },
		{ name: 'name', type: 'string', text: 'Service name' },
		{ name: 'network', type: 'network', text: 'Network attachments' },
		{ name: 'no-healthcheck', type: 'bool', text: 'Disable any container-specified HEALTHCHECK' },
		{
			name: 'no-resolve-image',
			type: 'bool',
			text: 'Do not query the registry to resolve image digest and supported platforms'
		},
		{ name: 'placement-pref', type: 'pref', text: 'Add a placement preference' },
		{ name: 'publish', short: 'p', type: 'port', text: 'Publish a port as a node port' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress progress output' },
		{ name: 'read-only', type: 'bool', text: "Mount the container's root filesystem as read only" },
		{ name: 'replicas', type: 'uint', text: 'Number of tasks' },
		{ name: 'replicas-max-per-node', type: 'uint', text: 'Maximum number of tasks per node (default 0 = unlimited)' },
		{ name: 'reserve-cpu', type: 'decimal', text: 'Reserve CPUs' },
		{ name: 'reserve-memory', type: 'bytes', text: 'Reserve Memory' },
		{
			name: 'restart-condition',
			type: 'string',
			def: 'any',
			text: 'Restart when condition is met ("none", "on-failure", "any")'
		},
		{
			name: 'restart-delay',
			type: 'duration',
			def: '5s',
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
			def: '0s',
			text: 'Delay between task rollbacks (ns|us|ms|s|m|h)'
		},
		{
			name: 'rollback-failure-action',
			type: 'string',
			def: 'pause',
			text: 'Action on rollback failure ("pause", "continue")'
		},
		{ name: 'rollback-max-failure-ratio', type: 'float', def: '0', text: 'Failure rate to tolerate during a rollback' },
		{
			name: 'rollback-monitor',
			type: 'duration',
			def: '5s',
			text: 'Duration after each task rollback to monitor for failure (ns|us|ms|s|m|h)'
		},
		{ name: 'rollback-order', type: 'string', def: 'stop-first', text: 'Rollback order ("start-first", "stop-first")' },
		{
			name: 'rollback-parallelism',
			type: 'uint',
			def: '1',
			text: 'Maximum number of tasks rolled back simultaneously (0 to roll back all at once)'
		},
		{ name: 'secret', type: 'secret', text: 'Specify secrets to expose to the service' },
		{
			name: 'stop-grace-period',
			type: 'duration',
			def: '10s',
			text: 'Time to wait before force killing a container (ns|us|ms|s|m|h)'
		},
		{ name: 'stop-signal', type: 'string', text: 'Signal to stop the container' },
		{ name: 'sysctl', type: 'list', text: 'Sysctl options' },
		{ name: 'tty', short: 't', type: 'bool', text: 'Allocate a pseudo-TTY' },
		{ name: 'ulimit', type: 'ulimit', def: '[]', text: 'Ulimit options' },
		{
			name: 'update-delay',
			type: 'duration',
			def: '0s',
			text: 'Delay between updates (ns|us|ms|s|m|h)'
		},
		{
			name: 'update-failure-action',
			type: 'string',
			def: 'pause',
			text: 'Action on update failure ("pause", "continue", "rollback")'
		},
		{ name: 'update-max-failure-ratio', type: 'float', def: '0', text: 'Failure rate to tolerate during an update' },
		{
			name: 'update-monitor',
			type: 'duration',
			def: '5s',
			text: 'Duration after each task update to monitor for failure (ns|us|ms|s|m|h)'
		},
		{ name: 'update-order', type: 'string', def: 'stop-first', text: 'Update order ("start-first", "stop-first")' },
		{
			name: 'update-parallelism',
			type: 'uint',
			def: '1',
			text: 'Maximum number of tasks updated simultaneously (0 to update all at once)'
		},
		{ name: 'user', short: 'u', type: 'string', text: 'Username or UID (format: <name|uid>[:<group|gid>])' },
		{
			name: 'with-registry-auth',
			type: 'bool',
			text: 'Send registry authentication details to swarm agents'
		},
		{ name: 'workdir', short: 'w', type: 'string', text: 'Working directory inside the container' }
	],
	args: minArgs(1),
	interspersed: false,
	completes: 'image',
	*run(context) {
		const spec = yield* serviceSpecOf(context);
		const auth = registryAuth(context, spec);
		const warning =
			context.flags.bool('no-resolve-image') || !context.era.capabilities.pinsDigests
				? undefined
				: yield* pinImage(context, spec, auth);
		if (context.era.capabilities.pinsDigests) tagImage(spec);
		const response = yield* context.engine.post<ServiceCreateResponse>('/services/create', {}, spec, auth);
		for (const text of [...(response.Warnings ?? []), ...(warning === undefined ? [] : [warning])])
			yield* context.warn(text);
		yield* context.printLine(response.ID);
		if (context.waitsForTasks) yield* waitForService(context, response.ID, context.flags.bool('quiet'));
		return 0;
	}
};
