import { create } from '../commands/service/create.ts';
import { update } from '../commands/service/update.ts';
import { oldFlags, type OldFlagRow } from './old-flags.ts';

/** Source: docker/docker v1.12.0-rc1 and v1.12.3, api/client/service/{opts,create,update}.go. */

const RC1 = { until: '1.12.0-rc1' } as const;
const FINAL = { since: '1.12.3' } as const;

const RESOURCES: readonly OldFlagRow[] = [
	['limit-cpu', 'cpu', 'Limit CPUs'],
	['limit-memory', 'memory', 'Limit Memory'],
	['reserve-cpu', 'cpu', 'Reserve CPUs'],
	['reserve-memory', 'memory', 'Reserve Memory']
];

/** Flags of create and update alike. */
const COMMON: readonly OldFlagRow[] = [
	...RESOURCES,
	['name', 'plain', 'Service name'],
	['workdir', 'plain', 'Working directory inside the container', { short: 'w' }],
	['user', 'plain', 'Username or UID', { short: 'u' }],
	['stop-grace-period', 'optional', 'Time to wait before force killing a container'],
	['replicas', 'optional', 'Number of tasks'],
	['restart-condition', 'plain', 'Restart when condition is met (none, on_failure, or any)', RC1],
	['restart-condition', 'plain', 'Restart when condition is met (none, on-failure, or any)', FINAL],
	['restart-delay', 'optional', 'Delay between restart attempts'],
	['restart-max-attempts', 'optional', 'Maximum number of restarts before giving up'],
	['restart-window', 'optional', 'Window used to evalulate the restart policy', RC1],
	['restart-window', 'optional', 'Window used to evaluate the restart policy', FINAL],
	['update-parallelism', 'plain', 'Maximum number of tasks updated simultaneously', { ...RC1, def: '1' }],
	[
		'update-parallelism',
		'plain',
		'Maximum number of tasks updated simultaneously (0 to update all at once)',
		{ ...FINAL, def: '1' }
	],
	['update-delay', 'plain', 'Delay between updates'],
	['update-failure-action', 'plain', 'Action on update failure (pause|continue)', { ...FINAL, def: 'pause' }],
	['endpoint-mode', 'plain', 'Endpoint mode(Valid values: VIP, DNSRR)', RC1],
	['endpoint-mode', 'plain', 'Endpoint mode (vip or dnsrr)', FINAL],
	['with-registry-auth', 'plain', 'Send registry authentication details to swarm agents', FINAL],
	['log-driver', 'plain', 'Logging driver for service', FINAL],
	['log-opt', 'list', 'Logging driver options', FINAL]
];

export const CREATE_FLAGS = oldFlags(create.flags, [
	...COMMON,
	['mode', 'plain', 'Service mode (replicated or global)', { def: 'replicated' }],
	['label', 'list', 'Service labels', { short: 'l' }],
	['container-label', 'list', 'Container labels', FINAL],
	['env', 'list', 'Set environment variables', { short: 'e' }],
	['mount', 'plain', 'Attach a mount to the service', { ...RC1, short: 'm' }],
	['mount', 'plain', 'Attach a mount to the service', FINAL],
	['constraint', 'list', 'Placement constraints'],
	['network', 'list', 'Network attachments'],
	['publish', 'list', 'Publish a port as a node port', { short: 'p' }]
]);

export const UPDATE_FLAGS = oldFlags(update.flags, [
	...COMMON,
	['image', 'plain', 'Service image tag'],
	['args', 'plain', 'Service command args', { ...FINAL, shownType: 'string' }],
	['env-rm', 'list', 'Remove an environment variable', FINAL],
	['label-rm', 'list', 'Remove a label by its key', FINAL],
	['container-label-rm', 'list', 'Remove a container label by its key', FINAL],
	['mount-rm', 'list', 'Remove a mount by its target path', FINAL],
	['publish-rm', 'list', 'Remove a published port by its target port', FINAL],
	['constraint-rm', 'list', 'Remove a constraint', FINAL],
	['label-add', 'list', 'Add or update service labels', FINAL],
	['container-label-add', 'list', 'Add or update container labels', FINAL],
	['env-add', 'list', 'Add or update environment variables', FINAL],
	['mount-add', 'plain', 'Add or update a mount on a service', FINAL],
	['constraint-add', 'list', 'Add or update placement constraints', FINAL],
	['publish-add', 'list', 'Add or update a published port', FINAL],
	// The release candidate replaced whole lists.
	['command', 'list', 'Service command', { ...RC1, leftOut: true }],
	['arg', 'list', 'Service command args', { ...RC1, leftOut: true }],
	['mode', 'plain', 'Service mode (replicated or global)', { ...RC1, def: 'replicated', leftOut: true }],
	['label', 'list', 'Service labels', { ...RC1, short: 'l', leftOut: true }],
	['env', 'list', 'Set environment variables', { ...RC1, short: 'e', leftOut: true }],
	['mount', 'plain', 'Attach a mount to the service', { ...RC1, type: 'mount', short: 'm', leftOut: true }],
	['constraint', 'list', 'Placement constraints', { ...RC1, leftOut: true }],
	['network', 'list', 'Network attachments', { ...RC1, leftOut: true }],
	['publish', 'list', 'Publish a port as a node port', { ...RC1, short: 'p', leftOut: true }]
]);
