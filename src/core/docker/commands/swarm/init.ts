import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { Swarm, SwarmInitRequest, SwarmSpec, UnlockKeyResponse } from '../../../api/wire/swarm.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { Process } from '../../../sim/process.ts';
import { applySwarmFlags } from './spec-flags.ts';
import { joinCommandText, unlockKeyText } from './texts.ts';

export const init: Command = {
	path: 'swarm init',
	use: '[OPTIONS]',
	short: 'Initialize a swarm',
	flags: [
		{ name: 'advertise-addr', type: 'string', text: 'Advertised address (format: "<ip|interface>[:port]")' },
		{
			name: 'autolock',
			type: 'bool',
			text: 'Enable manager autolocking (requiring an unlock key to start a stopped manager)'
		},
		{
			name: 'availability',
			type: 'string',
			def: 'active',
			text: 'Availability of the node ("active", "pause", "drain")'
		},
		{
			name: 'cert-expiry',
			type: 'duration',
			def: '2160h0m0s',
			text: 'Validity period for node certificates (ns|us|ms|s|m|h)'
		},
		{
			name: 'data-path-addr',
			type: 'string',
			text: 'Address or interface to use for data path traffic (format: "<ip|interface>")'
		},
		{
			name: 'data-path-port',
			type: 'uint32',
			text: 'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.'
		},
		{ name: 'default-addr-pool', type: 'ipNetSlice', def: '[]', text: 'default address pool in CIDR format' },
		{
			name: 'default-addr-pool-mask-length',
			type: 'uint32',
			def: '24',
			text: 'default address pool subnet mask length'
		},
		{ name: 'dispatcher-heartbeat', type: 'duration', def: '5s', text: 'Dispatcher heartbeat period (ns|us|ms|s|m|h)' },
		{ name: 'external-ca', type: 'external-ca', text: 'Specifications of one or more certificate signing endpoints' },
		{ name: 'force-new-cluster', type: 'bool', text: 'Force create a new cluster from current state' },
		{
			name: 'listen-addr',
			type: 'node-addr',
			def: '0.0.0.0:2377',
			text: 'Listen address (format: "<ip|interface>[:port]")'
		},
		{ name: 'max-snapshots', type: 'uint', text: 'Number of additional Raft snapshots to retain' },
		{ name: 'snapshot-interval', type: 'uint', def: '10000', text: 'Number of log entries between Raft snapshots' },
		{ name: 'task-history-limit', type: 'int', def: '5', text: 'Task history retention limit' }
	],
	args: NO_ARGS,
	*run(context) {
		const availability = availabilityOf(context);
		const spec: SwarmSpec = {
			Labels: null,
			Orchestration: {},
			Raft: { ElectionTick: 0, HeartbeatTick: 0 },
			Dispatcher: {},
			CAConfig: {},
			TaskDefaults: {},
			EncryptionConfig: { AutoLockManagers: false }
		};
		yield* applySwarmFlags(spec, context);
		const pools = context.flags.all<string[]>('default-addr-pool').flat();
		const request: SwarmInitRequest = {
			ListenAddr: context.flags.string('listen-addr'),
			AdvertiseAddr: context.flags.string('advertise-addr'),
			DataPathAddr: context.flags.string('data-path-addr'),
			DataPathPort: context.flags.number('data-path-port'),
			ForceNewCluster: context.flags.bool('force-new-cluster'),
			Spec: spec,
			AutoLockManagers: context.flags.bool('autolock'),
			Availability: availability,
			DefaultAddrPool: pools.length > 0 || context.era.capabilities.wordsOf28 ? pools : null,
			SubnetSize: context.flags.number('default-addr-pool-mask-length')
		};
		const id = yield* initialize(context, request);
		yield* context.print(`Swarm initialized: current node (${id}) is now a manager.\n\n`);
		yield* printJoinCommand(context, id, 'worker');
		yield* context.print(
			"To add a manager to this swarm, run 'docker swarm join-token manager' and follow the instructions.\n" +
				(context.era.capabilities.wordsOf28 ? '' : '\n')
		);
		if (request.AutoLockManagers) {
			const UnlockKey = yield* fetchUnlockKey(context);
			yield* context.print(unlockKeyText(UnlockKey, context.era));
		}
		return 0;
	}
};

/** POST /swarm/init; where the engine could not choose an address the client tells how to name one. */
export function* initialize(context: CommandContext, request: SwarmInitRequest): Process<string> {
	try {
		return yield* context.engine.post<string>('/swarm/init', {}, request);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		const several =
			error.message.includes('could not choose an IP address to advertise') ||
			error.message.includes("could not find the system's IP address");
		if (several) throw new CliError(`${error.message} - specify one with --advertise-addr`);
		throw error;
	}
}

/** The block that tells how others join, as `swarm init` and `swarm join-token` print it. */
export function* printJoinCommand(context: CommandContext, nodeId: string, role: 'worker' | 'manager'): Process<void> {
	const node = yield* context.engine.get<Node>(`/nodes/${nodeId}`);
	const swarm = yield* context.engine.get<Swarm>('/swarm');
	if (!node.ManagerStatus) return;
	const token = role === 'worker' ? swarm.JoinTokens?.Worker : swarm.JoinTokens?.Manager;
	yield* context.print(joinCommandText(role, token ?? '', node.ManagerStatus.Addr ?? ''));
}

export function availabilityOf(context: CommandContext): string {
	const availability = context.flags.string('availability').toLowerCase();
	if (context.flags.changed('availability') && !['active', 'pause', 'drain'].includes(availability)) {
		throw new CliError(`invalid availability "${availability}", only active, pause and drain are supported`);
	}
	return context.flags.changed('availability') ? availability : '';
}

/** Source: docker/cli command/swarm/init.go. */
function* fetchUnlockKey(context: CommandContext): Process<string> {
	try {
		return (yield* context.engine.get<UnlockKeyResponse>('/swarm/unlockkey')).UnlockKey;
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		throw new CliError(`could not fetch unlock key: ${error.message}`, error.exitCode);
	}
}
