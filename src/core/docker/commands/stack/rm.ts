import { minArgs, type Command } from '../../command.ts';
import { StackName } from '../../compose/stack-name.ts';
import type { CommandContext } from '../../context.ts';
import { encodeFilters } from '../../engine-client.ts';
import { CliError } from '../../errors.ts';
import type { Config } from '../../../api/wire/config.ts';
import type { Network } from '../../../api/wire/network.ts';
import type { Secret } from '../../../api/wire/secret.ts';
import type { Service } from '../../../api/wire/service.ts';
import type { Task } from '../../../api/wire/task.ts';
import { sleep, type Process } from '../../../sim/process.ts';

export const rm: Command = {
	path: 'stack rm',
	aliases: ['stack rm', 'stack remove', 'stack down'],
	use: '[OPTIONS] STACK [STACK...]',
	short: 'Remove one or more stacks',
	flags: [
		{ name: 'detach', short: 'd', type: 'bool', def: 'true', text: 'Do not wait for stack removal', since: '28.2' }
	],
	args: minArgs(1),
	*run(context) {
		const stacks = context.args.map((name) => new StackName(name));
		const errors: string[] = [];
		for (const stack of stacks) {
			const removed = yield* remove(context, stack);
			if (removed === 'refused') errors.push(`failed to remove some resources from stack: ${stack.name}`);
			else if (removed === 'removed' && context.flags.changed('detach') && !context.flags.bool('detach')) {
				yield* waitForTasks(context, stack);
			}
		}
		if (errors.length > 0) throw new CliError(errors.join('\n'));
		return 0;
	}
};

function* remove(context: CommandContext, stack: StackName): Process<'nothing' | 'removed' | 'refused'> {
	const filters = encodeFilters({ label: [stack.filter] });
	const services = yield* context.engine.get<Service[]>('/services', { filters });
	const networks = yield* context.engine.get<Network[]>('/networks', { filters });
	const secrets = yield* context.engine.get<Secret[]>('/secrets', { filters });
	const configs = yield* context.engine.get<Config[]>('/configs', { filters });
	if (services.length + networks.length + secrets.length + configs.length === 0) {
		yield* context.warn(`Nothing found in stack: ${stack.name}`);
		return 'nothing';
	}
	const removals = [
		yield* removeServices(context, services),
		yield* removeAll(
			context,
			'secret',
			secrets.map(({ ID, Spec }) => ({ id: ID, name: Spec.Name }))
		),
		yield* removeAll(
			context,
			'config',
			configs.map(({ ID, Spec }) => ({ id: ID, name: Spec.Name }))
		),
		yield* removeAll(
			context,
			'network',
			networks.map(({ Id, Name }) => ({ id: Id, name: Name }))
		)
	];
	return removals.every(Boolean) ? 'removed' : 'refused';
}

/** @returns whether all could be removed */
export function* removeServices(context: CommandContext, services: readonly Service[]): Process<boolean> {
	const named = services.map(({ ID, Spec }) => ({ id: ID, name: Spec.Name }));
	return yield* removeAll(
		context,
		'service',
		named.sort((a, b) => (a.name < b.name ? -1 : 1))
	);
}

function* removeAll(
	context: CommandContext,
	kind: 'service' | 'secret' | 'config' | 'network',
	objects: readonly { id: string; name: string }[]
): Process<boolean> {
	let ok = true;
	for (const { id, name } of objects) {
		yield* context.printLine(`Removing ${kind} ${name}`);
		try {
			yield* context.engine.delete(`/${kind}s/${id}`);
		} catch (error) {
			if (!(error instanceof CliError)) throw error;
			ok = false;
			yield* context.sys.stderr.write(`Failed to remove ${kind} ${id}: ${error.message}`);
		}
	}
	return ok;
}

const ENDED = ['complete', 'shutdown', 'failed', 'rejected'];

/** Each look adds at most one to what has ended: so does Docker (docker/cli stack/swarm/remove.go, waitOnTasks). */
function* waitForTasks(context: CommandContext, stack: StackName): Process<void> {
	for (let ended = 0; ;) {
		const tasks = yield* context.engine.get<Task[]>('/tasks', { filters: encodeFilters({ label: [stack.filter] }) });
		if (tasks.some((task) => ENDED.includes(task.Status.State ?? ''))) ended++;
		if (ended === tasks.length) return;
		// Docker asks again at once, and an answer takes a moment.
		yield* sleep(1);
	}
}
