import type { CommandContext } from '../context.ts';
import { olderThan } from '../engine-client.ts';
import { readTextFile } from '../files.ts';
import { base64 } from '../../sim/base64.ts';
import { configReferences, secretReferences } from '../commands/service/references.ts';
import { CliError } from '../errors.ts';
import type { ConfigSpec } from '../../api/wire/config.ts';
import type { NetworkCreateRequest } from '../../api/wire/network.ts';
import type { SecretSpec } from '../../api/wire/secret.ts';
import type { ConfigReference, SecretReference } from '../../api/wire/service.ts';
import type { FileReference } from '../values/file-reference.ts';
import type { Process } from '../../sim/process.ts';
import type { StackName } from './stack-name.ts';
import type { ComposeFile, FileObjectConfig, FileReferenceConfig, ServiceConfig } from './types.ts';

/** Networks, secrets and configs of a Compose file. Source: docker/cli cli/compose/convert/compose.go. */

/** Networks that services use, by their names in the swarm. */
export function networksOf(
	file: ComposeFile,
	stack: StackName,
	apiVersion: string
): { own: Map<string, NetworkCreateRequest>; external: string[] } {
	const used = new Set<string>();
	for (const service of file.services.values()) {
		for (const name of service.networks?.size ? service.networks.keys() : ['default']) used.add(name);
	}
	const own = new Map<string, NetworkCreateRequest>();
	const external: string[] = [];
	for (const key of [...used].sort()) {
		const network = file.networks.get(key) ?? {};
		if (network.external?.external) {
			external.push(network.name ?? '');
			continue;
		}
		const name = network.name ?? stack.scope(key);
		const pools = (network.ipam?.config ?? []).map(({ subnet }) => (subnet === undefined ? {} : { Subnet: subnet }));
		own.set(name, {
			Name: name,
			Driver: network.driver ?? 'overlay',
			Scope: '',
			IPAM: network.ipam
				? { Driver: network.ipam.driver ?? '', Options: null, Config: pools.length > 0 ? pools : null }
				: null,
			Internal: network.internal ?? false,
			Attachable: network.attachable ?? false,
			Ingress: false,
			ConfigOnly: false,
			ConfigFrom: null,
			Options: network.driver_opts ? Object.fromEntries(network.driver_opts) : null,
			Labels: stack.labels(network.labels),
			...(olderThan(apiVersion, '1.44') ? { CheckDuplicate: true } : {})
		});
	}
	return { own, external };
}

export function* secretsOf(context: CommandContext, file: ComposeFile, stack: StackName): Process<SecretSpec[]> {
	return yield* fileObjects(context, file.secrets, stack);
}

export function* configsOf(context: CommandContext, file: ComposeFile, stack: StackName): Process<ConfigSpec[]> {
	return yield* fileObjects(context, file.configs, stack);
}

function* fileObjects(
	context: CommandContext,
	objects: ReadonlyMap<string, FileObjectConfig>,
	stack: StackName
): Process<SecretSpec[]> {
	const specs: SecretSpec[] = [];
	for (const [key, object] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
		if (object.external?.external) continue;
		const data = object.driver === undefined ? base64(yield* readTextFile(context, object.file ?? '')) : '';
		const options = object.driver_opts ? { Options: Object.fromEntries(object.driver_opts) } : {};
		specs.push({
			Name: object.name ?? stack.scope(key),
			Labels: stack.labels(object.labels),
			...(data === '' ? {} : { Data: data }),
			...(object.driver === undefined ? {} : { Driver: { Name: object.driver, ...options } }),
			...(object.template_driver === undefined ? {} : { Templating: { Name: object.template_driver } })
		});
	}
	return specs;
}

export function* serviceSecrets(
	context: CommandContext,
	service: ServiceConfig,
	file: ComposeFile,
	stack: StackName
): Process<SecretReference[]> {
	const wanted = (service.secrets ?? []).map((reference) => fileReference('secret', reference, file.secrets, stack));
	const found = yield* secretReferences(context, wanted);
	return found.sort((a, b) => compare(a.SecretName, b.SecretName));
}

export function* serviceConfigs(
	context: CommandContext,
	service: ServiceConfig,
	file: ComposeFile,
	stack: StackName
): Process<ConfigReference[]> {
	const wanted = (service.configs ?? []).map((reference) => fileReference('config', reference, file.configs, stack));
	const runtime = service.credential_spec?.config;
	const runtimeNames = runtime === undefined ? [] : [nameOf('config', runtime, file.configs, stack)];
	const found = yield* configReferences(context, wanted, runtimeNames);
	return found.sort((a, b) => compare(a.ConfigName, b.ConfigName));
}

function fileReference(
	kind: 'secret' | 'config',
	reference: FileReferenceConfig,
	objects: ReadonlyMap<string, FileObjectConfig>,
	stack: StackName
): FileReference {
	const key = reference.source ?? '';
	return {
		source: nameOf(kind, key, objects, stack),
		file: {
			Name: reference.target ?? key,
			UID: reference.uid ?? '0',
			GID: reference.gid ?? '0',
			Mode: reference.mode ?? 0o444
		}
	};
}

function nameOf(
	kind: 'secret' | 'config',
	key: string,
	objects: ReadonlyMap<string, FileObjectConfig>,
	stack: StackName
): string {
	const object = objects.get(key);
	if (!object) throw new CliError(`undefined ${kind} "${key}"`);
	return object.name ?? stack.scope(key);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
