import type { AttachOptions, ContainerBackend, LogOptions, Pending } from '../api/backend.ts';
import { ChunkStream } from '../api/chunk-stream.ts';
import { ApiError } from '../api/error.ts';
import { acceptFilters } from '../api/filters.ts';
import type * as wire from '../api/wire/container.ts';
import type { Filters } from '../api/wire/filters.ts';
import type { ApiStream, StreamChunk } from '../api/wire/http.ts';
import { Deferred, sleep, type Process } from '../sim/process.ts';
import { archiveStat, readArchive, writeArchive } from './container-archive.ts';
import { containerFilter, limitOf } from './container-filter.ts';
import { containerTop } from './container-top.ts';
import { checkContainer } from './container-checks.ts';
import { containerStats } from './container-stats.ts';
import type { ContainerRecord } from './container-record.ts';
import { inspect, isRunning, summarise } from './container-view.ts';
import { changesOf } from './container-changes.ts';
import { canReadLogs, encodeAttributes, logAttributes } from './log-drivers/of-container.ts';
import type { Containers } from './containers.ts';
import { Execs } from './exec.ts';
import { imageSize } from './images.ts';
import { pruneFilter } from './prune-filter.ts';
import { checkResources, updatedResources } from './resources.ts';
import { checkRestartPolicy } from './restart-policy.ts';
import { checkSignal } from './runtime.ts';
import { draw, TIMING } from './timings.ts';

/** Chunks a client may be behind before the container has to wait for it. */
const BACKLOG = 256;

/** The routes' view of the containers of one engine. */
export class ContainerApi implements ContainerBackend {
	private readonly execs: Execs;

	constructor(private readonly containers: Containers) {
		this.execs = new Execs(containers);
	}

	*list(options: { all: boolean; limit?: number; size: boolean; filters: Filters }): Process<wire.ContainerSummary[]> {
		const { containers } = this;
		const { filters } = options;
		const matches = containerFilter(containers, filters);
		const limit = options.limit !== undefined && options.limit > 0 ? options.limit : undefined;
		const showsAll =
			options.all ||
			limit !== undefined ||
			['status', 'exited', 'before', 'since'].some((key) => filters[key] !== undefined);
		const before = limitOf(containers, filters, 'before');
		const since = limitOf(containers, filters, 'since');
		const everything = containers.all();
		const indexOf = (record: ContainerRecord): number => everything.indexOf(record);
		return everything
			.filter((record) => showsAll || isRunning(record))
			.filter((record) => before === undefined || indexOf(record) > indexOf(before))
			.filter((record) => since === undefined || indexOf(record) < indexOf(since))
			.filter(matches)
			.slice(0, limit)
			.map((record) => this.summary(record, options.size));
	}

	summary(record: ContainerRecord, size: boolean): wire.ContainerSummary {
		const { containers } = this;
		return summarise(
			record,
			containers.networks,
			containers.context.sim.wallMs,
			size,
			this.imageBytes(record),
			containers.context.era
		);
	}

	*inspect(id: string, options: { size: boolean }): Process<wire.ContainerInspect> {
		const record = this.containers.get(id);
		const { networks, context } = this.containers;
		return inspect(record, networks, options.size, this.imageBytes(record), context.era);
	}

	*create(name: string, request: wire.ContainerCreateRequest, platform: string): Process<wire.ContainerCreateResponse> {
		const { containers } = this;
		const { era, files } = containers.context;
		const hasContainer = (term: string): boolean => containers.find(term) !== undefined;
		const warnings = checkContainer(request, { era, exists: (path) => files.exists(path), hasContainer });
		if (platform !== '') containers.images.checkPlatform(request.Image ?? '', platform);
		const record = yield* containers.create(name, request);
		return { Id: record.id, Warnings: warnings };
	}

	*start(id: string): Process<boolean> {
		return yield* this.containers.start(this.containers.get(id));
	}

	*stop(id: string, options: { signal?: string; timeout?: number }): Process<boolean> {
		return yield* this.containers.stop(this.containers.get(id), options);
	}

