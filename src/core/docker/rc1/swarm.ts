import { ANY_ARGS, exactArgs, NO_ARGS, type Command, type Flag } from '../command.ts';
import { CliError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { inspectAll } from '../format/inspect.ts';
import { listenAddress } from '../commands/swarm/init.ts';
import type { Swarm, SwarmInitRequest, SwarmJoinRequest, SwarmSpec } from '../../api/wire/swarm.ts';

/**
 * `docker swarm` before there were tokens: an acceptance policy and, if one likes, a secret decide who may join.
 * Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 docs/reference/commandline/swarm_*.md, api/client/swarm.
 */

const POLICY_FLAGS: readonly Flag[] = [
	{ name: 'auto-accept', type: 'value', text: 'Acceptance policy (default [worker,manager])' },
	{ name: 'secret', type: 'string', text: 'Set secret value needed to accept nodes into cluster' }
];
const LISTEN_FLAG: Flag = { name: 'listen-addr', type: 'node-addr', def: '0.0.0.0:2377', text: 'Listen address' };

export const init: Command = {
	path: 'swarm init',
	use: '[OPTIONS]',
	short: 'Initialize a Swarm.',
	flags: [
		...POLICY_FLAGS,
		{ name: 'force-new-cluster', type: 'bool', text: 'Force create a new cluster from current state.' },
		LISTEN_FLAG
	],
	args: NO_ARGS,
	*run(context) {
		const request: SwarmInitRequest = {
			ListenAddr: listenAddress(context.flags.string('listen-addr')),
			ForceNewCluster: context.flags.bool('force-new-cluster'),
			Spec: {
				AcceptancePolicy: acceptancePolicy(context.flags),
				Orchestration: {},
				Raft: {},
				Dispatcher: {},
				CAConfig: {}
			}
		};
		const id = yield* context.engine.post<string>('/swarm/init', {}, request);
		yield* context.printLine(`Swarm initialized: current node (${id}) is now a manager.`);
		return 0;
	}
};

export const join: Command = {
	path: 'swarm join',
	use: '[OPTIONS] HOST:PORT',
	short: 'Join a Swarm as a node and/or manager.',
	flags: [
		{
			name: 'ca-hash',
			type: 'string',
			text: 'Hash of the Root Certificate Authority certificate used for trusted join'
		},
		LISTEN_FLAG,
		{ name: 'manager', type: 'bool', text: 'Try joining as a manager.' },
		{ name: 'secret', type: 'string', text: 'Secret for node acceptance' }
	],
	args: exactArgs(1),
	*run(context) {
		const manager = context.flags.bool('manager');
		const request: SwarmJoinRequest = {
			ListenAddr: listenAddress(context.flags.string('listen-addr')),
			RemoteAddrs: [context.args[0]!],
			Manager: manager,
			Secret: context.flags.string('secret'),
			CACertHash: context.flags.string('ca-hash')
		};
		yield* context.engine.post('/swarm/join', {}, request);
		yield* context.printLine(`This node joined a Swarm as a ${manager ? 'manager' : 'worker'}.`);
		return 0;
	}
};

export const update: Command = {
	path: 'swarm update',
	use: '[OPTIONS]',
	short: 'update the Swarm.',
	flags: [
		...POLICY_FLAGS,
		{ name: 'cert-expiry', type: 'duration', def: '2160h0m0s', text: 'Validity period for node certificates' },
		{ name: 'dispatcher-heartbeat', type: 'duration', def: '5s', text: 'Dispatcher heartbeat period' },
		{ name: 'task-history-limit', type: 'int', def: '10', text: 'Task history retention limit' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const swarm = yield* context.engine.get<Swarm>('/swarm');
		const spec: SwarmSpec = { ...swarm.Spec };
		if (flags.anyChanged('auto-accept', 'secret'))
			spec.AcceptancePolicy = acceptancePolicy(flags, spec.AcceptancePolicy);
		if (flags.changed('cert-expiry')) spec.CAConfig = { ...spec.CAConfig, NodeCertExpiry: flags.number('cert-expiry') };
		if (flags.changed('dispatcher-heartbeat'))
			spec.Dispatcher = { HeartbeatPeriod: flags.number('dispatcher-heartbeat') };
		if (flags.changed('task-history-limit')) {
			spec.Orchestration = { ...spec.Orchestration, TaskHistoryRetentionLimit: flags.number('task-history-limit') };
		}
		yield* context.engine.post('/swarm/update', { version: String(swarm.Version.Index) }, spec);
		yield* context.printLine('Swarm updated.');
		return 0;
	}
};

export const leave: Command = {
	path: 'swarm leave',
	use: '[OPTIONS]',
	short: 'Leave a Swarm.',
	flags: [{ name: 'force', type: 'bool', text: 'Force leave ignoring warnings.' }],
	args: NO_ARGS,
	*run(context) {
		yield* context.engine.post('/swarm/leave', { force: context.flags.bool('force') ? '1' : undefined });
		yield* context.printLine('Node left the default swarm.');
		return 0;
	}
};

export const inspect: Command = {
	path: 'swarm inspect',
	use: '[OPTIONS]',
	short: 'Inspect the Swarm',
	flags: [{ name: 'format', short: 'f', type: 'string', text: 'Format the output using the given go template' }],
	args: ANY_ARGS,
	*run(context) {
		if (context.args.length > 0) throw new CliError('"docker swarm inspect" accepts no argument(s).');
		return yield* inspectAll(context, [''], () => context.engine.get<Swarm>('/swarm'), {
			format: context.flags.string('format')
		});
	}
};

type Policy = NonNullable<SwarmSpec['AcceptancePolicy']>;

/** Both roles come in by themselves unless --auto-accept names fewer ("none": nobody). */
function acceptancePolicy(flags: FlagValues, current?: Policy): Policy {
	const wanted = flags.list('auto-accept').flatMap((text) => text.split(','));
	for (const role of wanted) {
		if (!['worker', 'manager', 'none'].includes(role))
			throw new CliError('supported options are worker, manager or none');
	}
	const secret = flags.changed('secret') ? { Secret: flags.string('secret') } : {};
	return {
		Policies: ['worker', 'manager'].map((role) => {
			const before = current?.Policies.find((policy) => policy.Role === role);
			const autoaccept = flags.changed('auto-accept') ? wanted.includes(role) : (before?.Autoaccept ?? true);
			return { ...before, Role: role, Autoaccept: autoaccept, ...secret };
		})
	};
}
