import type { Process } from '../sim/process.ts';
import type * as container from './wire/container.ts';
import type * as image from './wire/image.ts';
import type * as network from './wire/network.ts';
import type * as system from './wire/system.ts';
import type * as volume from './wire/volume.ts';
import type { Config, ConfigSpec } from './wire/config.ts';
import type { Filters } from './wire/filters.ts';
import type { ApiStream } from './wire/http.ts';
import type { Node, NodeSpec } from './wire/node.ts';
import type { Secret, SecretSpec } from './wire/secret.ts';
import type { Service, ServiceCreateResponse, ServiceSpec, ServiceUpdateResponse } from './wire/service.ts';
import type { Swarm, SwarmInfo, SwarmInitRequest, SwarmJoinRequest, SwarmSpec } from './wire/swarm.ts';
import type { Task } from './wire/task.ts';

/**
 * What an engine offers to the routes. Everything is asked in the newest API's words (adjust.ts translates for older
 * clients), and answered by JSON values that belong to the caller: give fresh objects, never your own state.
 *
 * What the user did wrong is an ApiError (error.ts) with Docker's exact text. `filters` are checked for their keys by
 * the backend with `acceptFilters` (filters.ts): `Invalid filter 'foo'`.
 */
export interface Backend {
	readonly system: SystemBackend;
	readonly containers: ContainerBackend;
	readonly images: ImageBackend;
	readonly making: ImageMakingBackend;
	/** The networks of this engine alone; the routes put the swarm's beside them. */
	readonly networks: NetworkBackend;
	readonly volumes: VolumeBackend;
	/** engine/cluster.ts */
	readonly swarm: SwarmBackend;
}

export interface SystemBackend {
	/** Without `Swarm`, which the route adds. */
	info(): Process<Omit<system.SystemInfo, 'Swarm'>>;
	version(): Process<system.VersionResponse>;
	/** A stream of EventMessage as lines of JSON. Ends at `until`; without it never. Times: seconds since 1970, fractions allowed. */
	events(options: { since?: number; until?: number; filters: Filters }): Process<ApiStream>;
	diskUsage(): Process<system.DiskUsage>;
	/** {username, password, serveraddress}. @throws ApiError */
	login(auth: Record<string, string>): Process<{ Status: string; IdentityToken: string }>;
}

export interface LogOptions {
	stdout: boolean;
	stderr: boolean;
	follow: boolean;
	/** Seconds since 1970; undefined: from the beginning, to the end. */
	since?: number;
	until?: number;
	timestamps: boolean;
	/** Last lines; undefined: all. */
	tail?: number;
	details: boolean;
}

export interface AttachOptions {
	stream: boolean;
	stdin: boolean;
	stdout: boolean;
	stderr: boolean;
	/** What was printed before, first. */
	logs: boolean;
}

/** Something that will be known later: the answer's head is sent at once, its body when it comes. */
export interface Pending<T> {
	result(): Process<T>;
	/** The client has gone. */
	cancel(): void;
}

