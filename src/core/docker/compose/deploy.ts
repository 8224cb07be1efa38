import { IMAGE_LABEL, isUserDefined, serviceSpec } from './convert.ts';
import { forbiddenText, ForbiddenOptions, loadCompose, optionsIn } from './load.ts';
import { configsOf, networksOf, secretsOf, serviceConfigs, serviceSecrets } from './objects.ts';
import { composeSources } from './sources.ts';
import { StackName } from './stack-name.ts';
import type { ComposeFile } from './types.ts';
import { isNotFound, type CommandContext } from '../context.ts';
import { encodeFilters } from '../engine-client.ts';
import { CliError, quote } from '../errors.ts';
import { imageFault } from '../format/image-name.ts';
import { pinImage, registryAuth, tagImage } from '../commands/service/image-pin.ts';
import { CANCELED, waitForServices } from '../commands/service/progress.ts';
import { removeServices } from '../commands/stack/rm.ts';
import type { IdResponse, ObjectMeta } from '../../api/wire/meta.ts';
import type { Network } from '../../api/wire/network.ts';
import type { SecretSpec } from '../../api/wire/secret.ts';
import type { Service, ServiceSpec, ServiceUpdateResponse } from '../../api/wire/service.ts';
import type { SystemInfo } from '../../api/wire/system.ts';
import type { Process } from '../../sim/process.ts';

/** `docker stack deploy`. */
export function* deploy(context: CommandContext): Process<number> {
	const { flags } = context;
	const stack = new StackName(context.args[0]!);
	const file = yield* loadFile(context);
	const resolve = flags.string('resolve-image');
	if (!['always', 'changed', 'never'].includes(resolve)) {
		throw new CliError(`Invalid option ${resolve} for flag --resolve-image`);
	}
	if (context.era.capabilities.wordsOf28 && !flags.changed('detach')) {
		yield* context.warn(
			'Since --detach=false was not specified, tasks will be created in the background.\n' +
				'In a future release, --detach=false will become the default.'
		);
	}
	yield* requireManager(context);
	if (flags.bool('prune')) yield* prune(context, stack, file);
	yield* createNetworks(context, file, stack);
	yield* setObjects(context, 'secret', yield* secretsOf(context, file, stack));
	yield* setObjects(context, 'config', yield* configsOf(context, file, stack));
	const ids = yield* deployServices(context, yield* specsOf(context, file, stack), stack, resolve);
	if (!flags.changed('detach') || flags.bool('detach')) return 0;
	const errors = yield* waitForServices(context, ids, flags.bool('quiet'));
	// Nothing is said of what was cancelled, nor of anything else then.
	if (errors.some((error) => error.endsWith(CANCELED))) return 0;
	if (errors.length > 0) throw new CliError(errors.join('\n'));
	return 0;
}

/** Options that Compose has and stacks pass over. Source: docker/cli cli/compose/types. */
const UNSUPPORTED = [
	'build',
	'cgroupns_mode',
	'cgroup_parent',
	'devices',
	'domainname',
	'external_links',
	'ipc',
	'links',
	'mac_address',
	'network_mode',
	'pid',
	'privileged',
	'restart',
	'security_opt',
	'shm_size',
	'userns_mode'
];
const DEPRECATED: Record<string, string> = {
	container_name: 'Setting the container name is not supported.',
	expose: "Exposing ports is unnecessary - services on the same network can access each other's containers on any port."
};

function* loadFile(context: CommandContext): Process<ComposeFile> {
	const sources = yield* composeSources(context);
	const contents = sources.files.map(({ content }) => content);
	let file: ComposeFile;
	try {
		file = yield* loadCompose(sources);
	} catch (error) {
		if (!(error instanceof ForbiddenOptions)) throw error;
		throw new CliError(`Compose file contains unsupported options:\n\n${forbiddenText(error.options)}\n`);
	}
	const unsupported = optionsIn(contents, UNSUPPORTED);
	if (unsupported.length > 0) yield* context.warn(`Ignoring unsupported options: ${unsupported.join(', ')}\n`);
	const deprecated = optionsIn(contents, Object.keys(DEPRECATED));
	if (deprecated.length > 0) {
		const lines = deprecated.map((option) => `${option}: ${DEPRECATED[option]!}`);
		yield* context.warn(`Ignoring deprecated options:\n\n${lines.join('\n\n')}\n`);
	}
	if (!sources.dialect.versionless) return file;
	for (const [name, service] of file.services) {
		const fault = service.image === undefined ? 'no image specified' : imageFault(service.image);
		if (fault !== undefined) throw new CliError(`invalid image reference for service ${name}: ${fault}`);
	}
	return file;
}

function* requireManager(context: CommandContext): Process<void> {
	const info = yield* context.engine.get<SystemInfo>('/info');
	if (info.Swarm.ControlAvailable) return;
	throw new CliError(
		'this node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again'
	);
}

function* prune(context: CommandContext, stack: StackName, file: ComposeFile): Process<void> {
	const services = yield* servicesOf(context, stack);
	yield* removeServices(
		context,
		services.filter((service) => !file.services.has(stack.descope(service.Spec.Name)))
	);
}

function* servicesOf(context: CommandContext, stack: StackName): Process<Service[]> {
	return yield* context.engine.get<Service[]>('/services', { filters: encodeFilters({ label: [stack.filter] }) });
}

