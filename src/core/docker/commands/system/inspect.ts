import { INSPECT_FORMAT } from '../format-help.ts';
import { minArgs, type Command } from '../../command.ts';
import type { CommandContext } from '../../context.ts';
import { isNotFound } from '../../context.ts';
import { CliError, EngineError } from '../../errors.ts';
import { inspectAll } from '../../format/inspect.ts';
import type { SystemInfo } from '../../../api/wire/system.ts';
import type { Process } from '../../../sim/process.ts';

/** The kinds of objects in the order they are tried; those of the swarm only on a manager. */
const KINDS: {
	type: string;
	/** The Go type that the client keeps it in. */
	as: string;
	path: (name: string) => string;
	onManager?: true;
	insertDefaults?: 'true';
}[] = [
	{ type: 'container', as: 'container.InspectResponse', path: (name) => `/containers/${name}/json` },
	{ type: 'image', as: 'image.InspectResponse', path: (name) => `/images/${name}/json` },
	{ type: 'network', as: 'network.Inspect', path: (name) => `/networks/${name}` },
	{ type: 'volume', as: 'volume.Volume', path: (name) => `/volumes/${name}` },
	{
		type: 'service',
		as: 'swarm.Service',
		path: (name) => `/services/${name}`,
		onManager: true,
		insertDefaults: 'true'
	},
	{ type: 'task', as: 'swarm.Task', path: (name) => `/tasks/${name}`, onManager: true },
	{ type: 'node', as: 'swarm.Node', path: (name) => `/nodes/${name}`, onManager: true },
	{ type: 'plugin', as: 'types.Plugin', path: (name) => `/plugins/${name}/json` },
	{ type: 'secret', as: 'swarm.Secret', path: (name) => `/secrets/${name}`, onManager: true },
	{ type: 'config', as: 'swarm.Config', path: (name) => `/configs/${name}`, onManager: true }
];

export const inspect: Command = {
	path: 'inspect',
	use: '[OPTIONS] NAME|ID [NAME|ID...]',
	short: 'Return low-level information on Docker objects',
	flags: [
		{ name: 'format', short: 'f', type: 'string', text: INSPECT_FORMAT },
		{ name: 'size', short: 's', type: 'bool', text: 'Display total file sizes if the type is container' },
		{ name: 'type', type: 'string', text: 'Only inspect objects of the given type' }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		const type = context.flags.string('type');
		if (context.flags.changed('type') && !KINDS.some((kind) => kind.type === type)) {
			throw new CliError(
				type === ''
					? 'type is empty: must be one of "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"'
					: `unknown type: "${type}": must be one of "config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"`
			);
		}
		const types = new Map<unknown, string>();
		const fetch = function* (name: string): Process<unknown> {
			const { found, as } = yield* find(context, name, type);
			types.set(found, as);
			return found;
		};
		return yield* inspectAll(context, context.args, fetch, {
			format: context.flags.string('format'),
			type: (found) => types.get(found),
			falls: true
		});
	}
};

function* find(context: CommandContext, name: string, type: string): Process<{ found: unknown; as: string }> {
	let isManager: boolean | undefined;
	const isOld = context.era.commandLine === 'mflag';
	for (const kind of KINDS) {
		if (type !== '' && kind.type !== type) continue;
		// In 1.12 there were three kinds, and nobody was asked for more.
		if (isOld && !['container', 'image', 'task'].includes(kind.type)) continue;
		if (kind.onManager && type === '' && !isOld) {
			isManager ??= (yield* context.engine.get<Partial<SystemInfo>>('/info')).Swarm?.ControlAvailable ?? false;
			if (!isManager) continue;
		}
		const size = kind.type === 'container' && context.flags.bool('size') ? '1' : undefined;
		try {
			const found = yield* context.engine.get(kind.path(name), { size, insertDefaults: kind.insertDefaults });
			if (context.flags.bool('size') && kind.type !== 'container') {
				yield* context.warn(`WARNING: --size ignored for ${kind.type}`);
			}
			return { found, as: kind.as };
		} catch (error) {
			if (type !== '' || !isMissing(error)) throw error;
		}
	}
	throw new CliError(
		context.era.commandLine === 'mflag'
			? `Error: No such image, container or task: ${name}`
			: `Error: No such object: ${name}`
	);
}

/** 501: an engine that has no plugins; invalid names are no names of that kind. */
function isMissing(error: unknown): boolean {
	return (
		isNotFound(error) ||
		(error instanceof EngineError &&
			(error.status === 501 || error.status === 400 || error.plain.endsWith('is not a valid name')))
	);
}