export interface ContainerBackend {
	list(options: {
		all: boolean;
		limit?: number;
		size: boolean;
		filters: Filters;
	}): Process<container.ContainerSummary[]>;
	inspect(id: string, options: { size: boolean }): Process<container.ContainerInspect>;
	create(
		name: string,
		request: container.ContainerCreateRequest,
		platform: string
	): Process<container.ContainerCreateResponse>;
	/** @returns false when it runs already (304) */
	start(id: string): Process<boolean>;
	/** @param options timeout in seconds before SIGKILL. @returns false when it is stopped already (304) */
	stop(id: string, options: { signal?: string; timeout?: number }): Process<boolean>;
	restart(id: string, options: { signal?: string; timeout?: number }): Process<void>;
	/** @param signal name or number as given; '' for SIGKILL */
	kill(id: string, signal: string): Process<void>;
	pause(id: string): Process<void>;
	unpause(id: string): Process<void>;
	rename(id: string, name: string): Process<void>;
	update(id: string, request: container.ContainerUpdateRequest): Process<{ Warnings: string[] | null }>;
	remove(id: string, options: { force: boolean; volumes: boolean; link: boolean }): Process<void>;
	/** With a terminal chunks are 'raw'. */
	logs(id: string, options: LogOptions): Process<ApiStream>;
	attach(id: string, options: AttachOptions): Process<ApiStream>;
	/** Registers at once (a container that is removed later still answers). */
	wait(
		id: string,
		condition: 'not-running' | 'next-exit' | 'removed'
	): Process<Pending<container.ContainerWaitResponse>>;
	/** @param psArgs '' for '-ef' */
	top(id: string, psArgs: string): Process<container.ContainerTopResponse>;
	/** Samples as lines of JSON, one a second; exactly one when `stream` is false. */
	stats(id: string, options: { stream: boolean; oneShot: boolean }): Process<ApiStream>;
	changes(id: string): Process<container.FilesystemChange[]>;
	/** Of a path in the container, links not followed. */
	archiveStat(id: string, path: string): Process<container.PathStat>;
	/** A tar archive as a text stream (sim/stream.ts). */
	readArchive(id: string, path: string): Process<{ stat: container.PathStat; archive: string }>;
	writeArchive(id: string, path: string, archive: string, options: { noOverwriteDirNonDir: boolean }): Process<void>;
	resize(id: string, size: { height: number; width: number }): Process<void>;
	prune(filters: Filters): Process<container.ContainerPruneResponse>;
	/** @returns the exec's ID */
	execCreate(id: string, request: container.ExecCreateRequest): Process<string>;
	/** @returns its streams, or undefined when it was started detached */
	execStart(execId: string, request: container.ExecStartRequest): Process<ApiStream | undefined>;
	execInspect(execId: string): Process<container.ExecInspect>;
	execResize(execId: string, size: { height: number; width: number }): Process<void>;
}

export interface ImageBackend {
	list(options: { all: boolean; digests: boolean; filters: Filters }): Process<image.ImageSummary[]>;
	/** @param platform as JSON, '' for any */
	inspect(name: string, platform: string): Process<image.ImageInspect>;
	history(name: string, platform: string): Process<image.ImageHistoryItem[]>;
	/**
	 * Lines of JsonMessage. What goes wrong before the first line is an ApiError, later an `error` line.
	 * @param reference as the client sent it; tag '' for all tags
	 */
	pull(reference: string, tag: string, registryAuth: string, platform: string): Process<ApiStream>;
	/** Lines of JsonMessage; tag '' for all tags. */
	push(name: string, tag: string, registryAuth: string, platform: string): Process<ApiStream>;
	tag(name: string, repository: string, tag: string): Process<void>;
	remove(
		name: string,
		options: { force: boolean; noprune: boolean; platform: string }
	): Process<image.ImageDeleteItem[]>;
	prune(filters: Filters): Process<image.ImagePruneResponse>;
	/** Asks the registry. */
	distribution(name: string, registryAuth: string): Process<image.DistributionInspect>;
}

/** Images that are made of containers and archives; archives are text streams (sim/stream.ts). */
export interface ImageMakingBackend {
	/** @returns the image's ID */
	commit(container: string, work: image.ImageWork & { author: string; pause: boolean }): Process<string>;
	export(container: string): Process<string>;
	/** @param source '-' for the archive that is sent. @returns lines of JsonMessage */
	import(source: string, archive: string, work: image.ImageWork & { platform: string }): Process<ApiStream>;
	/** @param platform as JSON, '' for any */
	save(names: readonly string[], platform: string): Process<string>;
	/** @returns lines of JsonMessage */
	load(archive: string, isQuiet: boolean, platform: string): Process<ApiStream>;
}

export interface NetworkBackend {
	/** Filters are applied by the route, after the swarm's networks were put beside these. */
	list(): Process<network.Network[]>;
	/**
	 * Networks on this engine that `term` may mean, best first: full ID, name, ID prefix. Overlay networks with tasks
	 * on this engine are among them (with Containers and Peers). Empty when there is none: the route says so.
	 */
	find(term: string): Process<network.Network[]>;
	/** Services that engines on an overlay of this engine tell of, for `?verbose=true`. @param id full ID */
	services(id: string): Process<Record<string, network.NetworkService>>;
	/** Called for local scope only. @throws ApiError `could not find plugin foo in v1 plugin registry…`, `network with name x already exists` … */
	create(request: network.NetworkCreateRequest): Process<network.NetworkCreateResponse>;
	/** @param id full ID of a network of `list` */
	remove(id: string): Process<void>;
	connect(id: string, container: string, endpoint: Partial<network.EndpointSettings> | undefined): Process<void>;
	disconnect(id: string, container: string, force: boolean): Process<void>;
	prune(filters: Filters): Process<network.NetworkPruneResponse>;
}

