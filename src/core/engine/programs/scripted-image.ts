import type { HealthConfig } from '../../api/wire/service.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { ImageSource } from '../registry.ts';
import { httpDate, serveHttp } from './http-server.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './program.ts';

/**
 * An image as a lesson's table describes it (lessons/README.md): what it answers, says and does, without code. Plain
 * data, so that it travels in recordings. Texts may hold `{container}`, `{version}` and `{path}`.
 */
export interface ScriptedImage {
	/** As it is pulled: 'example/web', 'registry.example.com/team/web' */
	name: string;
	/** All mean the same content; two versions of an image are two entries. */
	tags: string[];
	/** Megabytes, unpacked. */
	sizeMb: number;
	/** 0: it listens nowhere. */
	port: number;
	/** From the start of the program until it listens. */
	startsMs: number;
	/** Lines on standard output at the start; the last one of a server that takes its time, once it listens. */
	log: string[];
	/** Path → what is answered; '*' for any other path. */
	replies: Record<string, { status: number; type: string; body: string }>;
	/** A line on standard output after each request, '' for none. */
	access: string;
	/** Names that must resolve when the program starts; else it says `says` on standard error and ends with `code`. */
	needs?: { names: string[]; says: string; code: number };
	/** Ends by itself after this long. */
	ends?: { afterMs: number; says: string; code: number };
	/** Exit code on SIGTERM. */
	stops: number;
	health?: HealthConfig;
}

const PLATFORMS: ImageSource['platforms'] = [
	{ architecture: 'amd64', os: 'linux' },
	{ architecture: 'arm', os: 'linux', variant: 'v7' },
	{ architecture: 'arm64', os: 'linux', variant: 'v8' }
];
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PROGRAM = 'app';

/** The image for the registry. */
export function scriptedImage(image: ScriptedImage, createdMs: number): ImageSource {
	const unpacked = Math.round(image.sizeMb * 1_000_000);
	return {
		name: image.name,
		tags: image.tags,
		content: JSON.stringify(image),
		createdMs,
		platforms: PLATFORMS,
		layers: [{ compressed: Math.round(unpacked * 0.4), unpacked, createdBy: 'COPY app /app # buildkit' }],
		config: {
			cmd: [PROGRAM],
			env: [PATH],
			...(image.port > 0 ? { exposedPorts: [`${image.port}/tcp`] } : {}),
			...(image.health ? { healthcheck: image.health } : {})
		},
		programs: { [PROGRAM]: scriptedProgram(image) },
		userland: 'busybox',
		// What a health check is written with.
		also: ['curl']
	};
}

function scriptedProgram(image: ScriptedImage): ContainerProgram {
	return {
		name: PROGRAM,
		handles: ['SIGTERM', 'SIGINT'],
		*main(world) {
			const fill = (text: string, path = ''): string =>
				text
					.replaceAll('{container}', world.hostname)
					.replaceAll('{version}', image.tags[0] ?? 'latest')
					.replaceAll('{path}', path);
			const missing = image.needs?.names.find((name) => world.machine.net.find(name) === undefined);
			if (image.needs && missing !== undefined) {
				yield* world.stderr.write(`${fill(image.needs.says).replaceAll('{name}', missing)}\n`);
				return image.needs.code;
			}
			const say = function* (lines: readonly string[]): Process<void> {
				for (const line of lines) yield* world.stdout.write(`${fill(line)}\n`);
			};
			const atOnce = image.port > 0 && image.startsMs > 0 ? Math.max(0, image.log.length - 1) : image.log.length;
			yield* say(image.log.slice(0, atOnce));
			if (image.startsMs > 0) yield* sleep(image.startsMs);
			if (image.port > 0 && !(yield* listen(world, image, fill))) return 1;
			yield* say(image.log.slice(atOnce));
			if (image.ends) {
				yield* sleep(image.ends.afterMs);
				if (image.ends.says) yield* world.stderr.write(`${fill(image.ends.says)}\n`);
				return image.ends.code;
			}
			yield* world.signal();
			return image.stops;
		}
	};
}

function* listen(
	world: ContainerWorld,
	image: ScriptedImage,
	fill: (text: string, path?: string) => string
): Process<boolean> {
	try {
		world.listen(image.port, (connection) =>
			serveHttp(
				connection,
				({ target }) => {
					const reply = image.replies[target] ?? image.replies['*'];
					return {
						status: reply?.status ?? 404,
						headers: [
							['Date', httpDate(world.machine.sim.wallMs)],
							['Content-Type', reply?.type ?? 'text/plain']
						],
						body: reply ? fill(reply.body, target) : `no ${target} here\n`
					};
				},
				function* ({ method, target }, { status }) {
					if (image.access !== '')
						yield* world.stdout.write(
							`${fill(image.access, target)
								.replaceAll('{client}', connection.remote)
								.replaceAll('{method}', method)
								.replaceAll('{status}', String(status))}\n`
						);
				}
			)
		);
		return true;
	} catch (error) {
		if (!(error instanceof AddressInUseError)) throw error;
		yield* world.stderr.write(`port ${image.port} is taken\n`);
		return false;
	}
}
