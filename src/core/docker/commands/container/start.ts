import { minArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import type { ContainerInspect } from '../../../api/wire/container.ts';
import type { Process } from '../../../sim/process.ts';
import { Detached, exchange } from './attach-io.ts';
import { resize } from './run.ts';
import { watchExit } from './wait-request.ts';

export const start: Command = {
	path: 'container start',
	also: ['start'],
	aliases: ['container start', 'start'],
	use: '[OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Start one or more stopped containers',
	flags: [
		{ name: 'attach', short: 'a', type: 'bool', text: 'Attach STDOUT/STDERR and forward signals' },
		{ name: 'detach-keys', type: 'string', text: 'Override the key sequence for detaching a container' },
		{ name: 'interactive', short: 'i', type: 'bool', text: "Attach container's STDIN" }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		const { flags, engine } = context;
		if (flags.bool('attach') || flags.bool('interactive')) {
			if (context.args.length > 1) throw new CliError('you cannot start and attach multiple containers at once');
			return yield* startAttached(context);
		}
		const failed: string[] = [];
		for (const name of context.args) {
			try {
				yield* engine.post(`/containers/${name}/start`);
				yield* context.printLine(name);
			} catch (error) {
				if (!(error instanceof CliError)) throw error;
				yield* context.warn(error.message);
				failed.push(name);
			}
		}
		if (failed.length === 0) return 0;
		throw new CliError(`Error: failed to start containers: ${failed.join(', ')}`);
	}
};

function* startAttached(context: CommandContext): Process<number> {
	const { flags, engine } = context;
	const container = yield* engine.get<ContainerInspect>(`/containers/${context.args[0]!}/json`);
	const input = flags.bool('interactive') && container.Config.OpenStdin;
	const response = yield* engine.request('POST', `/containers/${container.Id}/attach`, {
		query: { stream: '1', stdin: input ? '1' : undefined, stdout: '1', stderr: '1' },
		headers: { Connection: 'Upgrade', Upgrade: 'tcp' }
	});
	const waiting = yield* watchExit(context, container.Id, 'next-exit');
	try {
		yield* engine.post(`/containers/${container.Id}/start`);
		if (container.Config.Tty) yield* resize(context, container.Id);
		if (response.stream)
			yield* exchange(context, response.stream, { input, tty: container.Config.Tty, interrupted: 'stops' });
		// What is interrupted tells the container nothing, and has nothing to complain of (asked of the client 28.2.2).
		if (context.patience.isTried) return 0;
		return (yield* waiting.result()).StatusCode;
	} catch (error) {
		if (error instanceof Detached) return 0;
		throw error;
	} finally {
		waiting.stop();
	}
}