export interface VolumeBackend {
	list(filters: Filters): Process<volume.VolumeListResponse>;
	inspect(name: string): Process<volume.Volume>;
	create(request: volume.VolumeCreateRequest): Process<volume.Volume>;
	remove(name: string, force: boolean): Process<void>;
	prune(filters: Filters): Process<volume.VolumePruneResponse>;
}

export interface ServiceUpdateOptions {
	version: number;
	registryAuthFrom: 'spec' | 'previous-spec';
	rollback: '' | 'previous';
	registryAuth: string;
	queryRegistry: boolean;
}

/** moby daemon/cluster: what stands between the API and SwarmKit's manager. */
export interface SwarmBackend {
	info(): Process<SwarmInfo>;
	/** 'inactive', 'active/worker', 'active/manager', 'pending', 'error', 'locked': header of /_ping. */
	status(): Process<string>;
	/** @returns the node's ID */
	init(request: SwarmInitRequest): Process<string>;
	join(request: SwarmJoinRequest): Process<void>;
	leave(force: boolean): Process<void>;
	inspect(): Process<Swarm>;
	update(
		version: number,
		spec: SwarmSpec,
		rotate: { workerToken: boolean; managerToken: boolean; unlockKey: boolean }
	): Process<void>;
	unlockKey(): Process<string>;
	unlock(key: string): Process<void>;

	nodes(filters: Filters): Process<Node[]>;
	node(id: string): Process<Node>;
	updateNode(id: string, version: number, spec: NodeSpec): Process<void>;
	removeNode(id: string, force: boolean): Process<void>;

	services(options: { filters: Filters; status: boolean }): Process<Service[]>;
	service(id: string, options: { insertDefaults: boolean }): Process<Service>;
	createService(
		spec: ServiceSpec,
		options: { registryAuth: string; queryRegistry: boolean }
	): Process<ServiceCreateResponse>;
	updateService(id: string, spec: ServiceSpec, options: ServiceUpdateOptions): Process<ServiceUpdateResponse>;
	removeService(id: string): Process<void>;
	/** Of services, or of tasks. */
	logs(selector: { services: string[]; tasks: string[] }, options: LogOptions): Process<ApiStream>;

	tasks(filters: Filters): Process<Task[]>;
	task(id: string): Process<Task>;

	secrets(filters: Filters): Process<Secret[]>;
	secret(id: string): Process<Secret>;
	createSecret(spec: SecretSpec): Process<string>;
	updateSecret(id: string, version: number, spec: SecretSpec): Process<void>;
	removeSecret(id: string): Process<void>;
	configs(filters: Filters): Process<Config[]>;
	config(id: string): Process<Config>;
	createConfig(spec: ConfigSpec): Process<string>;
	updateConfig(id: string, version: number, spec: ConfigSpec): Process<void>;
	removeConfig(id: string): Process<void>;

	/** Cluster (CSI) volumes; the routes put the engine's own beside them. */
	volumes(): Process<volume.Volume[]>;
	volume(id: string): Process<volume.Volume>;
	createVolume(request: volume.VolumeCreateRequest): Process<volume.Volume>;
	updateVolume(id: string, version: number, request: volume.VolumeUpdateRequest): Process<void>;
	removeVolume(id: string, force: boolean): Process<void>;

	/** Networks of the swarm as the manager knows them; [] on a node that is no manager. */
	networks(): Process<network.Network[]>;
	/** Full ID, exact name, ID prefix. */
	network(id: string): Process<network.Network>;
	createNetwork(request: network.NetworkCreateRequest): Process<string>;
	removeNetwork(id: string): Process<void>;
}
