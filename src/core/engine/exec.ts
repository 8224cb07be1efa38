import { ChunkStream } from '../api/chunk-stream.ts';
import { ApiError } from '../api/error.ts';
import { detachKeys } from '../api/wire/detach-keys.ts';
import type { ExecCreateRequest, ExecInspect, ExecStartRequest } from '../api/wire/container.ts';
import type { ApiStream } from '../api/wire/http.ts';
import { sleep, type Process } from '../sim/process.ts';
import type { ContainerRecord } from './container-record.ts';
import { isRunning } from './container-view.ts';
import { environment } from './container-config.ts';
import type { Containers } from './containers.ts';
import { NoExecutableError, type ExecProcess } from './runtime.ts';
import { draw, TIMING } from './timings.ts';

interface Exec {
	readonly id: string;
	readonly record: ContainerRecord;
	readonly request: ExecCreateRequest;
	process: ExecProcess | undefined;
	isStarted: boolean;
	exitCode: number | undefined;
}

const BACKLOG = 256;

/** `docker exec`: further processes in a running container. Source: moby daemon/exec.go; recordings containers.jsonl. */
export class Execs {
	private readonly execs = new Map<string, Exec>();

	constructor(private readonly containers: Containers) {}

	*create(term: string, request: ExecCreateRequest): Process<string> {
		const record = this.containers.get(term);
		if (record.status === 'paused')
			throw new ApiError('conflict', `Container ${term} is paused, unpause the container before exec`);
		if (record.status === 'restarting')
			throw new ApiError('conflict', `Container ${record.id} is restarting, wait until the container is running`);
		if (!isRunning(record)) throw new ApiError('conflict', `Container ${record.id} is not running`);
		if ((request.Cmd ?? []).length === 0) throw new ApiError('invalid', 'No exec command specified');
		const keys = request.DetachKeys ?? '';
		if (detachKeys(keys) === undefined) throw new ApiError('system', `Invalid escape keys (${keys}) provided`);
		const id = this.containers.context.rng.hex(64);
		this.execs.set(id, { id, record, request, process: undefined, isStarted: false, exitCode: undefined });
		this.event(id, 'exec_create');
		return id;
	}

	*start(id: string, request: ExecStartRequest): Process<ApiStream | undefined> {
		const exec = this.get(id);
		const { record } = exec;
		const life = this.containers.life(record);
		if (exec.exitCode !== undefined) throw new ApiError('conflict', `exec ${id} has already exited`);
		if (exec.isStarted) throw new ApiError('conflict', `exec ${id} is already running`);
		if (!life) throw new ApiError('conflict', `Container ${record.id} is not running`);
		exec.isStarted = true;
		yield* sleep(draw(this.containers.context.rng, TIMING.exec));
		const isTty = exec.request.Tty ?? false;
		const stream = new ChunkStream({
			isTerminal: isTty,
			*onWrite(text) {
				if (exec.request.AttachStdin) yield* exec.process?.type(text) ?? nothing();
			},
			onCloseWrite: () => exec.process?.closeStdin(),
			onClose: () => exec.process?.closeStdin()
		});
		this.event(id, 'exec_start');
		const env = environment(record);
		for (const text of exec.request.Env ?? []) {
			const at = text.indexOf('=');
			if (at > 0) env.set(text.slice(0, at), text.slice(at + 1));
		}
		if (isTty) env.set('TERM', 'xterm');
		const size = request.ConsoleSize ?? exec.request.ConsoleSize;
		try {
			exec.process = life.exec({
				argv: exec.request.Cmd ?? [],
				env,
				cwd: exec.request.WorkingDir || record.config.WorkingDir || '/',
				tty: isTty,
				stdin: exec.request.AttachStdin ?? false,
				...(size ? { size: { rows: size[0], columns: size[1] } } : {}),
				*output(from, text) {
					stream.push(isTty ? 'raw' : from, text);
					yield* stream.drain(BACKLOG);
				}
			});
		} catch (error) {
			if (!(error instanceof NoExecutableError)) throw error;
			// The runtime's complaint comes as output of the exec (recorded, with its carriage return).
			exec.exitCode = 126;
			stream.push(
				isTty ? 'raw' : 'stdout',
				`OCI runtime exec failed: exec failed: unable to start container process: ${error.message}: unknown\r\n`
			);
			stream.end();
			return request.Detach ? undefined : stream;
		}
		record.execIds = [...record.execIds, id];
		exec.process.onEnd((code) => {
			exec.exitCode = code;
			record.execIds = record.execIds.filter((other) => other !== id);
			if (!record.isRemoved) this.event(id, 'exec_die', { exitCode: String(code) });
			stream.end();
		});
		return request.Detach ? undefined : stream;
	}

	*inspect(id: string): Process<ExecInspect> {
		const { record, request, process, exitCode, isStarted } = this.get(id);
		const [entrypoint = '', ...rest] = request.Cmd ?? [];
		return {
			ID: id,
			Running: isStarted && exitCode === undefined,
			ExitCode: exitCode ?? null,
			ProcessConfig: {
				tty: request.Tty ?? false,
				entrypoint,
				arguments: rest,
				privileged: request.Privileged ?? false,
				...(request.User ? { user: request.User } : {})
			},
			OpenStdin: request.AttachStdin ?? false,
			OpenStderr: request.AttachStderr ?? false,
			OpenStdout: request.AttachStdout ?? false,
			CanRemove: false,
			ContainerID: record.id,
			DetachKeys: '',
			Pid: process && exitCode === undefined ? process.pid : 0
		};
	}

	*resize(id: string, size: { height: number; width: number }): Process<void> {
		this.get(id).process?.resize(size.width, size.height);
	}

	/** @throws ApiError `No such exec instance: x` (404) */
	private get(id: string): Exec {
		const exec = this.execs.get(id) ?? [...this.execs.values()].find((candidate) => candidate.id.startsWith(id));
		if (!exec) throw new ApiError('notFound', `No such exec instance: ${id}`);
		return exec;
	}

	private event(
		id: string,
		action: 'exec_create' | 'exec_start' | 'exec_die',
		more: Record<string, string> = {}
	): void {
		const { record, request } = this.get(id);
		const command = action === 'exec_die' ? '' : `: ${(request.Cmd ?? []).join(' ')}`;
		this.containers.event(record, action + command, { execID: id, ...more });
	}
}

function* nothing(): Process<void> {}
