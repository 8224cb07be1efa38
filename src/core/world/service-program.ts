import { sleep, type Process } from '../sim/process.ts';
import type { Program, Sys } from '../sim/sys.ts';
import { DESCRIPTION, UNIT, type DockerUnit } from './docker-unit.ts';
import { dayTime } from './journalctl.ts';

const VERBS = ['start', 'stop', 'restart', 'status', 'is-active', 'reset-failed'] as const;
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
					? [...VERBS].filter((verb) => verb !== 'is-active' && verb !== 'reset-failed')
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
			// Nothing to read anew: units do not change here.
			if (verb === 'daemon-reload') return 0;
			if (!isVerb(verb)) {
				yield* sys.stderr.write(
					verb === undefined
						? 'swarmlab: systemctl knows start, stop, restart, status, is-active and reset-failed of docker, and daemon-reload\n'
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
			return unit.daemon.isUp ? 0 : 3;
		case 'reset-failed':
			unit.resetFailed();
			return 0;
		case 'status':
			yield* sys.stdout.write(status(unit));
			return unit.daemon.isUp ? 0 : 3;
		case 'start':
			return yield* start(sys, unit);
		case 'stop':
		case 'restart':
			unit.stop();
			while (unit.daemon.isStopping) yield* sleep(LOOK_MS);
			return verb === 'restart' ? yield* start(sys, unit) : 0;
		default:
			return verb satisfies never;
	}
}

/** dockerd tells systemd that it is ready once its node runs, or after 20 s (moby daemon/cluster/cluster.go, Start). */
function* start(sys: Sys, unit: DockerUnit): Process<number> {
	if (!unit.start()) {
		// Source: systemd src/shared/bus-wait-for-jobs.c; the same for a start that came too often.
		yield* sys.stderr.write(
			`Job for ${UNIT} failed because the control process exited with error code.\nSee "systemctl status ${UNIT}" and "${unit.style.hint}" for details.\n`
		);
		return 1;
	}
	for (let waited = 0; !unit.daemon.isReady && waited < READY_LIMIT_MS; waited += LOOK_MS) yield* sleep(LOOK_MS);
	return 0;
}

function state({ daemon, isWaiting, isFailed }: DockerUnit): string {
	if (daemon.isUp) return 'active';
	if (daemon.isStopping) return 'deactivating';
	return isWaiting ? 'activating' : isFailed ? 'failed' : 'inactive';
}

const EXEC = '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock';

/** `systemctl status docker`: what systemd knows, and the unit's last lines. Source: see systemd-style.ts. */
function status(unit: DockerUnit): string {
	const { style, daemon, isWaiting, isFailed, journal } = unit;
	const now = state(unit);
	const detail = {
		active: 'active (running)',
		deactivating: 'deactivating (stop-sigterm)',
		activating: 'activating (auto-restart) (Result: exit-code)',
		failed: 'failed (Result: exit-code)',
		inactive: 'inactive (dead)'
	}[now]!;
	const mark = !style.marks ? '●' : isFailed && !isWaiting ? '×' : now === 'inactive' ? '○' : '●';
	const code = isFailed ? '(code=exited, status=1/FAILURE)' : '(code=exited, status=0/SUCCESS)';
	const width = style.isWide ? 11 : 8;
	const since = unit.sinceMs === 0 ? '' : ` since ${dayTime(unit.sinceMs)}; ${ago(unit.nowMs - unit.sinceMs)} ago`;
	const rows: [string, string][] = [
		['Loaded', `loaded (/lib/systemd/system/${UNIT}; enabled${style.preset})`],
		['Active', `${detail}${since}`],
		['Docs', 'https://docs.docker.com']
	];
	if (!daemon.isUp && unit.pid !== 0) rows.push(['Process', `${unit.pid} ExecStart=${EXEC} ${code}`]);
	if (unit.pid !== 0) rows.push(['Main PID', daemon.isUp ? `${unit.pid} (dockerd)` : `${unit.pid} ${code}`]);
	const lines = journal.entries.filter(
		(entry) => entry.unit === UNIT && ['systemd', 'dockerd'].includes(entry.identifier)
	);
	return [
		`${mark} ${UNIT} - ${DESCRIPTION}`,
		...rows.map(([name, value]) => `${name.padStart(width)}: ${value}`),
		'',
		...lines.slice(-10).map((entry) => journal.line(entry)),
		''
	].join('\n');
}

/** '4s', '1min 33s', '2h 5min'. Source: systemd src/basic/time-util.c, format_timestamp_relative. */
function ago(ms: number): string {
	const seconds = Math.floor(ms / 1000);
	if (seconds < 1) return `${ms}ms`;
	if (seconds < 60) return `${seconds}s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}min${seconds % 60 ? ` ${seconds % 60}s` : ''}`;
	return `${Math.floor(minutes / 60)}h${minutes % 60 ? ` ${minutes % 60}min` : ''}`;
}
