import { sleep, type Process } from '../sim/process.ts';
import type { Program, Sys } from '../sim/sys.ts';

/** What `service` and `systemctl` can do with the Docker daemon of their machine. */
export interface DockerUnit {
	readonly isUp: boolean;
	readonly isStopping: boolean;
	/** It has told that it is ready: what `start` waits for. */
	readonly isReady: boolean;
	stop(): void;
	start(): void;
}

const VERBS = ['start', 'stop', 'restart', 'status', 'is-active'] as const;
type Verb = (typeof VERBS)[number];

/** How often a waiting program looks, in virtual milliseconds. */
const LOOK_MS = 20;
const READY_LIMIT_MS = 20_000;

/** `service docker restart`: on a machine with systemd the same as `systemctl restart docker`. Both wait until it is done. */
export function serviceProgram(unit: DockerUnit): Program {
	return {
		name: 'service',
		*run(sys): Process<number> {
			const [name, verb] = sys.argv.slice(1);
			if (name === undefined || name.startsWith('-')) {
				yield* sys.stderr.write(
					'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n'
				);
				return 1;
			}
			if (name !== 'docker') {
				const does = verb === undefined || verb === 'status' ? '' : `Failed to ${verb} ${name}.service: `;
				yield* sys.stderr.write(`${does}Unit ${name}.service ${does ? 'not found' : 'could not be found'}.\n`);
				return does ? 5 : 4;
			}
			if (!isVerb(verb)) {
				yield* sys.stderr.write('Usage: service docker {start|stop|restart|status}\n');
				return 2;
			}
			return yield* act(sys, unit, verb);
		},
		*complete(_machine, words): Process<string[]> {
			return words.length === 1
				? ['docker']
				: words.length === 2
					? [...VERBS].filter((verb) => verb !== 'is-active')
					: [];
		}
	};
}

/** `systemctl stop docker`. */
export function systemctlProgram(unit: DockerUnit): Program {
	return {
		name: 'systemctl',
		*run(sys): Process<number> {
			const [verb, ...units] = sys.argv.slice(1).filter((word) => !word.startsWith('-'));
			if (!isVerb(verb)) {
				yield* sys.stderr.write(
					verb === undefined
						? 'swarmlab: systemctl knows start, stop, restart, status and is-active of docker\n'
						: `Unknown command verb ${verb}.\n`
				);
				return 1;
			}
			if (units.length === 0) {
				yield* sys.stderr.write('Too few arguments.\n');
				return 1;
			}
			for (const name of units) {
				if (/^docker(\.service)?$/.test(name)) {
					const code = yield* act(sys, unit, verb);
					if (code !== 0) return code;
				} else {
					const does = verb === 'status' || verb === 'is-active' ? '' : `Failed to ${verb} ${name}.service: `;
					yield* sys.stderr.write(`${does}Unit ${name}.service ${does ? 'not found' : 'could not be found'}.\n`);
					return does ? 5 : 4;
				}
			}
			return 0;
		},
		*complete(_machine, words): Process<string[]> {
			return words.length === 1 ? [...VERBS] : ['docker'];
		}
	};
}

function isVerb(word: string | undefined): word is Verb {
	return (VERBS as readonly (string | undefined)[]).includes(word);
}

function* act(sys: Sys, unit: DockerUnit, verb: Verb): Process<number> {
	switch (verb) {
		case 'is-active':
			yield* sys.stdout.write(`${state(unit)}\n`);
			return unit.isUp ? 0 : 3;
		case 'status':
			yield* sys.stdout.write(
				`${unit.isUp ? '●' : '○'} docker.service - Docker Application Container Engine\n     Active: ${state(unit)} (${unit.isUp ? 'running' : 'dead'})\n`
			);
			return unit.isUp ? 0 : 3;
		case 'start':
			return yield* start(unit);
		case 'stop':
		case 'restart':
			unit.stop();
			while (unit.isStopping) yield* sleep(LOOK_MS);
			return verb === 'restart' ? yield* start(unit) : 0;
		default:
			return verb satisfies never;
	}
}

/** dockerd tells systemd that it is ready once its node runs, or after 20 s (moby daemon/cluster/cluster.go, Start). */
function* start(unit: DockerUnit): Process<number> {
	unit.start();
	for (let waited = 0; !unit.isReady && waited < READY_LIMIT_MS; waited += LOOK_MS) yield* sleep(LOOK_MS);
	return 0;
}

function state(unit: DockerUnit): string {
	return unit.isUp ? 'active' : unit.isStopping ? 'deactivating' : 'inactive';
}
