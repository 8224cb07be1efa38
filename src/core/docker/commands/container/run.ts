import { minArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { imageFault, withDefaultTag } from '../../format/image-name.ts';
import type { ContainerCreateRequest, ContainerCreateResponse } from '../../../api/wire/container.ts';
import { absolutePath } from '../../../sim/files.ts';
import type { Process } from '../../../sim/process.ts';
import { platformQuery, refuseContentTrust } from '../image/platform.ts';
import { pullImage } from '../image/pull.ts';
import { Detached, exchange } from './attach-io.ts';
import { createRequestOf } from './create-request.ts';
import { refusal } from './refusal.ts';
import { RUN_FLAGS } from './run-flags.ts';
import { watchExit } from './wait-request.ts';

export const run: Command = {
	path: 'container run',
	also: ['run'],
	aliases: ['container run', 'run'],
	use: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
	short: 'Create and run a new container from an image',
	flags: RUN_FLAGS,
	args: minArgs(1),
	interspersed: false,
	completes: 'image',
	*run(context) {
		const { flags } = context;
		const detached = flags.bool('detach');
		const removes = flags.bool('rm') && context.era.commandLine === 'mflag';
		if (removes && detached) throw new CliError('Conflicting options: --rm and -d');
		const request = yield* createRequestOf(context);
		if (detached && flags.list('attach').length > 0)
			throw new CliError('conflicting options: cannot specify both --attach and --detach');
		if (!detached && request.AttachStdin && request.Tty && !context.sys.terminal(0))
			throw new CliError('the input device is not a TTY');
		if (removes) delete request.HostConfig?.['AutoRemove'];
		const created = yield* guarded(context, createContainer(context, request));
		for (const warning of created.Warnings ?? []) yield* context.warn(`WARNING: ${warning}`);
		// Source: docker/docker v1.12.3, api/client/container/run.go: only now.
		if (removes && /^(always|on-failure)/.test(flags.string('restart')))
			throw new CliError('Conflicting options: --restart and --rm');
		if (detached) return yield* runDetached(context, created.Id);
		try {
			return yield* runAttached(context, created.Id, request);
		} finally {
			// Until 1.12 it was the client that removed.
			if (removes) yield* context.engine.delete(`/containers/${created.Id}`, { v: '1', force: '1' });
		}
	}
};

/** Creates the container; when the engine does not have the image, pulls it first. */
export function* createContainer(
	context: CommandContext,
	request: ContainerCreateRequest
): Process<ContainerCreateResponse> {
	const name = context.flags.string('name');
	const platform = createPlatform(context);
	const query = { name: name === '' ? undefined : name, platform };
	const post = (): Process<ContainerCreateResponse> => context.engine.post('/containers/create', query, request);
	const policy = context.flags.string('pull');
	const idFile = newIdFile(context, request.HostConfig?.['ContainerIDFile']);
	const fault = imageFault(request.Image!);
	if (fault) throw new CliError(fault);
	const image = withDefaultTag(request.Image!);
	const quiet = context.flags.bool('quiet');
	if (policy === 'always') yield* pullImage(context, request.Image!, { to: 'stderr', quiet });
	try {
		return idFile(yield* post());
	} catch (error) {
		const isMissing =
			error instanceof CliError && /No such image|does not match the specified platform/.test(error.message);
		if (!isMissing || policy === 'never') throw error;
		if (!quiet) yield* context.warn(`Unable to find image '${image}' locally`);
		yield* pullImage(context, request.Image!, { to: 'stderr', quiet });
		return idFile(yield* post());
	}
}

/** 'linux/amd64'. @throws CliError */
function createPlatform(context: CommandContext): string | undefined {
	refuseContentTrust(context);
	const json = platformQuery(context, 'error parsing specified platform: ');
	if (json === undefined) return undefined;
	const { os, architecture, variant } = JSON.parse(json) as Record<string, string>;
	return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** `--cidfile`: must not be there before, and holds the ID when there is one. Source: docker/cli container/create.go, newCIDFile. */
function newIdFile(
	{ sys }: CommandContext,
	given: unknown
): (created: ContainerCreateResponse) => ContainerCreateResponse {
	if (typeof given !== 'string' || given === '') return (created) => created;
	const path = absolutePath(sys.cwd, given);
	if (sys.machine.files.exists(path)) {
		throw new CliError(`container ID file found, make sure the other container isn't running or delete ${given}`);
	}
	return (created) => {
		sys.machine.files.write(path, created.Id);
		return created;
	};
}

function* runDetached(context: CommandContext, id: string): Process<number> {
	const waiting = yield* watchExit(context, id, context.flags.bool('rm') ? 'removed' : 'next-exit');
	try {
		yield* guarded(context, context.engine.post(`/containers/${id}/start`), true);
	} finally {
		// The ID is shown also when the start failed (recordings/containers.jsonl, port already allocated).
		waiting.stop();
		yield* context.printLine(id);
	}
	return 0;
}

function* runAttached(context: CommandContext, id: string, request: ContainerCreateRequest): Process<number> {
	const { flags } = context;
	const response = yield* guarded(
		context,
		context.engine.request('POST', `/containers/${id}/attach`, {
			query: {
				stream: '1',
				stdin: request.AttachStdin ? '1' : undefined,
				stdout: request.AttachStdout ? '1' : undefined,
				stderr: request.AttachStderr ? '1' : undefined
			},
			headers: { Connection: 'Upgrade', Upgrade: 'tcp' }
		})
	);
	const isRemoved = flags.bool('rm') && context.era.commandLine === 'cobra';
	const waiting = yield* watchExit(context, id, isRemoved ? 'removed' : 'next-exit');
	try {
		yield* starting(context, id);
		if (request.Tty) yield* resize(context, id);
		const kill = function* (signal: string): Process<void> {
			yield* context.engine.post(`/containers/${id}/kill`, { signal: signal.replace('SIG', '') });
		};
		if (response.stream) {
			yield* exchange(context, response.stream, {
				input: request.AttachStdin ?? false,
				tty: request.Tty ?? false,
				interrupted: 'goes on',
				...(flags.bool('sig-proxy') && !request.Tty ? { onSignal: kill } : {})
			});
		}
		return (yield* context.patience.through(() => waiting.result())).StatusCode;
	} catch (error) {
		if (error instanceof Detached) return 0;
		throw error;
	} finally {
		waiting.stop();
	}
}

/** What waits for the container's end is told that there will be none; so these clients said until 20.10. */
function* starting(context: CommandContext, id: string): Process<void> {
	const { commandLine, capabilities } = context.era;
	try {
		yield* guarded(context, context.engine.post(`/containers/${id}/start`), true);
	} catch (error) {
		if (error instanceof CliError && commandLine === 'cobra' && !capabilities.wordsOf28) {
			const time = new Date(Math.trunc(context.nowMs / 1000) * 1000).toISOString().replace('.000', '');
			yield* context.warn(`time="${time}" level=error msg="error waiting for container: context canceled"`);
		}
		throw error;
	}
}

/** @param by how much larger than the terminal */
export function* resize(context: CommandContext, id: string, path = `/containers/${id}/resize`, by = 0): Process<void> {
	const terminal = context.sys.terminal(1);
	if (!terminal) return;
	yield* context.engine.post(path, { h: String(terminal.rows + by), w: String(terminal.columns + by) });
}

/** What goes wrong before the container runs: 127 for a command that is not there, 126 for one that may not run, else 125. */
function* guarded<T>(context: CommandContext, work: Process<T>, isStarting = false): Process<T> {
	try {
		return yield* work;
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		const text = error.message;
		const isMissing = /executable file not found|no such file or directory|system cannot find the file/.test(text);
		const isForbidden = /permission denied|is a directory/.test(text);
		const code = isMissing ? 127 : isForbidden ? 126 : 125;
		throw refusal(context, text, code, isStarting);
	}
}