	*restart(id: string, options: { signal?: string; timeout?: number }): Process<void> {
		yield* this.containers.restart(this.containers.get(id), options);
	}

	*kill(id: string, signal: string): Process<void> {
		checkSignal(signal);
		const record = this.containers.find(id);
		if (!record) throw new ApiError('notFound', `Cannot kill container: ${id}: No such container: ${id}`);
		yield* this.containers.kill(record, signal);
	}

	*pause(id: string): Process<void> {
		yield* this.containers.pause(this.containers.get(id));
	}

	*unpause(id: string): Process<void> {
		yield* this.containers.unpause(this.containers.get(id));
	}

	*rename(id: string, name: string): Process<void> {
		this.containers.rename(this.containers.get(id), name);
	}

	*update(id: string, request: wire.ContainerUpdateRequest): Process<{ Warnings: string[] | null }> {
		const { era, rng } = this.containers.context;
		checkResources(request, era, true);
		checkRestartPolicy(request.RestartPolicy, era);
		const record = this.containers.get(id);
		yield* sleep(draw(rng, TIMING.record));
		record.hostConfig = updatedResources(record.id, record.hostConfig, request);
		this.containers.event(record, 'update');
		return { Warnings: null };
	}

	*remove(id: string, options: { force: boolean; volumes: boolean; link: boolean }): Process<void> {
		const record = this.containers.get(id);
		// Source: moby daemon/delete.go, rmLink.
		if (options.link) {
			const [, parent, link] = /^\/?(.*)\/(.*)$/.exec(id) ?? [];
			throw new ApiError(
				'system',
				parent
					? `Cannot get parent /${parent} for link name /${parent}/${link ?? ''}`
					: 'Conflict, cannot remove the default link name of the container'
			);
		}
		yield* this.containers.remove(record, options);
	}

	*logs(id: string, options: LogOptions): Process<ApiStream> {
		const record = this.containers.get(id);
		return this.logStream(record, options);
	}

	logStream(record: ContainerRecord, options: LogOptions): ApiStream {
		const { scope, era } = this.containers.context;
		if (!canReadLogs(record, era))
			throw new ApiError('notImplemented', 'configured logging driver does not support reading');
		const form = { isTty: record.config.Tty, details: encodeAttributes(logAttributes(record)) };
		return record.log.read(scope, options, form, () => isRunning(record));
	}

	/** Waits for a container that is yet to start: `docker run` attaches first. */
	*attach(id: string, options: AttachOptions): Process<ApiStream> {
		const { containers } = this;
		const record = containers.get(id);
		if (record.status === 'paused')
			throw new ApiError('conflict', `container ${record.id} is paused, unpause the container before attach`);
		const isTty = record.config.Tty;
		const kindOf = (stream: 'stdout' | 'stderr'): StreamChunk['kind'] => (isTty ? 'raw' : stream);
		const stream = new ChunkStream({
			isTerminal: isTty,
			*onWrite(text) {
				// The pipe is there before the program is: a client may write before it says start.
				if (options.stdin) yield* (yield* containers.coming(record))?.type(text) ?? nothing();
			},
			onCloseWrite() {
				if (!options.stdin || !record.config.StdinOnce) return;
				const close = function* (): Process {
					(yield* containers.coming(record))?.closeStdin();
					return 0;
				};
				containers.context.scope.spawn(close(), { name: `end of input of ${record.name}` });
			},
			onClose: () => leave()
		});
		const leave = containers.watch(record, function* (from, text) {
			if (options[from]) stream.push(kindOf(from), text);
			yield* stream.drain(BACKLOG);
		});
		if (options.logs) {
			const past = record.log.read(
				containers.context.scope,
				{ stdout: options.stdout, stderr: options.stderr, follow: false, timestamps: false, details: false },
				{ isTty, details: '' },
				() => false
			);
			for (let chunk = yield* past.read(); chunk; chunk = yield* past.read()) stream.push(chunk.kind, chunk.text);
		}
		const end = function* (): Process {
			if (options.stream) yield* containers.wait(record, isRunning(record) ? 'not-running' : 'next-exit');
			leave();
			stream.end();
			return 0;
		};
		containers.context.scope.spawn(end(), { name: `attach ${record.name}`, onExit: () => stream.end() });
		containers.event(record, 'attach');
		return stream;
	}

