import type { SwarmSpec } from '../../../api/wire/swarm.ts';
import { CliError } from '../../errors.ts';
import type { FlagValues } from '../../flags.ts';
import { cutPair, splitCsv } from '../../values/csv.ts';

/** Puts what was typed (and for `init` the defaults) into a swarm's spec. */
export function applySwarmFlags(spec: SwarmSpec, flags: FlagValues): void {
	if (flags.changed('task-history-limit')) {
		spec.Orchestration = { ...spec.Orchestration, TaskHistoryRetentionLimit: flags.number('task-history-limit') };
	}
	if (flags.changed('dispatcher-heartbeat'))
		spec.Dispatcher = { HeartbeatPeriod: flags.number('dispatcher-heartbeat') };
	if (flags.changed('cert-expiry')) spec.CAConfig = { ...spec.CAConfig, NodeCertExpiry: flags.number('cert-expiry') };
	if (flags.changed('external-ca')) {
		spec.CAConfig = { ...spec.CAConfig, ExternalCAs: flags.list('external-ca').map(parseExternalCa) };
	}
	if (flags.changed('max-snapshots')) spec.Raft = { ...spec.Raft, KeepOldSnapshots: flags.number('max-snapshots') };
	if (flags.changed('snapshot-interval')) {
		spec.Raft = { ...spec.Raft, SnapshotInterval: flags.number('snapshot-interval') };
	}
	if (flags.changed('autolock')) spec.EncryptionConfig = { AutoLockManagers: flags.bool('autolock') };
}

export type ExternalCa = NonNullable<NonNullable<SwarmSpec['CAConfig']>['ExternalCAs']>[number];

/** 'protocol=cfssl,url=https://…' */
export function parseExternalCa(text: string): ExternalCa {
	const ca: ExternalCa = { Protocol: '', URL: '' };
	const options: Record<string, string> = {};
	for (const field of splitCsv(text)) {
		const { key, value } = cutPair(field);
		if (value === undefined) throw new CliError(`invalid field '${field}' must be a key=value pair`);
		if (key.toLowerCase() === 'protocol') {
			if (value.toLowerCase() !== 'cfssl') throw new CliError(`unrecognized external CA protocol ${value}`);
			ca.Protocol = 'cfssl';
		} else if (key.toLowerCase() === 'url') {
			ca.URL = value;
		} else {
			options[key] = value;
		}
	}
	if (ca.Protocol === '') throw new CliError('the external-ca option needs a protocol= parameter');
	if (ca.URL === '') throw new CliError('the external-ca option needs a url= parameter');
	if (Object.keys(options).length > 0) ca.Options = options;
	return ca;
}
