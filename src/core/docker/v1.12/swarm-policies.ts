import { exactArgs, NO_ARGS, type Command } from '../command.ts';
import { CliError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { inspectAll } from '../format/inspect.ts';
import type { OldFlag } from './old-flags.ts';
import type { Swarm, SwarmInitRequest, SwarmJoinRequest, SwarmSpec } from '../../api/wire/swarm.ts';

/**
 * `docker swarm` before there were tokens: an acceptance policy and, if one likes, a secret decide who may join.
 * Source: articles/pi-swarm-mode.txt; docker/docker v1.12.0-rc1 api/client/swarm.
 */

const RC1 = { until: '1.12.0-rc1' } as const;

const SECRET_FLAG: OldFlag = {
	name: 'secret',
	type: 'string',
	text: 'Set secret value needed to accept nodes into cluster'
};
const LISTEN_FLAG: OldFlag = { name: 'listen-addr', type: 'node-addr', def: '0.0.0.0:2377', text: 'Listen address' };

export const init: Command = {
	path: 'swarm init',
	use: '',
	short: 'Initialize a Swarm.',
	...RC1,
	flags: [
		{ name: 'auto-accept', type: 'value', text: 'Auto acceptance policy (worker, manager, or none)' },
		SECRET_FLAG,
		{ name: 'force-new-cluster', type: 'bool', text: 'Force create a new cluster from current state.' },
		LISTEN_FLAG
	],
	args: NO_ARGS,
	*run(context) {
		const request: SwarmInitRequest = {
			ListenAddr: context.flags.string('listen-addr'),
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
	...RC1,
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
			ListenAddr: context.flags.string('listen-addr'),
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
	use: '',
	short: 'update the Swarm.',
	...RC1,
	flags: [
		{ name: 'auto-accept', type: 'value', text: 'Auto acceptance policy (worker, manager or none)' },
		SECRET_FLAG,
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
	use: '',
	short: 'Leave a Swarm.',
	...RC1,
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
	...RC1,
	flags: [{ name: 'format', short: 'f', type: 'string', text: 'Format the output using the given go template' }],
	args: NO_ARGS,
	*run(context) {
		return yield* inspectAll(context, [''], () => context.engine.get<Swarm>('/swarm'), {
			format: context.flags.string('format')
		});
	}
};

type Policy = NonNullable<SwarmSpec['AcceptancePolicy']>;

/** Workers come in by themselves, managers wait for `node accept`, unless --auto-accept says otherwise. */
const DEFAULTS: Readonly<Record<string, boolean>> = { worker: true, manager: false };

function acceptancePolicy(flags: FlagValues, current?: Policy): Policy {
	const wanted = autoAccepted(flags.list('auto-accept'));
	const secret = flags.changed('secret') ? { Secret: flags.string('secret') } : {};
	return {
		Policies: Object.keys(DEFAULTS).map((role) => {
			const before = current?.Policies.find((policy) => policy.Role === role);
			const autoaccept = wanted ? wanted.has(role) : (before?.Autoaccept ?? DEFAULTS[role]!);
			return { ...before, Role: role, Autoaccept: autoaccept, ...secret };
		})
	};
}

/** @returns undefined when nothing was said. Texts: api/client/swarm/opts.go, AutoAcceptOption. */
function autoAccepted(words: readonly string[]): Set<string> | undefined {
	if (words.length === 0) return undefined;
	const roles = new Set<string>();
	let none = false;
	for (const word of words.map((text) => text.toLowerCase())) {
		const isRole = word in DEFAULTS;
		if (!isRole && word !== '' && word !== 'none') {
			throw badPolicy(word, 'must be one of WORKER, MANAGER, NONE');
		}
		if (isRole ? none : roles.size > 0) {
			const role = isRole ? word : [...roles][0]!;
			throw badPolicy(word, `value NONE is incompatible with ${role.toUpperCase()}`);
		}
		if (isRole) roles.add(word);
		else none = true;
	}
	return roles;
}

function badPolicy(word: string, problem: string): CliError {
	return new CliError(`invalid argument "${word}" for --auto-accept: ${problem}`, 125);
}