	*wait(id: string, condition: 'not-running' | 'next-exit' | 'removed'): Process<Pending<wire.ContainerWaitResponse>> {
		const { containers } = this;
		const record = containers.get(id);
		const done = new Deferred<number>();
		// A container that is yet to start is not waited for as one that has stopped (moby backend, WaitConditionNextExit).
		const wait = function* (): Process {
			done.resolve(yield* containers.wait(record, condition));
			return 0;
		};
		const proc = containers.context.scope.spawn(wait(), { name: `wait ${record.name}` });
		return {
			*result() {
				return { StatusCode: yield* done.wait() };
			},
			cancel: () => proc.kill('SIGKILL')
		};
	}

	*top(id: string, psArgs: string): Process<wire.ContainerTopResponse> {
		const record = this.containers.get(id);
		const life = this.containers.life(record);
		if (!isRunning(record) || !life) throw new ApiError('conflict', `Container ${record.id} is not running`);
		return containerTop(life.processes, psArgs, this.containers.context.sim.wallMs);
	}

	*stats(id: string, options: { stream: boolean; oneShot: boolean }): Process<ApiStream> {
		return containerStats(this.containers, this.containers.get(id), options);
	}

	*changes(id: string): Process<wire.FilesystemChange[]> {
		return changesOf(this.containers.get(id));
	}

	*archiveStat(id: string, path: string): Process<wire.PathStat> {
		return archiveStat(this.containers.get(id), id, path);
	}

	*readArchive(id: string, path: string): Process<{ stat: wire.PathStat; archive: string }> {
		const record = this.containers.get(id);
		const archive = readArchive(record, id, path);
		this.containers.event(record, 'archive-path');
		return { stat: archiveStat(record, id, path), archive };
	}

	*writeArchive(id: string, path: string, archive: string, options: { noOverwriteDirNonDir: boolean }): Process<void> {
		const record = this.containers.get(id);
		writeArchive(record, id, path, archive, options);
		this.containers.event(record, 'extract-to-dir');
	}

	*resize(id: string, size: { height: number; width: number }): Process<void> {
		const record = this.containers.get(id);
		const life = this.containers.life(record);
		if (!life) throw new ApiError('conflict', `Container ${record.id} is not running`);
		life.terminal?.resize(size.width, size.height);
		this.containers.event(record, 'resize', { height: String(size.height), width: String(size.width) });
	}

	*prune(filters: Filters): Process<wire.ContainerPruneResponse> {
		const { era, sim } = this.containers.context;
		acceptFilters(era, filters, ['label', 'label!', 'until']);
		const isMeant = pruneFilter(era, filters, sim.wallMs);
		const gone: string[] = [];
		for (const record of this.containers.all()) {
			if (isRunning(record) || !isMeant(record.config.Labels, record.createdMs)) continue;
			yield* this.containers.remove(record, { force: false, volumes: false });
			gone.push(record.id);
		}
		return { ContainersDeleted: gone.length > 0 ? gone : null, SpaceReclaimed: 0 };
	}

	execCreate(id: string, request: wire.ExecCreateRequest): Process<string> {
		return this.execs.create(id, request);
	}

	execStart(execId: string, request: wire.ExecStartRequest): Process<ApiStream | undefined> {
		return this.execs.start(execId, request);
	}

	execInspect(execId: string): Process<wire.ExecInspect> {
		return this.execs.inspect(execId);
	}

	execResize(execId: string, size: { height: number; width: number }): Process<void> {
		return this.execs.resize(execId, size);
	}

	private imageBytes(record: ContainerRecord): number {
		const image = this.containers.images.find(record.imageId);
		return image ? imageSize(image.source) : 0;
	}
}

function* nothing(): Process<void> {}
