import type { Registry, ImageSource } from '../../core/engine/registry.ts';
import { AddressInUseError, type ContainerProgram } from '../../core/engine/programs/program.ts';
import { serveHttp } from '../../core/engine/programs/http-server.ts';
import { sleep } from '../../core/sim/process.ts';
import type { TarEntry } from '../../core/sim/tar.ts';
import type { Machine } from '../../core/world/machine.ts';

/**
 * The images of the laboratory that was recorded: a static busybox and small scripts under the names of the course.
 * Source: lab/images.sh beside the recordings.
 */

interface LabImage {
	name: string;
	tags: string[];
	/** The image's command; none for the bare busybox. */
	command?: ContainerProgram;
	port?: number;
	health?: string;
	/** Images with the same tree of files share their only layer. */
	tree?: string;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGWINCH'] as const;

function web(name: string, port: number, text: string): LabImage['command'] {
	return {
		name,
		handles: SIGNALS,
		script: `/usr/local/bin/${name}`,
		children: [`httpd -f -p ${port} -h /www`],
		*main(world) {
			yield* world.stdout.write(`${text}\n`);
			world.machine.files.write('/www/index.html', `${text} on ${world.hostname}\n`);
			try {
				world.listen(port, (connection) =>
					serveHttp(connection, () => ({
						status: 200,
						headers: [['Content-Type', 'text/html']],
						body: `${text} on ${world.hostname}\n`
					}))
				);
			} catch (error) {
				if (!(error instanceof AddressInUseError)) throw error;
				yield* world.stderr.write('bind: Address already in use\n');
				return 1;
			}
			yield* world.stdout.write(`listening on port ${port}\n`);
			yield* world.signal();
			yield* world.stdout.write('stopping\n');
			return 0;
		}
	};
}

const crash: ContainerProgram = {
	name: 'crash',
	script: '/usr/local/bin/crash',
	handles: [],
	*main(world) {
		yield* world.stdout.write('starting\n');
		yield* world.stderr.write('fatal: cannot open database\n');
		return 3;
	}
};

const crashlater: ContainerProgram = {
	name: 'crashlater',
	script: '/usr/local/bin/crashlater',
	handles: ['SIGTERM'],
	*main(world) {
		yield* world.stdout.write('starting\n');
		yield* sleep(1000 * Number(world.argv[1] ?? 3));
		yield* world.stderr.write('fatal: lost connection\n');
		return 1;
	}
};

const IMAGES: readonly LabImage[] = [
	{ name: 'busybox', tags: ['latest'], tree: 'base' },
	{ name: 'alpine', tags: ['latest'], tree: 'base' },
	...['2.2.31', '2.2.32'].map((version) => ({
		name: 'httpd',
		tags: [version],
		port: 80,
		command: web('httpd-foreground', 80, `Apache/${version} (Unix) configured -- resuming normal operations`)!
	})),
	{ name: 'nginx', tags: ['latest'], port: 80, command: web('nginx', 80, 'nginx start worker processes')! },
	...['v1', 'v2'].map((version) => ({
		name: 'nigelpoulton/tu-demo',
		tags: [version],
		port: 80,
		command: web('tu-demo', 80, `tu-demo ${version}`)!
	})),
	{ name: 'redis', tags: ['latest'], port: 6379, command: web('redis-server', 6379, 'Ready to accept connections')! },
	{ name: 'hypriot/rpi-whoami', tags: ['latest'], port: 8000, command: web('http', 8000, 'Listening on :8000')! },
	{
		name: 'nigelpoulton/pluralsight-docker-ci',
		tags: ['latest'],
		port: 8080,
		command: web('node', 8080, 'pluralsight-docker-ci')!
	},
	{ name: 'lab/crash', tags: ['latest'], command: crash, tree: 'crash' },
	{ name: 'lab/crashlater', tags: ['latest'], command: crashlater, tree: 'crash' },
	{
		name: 'lab/unhealthy',
		tags: ['latest'],
		command: web('web', 80, 'health demo')!,
		health: 'echo "not ok"; exit 1',
		tree: 'health'
	},
	{ name: 'lab/healthy', tags: ['latest'], command: web('web', 80, 'health demo')!, health: 'echo ok', tree: 'health' },
	{ name: 'lab/notonwrk3', tags: ['latest'], port: 80, command: web('web', 80, 'not on wrk3')! }
];

/** What stands for the files of a tree: images that were made of the same one have the same layer. */
function entriesOf(tree: string): readonly TarEntry[] {
	return [{ name: '.tree', kind: 'file', mode: 0o644, mtimeMs: 0, content: tree, target: '' }];
}

const SECOND_NS = 1_000_000_000;

/** What the stand-in for Docker Hub had. */
export function laboratoryImages(createdMs: number): ImageSource[] {
	return IMAGES.map(({ name, tags, command, port, health, tree = `${name} ${tags.join(' ')}` }) => ({
		name,
		tags,
		content: `lab ${name} ${tags.join(' ')}`,
		createdMs,
		platforms: [{ architecture: 'amd64', os: 'linux' }],
		layers: [{ compressed: 1_000_000, unpacked: 1_984_370, createdBy: '', content: tree, entries: entriesOf(tree) }],
		imported: true,
		files: { '/www/': '' },
		config: {
			cmd: [command?.name ?? (name === 'alpine' ? '/bin/sh' : 'sh')],
			env: ['PATH=/usr/local/bin:/bin'],
			...(port === undefined ? {} : { exposedPorts: [`${port}/tcp`] }),
			...(health === undefined
				? {}
				: {
						healthcheck: {
							Test: ['CMD-SHELL', health],
							Interval: SECOND_NS,
							Timeout: SECOND_NS,
							Retries: 3
						}
					})
		},
		programs: command ? { [command.name]: command } : {},
		userland: 'busybox'
	}));
}

/** Every node had all images before anything began; one image only in part, and the registry not at all. */
export function loadImages(machines: readonly Machine[], registry: Registry): void {
	for (const machine of machines) {
		for (const { name, tags } of IMAGES) {
			if (name === 'lab/notonwrk3' && machine.hostname === 'wrk3') continue;
			for (const tag of tags) machine.engine.preload(`${name}:${tag}`);
		}
	}
	registry.remove('lab/notonwrk3');
}
