import type { SwarmSpec } from '../../../api/wire/swarm.ts';
import type { FlagValues } from '../../flags.ts';
import type { ExternalCa } from '../../values/external-ca.ts';

/** Puts what was typed (and for `init` the defaults) into a swarm's spec. */
export function applySwarmFlags(spec: SwarmSpec, flags: FlagValues): void {
	if (flags.changed('task-history-limit')) {
		spec.Orchestration = { ...spec.Orchestration, TaskHistoryRetentionLimit: flags.number('task-history-limit') };
	}
	if (flags.changed('dispatcher-heartbeat'))
		spec.Dispatcher = { HeartbeatPeriod: flags.number('dispatcher-heartbeat') };
	if (flags.changed('cert-expiry')) spec.CAConfig = { ...spec.CAConfig, NodeCertExpiry: flags.number('cert-expiry') };
	if (flags.changed('external-ca')) {
		spec.CAConfig = { ...spec.CAConfig, ExternalCAs: flags.all<ExternalCa>('external-ca') };
	}
	if (flags.changed('max-snapshots')) spec.Raft = { ...spec.Raft, KeepOldSnapshots: flags.number('max-snapshots') };
	if (flags.changed('snapshot-interval')) {
		spec.Raft = { ...spec.Raft, SnapshotInterval: flags.number('snapshot-interval') };
	}
	if (flags.changed('autolock')) spec.EncryptionConfig = { AutoLockManagers: flags.bool('autolock') };
}
