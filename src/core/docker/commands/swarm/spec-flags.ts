import type { SwarmSpec } from '../../../api/wire/swarm.ts';
import { CliError, quote } from '../../errors.ts';
import type { CommandContext } from '../../context.ts';
import { readTextFile } from '../../files.ts';
import type { ExternalCa, TypedExternalCa } from '../../values/external-ca.ts';
import type { Process } from '../../../sim/process.ts';

/** Puts what was typed (and for `init` the defaults) into a swarm's spec. */
export function* applySwarmFlags(spec: SwarmSpec, context: CommandContext): Process<void> {
	const { flags } = context;
	if (flags.changed('task-history-limit')) {
		spec.Orchestration = { ...spec.Orchestration, TaskHistoryRetentionLimit: flags.number('task-history-limit') };
	}
	if (flags.changed('dispatcher-heartbeat'))
		spec.Dispatcher = { HeartbeatPeriod: flags.number('dispatcher-heartbeat') };
	if (flags.changed('cert-expiry')) spec.CAConfig = { ...spec.CAConfig, NodeCertExpiry: flags.number('cert-expiry') };
	if (flags.changed('external-ca')) {
		spec.CAConfig = { ...spec.CAConfig, ExternalCAs: yield* externalCas(context) };
	}
	if (flags.changed('max-snapshots')) spec.Raft = { ...spec.Raft, KeepOldSnapshots: flags.number('max-snapshots') };
	if (flags.changed('snapshot-interval')) {
		spec.Raft = { ...spec.Raft, SnapshotInterval: flags.number('snapshot-interval') };
	}
	if (flags.changed('autolock')) spec.EncryptionConfig = { AutoLockManagers: flags.bool('autolock') };
}

function* externalCas(context: CommandContext): Process<ExternalCa[]> {
	const texts = context.flags.list('external-ca');
	const found: ExternalCa[] = [];
	for (const [i, { ca, certFile }] of context.flags.all<TypedExternalCa>('external-ca').entries()) {
		if (certFile === undefined) {
			found.push(ca);
			continue;
		}
		const CACert = yield* flagFile(context, 'external-ca', texts[i]!, function* () {
			const text = yield* readCert(context, certFile);
			if (!isPem(text)) throw new CliError('CA cert for external CA must be in PEM format');
			return text;
		});
		found.push({ ...ca, CACert });
	}
	return found;
}

function* readCert(context: CommandContext, path: string): Process<string> {
	try {
		return yield* readTextFile(context, path);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		throw new CliError(`unable to read CA cert for external CA: ${error.message}`);
	}
}

export function isPem(text: string): boolean {
	return /-----BEGIN [^\n]+-----\n[^]*-----END [^\n]+-----/.test(text);
}

/** The real client reads files while it reads flags: what is wrong with one is wrong with the flag. */
export function* flagFile(
	{ command }: CommandContext,
	flag: string,
	text: string,
	read: () => Process<string>
): Process<string> {
	try {
		return yield* read();
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		const { path, use } = command;
		throw new CliError(
			`invalid argument ${quote(text)} for ${quote(`--${flag}`)} flag: ${error.message}\n\nUsage:  docker ${path} ${use}\n\nRun 'docker ${path} --help' for more information`,
			125
		);
	}
}
