import type { EraId } from '../../era/era.ts';
import type { Command, Flag } from '../command.ts';

/** Of `run` and `create`: what came after 1.12, and not in Windows' flags, which nobody here has. */
const OF_CONTAINERS =
	'annotation health-start-interval cgroupns cpu-rt-period cpu-rt-runtime cpus device-cgroup-rule domainname gpus ' +
	'health-start-period init mount platform pull quiet stop-timeout use-api-socket';

/** Flags of today's rows that came after 1.12.3, by command. Held against the clients by test/core/docker/era-flags.txt. */
const LATER: Readonly<Record<string, string>> = {
	cp: 'archive quiet',
	create: `${OF_CONTAINERS} rm`,
	events: 'format',
	exec: 'env env-file workdir',
	history: 'format platform',
	images: 'tree',
	import: 'platform',
	load: 'platform',
	login: 'password-stdin',
	logs: 'until',
	'network connect': 'driver-opt gw-priority',
	'network create': 'attachable config-from config-only ingress ipv4 scope',
	'network inspect': 'verbose',
	'network ls': 'format',
	'network rm': 'force',
	pull: 'platform quiet',
	push: 'all-tags platform quiet',
	restart: 'signal',
	rmi: 'platform',
	run: OF_CONTAINERS,
	save: 'platform',
	search: 'format',
	stats: 'format no-trunc',
	stop: 'signal',
	update: 'cpu-rt-period cpu-rt-runtime cpus pids-limit',
	'volume create':
		'availability group limit-bytes required-bytes scope secret sharing topology-preferred topology-required type',
	'volume ls': 'format cluster',
	'volume rm': 'force'
};

/** Flags by another name or letter: today's name → as it was. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, Partial<Flag>>>>> = {
	create: { 'dns-option': { name: 'dns-opt', as: 'dns-option' } },
	restart: { timeout: { name: 'time', as: 'timeout' } },
	run: { 'dns-option': { name: 'dns-opt', as: 'dns-option' } },
	stop: { timeout: { name: 'time', as: 'timeout' } }
};

/** rc1's own; the next release candidate had both names of networks. Its `ps -n` has no long name: help shows `-n, -- int`. */
const OF_RC1: Readonly<Record<string, Readonly<Record<string, Partial<Flag>>>>> = {
	create: { network: { name: 'net', as: 'network' }, 'network-alias': { name: 'net-alias', as: 'network-alias' } },
	ps: { last: { name: '', as: 'last' } },
	run: { network: { name: 'net', as: 'network' }, 'network-alias': { name: 'net-alias', as: 'network-alias' } }
};

/** Flags that have gone since, or that no row of today lists. */
const GONE: Readonly<Record<string, readonly Flag[]>> = {
	create: windowsFlags(),
	run: windowsFlags(),
	update: [{ name: 'kernel-memory', type: 'bytes', text: 'Kernel memory limit', leftOut: true }]
};

function windowsFlags(): Flag[] {
	return [
		{ name: 'cpu-percent', type: 'int', text: 'CPU percent (Windows only)', leftOut: true },
		{
			name: 'io-maxbandwidth',
			type: 'string',
			text: 'Maximum IO bandwidth limit for the system drive (Windows only)',
			leftOut: true
		},
		{ name: 'io-maxiops', type: 'uint', text: 'Maximum IOps limit for the system drive (Windows only)', leftOut: true }
	];
}

/** A row of today with the flags that a client of 1.12 knew. */
export function withEarlierFlags(row: Command, era: EraId): Command {
	const { path } = row;
	const isRc1 = era === '1.12.0-rc1';
	// `--net` is no other name where it is the only one.
	const gone = new Set(`${LATER[path] ?? ''}${isRc1 ? ' net' : ''}`.split(' '));
	const renamed = { ...RENAMED[path], ...(isRc1 ? OF_RC1[path] : {}) };
	const flags = row.flags
		.filter((flag) => !gone.has(flag.name))
		// Its short form came later.
		.map((flag): Flag =>
			path === 'logs' && flag.name === 'tail' ? withoutShort(flag) : { ...flag, ...renamed[flag.name] }
		)
		.map((flag): Flag => (path === 'volume create' && flag.name === 'name' ? shown(flag) : flag));
	return { ...row, flags: [...flags, ...(GONE[path] ?? [])] };
}

function withoutShort({ short: _, ...flag }: Flag): Flag {
	return flag;
}

function shown({ hidden: _, ...flag }: Flag): Flag {
	return flag;
}
