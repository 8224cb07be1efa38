import { minArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { ContainerInspect, ExecCreateRequest, ExecInspect } from '../../../api/wire/container.ts';
import { readEnvFiles } from '../env-file.ts';
import { exchange } from './attach-io.ts';
import { consoleSize } from './create-request.ts';
import { resize } from './run.ts';

export const exec: Command = {
	path: 'container exec',
	also: ['exec'],
	aliases: ['container exec', 'exec'],
	use: '[OPTIONS] CONTAINER COMMAND [ARG...]',
	short: 'Execute a command in a running container',
	flags: [
		{ name: 'detach', short: 'd', type: 'bool', text: 'Detached mode: run command in the background' },
		{ name: 'detach-keys', type: 'string', text: 'Override the key sequence for detaching a container' },
		{ name: 'env', short: 'e', type: 'list', text: 'Set environment variables' },
		{ name: 'env-file', type: 'list', text: 'Read in a file of environment variables' },
		{ name: 'interactive', short: 'i', type: 'bool', text: 'Keep STDIN open even if not attached' },
		{ name: 'privileged', type: 'bool', text: 'Give extended privileges to the command' },
		{ name: 'tty', short: 't', type: 'bool', text: 'Allocate a pseudo-TTY' },
		{ name: 'user', short: 'u', type: 'string', text: 'Username or UID (format: "<name|uid>[:<group|gid>]")' },
		{ name: 'workdir', short: 'w', type: 'string', text: 'Working directory inside the container' }
	],
	args: minArgs(2),
	interspersed: false,
	completes: 'container',
	*run(context) {
		const { flags, args, engine } = context;
		const container = args[0]!;
		const detached = flags.bool('detach');
		const tty = flags.bool('tty');
		const input = flags.bool('interactive') && !detached;
		if (tty && input && !context.sys.terminal(0)) throw new CliError('the input device is not a TTY');
		// The clients of 1.12 did not look first.
		if (context.era.commandLine === 'cobra') yield* engine.get<ContainerInspect>(`/containers/${container}/json`);
		const env = [...(yield* readEnvFiles(context, flags.list('env-file'))), ...flags.list('env')];
		const request: ExecCreateRequest = {
			User: flags.string('user'),
			Privileged: flags.bool('privileged'),
			Tty: tty,
			...(tty ? { ConsoleSize: consoleSize(context) } : {}),
			AttachStdin: input,
			AttachStderr: !detached,
			AttachStdout: !detached,
			Detach: detached,
			DetachKeys: flags.string('detach-keys'),
			Env: env.length > 0 ? env : null,
			WorkingDir: flags.string('workdir'),
			Cmd: args.slice(1)
		};
		const { Id: id } = yield* engine.post<{ Id: string }>(`/containers/${container}/exec`, {}, request);
		if (detached) {
			yield* engine.post(`/exec/${id}/start`, {}, { Detach: true, Tty: tty });
			return 0;
		}
		const response = yield* engine.request('POST', `/exec/${id}/start`, {
			body: { Detach: false, Tty: tty, ...(tty ? { ConsoleSize: consoleSize(context) } : {}) },
			headers: { Connection: 'Upgrade', Upgrade: 'tcp' }
		});
		if (tty) yield* resize(context, id, `/exec/${id}/resize`);
		if (response.stream) {
			yield* exchange(context, response.stream, { input, tty, interrupted: 'stops' });
			// A client since 28 that is interrupted has nothing to complain of.
			if (context.patience.isTried) return 0;
		}
		const state = yield* engine.get<ExecInspect>(`/exec/${id}/json`);
		return state.ExitCode ?? 0;
	}
};
