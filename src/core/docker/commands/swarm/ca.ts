import { NO_ARGS, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { POLL_HEADER } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import { readTextFile } from '../../files.ts';
import type { ProgressDisplay } from '../../format/progress-display.ts';
import { sha256Hex } from '../../../sim/sha256.ts';
import type { Node } from '../../../api/wire/node.ts';
import type { Swarm } from '../../../api/wire/swarm.ts';
import type { Process } from '../../../sim/process.ts';
import { interrupted, quietable } from '../service/progress.ts';
import { applySwarmFlags, flagFile, isPem } from './spec-flags.ts';
import { updateSwarm } from './update.ts';

export const ca: Command = {
	path: 'swarm ca',
	use: '[OPTIONS]',
	short: 'Display and rotate the root CA',
	flags: [
		{
			name: 'ca-cert',
			type: 'pem-file',
			text: 'Path to the PEM-formatted root CA certificate to use for the new cluster'
		},
		{
			name: 'ca-key',
			type: 'pem-file',
			text: 'Path to the PEM-formatted root CA key to use for the new cluster'
		},
		{
			name: 'cert-expiry',
			type: 'duration',
			def: '2160h0m0s',
			text: 'Validity period for node certificates (ns|us|ms|s|m|h)'
		},
		{
			name: 'detach',
			short: 'd',
			type: 'bool',
			text: 'Exit immediately instead of waiting for the root rotation to converge'
		},
		{ name: 'external-ca', type: 'external-ca', text: 'Specifications of one or more certificate signing endpoints' },
		{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress progress output' },
		{
			name: 'rotate',
			type: 'bool',
			text: 'Rotate the swarm CA - if no certificate or key are provided, new ones will be generated'
		}
	],
	args: NO_ARGS,
	*run(context) {
		const cert = yield* pemFile(context, 'ca-cert');
		const key = yield* pemFile(context, 'ca-key');
		const swarm = yield* context.engine.get<Swarm>('/swarm');
		if (!context.flags.bool('rotate')) {
			for (const flag of ['cert-expiry', 'external-ca', 'ca-cert', 'ca-key']) {
				if (context.flags.changed(flag))
					throw new CliError(`\`--${flag}\` flag requires the \`--rotate\` flag to update the CA`);
			}
			yield* printRoot(context, swarm);
			return 0;
		}
		refuseHalves(context, cert, key);
		const spec = JSON.parse(JSON.stringify(swarm.Spec)) as Swarm['Spec'];
		yield* applySwarmFlags(spec, context);
		spec.CAConfig = withRoot(spec.CAConfig, cert, key);
		yield* updateSwarm(context, swarm, spec, {});
		if (context.flags.bool('detach')) return 0;
		const isWatched = yield* awaitRotation(context, context.flags.bool('quiet'));
		// Today's clients end with the Ctrl-C that they were told of.
		if (!isWatched && context.era.capabilities.wordsOf28) return 0;
		yield* printRoot(context, yield* context.engine.get<Swarm>('/swarm'));
		return 0;
	}
};

/** What belongs together. Source: docker/cli swarm/ca.go; asked of the client 28.2.2. */
function refuseHalves({ flags }: CommandContext, cert: string, key: string): void {
	if (flags.changed('external-ca') && cert === '') {
		throw new CliError(
			"rotating to an external CA requires the `--ca-cert` flag to specify the external CA's cert - to add an external CA with the current root CA certificate, use the `update` command instead"
		);
	}
	if (cert !== '' && key === '' && !flags.changed('external-ca')) {
		throw new CliError(
			'the --ca-cert flag requires that a --ca-key flag and/or --external-ca flag be provided as well'
		);
	}
}

/** A root that is brought along takes the place of making a new one; an external CA gets its certificate. */
function withRoot(
	before: Swarm['Spec']['CAConfig'],
	cert: string,
	key: string
): NonNullable<Swarm['Spec']['CAConfig']> {
	if (cert === '' && key === '') return { ...before, ForceRotate: (before?.ForceRotate ?? 0) + 1 };
	return {
		...before,
		...(before?.ExternalCAs
			? { ExternalCAs: before.ExternalCAs.map((ca) => ({ ...ca, CACert: ca.CACert || cert })) }
			: {}),
		...(cert === '' ? {} : { SigningCACert: cert }),
		...(key === '' ? {} : { SigningCAKey: key })
	};
}

/** What a flag names must be there and in PEM format, like any other value. */
function* pemFile(context: CommandContext, flag: string): Process<string> {
	const path = context.flags.string(flag);
	if (path === '') return '';
	return yield* flagFile(context, flag, path, function* () {
		const text = yield* readTextFile(context, path);
		if (!isPem(text)) throw new CliError('file contents must be in PEM format');
		return text;
	});
}

/**
 * Draws how many nodes have new certificates, until the rotation is over or somebody stops looking.
 * Source: docker/cli swarm/progress/root_rotation.go. @returns false after Ctrl-C
 */
function* awaitRotation(context: CommandContext, quiet: boolean): Process<boolean> {
	const { show } = quietable(context, quiet);
	for (const [id, status] of ROWS) yield* show({ id, status, bar: { current: 0, total: 0 } });
	for (let isDone = false; ;) {
		const swarm = yield* context.engine.get<Swarm>('/swarm', {}, POLL_HEADER);
		if (isDone) return true;
		const nodes = yield* context.engine.get<Node[]>('/nodes', {}, POLL_HEADER);
		isDone = yield* drawRotation(show, swarm, nodes);
		if (!(yield* interrupted())) continue;
		if (!isDone) {
			yield* show({ status: 'Operation continuing in background.' });
			yield* show({ status: 'Use `swarmctl cluster inspect default` to check progress.' });
		}
		return false;
	}
}

/** @returns whether all nodes have what they should have */
function* drawRotation(show: ProgressDisplay['show'], swarm: Swarm, nodes: readonly Node[]): Process<boolean> {
	const wanted = swarm.TLSInfo;
	const root = wanted.TrustRoot ?? '';
	const infos = nodes.map((node) => node.Description.TLSInfo);
	const certificates = infos.filter(
		(info) =>
			info.CertIssuerPublicKey === wanted.CertIssuerPublicKey && info.CertIssuerSubject === wanted.CertIssuerSubject
	).length;
	const roots = infos.filter((info) => info.TrustRoot === root).length;
	const total = nodes.length;
	// As long as certificates are being renewed, no root counts as rotated.
	const isRenewed = certificates === total && !swarm.RootRotationInProgress;
	const [digest, tls, ca] = ROWS;
	yield* show({ id: digest[0], status: `sha256:${sha256Hex(root)}`, bar: { current: 0, total: 0 } });
	yield* show({ id: tls[0], status: tls[1], bar: { current: certificates, total, units: 'nodes' } });
	yield* show({ id: ca[0], status: ca[1], bar: { current: isRenewed ? roots : 0, total, units: 'nodes' } });
	return isRenewed && roots === total;
}

/** What is drawn, and what stands before its numbers: the last one is a character shorter. */
const ROWS = [
	['desired root digest', ''],
	['  rotated TLS certificates', ''],
	['  rotated CA certificates', ' ']
] as const;

function* printRoot(context: CommandContext, swarm: Swarm): Process<void> {
	const root = swarm.TLSInfo.TrustRoot ?? '';
	if (root === '') throw new CliError('No CA information available');
	yield* context.printLine(root.trimEnd());
}
