import { minArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { HostConfig } from '../../../api/wire/container.ts';
import { restartPolicyOf } from './host-flags.ts';

export const update: Command = {
	path: 'container update',
	also: ['update'],
	aliases: ['container update', 'update'],
	use: '[OPTIONS] CONTAINER [CONTAINER...]',
	short: 'Update configuration of one or more containers',
	flags: [
		{
			name: 'blkio-weight',
			type: 'uint16',
			def: '0',
			text: 'Block IO (relative weight), between 10 and 1000, or 0 to disable'
		},
		{ name: 'cpu-period', type: 'int', text: 'Limit CPU CFS (Completely Fair Scheduler) period' },
		{ name: 'cpu-quota', type: 'int', text: 'Limit CPU CFS (Completely Fair Scheduler) quota' },
		{ name: 'cpu-rt-period', type: 'int', text: 'Limit the CPU real-time period in microseconds' },
		{ name: 'cpu-rt-runtime', type: 'int', text: 'Limit the CPU real-time runtime in microseconds' },
		{ name: 'cpu-shares', short: 'c', type: 'int', text: 'CPU shares (relative weight)' },
		{ name: 'cpus', type: 'decimal', text: 'Number of CPUs' },
		{ name: 'cpuset-cpus', type: 'string', text: 'CPUs in which to allow execution (0-3, 0,1)' },
		{ name: 'cpuset-mems', type: 'string', text: 'MEMs in which to allow execution (0-3, 0,1)' },
		{ name: 'memory', short: 'm', type: 'bytes', text: 'Memory limit' },
		{ name: 'memory-reservation', type: 'bytes', text: 'Memory soft limit' },
		{
			name: 'memory-swap',
			type: 'swap-bytes',
			shownType: 'bytes',
			text: 'Swap limit equal to memory plus swap: -1 to enable unlimited swap'
		},
		{ name: 'pids-limit', type: 'int', text: 'Tune container pids limit (set -1 for unlimited)' },
		{ name: 'restart', type: 'string', text: 'Restart policy to apply when a container exits' }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		const { flags } = context;
		if (flags.given.length === 0) throw new CliError('you must provide one or more flags when using this command');
		const pidsLimit = flags.number('pids-limit');
		const body: HostConfig = {
			...Object.fromEntries(Object.entries(FIELDS).map(([field, flag]) => [field, flags.number(flag)])),
			...(pidsLimit === 0 ? {} : { PidsLimit: pidsLimit }),
			CpusetCpus: flags.string('cpuset-cpus'),
			CpusetMems: flags.string('cpuset-mems'),
			RestartPolicy: flags.string('restart') === '' ? { Name: '', MaximumRetryCount: 0 } : restartPolicyOf(flags)
		};
		const warnings: string[] = [];
		const code = yield* context.forEach(context.args, function* (container) {
			const answer = yield* context.engine.post<{ Warnings: string[] | null }>(
				`/containers/${container}/update`,
				{},
				body
			);
			yield* context.printLine(container);
			warnings.push(...(answer.Warnings ?? []));
		});
		if (warnings.length > 0) yield* context.printLine(warnings.join('\n'));
		return code;
	}
};

/** Fields of the request that are numbers, and their flags. */
const FIELDS: Readonly<Record<string, string>> = {
	BlkioWeight: 'blkio-weight',
	CpuShares: 'cpu-shares',
	CpuPeriod: 'cpu-period',
	CpuQuota: 'cpu-quota',
	CpuRealtimePeriod: 'cpu-rt-period',
	CpuRealtimeRuntime: 'cpu-rt-runtime',
	Memory: 'memory',
	MemoryReservation: 'memory-reservation',
	MemorySwap: 'memory-swap',
	NanoCpus: 'cpus'
};
