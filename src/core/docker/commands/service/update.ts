import { exactArgs, type Command } from '../../command.ts';
import {
	checkDomain,
	checkDuration,
	checkGenericResource,
	checkHost,
	checkIpAddress,
	checkLabel,
	checkVariable
} from '../../values/checks.ts';
import { CliError } from '../../errors.ts';
import type { ServiceUpdateResponse } from '../../../api/wire/service.ts';
import { fetchService } from './fetch.ts';
import { pinImage, registryAuth, tagImage } from './image-pin.ts';
import { waitForService } from './progress.ts';
import { changeSpec } from './spec-update.ts';

export const update: Command = {
	path: 'service update',
	use: '[OPTIONS] SERVICE',
	short: 'Update a service',
	flags: [
		{ name: 'args', type: 'command', text: 'Service command args' },
		{ name: 'cap-add', type: 'list', text: 'Add Linux capabilities' },
		{ name: 'cap-drop', type: 'list', text: 'Drop Linux capabilities' },
		{ name: 'config-add', type: 'config', text: 'Add or update a config file on a service' },
		{ name: 'config-rm', type: 'list', text: 'Remove a configuration file' },
		{ name: 'constraint-add', type: 'list', text: 'Add or update a placement constraint' },
		{ name: 'constraint-rm', type: 'list', text: 'Remove a constraint' },
		{ name: 'container-label-add', type: 'list', check: checkLabel, text: 'Add or update a container label' },
		{ name: 'container-label-rm', type: 'list', text: 'Remove a container label by its key' },
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
		{ name: 'dns-add', type: 'list', check: checkIpAddress, text: 'Add or update a custom DNS server' },
		{ name: 'dns-option-add', type: 'list', text: 'Add or update a DNS option' },
		{ name: 'dns-option-rm', type: 'list', text: 'Remove a DNS option' },
		{ name: 'dns-rm', type: 'list', text: 'Remove a custom DNS server' },
		{ name: 'dns-search-add', type: 'list', check: checkDomain, text: 'Add or update a custom DNS search domain' },
		{ name: 'dns-search-rm', type: 'list', text: 'Remove a DNS search domain' },
		{ name: 'endpoint-mode', type: 'string', text: 'Endpoint mode (vip or dnsrr)' },
		{ name: 'entrypoint', type: 'command', text: 'Overwrite the default ENTRYPOINT of the image' },
		{ name: 'env-add', type: 'list', check: checkVariable, text: 'Add or update an environment variable' },
		{ name: 'env-rm', type: 'list', text: 'Remove an environment variable' },
		{ name: 'force', type: 'bool', text: 'Force update even if no changes require it' },
		{ name: 'generic-resource-add', type: 'list', check: checkGenericResource, text: 'Add a Generic resource' },
		{ name: 'generic-resource-rm', type: 'list', text: 'Remove a Generic resource' },
		{ name: 'group-add', type: 'list', text: 'Add an additional supplementary user group to the container' },
		{ name: 'group-rm', type: 'list', text: 'Remove a previously added supplementary user group from the container' },
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
		{ name: 'host-add', type: 'list', check: checkHost, text: 'Add a custom host-to-IP mapping ("host:ip")' },
		{ name: 'host-rm', type: 'list', text: 'Remove a custom host-to-IP mapping ("host:ip")' },
		{ name: 'hostname', type: 'string', text: 'Container hostname' },
		{ name: 'image', type: 'string', text: 'Service image tag' },
		{
			name: 'init',
			type: 'bool',
			text: 'Use an init inside each service container to forward signals and reap processes'
		},
		{ name: 'isolation', type: 'string', text: 'Service container isolation mode' },
		{ name: 'label-add', type: 'list', check: checkLabel, text: 'Add or update a service label' },
		{ name: 'label-rm', type: 'list', text: 'Remove a label by its key' },
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
		{ name: 'mount-add', type: 'mount', text: 'Add or update a mount on a service' },
		{ name: 'mount-rm', type: 'list', text: 'Remove a mount by its target path' },
		{ name: 'network-add', type: 'network', text: 'Add a network' },
		{ name: 'network-rm', type: 'list', text: 'Remove a network' },
		{ name: 'no-healthcheck', type: 'bool', text: 'Disable any container-specified HEALTHCHECK' },
		{
			name: 'no-resolve-image',
			type: 'bool',
			text: 'Do not query the registry to resolve image digest and supported platforms'
		},
		{ name: 'placement-pref-add', type: 'pref', text: 'Add a placement preference' },
		{ name: 'placement-pref-rm', type: 'pref', text: 'Remove a placement preference' },
		{ name: 'publish-add', type: 'port', text: 'Add or update a published port' },
		{ name: 'publish-rm', type: 'port', text: 'Remove a published port by its target port' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress progress output' },
		{ name: 'read-only', type: 'bool', text: "Mount the container's root filesystem as read only" },
		{ name: 'replicas', type: 'uint', text: 'Number of tasks' },
		{ name: 'replicas-max-per-node', type: 'uint', text: 'Maximum number of tasks per node (default 0 = unlimited)' },
		{ name: 'reserve-cpu', type: 'decimal', text: 'Reserve CPUs' },
		{ name: 'reserve-memory', type: 'bytes', text: 'Reserve Memory' },
		{ name: 'restart-condition', type: 'string', text: 'Restart when condition is met ("none", "on-failure", "any")' },
		{
			name: 'restart-delay',
			type: 'duration',
			text: 'Delay between restart attempts (ns|us|ms|s|m|h)'
		},
		{ name: 'restart-max-attempts', type: 'uint', text: 'Maximum number of restarts before giving up' },
		{
			name: 'restart-window',
			type: 'duration',
			text: 'Window used to evaluate the restart policy (ns|us|ms|s|m|h)'
		},
		{ name: 'rollback', type: 'bool', text: 'Rollback to previous specification' },
		{
			name: 'rollback-delay',
			type: 'duration',
			text: 'Delay between task rollbacks (ns|us|ms|s|m|h)'
		},
		{ name: 'rollback-failure-action', type: 'string', text: 'Action on rollback failure ("pause", "continue")' },
		{ name: 'rollback-max-failure-ratio', type: 'float', text: 'Failure rate to tolerate during a rollback' },
		{
			name: 'rollback-monitor',
			type: 'duration',
			text: 'Duration after each task rollback to monitor for failure (ns|us|ms|s|m|h)'
		},
		{ name: 'rollback-order', type: 'string', text: 'Rollback order ("start-first", "stop-first")' },
		{
			name: 'rollback-parallelism',
			type: 'uint',
			text: 'Maximum number of tasks rolled back simultaneously (0 to roll back all at once)'
		},
		{ name: 'secret-add', type: 'secret', text: 'Add or update a secret on a service' },
		{ name: 'secret-rm', type: 'list', text: 'Remove a secret' },
		{
			name: 'stop-grace-period',
			type: 'duration',
			text: 'Time to wait before force killing a container (ns|us|ms|s|m|h)'
		},
		{ name: 'stop-signal', type: 'string', text: 'Signal to stop the container' },
		{ name: 'sysctl-add', type: 'list', text: 'Add or update a Sysctl option' },
		{ name: 'sysctl-rm', type: 'list', text: 'Remove a Sysctl option' },
		{ name: 'tty', short: 't', type: 'bool', text: 'Allocate a pseudo-TTY' },
		{ name: 'ulimit-add', type: 'ulimit', def: '[]', text: 'Add or update a ulimit option' },
		{ name: 'ulimit-rm', type: 'list', text: 'Remove a ulimit option' },
		{ name: 'update-delay', type: 'duration', text: 'Delay between updates (ns|us|ms|s|m|h)' },
		{
			name: 'update-failure-action',
			type: 'string',
			text: 'Action on update failure ("pause", "continue", "rollback")'
		},
		{ name: 'update-max-failure-ratio', type: 'float', text: 'Failure rate to tolerate during an update' },
		{
			name: 'update-monitor',
			type: 'duration',
			text: 'Duration after each task update to monitor for failure (ns|us|ms|s|m|h)'
		},
		{ name: 'update-order', type: 'string', text: 'Update order ("start-first", "stop-first")' },
		{
			name: 'update-parallelism',
			type: 'uint',
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
	args: exactArgs(1),
	completes: 'service',
	*run(context) {
		const name = context.args[0]!;
		const { flags } = context;
		const service = yield* fetchService(context, name);
		const rollback = flags.bool('rollback');
		if (rollback) {
			const allowed = ['rollback', 'detach', 'quiet'];
			if (flags.given.some((flag) => !allowed.includes(flag))) {
				throw new CliError('other flags may not be combined with --rollback');
			}
		}
		yield* changeSpec(context, service.Spec);
		const auth = registryAuth(context, service.Spec);
		const warning =
			flags.changed('image') && !flags.bool('no-resolve-image') && context.era.capabilities.pinsDigests
				? yield* pinImage(context, service.Spec, auth)
				: undefined;
		if (context.era.capabilities.pinsDigests) tagImage(service.Spec);
		const response = yield* context.engine.post<ServiceUpdateResponse>(
			`/services/${service.ID}/update`,
			{
				version: String(service.Version.Index),
				registryAuthFrom: flags.bool('with-registry-auth') ? undefined : 'spec',
				rollback: rollback ? 'previous' : undefined
			},
			service.Spec,
			auth
		);
		for (const text of [...(response.Warnings ?? []), ...(warning === undefined ? [] : [warning])])
			yield* context.warn(text);
		yield* context.printLine(name);
		if (context.waitsForTasks) yield* waitForService(context, name, flags.bool('quiet'));
		return 0;
	}
};
