import type { EraId } from '../../era/era.ts';

export interface TopCommand {
	readonly name: string;
	readonly text: string;
	readonly since?: EraId;
	readonly until?: EraId;
}

/**
 * All that stands under `docker`, in the order of its screen. Texts: docker/docker v1.12.0-rc1 and v1.12.3, api/client
 * (the Short of each command) and cli/usage.go.
 */
export const TOP_COMMANDS: readonly TopCommand[] = [
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
	{ name: 'kill', text: 'Kill one or more running container', until: '1.12.0-rc1' },
	{ name: 'kill', text: 'Kill one or more running containers', since: '1.12.3' },
	{ name: 'load', text: 'Load an image from a tar archive or STDIN' },
	{ name: 'login', text: 'Log in to a Docker registry.' },
	{ name: 'logout', text: 'Log out from a Docker registry.' },
	{ name: 'logs', text: 'Fetch the logs of a container' },
	{ name: 'network', text: 'Manage Docker networks' },
	{ name: 'node', text: 'Manage Docker Swarm nodes' },
	{ name: 'pause', text: 'Pause all processes within one or more containers' },
	{ name: 'port', text: 'List port mappings or a specific mapping for the container' },
	{ name: 'ps', text: 'List containers' },
	{ name: 'pull', text: 'Pull an image or a repository from a registry' },
	{ name: 'push', text: 'Push an image or a repository to a registry' },
	{ name: 'rename', text: 'Rename a container' },
	{ name: 'restart', text: 'Restart a container' },
	{ name: 'rm', text: 'Remove one or more containers' },
	{ name: 'rmi', text: 'Remove one or more images' },
	{ name: 'run', text: 'Run a command in a new container' },
	{ name: 'save', text: 'Save one or more images to a tar archive (streamed to STDOUT by default)' },
	{ name: 'search', text: 'Search the Docker Hub for images' },
	{ name: 'service', text: 'Manage Docker services' },
	{ name: 'start', text: 'Start one or more stopped containers' },
	{ name: 'stats', text: 'Display a live stream of container(s) resource usage statistics' },
	{ name: 'stop', text: 'Stop one or more running containers' },
	{ name: 'swarm', text: 'Manage Docker Swarm' },
	{ name: 'tag', text: 'Tag an image into a repository' },
	{ name: 'top', text: 'Display the running processes of a container' },
	{ name: 'unpause', text: 'Unpause all processes within one or more containers' },
	{ name: 'update', text: 'Update configuration of one or more containers' },
	{ name: 'version', text: 'Show the Docker version information' },
	{ name: 'volume', text: 'Manage Docker volumes' },
	{ name: 'wait', text: 'Block until a container stops, then print its exit code' }
];
