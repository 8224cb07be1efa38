import { minArgs, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import type { HostConfig } from '../../../api/wire/container.ts';
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
			text: 'Block IO (relative weight), between 10 and 1000, or 0 to disable',
			leftOut: true
		},
		{ name: 'cpu-period', type: 'int', text: 'Limit CPU CFS (Completely Fair Scheduler) period', leftOut: true },
		{ name: 'cpu-quota', type: 'int', text: 'Limit CPU CFS (Completely Fair Scheduler) quota', leftOut: true },
		{ name: 'cpu-rt-period', type: 'int', text: 'Limit the CPU real-time period in microseconds', leftOut: true },
		{ name: 'cpu-rt-runtime', type: 'int', text: 'Limit the CPU real-time runtime in microseconds', leftOut: true },
		{ name: 'cpu-shares', short: 'c', type: 'int', text: 'CPU shares (relative weight)', leftOut: true },
		{ name: 'cpus', type: 'decimal', text: 'Number of CPUs' },
		{ name: 'cpuset-cpus', type: 'string', text: 'CPUs in which to allow execution (0-3, 0,1)', leftOut: true },
		{ name: 'cpuset-mems', type: 'string', text: 'MEMs in which to allow execution (0-3, 0,1)', leftOut: true },
		{ name: 'memory', short: 'm', type: 'bytes', text: 'Memory limit' },
		{ name: 'memory-reservation', type: 'bytes', text: 'Memory soft limit', leftOut: true },
		{
			name: 'memory-swap',
			type: 'bytes',
			text: 'Swap limit equal to memory plus swap: -1 to enable unlimited swap',
			leftOut: true
		},
		{ name: 'pids-limit', type: 'int', text: 'Tune container pids limit (set -1 for unlimited)', leftOut: true },
		{ name: 'restart', type: 'string', text: 'Restart policy to apply when a container exits' }
	],
	args: minArgs(1),
	completes: 'container',
	*run(context) {
		const { flags } = context;
		const body: HostConfig = {};
		if (flags.changed('cpus')) body.NanoCpus = flags.number('cpus');
		if (flags.changed('memory')) body.Memory = flags.number('memory');
		if (flags.changed('restart')) {
			const [name, count] = flags.string('restart').split(':');
			body.RestartPolicy = { Name: name!, MaximumRetryCount: Number(count ?? 0) };
		}
		if (Object.keys(body).length === 0)
			throw new CliError('you must provide one or more flags when using this command');
		return yield* context.forEach(context.args, function* (container) {
			yield* context.engine.post(`/containers/${container}/update`, {}, body);
			yield* context.printLine(container);
		});
	}
};
