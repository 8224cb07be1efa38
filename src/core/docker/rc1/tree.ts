import type { Command } from '../command.ts';
import { COMMAND_TREE } from '../commands/tree.ts';
import type { Rc1Group, TopCommand } from './help.ts';
import { info } from './info.ts';
import * as node from './node.ts';
import * as service from './service.ts';
import * as swarm from './swarm.ts';
import { version } from './version.ts';

/**
 * What the client of 1.12.0-rc1 knew. Commands of containers, images, networks and volumes are today's rows: what
 * they print has changed in the width of tables only; of their flags those of later years are accepted too.
 */
export const RC1_GROUPS: readonly Rc1Group[] = [
	{
		path: 'network',
		short: 'Manage Docker networks',
		commands: today('network', ['create', 'connect', 'disconnect', 'inspect', 'ls', 'rm'])
	},
	{
		path: 'node',
		short: 'Manage Docker Swarm nodes',
		commands: [node.accept, node.demote, node.inspect, node.ls, node.promote, node.rm, node.tasks, node.update]
	},
	{
		path: 'service',
		short: 'Manage Docker services',
		commands: [service.create, service.inspect, service.tasks, service.ls, service.rm, service.scale, service.update]
	},
	{
		path: 'swarm',
		short: 'Manage Docker Swarm',
		commands: [swarm.init, swarm.join, swarm.update, swarm.leave, swarm.inspect]
	},
	{ path: 'volume', short: 'Manage Docker volumes', commands: today('volume', ['create', 'inspect', 'ls', 'rm']) }
];

/** Today's rows of a group, without the names they got later. */
function today(group: string, verbs: readonly string[]): Command[] {
	return verbs.map((verb) => {
		const { aliases: _aliases, ...row } = COMMAND_TREE.commands.find((command) => command.path === `${group} ${verb}`)!;
		return row;
	});
}

/** All that stands under `docker`, in the order of its screen. Texts: docker/docker v1.12.0-rc1 cli/usage.go. */
export const RC1_TOP: readonly TopCommand[] = [
	{ name: 'attach', text: 'Attach to a running container' },
	{ name: 'build', text: 'Build an image from a Dockerfile' },
	{ name: 'commit', text: "Create a new image from a container's changes" },
	{ name: 'cp', text: 'Copy files/folders between a container and the local filesystem' },
	{ name: 'create', text: 'Create a new container' },
	{ name: 'diff', text: "Inspect changes on a container's filesystem" },
	{ name: 'events', text: 'Get real time events from the server' },
	{ name: 'exec', text: 'Run a command in a running container' },
	{ name: 'export', text: "Export a container's filesystem as a tar archive" },
	{ name: 'history', text: 'Show the history of an image' },
	{ name: 'images', text: 'List images' },
	{ name: 'import', text: 'Import the contents from a tarball to create a filesystem image' },
	{ name: 'info', text: 'Display system-wide information' },
	{ name: 'inspect', text: 'Return low-level information on a container, image or task' },
	{ name: 'kill', text: 'Kill a running container' },
	{ name: 'load', text: 'Load an image from a tar archive or STDIN' },
	{ name: 'login', text: 'Log in to a Docker registry' },
	{ name: 'logout', text: 'Log out from a Docker registry' },
	{ name: 'logs', text: 'Fetch the logs of a container' },
	{ name: 'network', text: 'Manage Docker networks' },
	{ name: 'node', text: 'Manage Docker Swarm nodes' },
	{ name: 'pause', text: 'Pause all processes within a container' },
	{ name: 'port', text: 'List port mappings or a specific mapping for the container' },
	{ name: 'ps', text: 'List containers' },
	{ name: 'pull', text: 'Pull an image or a repository from a registry' },
	{ name: 'push', text: 'Push an image or a repository to a registry' },
	{ name: 'rename', text: 'Rename a container' },
	{ name: 'restart', text: 'Restart a container' },
	{ name: 'rm', text: 'Remove one or more containers' },
	{ name: 'rmi', text: 'Remove one or more images' },
	{ name: 'run', text: 'Run a command in a new container' },
	{ name: 'save', text: 'Save one or more images to a tar archive' },
	{ name: 'search', text: 'Search the Docker Hub for images' },
	{ name: 'service', text: 'Manage Docker services' },
	{ name: 'start', text: 'Start one or more stopped containers' },
	{ name: 'stats', text: 'Display a live stream of container(s) resource usage statistics' },
	{ name: 'stop', text: 'Stop a running container' },
	{ name: 'swarm', text: 'Manage Docker Swarm' },
	{ name: 'tag', text: 'Tag an image into a repository' },
	{ name: 'top', text: 'Display the running processes of a container' },
	{ name: 'unpause', text: 'Unpause all processes within a container' },
	{ name: 'update', text: 'Update configuration of one or more containers' },
	{ name: 'version', text: 'Show the Docker version information' },
	{ name: 'volume', text: 'Manage Docker volumes' },
	{ name: 'wait', text: 'Block until a container stops, then print its exit code' }
];

/** A command under `docker` itself; without `run` when Swarmlab leaves it out. */
export function rc1TopCommand(name: string): Command | undefined {
	if (name === 'version') return version;
	if (name === 'info') return info;
	const text = RC1_TOP.find((row) => row.name === name)?.text;
	if (text === undefined || RC1_GROUPS.some((group) => group.path === name)) return undefined;
	const row = COMMAND_TREE.commands.find((command) => command.path === name || command.also?.includes(name));
	if (!row) return undefined;
	const { aliases: _aliases, also: _also, long: _long, ...rest } = row;
	return { ...rest, path: name, short: text };
}

/** Every row, for completion. */
export function rc1Commands(): Command[] {
	const top = RC1_TOP.map((row) => rc1TopCommand(row.name)).filter((row) => row !== undefined);
	return [...top, ...RC1_GROUPS.flatMap((group) => group.commands)];
}
