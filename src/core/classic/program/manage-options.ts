import { FACTS } from '../dialect.ts';
import { SwarmError } from '../error.ts';
import { filtersNamed, strategyNamed } from '../scheduler/scheduler.ts';
import { open, discoveryOf, durationFlag } from './common.ts';
import type { Run } from './swarm.ts';
import { clusterOption, isAddress, numberOption, parseDuration } from './values.ts';

export interface ManageOptions {
	hosts: readonly string[];
	strategy: string;
	filters: readonly string[];
	overcommit: number;
	createRetry: number;
	failureRetry: number;
	refreshMs: readonly [number, number];
	replication: boolean;
	replicationTtlMs: number;
	/** Of a replicated manager. */
	advertise: string;
	cors: boolean;
}

const DEFAULT_HOST = 'tcp://127.0.0.1:2375';

/** Reads and checks the flags of `manage`, in the order that decides which mistake is told. @throws SwarmError */
export function readManageOptions(run: Run): ManageOptions {
	const { args, dialect } = run;
	const isRc1 = dialect === 'rc1';
	checkTls(run);
	const refreshMs = isRc1 ? ([30_000, 30_000] as const) : refreshInterval(run);
	const url = discoveryOf(run);
	if (url === '') {
		throw new SwarmError(
			isRc1
				? '--discovery required to manage a cluster'
				: "discovery required to manage a cluster. See 'swarm manage --help'."
		);
	}
	const strategy = args.text('strategy');
	if (!isRc1) open(run, url, { heartbeatMs: heartbeat(run) });
	strategyNamed(strategy, dialect);
	const given = args.list('filter');
	// rc1 cut three of its four defaults off where any was given: `port` stayed.
	const filters = given.length === 0 ? FACTS[dialect].filters : isRc1 ? ['port', ...given] : given;
	filtersNamed(filters);
	const options = isRc1 ? [] : args.list('cluster-opt');
	const driver = isRc1 ? 'swarm' : args.text('cluster-driver');
	if (driver === 'mesos-experimental')
		throw new SwarmError('swarmlab does not simulate --cluster-driver mesos-experimental');
	if (driver !== 'swarm') throw new SwarmError(`unsupported cluster ${JSON.stringify(driver)}`);
	const overcommit = isRc1 ? Number(args.text('overcommit')) : overcommitOf(options);
	const createRetry = numberOption(options, 'swarm.createretry', 'int').value;
	if (createRetry < 0) throw new SwarmError(`swarm.createretry can not be negative, ${createRetry} is invalid`);
	return {
		hosts: args.list('host').length > 0 ? args.list('host') : [DEFAULT_HOST],
		strategy,
		filters,
		overcommit,
		createRetry,
		failureRetry: isRc1 ? 1 : Number(args.text('engine-failure-retry')),
		refreshMs,
		...replicationOf(run),
		cors: args.bool('api-enable-cors')
	};
}

export function heartbeat(run: Run): number {
	if (run.dialect === 'rc1') return Number(run.args.text('heartbeat')) * 1000;
	const ms = durationFlag(run, 'heartbeat');
	if (ms < 1000) throw new SwarmError('--heartbeat should be at least one second');
	return ms;
}

function checkTls({ args }: Run): void {
	const set = (name: string): boolean => args.isSet(name);
	if (args.bool('tls') || args.bool('tlsverify')) {
		if (!set('tlscert') || !set('tlskey')) {
			throw new SwarmError('--tlscert and --tlskey must be provided when using --tls');
		}
		if (args.bool('tlsverify') && !set('tlscacert')) {
			throw new SwarmError('--tlscacert must be provided when using --tlsverify');
		}
		throw new SwarmError('swarmlab does not simulate --tls');
	}
	if (set('tlscert') || set('tlskey') || set('tlscacert')) {
		throw new SwarmError('--tlscert, --tlskey and --tlscacert require the use of either --tls or --tlsverify');
	}
}

function refreshInterval({ args }: Run): readonly [number, number] {
	const min = parseDuration(args.text('engine-refresh-min-interval'));
	const max = parseDuration(args.text('engine-refresh-max-interval'));
	if (min <= 0) throw new SwarmError('min refresh interval should be a positive number');
	if (max < min) throw new SwarmError('max refresh interval cannot be less than min refresh interval');
	if (Number(args.text('engine-refresh-retry')) !== 3) {
		throw new SwarmError('--engine-refresh-retry is deprecated. Use --engine-failure-retry');
	}
	if (Number(args.text('engine-failure-retry')) <= 0) throw new SwarmError('invalid failure retry count');
	return [min, max];
}

function overcommitOf(options: readonly string[]): number {
	if (clusterOption(options, 'swarm.overcommit') === undefined) return 0.05;
	const { value } = numberOption(options, 'swarm.overcommit', 'float');
	if (value <= -1) {
		throw new SwarmError(`swarm.overcommit should be larger than -1, ${value.toFixed(6)} is invalid`);
	}
	return value;
}

function replicationOf(run: Run): Pick<ManageOptions, 'replication' | 'replicationTtlMs' | 'advertise'> {
	const { args, dialect } = run;
	if (dialect === 'rc1' || !args.bool('replication')) {
		return { replication: false, replicationTtlMs: 0, advertise: dialect === 'rc1' ? '' : args.text('advertise') };
	}
	const advertise = args.text('advertise');
	if (advertise === '') throw new SwarmError('--advertise address must be provided when using --leader-election');
	if (!isAddress(advertise, dialect)) {
		throw new SwarmError('--advertise should be of the form ip:port or hostname:port');
	}
	const replicationTtlMs = durationFlag(run, 'replication-ttl');
	if (replicationTtlMs <= 0) throw new SwarmError('--replication-ttl should be a positive number');
	return { replication: true, replicationTtlMs, advertise };
}
