import { ChunkStream } from '../api/chunk-stream.ts';
import type { ContainerStats, CpuStats } from '../api/wire/container.ts';
import type { ApiStream } from '../api/wire/http.ts';
import { sleep, type Process } from '../sim/process.ts';
import { timestampOf, type ContainerRecord } from './container-record.ts';
import type { Containers } from './containers.ts';

/** Bytes that an idle process of this world takes. Load is not modelled: containers are as idle as they look. */
const BYTES_PER_PROCESS = 3_100_000;
/** Processor time of a process that waits, ns per second. */
const IDLE_NS_PER_S = 250_000;

/** `docker stats`: a sample every second. Source: recordings (GET /containers/{id}/stats). */
export function containerStats(
	containers: Containers,
	record: ContainerRecord,
	options: { stream: boolean; oneShot: boolean }
): ApiStream {
	const stream = new ChunkStream();
	const { sim, scope } = containers.context;
	const body = function* (): Process {
		let before = sample(containers, record, sim.wallMs);
		if (!options.stream && !options.oneShot) yield* sleep(1000);
		for (;;) {
			const now = sample(containers, record, sim.wallMs);
			stream.pushJson({ ...now, preread: before.read, precpu_stats: before.cpu_stats });
			if (!options.stream || stream.isClosed || record.isRemoved) break;
			before = now;
			yield* stream.drain(2);
			yield* sleep(1000);
		}
		stream.end();
		return 0;
	};
	scope.spawn(body(), { name: `stats ${record.name}`, onExit: () => stream.end() });
	return stream;
}

function sample(containers: Containers, record: ContainerRecord, nowMs: number): ContainerStats {
	const life = containers.life(record);
	const { hardware } = containers.context.era;
	const count = life?.processes.length ?? 0;
	const seconds = life ? (nowMs - life.startedMs) / 1000 : 0;
	const cpu: CpuStats = {
		cpu_usage: {
			total_usage: Math.round(20_000_000 + seconds * IDLE_NS_PER_S * count),
			usage_in_kernelmode: 0,
			usage_in_usermode: 20_000_000
		},
		system_cpu_usage: Math.round(nowMs % 1e9) * 1e6 * hardware.cpus,
		online_cpus: hardware.cpus,
		throttling_data: { periods: 0, throttled_periods: 0, throttled_time: 0 }
	};
	const none: CpuStats = {
		cpu_usage: { total_usage: 0, usage_in_kernelmode: 0, usage_in_usermode: 0 },
		throttling_data: cpu.throttling_data
	};
	const limit = record.hostConfig.Memory ? record.hostConfig.Memory : hardware.memoryBytes;
	return {
		read: timestampOf(nowMs),
		preread: timestampOf(0),
		name: `/${record.name}`,
		id: record.id,
		num_procs: 0,
		pids_stats: life ? { current: count } : {},
		blkio_stats: { io_service_bytes_recursive: [] },
		storage_stats: {},
		cpu_stats: life ? cpu : none,
		precpu_stats: none,
		memory_stats: life ? { usage: BYTES_PER_PROCESS * count, limit, stats: { inactive_file: 0 } } : {},
		...(life
			? {
					networks: {
						eth0: {
							rx_bytes: 586,
							rx_packets: 7,
							rx_errors: 0,
							rx_dropped: 0,
							tx_bytes: 0,
							tx_packets: 0,
							tx_errors: 0,
							tx_dropped: 0
						}
					}
				}
			: {})
	};
}
