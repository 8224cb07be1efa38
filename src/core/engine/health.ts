import type { HealthState } from '../api/wire/container.ts';
import type { HealthConfig } from '../api/wire/service.ts';
import { Deferred, sleep, type Proc, type Process } from '../sim/process.ts';
import { timestampOf, type ContainerRecord } from './container-record.ts';
import type { EngineContext } from './engine-context.ts';
import { NoExecutableError, type Life } from './runtime.ts';
import { draw, TIMING } from './timings.ts';

const NS_PER_MS = 1_000_000;
/** Source: moby daemon/health.go. */
const DEFAULTS = { intervalMs: 30_000, timeoutMs: 30_000, retries: 3, startPeriodMs: 0, startIntervalMs: 5_000 };
const RESULTS_KEPT = 5;
const OUTPUT_MAX = 4096;

/** The command of a health check; undefined when there is none. */
export function probeOf(config: HealthConfig | undefined): string[] | undefined {
	const [kind, ...rest] = config?.Test ?? [];
	if (kind === 'CMD') return rest;
	if (kind === 'CMD-SHELL') return ['/bin/sh', '-c', rest[0] ?? ''];
	return undefined;
}

/** The probes of one daemon's containers. */
export class HealthMonitor {
	private readonly probing = new Map<string, Proc>();

	constructor(private readonly context: EngineContext) {}

	/** A container has been started. What earlier probes said is kept. */
	begin(record: ContainerRecord, life: Life): void {
		this.end(record);
		if (!probeOf(record.config.Healthcheck)) return;
		record.health = { Status: 'starting', FailingStreak: 0, Log: record.health?.Log ?? [] };
		this.goOn(record, life);
	}

	/** It runs (again), as it was. */
	goOn(record: ContainerRecord, life: Life): void {
		if (!probeOf(record.config.Healthcheck)) return;
		const { scope } = this.context;
		this.probing.set(
			record.id,
			scope.spawn(watchHealth(this.context, record, life), { name: `health of ${record.name}` })
		);
	}

	/**
	 * It is paused or has ended: nobody looks any more, and that is called unhealthy, without an event.
	 * Source: moby container/health.go, CloseMonitorChannel; testdata/engine/lives.
	 */
	end(record: ContainerRecord): void {
		const watcher = this.probing.get(record.id);
		this.probing.delete(record.id);
		if (!watcher) return;
		watcher.kill('SIGKILL');
		if (record.health) record.health = { ...record.health, Status: 'unhealthy' };
		record.changed.notifyAll();
	}
}

/**
 * Probes a running container until it ends: first after one interval, unhealthy after so many failures in a row (those
 * of the start period do not count), healthy again after one success.
 * Source: moby daemon/health.go; recordings failures.jsonl (unhealthy, healthy).
 */
function* watchHealth(context: EngineContext, record: ContainerRecord, life: Life): Process {
	const config = record.config.Healthcheck ?? {};
	const probe = probeOf(config);
	if (!probe) return 0;
	const ms = (given: number | undefined, otherwise: number): number =>
		given === undefined || given === 0 ? otherwise : given / NS_PER_MS;
	const intervalMs = ms(config.Interval, DEFAULTS.intervalMs);
	const timeoutMs = ms(config.Timeout, DEFAULTS.timeoutMs);
	const startPeriodMs = ms(config.StartPeriod, DEFAULTS.startPeriodMs);
	const startIntervalMs = ms(config.StartInterval, DEFAULTS.startIntervalMs);
	const retries = config.Retries === undefined || config.Retries === 0 ? DEFAULTS.retries : config.Retries;
	let health: HealthState = record.health!;
	while (!life.isOver) {
		const inStartPeriod = context.sim.wallMs - record.startedMs < startPeriodMs;
		const isStarting = inStartPeriod && health.Status === 'starting' && config.StartInterval !== undefined;
		yield* sleep(isStarting ? startIntervalMs : intervalMs);
		if (life.isOver) break;
		const startMs = context.sim.wallMs;
		const { code, output } = yield* runProbe(context, record, life, probe, timeoutMs);
		if (life.isOver) break;
		const log = [
			...(health.Log ?? []),
			{ Start: timestampOf(startMs), End: context.sim.timestamp(), ExitCode: code, Output: output }
		];
		const before = health.Status;
		health = { ...health, Log: log.slice(-RESULTS_KEPT) };
		if (code === 0) {
			health.FailingStreak = 0;
			health.Status = 'healthy';
		} else if (!(startMs - record.startedMs < startPeriodMs && before === 'starting')) {
			health.FailingStreak++;
			if (health.FailingStreak >= retries) health.Status = 'unhealthy';
		}
		record.health = health;
		if (health.Status !== before) {
			context.events.emit('container', `health_status: ${health.Status}`, record.id, eventAttributes(record));
			record.changed.notifyAll();
		}
	}
	return 0;
}

/** Attributes of every event of a container. */
export function eventAttributes(record: ContainerRecord): Record<string, string> {
	return { ...record.config.Labels, image: record.image, name: record.name };
}

function* runProbe(
	context: EngineContext,
	record: ContainerRecord,
	life: Life,
	probe: readonly string[],
	timeoutMs: number
): Process<{ code: number; output: string }> {
	let output = '';
	const text = probe.join(' ');
	const execId = context.rng.hex(64);
	const attributes = { ...eventAttributes(record), execID: execId };
	context.events.emit('container', `exec_create: ${text}`, record.id, attributes);
	context.events.emit('container', `exec_start: ${text}`, record.id, attributes);
	yield* sleep(draw(context.rng, TIMING.exec));
	try {
		const exec = life.exec({
			argv: probe,
			env: life.spec.env,
			cwd: life.spec.cwd,
			tty: false,
			stdin: false,
			*output(_, chunk) {
				if (output.length < OUTPUT_MAX) output += chunk;
			}
		});
		const done = new Deferred<number>();
		exec.proc.onExit((code) => done.resolve(code));
		const code = yield* done.wait(timeoutMs);
		context.events.emit('container', 'exec_die', record.id, { ...attributes, exitCode: String(code ?? 137) });
		if (code !== undefined) return { code, output };
		exec.proc.kill('SIGKILL');
		return { code: -1, output: `Health check exceeded timeout (${timeoutMs / 1000}s)` };
	} catch (error) {
		if (!(error instanceof NoExecutableError)) throw error;
		return {
			code: -1,
			output: `OCI runtime exec failed: exec failed: unable to start container process: ${error.message}: unknown`
		};
	}
}
