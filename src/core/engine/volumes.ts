import type { VolumeBackend } from '../api/backend.ts';
import { ApiError } from '../api/error.ts';
import { sortKeys } from '../api/compact.ts';
import { acceptFilters, matchLabels } from '../api/filters.ts';
import type { Filters } from '../api/wire/filters.ts';
import type { Volume, VolumeCreateRequest, VolumeListResponse, VolumePruneResponse } from '../api/wire/volume.ts';
import { Files } from '../sim/files.ts';
import { sleep, type Process } from '../sim/process.ts';
import { isValidName } from './container-name.ts';
import type { EngineContext } from './engine-context.ts';
import { pruneFilter } from './prune-filter.ts';
import { draw, TIMING } from './timings.ts';

export interface StoredVolume {
	name: string;
	/** RFC 3339, whole seconds */
	created: string;
	labels: Record<string, string> | null;
	options: Record<string, string> | null;
	/** Made for a container that named none: goes with `docker rm -v`. */
	anonymous: boolean;
	files: Files;
}

export interface VolumeDisk {
	readonly volumes: Map<string, StoredVolume>;
}

export function createVolumeDisk(): VolumeDisk {
	return { volumes: new Map() };
}

/** Local volumes of one engine. Source: recordings (containers, services), api-errors.txt. */
export class Volumes implements VolumeBackend {
	/** IDs of the containers, running or not, that mount a volume; set by the composition. */
	usedBy: (name: string) => string[] = () => [];

	constructor(
		private readonly context: EngineContext,
		private readonly disk: VolumeDisk
	) {}

	/** The volume of that name, made if it is not there. */
	ensure(
		name: string,
		given: { labels?: Record<string, string> | null; options?: Record<string, string> | null; anonymous?: boolean } = {}
	): StoredVolume {
		const known = this.disk.volumes.get(name);
		if (known) return known;
		const volume: StoredVolume = {
			name,
			created: `${this.context.sim.timestamp().slice(0, 19)}Z`,
			labels: given.labels ?? null,
			options: given.options ?? null,
			anonymous: given.anonymous ?? false,
			files: new Files(this.context.sim)
		};
		this.disk.volumes.set(name, volume);
		this.context.events.emit('volume', 'create', name, { driver: 'local' });
		return volume;
	}

	newName(): string {
		return this.context.rng.hex(64);
	}

	*list(filters: Filters): Process<VolumeListResponse> {
		acceptFilters(this.context.era, filters, ['dangling', 'driver', 'label', 'name']);
		const dangling = filters['dangling']?.[0];
		const names = filters['name'];
		const drivers = filters['driver'];
		const volumes = [...this.disk.volumes.values()]
			.filter(
				(volume) =>
					dangling === undefined || ['1', 'true'].includes(dangling) === (this.usedBy(volume.name).length === 0)
			)
			.filter((volume) => names === undefined || names.some((part) => volume.name.includes(part)))
			.filter(() => drivers === undefined || drivers.includes('local'))
			.filter((volume) => matchLabels(filters, 'label', volume.labels ?? {}));
		return { Volumes: volumes.map(view), Warnings: null };
	}

	*inspect(name: string): Process<Volume> {
		return view(this.required(name));
	}

	*create(request: VolumeCreateRequest): Process<Volume> {
		yield* sleep(draw(this.context.rng, TIMING.record));
		const anonymous = request.Name === undefined || request.Name === '';
		const name = anonymous ? this.newName() : request.Name!;
		checkVolumeName(name);
		checkVolumeDriver(name, request.Driver);
		return view(this.ensure(name, { labels: request.Labels ?? null, options: request.DriverOpts ?? null, anonymous }));
	}

	*remove(name: string, force: boolean): Process<void> {
		yield* sleep(draw(this.context.rng, TIMING.record));
		const volume = this.disk.volumes.get(name);
		if (!volume && force) return;
		this.required(name);
		const users = this.usedBy(name);
		if (users.length > 0) throw new ApiError('conflict', `remove ${name}: volume is in use - [${users.join(', ')}]`);
		this.delete(name);
	}

	*prune(filters: Filters): Process<VolumePruneResponse> {
		const { era, sim } = this.context;
		acceptFilters(era, filters, ['all', 'label', 'label!']);
		const isMeant = pruneFilter(era, filters, sim.wallMs);
		// From 23.0 named volumes stay unless `all` is asked for; the API said so from 1.42.
		const all = ['1', 'true'].includes(filters['all']?.[0] ?? 'false');
		const gone: string[] = [];
		for (const volume of [...this.disk.volumes.values()]) {
			if (this.usedBy(volume.name).length > 0 || (!all && !volume.anonymous) || !isMeant(volume.labels, 0)) continue;
			this.delete(volume.name);
			gone.push(volume.name);
		}
		return { VolumesDeleted: gone, SpaceReclaimed: 0 };
	}

	all(): StoredVolume[] {
		return [...this.disk.volumes.values()];
	}

	/** A container that goes takes its anonymous volumes along. */
	removeAnonymous(name: string): void {
		if (this.disk.volumes.get(name)?.anonymous && this.usedBy(name).length === 0) this.delete(name);
	}

	private delete(name: string): void {
		this.disk.volumes.delete(name);
		this.context.events.emit('volume', 'destroy', name, { driver: 'local' });
	}

	private required(name: string): StoredVolume {
		const volume = this.disk.volumes.get(name);
		if (!volume) throw new ApiError('notFound', `get ${name}: no such volume`);
		return volume;
	}
}

export function view(volume: StoredVolume): Volume {
	return {
		CreatedAt: volume.created,
		Driver: 'local',
		Labels: volume.labels && sortKeys(volume.labels),
		Mountpoint: `/var/lib/docker/volumes/${volume.name}/_data`,
		Name: volume.name,
		Options: volume.options && sortKeys(volume.options),
		Scope: 'local'
	};
}

/** There are no plugins. @throws ApiError (404) */
export function checkVolumeDriver(name: string, driver = ''): void {
	if (driver === '' || driver === 'local') return;
	throw new ApiError(
		'notFound',
		`create ${name}: error looking up volume plugin ${driver}: plugin "${driver}" not found`
	);
}

/** @throws ApiError as the local driver words it (recordings; lab 20.10) */
export function checkVolumeName(name: string): void {
	if (name.length === 1) {
		const why = 'volume name is too short, names should be at least two alphanumeric characters';
		throw new ApiError('invalid', `create ${name}: ${why}`);
	}
	if (isValidName(name)) return;
	throw new ApiError(
		'invalid',
		`create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`
	);
}
