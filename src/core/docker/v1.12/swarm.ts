import { exactArgs, NO_ARGS, type Command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import { initialize } from '../commands/swarm/init.ts';
import { applySwarmFlags } from '../commands/swarm/spec-flags.ts';
import type { Node } from '../../api/wire/node.ts';
import type { Swarm, SwarmInitRequest, SwarmJoinRequest, SwarmSpec } from '../../api/wire/swarm.ts';
import type { SystemInfo } from '../../api/wire/system.ts';
import type { Process } from '../../sim/process.ts';
import type { OldFlag } from './old-flags.ts';

/** `docker swarm` with tokens. Source: docker/docker v1.12.3 api/client/swarm; articles/swarm-mode-quick-start.txt. */

const FINAL = { since: '1.12.3' } as const;

const ADVERTISE: OldFlag = {
	name: 'advertise-addr',
	type: 'string',
	text: 'Advertised address (format: <ip|interface>[:port])'
};
const LISTEN: OldFlag = {
	name: 'listen-addr',
	type: 'node-addr',
	def: '0.0.0.0:2377',
	text: 'Listen address (format: <ip|interface>[:port])'
};
const SPEC_FLAGS: readonly OldFlag[] = [
	{ name: 'cert-expiry', type: 'duration', def: '2160h0m0s', text: 'Validity period for node certificates' },
	{ name: 'dispatcher-heartbeat', type: 'duration', def: '5s', text: 'Dispatcher heartbeat period' },
	{ name: 'external-ca', type: 'external-ca', text: 'Specifications of one or more certificate signing endpoints' },
	{ name: 'task-history-limit', type: 'int', def: '5', text: 'Task history retention limit' }
];

export const init: Command = {
	path: 'swarm init',
	use: '[OPTIONS]',
	short: 'Initialize a swarm',
	flags: [
		ADVERTISE,
		LISTEN,
		{ name: 'force-new-cluster', type: 'bool', text: 'Force create a new cluster from current state.' },
		...SPEC_FLAGS
	],
	args: NO_ARGS,
	...FINAL,
	*run(context) {
		const { flags } = context;
		const spec: SwarmSpec = {
			Orchestration: { TaskHistoryRetentionLimit: flags.number('task-history-limit') },
			Raft: {},
			Dispatcher: { HeartbeatPeriod: flags.number('dispatcher-heartbeat') },
			CAConfig: { NodeCertExpiry: flags.number('cert-expiry') },
			TaskDefaults: {}
		};
		yield* applySwarmFlags(spec, context);
		const request: SwarmInitRequest = {
			ListenAddr: flags.string('listen-addr'),
			AdvertiseAddr: flags.string('advertise-addr'),
			ForceNewCluster: flags.bool('force-new-cluster'),
			Spec: spec
		};
		const id = yield* initialize(context, request);
		yield* context.print(`Swarm initialized: current node (${id}) is now a manager.\n\n`);
		yield* printJoinCommand(context, id, 'worker');
		yield* context.print(
			"To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n\n"
		);
		return 0;
	}
};

export const join: Command = {
	path: 'swarm join',
	use: '[OPTIONS] HOST:PORT',
	short: 'Join a swarm as a node and/or manager',
	flags: [ADVERTISE, LISTEN, { name: 'token', type: 'string', text: 'Token for entry into the swarm' }],
	args: exactArgs(1),
	...FINAL,
	*run(context) {
		const request: SwarmJoinRequest = {
			ListenAddr: context.flags.string('listen-addr'),
			AdvertiseAddr: context.flags.string('advertise-addr'),
			RemoteAddrs: [context.args[0]!],
			JoinToken: context.flags.string('token')
		};
		yield* context.engine.post('/swarm/join', {}, request);
		const info = yield* context.engine.get<SystemInfo>('/info');
		try {
			yield* context.engine.get<Node>(`/nodes/${info.Swarm.NodeID}`);
			yield* context.printLine('This node joined a swarm as a manager.');
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			// Whoever may not look at nodes is a worker; of anything else the client says nothing.
			if (error.message.includes('This node is not a swarm manager.'))
				yield* context.printLine('This node joined a swarm as a worker.');
		}
		return 0;
	}
};

export const joinToken: Command = {
	path: 'swarm join-token',
	use: '[-q] [--rotate] (worker|manager)',
	short: 'Manage join tokens',
	flags: [
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Only display token' },
		{ name: 'rotate', type: 'bool', text: 'Rotate join token' }
	],
	args: exactArgs(1),
	...FINAL,
	*run(context) {
		const role = context.args[0]!;
		if (role !== 'worker' && role !== 'manager') throw new CliError(`unknown role ${role}`);
		const quiet = context.flags.bool('quiet');
		if (context.flags.bool('rotate')) {
			const before = yield* context.engine.get<Swarm>('/swarm');
			const query = {
				version: String(before.Version.Index),
				rotateWorkerToken: String(role === 'worker'),
				rotateManagerToken: String(role === 'manager')
			};
			yield* context.engine.post('/swarm/update', query, before.Spec);
			// Misspelt until 1.13.
			if (!quiet) yield* context.print(`Succesfully rotated ${role} join token.\n\n`);
		}
		const swarm = yield* context.engine.get<Swarm>('/swarm');
		if (quiet) {
			yield* context.printLine((role === 'worker' ? swarm.JoinTokens?.Worker : swarm.JoinTokens?.Manager) ?? '');
			return 0;
		}
		const info = yield* context.engine.get<SystemInfo>('/info');
		yield* printJoinCommand(context, info.Swarm.NodeID, role);
		return 0;
	}
};

/** On three lines, so that it can be pasted as it stands. */
function* printJoinCommand(context: CommandContext, nodeId: string, role: 'worker' | 'manager'): Process<void> {
	const swarm = yield* context.engine.get<Swarm>('/swarm');
	const node = yield* context.engine.get<Node>(`/nodes/${nodeId}`);
	if (!node.ManagerStatus) return;
	const token = role === 'worker' ? swarm.JoinTokens?.Worker : swarm.JoinTokens?.Manager;
	yield* context.print(
		`To add a ${role} to this swarm, run the following command:\n\n    docker swarm join \\\n` +
			`    --token ${token ?? ''} \\\n    ${node.ManagerStatus.Addr ?? ''}\n\n`
	);
}

export const update: Command = {
	path: 'swarm update',
	use: '[OPTIONS]',
	short: 'Update the swarm',
	flags: SPEC_FLAGS,
	args: NO_ARGS,
	...FINAL,
	*run(context) {
		const swarm = yield* context.engine.get<Swarm>('/swarm');
		const spec: SwarmSpec = { ...swarm.Spec };
		yield* applySwarmFlags(spec, context);
		const query = {
			version: String(swarm.Version.Index),
			rotateWorkerToken: 'false',
			rotateManagerToken: 'false'
		};
		yield* context.engine.post('/swarm/update', query, spec);
		yield* context.printLine('Swarm updated.');
		return 0;
	}
};

export const leave: Command = {
	path: 'swarm leave',
	use: '[OPTIONS]',
	short: 'Leave the swarm (workers only)',
	flags: [{ name: 'force', type: 'bool', text: 'Force this node to leave the swarm, ignoring warnings' }],
	args: NO_ARGS,
	...FINAL,
	*run(context) {
		yield* context.engine.post('/swarm/leave', { force: context.flags.bool('force') ? '1' : undefined });
		yield* context.printLine('Node left the swarm.');
		return 0;
	}
};
