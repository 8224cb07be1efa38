import { exactArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { ContainerInspect } from '../../../api/wire/container.ts';
import type { Process } from '../../../sim/process.ts';
import { exchange } from './attach-io.ts';
import { resize } from './run.ts';
import { waitForExit } from './wait-request.ts';

export const attach: Command = {
	path: 'container attach',
	also: ['attach'],
	aliases: ['container attach', 'attach'],
	use: '[OPTIONS] CONTAINER',
	short: 'Attach local standard input, output, and error streams to a running container',
	flags: [
		{ name: 'detach-keys', type: 'string', text: 'Override the key sequence for detaching a container' },
		{ name: 'no-stdin', type: 'bool', text: 'Do not attach STDIN' },
		{ name: 'sig-proxy', type: 'bool', def: 'true', text: 'Proxy all received signals to the process' }
	],
	args: exactArgs(1),
	completes: 'container',
	*run(context) {
		const { flags, engine } = context;
		const container = yield* engine.get<ContainerInspect>(`/containers/${context.args[0]!}/json`);
		if (!container.State.Running) throw new CliError('You cannot attach to a stopped container, start it first');
		if (container.State.Paused) throw new CliError('You cannot attach to a paused container, unpause it first');
		if (container.State.Restarting)
			throw new CliError('You cannot attach to a restarting container, wait until it is running');
		const input = !flags.bool('no-stdin') && container.Config.OpenStdin;
		const response = yield* engine.request('POST', `/containers/${container.Id}/attach`, {
			query: { stream: '1', stdin: input ? '1' : undefined, stdout: '1', stderr: '1' },
			headers: { Connection: 'Upgrade', Upgrade: 'tcp' }
		});
		const tty = container.Config.Tty;
		const kill = function* (signal: string): Process<void> {
			yield* engine.post(`/containers/${container.Id}/kill`, { signal: signal.replace('SIG', '') });
		};
		if (tty) {
			// So that what runs there draws its prompt again.
			yield* resize(context, container.Id, undefined, 1);
			yield* resize(context, container.Id);
		}
		if (response.stream) {
			yield* exchange(context, response.stream, {
				input,
				tty,
				interrupted: 'goes on',
				...(flags.bool('sig-proxy') && !tty ? { onSignal: kill } : {})
			});
		}
		if (context.patience.isTried)
			return (yield* context.patience.through(() => waitForExit(context, container.Id))).StatusCode;
		const after = yield* engine.get<ContainerInspect>(`/containers/${container.Id}/json`);
		if (after.State.Running) return (yield* waitForExit(context, container.Id)).StatusCode;
		return after.State.ExitCode;
	}
};