function* createNetworks(context: CommandContext, file: ComposeFile, stack: StackName): Process<void> {
	const { own, external } = networksOf(file, stack, context.engine.apiVersion);
	for (const name of external) if (isUserDefined(name)) yield* checkExternal(context, name);
	const filters = encodeFilters({ label: [stack.filter] });
	const existing = yield* context.engine.get<Network[]>('/networks', { filters });
	for (const [name, request] of own) {
		if (existing.some((network) => network.Name === name)) continue;
		yield* context.printLine(`Creating network ${name}`);
		yield* explained(`failed to create network ${name}`, context.engine.post('/networks/create', {}, request));
	}
}

function* checkExternal(context: CommandContext, name: string): Process<void> {
	try {
		const network = yield* context.engine.get<Network>(`/networks/${name}`);
		if (network.Scope === 'swarm') return;
		throw new CliError(
			`network ${quote(name)} is declared as external, but it is not in the right scope: ${quote(network.Scope)} instead of "swarm"`
		);
	} catch (error) {
		if (!isNotFound(error)) throw error;
		throw new CliError(
			`network ${quote(name)} is declared as external, but could not be found. You need to create a swarm-scoped network before the stack is deployed`
		);
	}
}

/** A refusal with what was being done before it. */
function* explained<T>(what: string, request: Process<T>): Process<T> {
	try {
		return yield* request;
	} catch (error) {
		if (error instanceof CliError) throw new CliError(`${what}: ${error.message}`);
		throw error;
	}
}

/** Secrets or configs: those that are there are updated (only their labels can be), others created. */
function* setObjects(context: CommandContext, kind: 'secret' | 'config', specs: readonly SecretSpec[]): Process<void> {
	for (const spec of specs) {
		let existing: (ObjectMeta & { ID: string }) | undefined;
		try {
			existing = yield* context.engine.get<ObjectMeta & { ID: string }>(`/${kind}s/${spec.Name}`);
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
		if (existing) {
			const version = String(existing.Version.Index ?? 0);
			const update = context.engine.post(`/${kind}s/${existing.ID}/update`, { version }, spec);
			yield* explained(`failed to update ${kind} ${spec.Name}`, update);
		} else {
			yield* context.printLine(`Creating ${kind} ${spec.Name}`);
			yield* explained(`failed to create ${kind} ${spec.Name}`, context.engine.post(`/${kind}s/create`, {}, spec));
		}
	}
}

function* specsOf(context: CommandContext, file: ComposeFile, stack: StackName): Process<ServiceSpec[]> {
	const specs: ServiceSpec[] = [];
	for (const [name, service] of [...file.services].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const spec = function* (): Process<ServiceSpec> {
			const secrets = yield* serviceSecrets(context, service, file, stack);
			const configs = yield* serviceConfigs(context, service, file, stack);
			return serviceSpec(stack, name, service, file, secrets, configs);
		};
		specs.push(yield* explained(`service ${name}`, spec()));
	}
	return specs;
}

/** @returns the IDs of the services */
function* deployServices(
	context: CommandContext,
	specs: readonly ServiceSpec[],
	stack: StackName,
	resolve: string
): Process<string[]> {
	const existing = yield* servicesOf(context, stack);
	const ids: string[] = [];
	for (const spec of specs) {
		const service = existing.find((candidate) => candidate.Spec.Name === spec.Name);
		if (service) {
			yield* context.printLine(`Updating service ${spec.Name} (id: ${service.ID})`);
			yield* explained(`failed to update service ${spec.Name}`, updateService(context, service, spec, resolve));
			ids.push(service.ID);
		} else {
			yield* context.printLine(`Creating service ${spec.Name}`);
			ids.push(yield* explained(`failed to create service ${spec.Name}`, createService(context, spec, resolve)));
		}
	}
	return ids;
}

function* createService(context: CommandContext, spec: ServiceSpec, resolve: string): Process<string> {
	const auth = registryAuth(context, spec);
	if (resolve === 'never') tagImage(spec);
	else yield* pinImage(context, spec, auth);
	return (yield* context.engine.post<IdResponse>('/services/create', {}, spec, auth)).ID;
}

function* updateService(context: CommandContext, service: Service, spec: ServiceSpec, resolve: string): Process<void> {
	const container = spec.TaskTemplate.ContainerSpec!;
	const isSameImage = container.Image === service.Spec.Labels?.[IMAGE_LABEL];
	const current = service.Spec.TaskTemplate.ContainerSpec?.Image;
	// An image that has not changed keeps the digest of the last time: otherwise all tasks would be replaced.
	if (resolve !== 'always' && isSameImage && current !== undefined) container.Image = current;
	spec.TaskTemplate.ForceUpdate = service.Spec.TaskTemplate.ForceUpdate;
	const auth = registryAuth(context, spec);
	const warnings: string[] = [];
	if (resolve === 'always' || (resolve === 'changed' && !isSameImage)) {
		const warning = yield* pinImage(context, spec, auth);
		if (warning !== undefined) warnings.push(warning);
	} else tagImage(spec);
	const response = yield* context.engine.post<ServiceUpdateResponse>(
		`/services/${service.ID}/update`,
		{ version: String(service.Version.Index ?? 0) },
		spec,
		auth
	);
	for (const text of [...(response.Warnings ?? []), ...warnings]) yield* context.warn(text);
}
