import type { CommandContext } from '../../context.ts';
import { encodeFilters } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import type { FileReference } from '../../values/file-reference.ts';
import type { NetworkAttachment } from '../../values/network-attachment.ts';
import type { Config } from '../../../api/wire/config.ts';
import type { Network } from '../../../api/wire/network.ts';
import type { Secret } from '../../../api/wire/secret.ts';
import type { ConfigReference, NetworkAttachmentConfig, SecretReference } from '../../../api/wire/service.ts';
import type { Process } from '../../../sim/process.ts';

/** Names that stand for objects of the swarm, looked up before the spec is sent. */

export function* networkTargets(
	context: CommandContext,
	wanted: readonly NetworkAttachment[]
): Process<NetworkAttachmentConfig[]> {
	const targets: NetworkAttachmentConfig[] = [];
	for (const attachment of wanted) {
		const { Target: name, Aliases, DriverOpts } = attachment;
		// Clients of 1.12 left the names to the engine.
		const isOld = context.era.commandLine === 'mflag';
		const Target = isOld ? name : (yield* context.engine.get<Network>(`/networks/${name}`, { scope: 'swarm' })).Id;
		targets.push({
			...(Target === undefined ? {} : { Target }),
			...(Aliases ? { Aliases } : {}),
			...(DriverOpts ? { DriverOpts } : {})
		});
	}
	return targets.sort((a, b) => ((a.Target ?? '') < (b.Target ?? '') ? -1 : 1));
}

export function* secretReferences(
	context: CommandContext,
	wanted: readonly FileReference[]
): Process<SecretReference[]> {
	if (wanted.length === 0) return [];
	refuseDoubles('secret', wanted);
	const filters = encodeFilters({ name: wanted.map((reference) => reference.source) });
	const found = yield* context.engine.get<Secret[]>('/secrets', { filters });
	return wanted.map(({ source, file }) => {
		const secret = found.find((candidate) => candidate.Spec.Name === source);
		if (!secret) throw new CliError(`secret not found: ${source}`);
		return { File: file, SecretID: secret.ID, SecretName: source };
	});
}

/** @param runtime configs that the container's runtime reads, not the container */
export function* configReferences(
	context: CommandContext,
	wanted: readonly FileReference[],
	runtime: readonly string[] = []
): Process<ConfigReference[]> {
	if (wanted.length + runtime.length === 0) return [];
	refuseDoubles('config', wanted);
	const filters = encodeFilters({ name: [...wanted.map((reference) => reference.source), ...runtime] });
	const found = yield* context.engine.get<Config[]>('/configs', { filters });
	const idOf = (name: string): string => {
		const config = found.find((candidate) => candidate.Spec.Name === name);
		if (!config) throw new CliError(`config not found: ${name}`);
		return config.ID;
	};
	return [
		...wanted.map(({ source, file }) => ({ File: file, ConfigID: idOf(source), ConfigName: source })),
		...runtime.map((name) => ({ Runtime: {}, ConfigID: idOf(name), ConfigName: name }))
	];
}

function refuseDoubles(kind: 'secret' | 'config', wanted: readonly FileReference[]): void {
	const targets = new Set<string>();
	for (const { source, file } of wanted) {
		if (targets.has(file.Name)) throw new CliError(`duplicate ${kind} target for ${source} not allowed`);
		targets.add(file.Name);
	}
}
