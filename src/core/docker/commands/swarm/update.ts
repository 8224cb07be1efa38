import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import type { Swarm, SwarmSpec, UnlockKeyResponse } from '../../../api/wire/swarm.ts';
import type { Process } from '../../../sim/process.ts';
import { applySwarmFlags } from './spec-flags.ts';
import { unlockKeyText } from './texts.ts';

export const update: Command = {
	path: 'swarm update',
	use: '[OPTIONS]',
	short: 'Update the swarm',
	flags: [
		{ name: 'autolock', type: 'bool', text: 'Change manager autolocking setting (true|false)' },
		{
			name: 'cert-expiry',
			type: 'duration',
			def: '2160h0m0s',
			text: 'Validity period for node certificates (ns|us|ms|s|m|h)'
		},
		{ name: 'dispatcher-heartbeat', type: 'duration', def: '5s', text: 'Dispatcher heartbeat period (ns|us|ms|s|m|h)' },
		{ name: 'external-ca', type: 'external-ca', text: 'Specifications of one or more certificate signing endpoints' },
		{ name: 'max-snapshots', type: 'uint', text: 'Number of additional Raft snapshots to retain' },
		{ name: 'snapshot-interval', type: 'uint', def: '10000', text: 'Number of log entries between Raft snapshots' },
		{ name: 'task-history-limit', type: 'int', def: '5', text: 'Task history retention limit' }
	],
	args: NO_ARGS,
	helpWithoutFlags: true,
	*run(context) {
		const swarm = yield* context.engine.get<Swarm>('/swarm');
		const wasLocked = swarm.Spec.EncryptionConfig?.AutoLockManagers === true;
		const spec = structuredCopy(swarm.Spec);
		yield* applySwarmFlags(spec, context);
		yield* updateSwarm(context, swarm, spec, {});
		yield* context.printLine('Swarm updated.');
		if (spec.EncryptionConfig?.AutoLockManagers && !wasLocked) {
			const { UnlockKey } = yield* context.engine.get<UnlockKeyResponse>('/swarm/unlockkey');
			yield* context.print(unlockKeyText(UnlockKey, context.era));
		}
		return 0;
	}
};

/** POST /swarm/update with what is to be made anew. */
export function* updateSwarm(
	context: CommandContext,
	swarm: Swarm,
	spec: SwarmSpec,
	rotate: { worker?: true; manager?: true; unlockKey?: true }
): Process<void> {
	const query = {
		version: String(swarm.Version.Index),
		rotateWorkerToken: String(rotate.worker === true),
		rotateManagerToken: String(rotate.manager === true),
		rotateManagerUnlockKey: String(rotate.unlockKey === true)
	};
	yield* context.engine.post('/swarm/update', query, spec);
}

function structuredCopy(spec: SwarmSpec): SwarmSpec {
	return JSON.parse(JSON.stringify(spec)) as SwarmSpec;
}
