import { serveTcp } from '../../api/tcp/server.ts';
import { park, self, WaitQueue, type Process } from '../../sim/process.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Discovery } from '../discovery/discovery.ts';
import { SwarmError } from '../error.ts';
import { managerApi } from '../manager/api.ts';
import { Cluster } from '../manager/cluster.ts';
import { tellManager, type ManagerParts } from '../manager/parts.ts';
import { Replication } from '../manager/replication.ts';
import { startWatchdog } from '../manager/watchdog.ts';
import { filtersNamed, Scheduler, strategyNamed } from '../scheduler/scheduler.ts';
import { discoveryOf, open } from './common.ts';
import { heartbeat, readManageOptions, type ManageOptions } from './manage-options.ts';
import type { Run } from './swarm.ts';

/** Discovery, then the scheduler, then the API; runs until it is stopped. */
export function* manage(run: Run): Process<number> {
	const options = readManageOptions(run);
	const discovery = open(run, discoveryOf(run), { heartbeatMs: heartbeat(run) });
	const scope = (yield* self()).scope.child('swarm manage');
	try {
		return yield* new Manager(run, options, discovery, scope).run();
	} finally {
		scope.end();
	}
}

class Manager {
	private readonly lines: string[] = [];
	private readonly written = new WaitQueue();
	private readonly parts: ManagerParts;
	private readonly cluster: Cluster;
	private fatal: SwarmError | undefined;

	constructor(
		private readonly runOf: Run,
		private readonly options: ManageOptions,
		private readonly discovery: Discovery,
		private readonly scope: Scope
	) {
		const { sys, dialect } = runOf;
		const { machine } = sys;
		const scheduler = new Scheduler(dialect, filtersNamed(options.filters), strategyNamed(options.strategy, dialect));
		this.parts = {
			dialect,
			sim: machine.sim,
			net: machine.net,
			scope,
			rng: machine.rng.fork(`swarm manage at ${machine.sim.now}`),
			machine: machine.hostname,
			kernel: machine.files.read('/proc/sys/kernel/osrelease').trim(),
			listens: options.advertise || options.hosts[0]!.replace(/^tcp:\/\//, ''),
			scheduler,
			strategyName: options.strategy,
			overcommit: options.overcommit,
			createRetry: options.createRetry,
			failureRetry: options.failureRetry,
			refreshMs: options.refreshMs,
			discovery: discoveryOf(runOf),
			heartbeatMs: heartbeat(runOf),
			log: (level, message, fields) => {
				if (!runOf.log.writes(level)) return;
				this.lines.push(runOf.log.line(level, message, fields));
				this.written.notifyAll();
			}
		};
		this.cluster = new Cluster(this.parts);
	}

	*run(): Process<number> {
		const { options, cluster, scope, parts } = this;
		const { sys } = this.runOf;
		if (parts.dialect === 'rc1') this.logEvents();
		scope.spawn(this.watchDiscovery(), { name: 'discovery' });
		const replication = options.replication && this.replicate();
		if (!replication && parts.dialect !== 'rc1') startWatchdog(cluster);
		const handlerFor = managerApi({
			cluster,
			cors: options.cors,
			leadership: () => (replication ? replication.leadership() : undefined),
			primary: () => (replication ? replication.dial() : undefined)
		});
		const host = sys.machine.net.find(sys.machine.hostname)!;
		for (const listener of options.hosts) {
			const port = Number(/:(\d+)$/.exec(listener)?.[1] ?? 2375);
			const address = listener.replace(/^tcp:\/\//, '');
			if (host.isListening(`tcp/${port}`)) {
				const hint = port === 2375 ? ': is Docker already running on this machine? Try using a different port' : '';
				throw new SwarmError(`listen tcp ${address}: bind: address already in use${hint}`);
			}
			serveTcp(host, port, scope, handlerFor);
			parts.log(
				'info',
				`Listening for HTTP${parts.dialect === 'rc1' ? ' on tcp (' + address + ')' : ''}`,
				parts.dialect === 'rc1' ? {} : { addr: address, proto: 'tcp' }
			);
		}
		this.tell('running');
		try {
			for (;;) {
				const line = this.lines.shift();
				if (line !== undefined) yield* sys.stderr.write(line);
				else if (this.fatal) throw this.fatal;
				else yield* park(this.written);
			}
		} finally {
			this.tell('stopped');
		}
	}

	private replicate(): Replication {
		const { options, parts, discovery } = this;
		if (!discovery.lock) {
			throw new SwarmError('Leader election is only supported with consul, etcd and zookeeper discovery.');
		}
		let stop: (() => void) | undefined;
		return new Replication(parts, discovery.lock, options.advertise, options.replicationTtlMs, (isPrimary) => {
			stop?.();
			stop = isPrimary ? startWatchdog(this.cluster) : undefined;
		});
	}

	private *watchDiscovery(): Process {
		const { discovery, cluster, parts } = this;
		if (parts.dialect === 'rc1') {
			try {
				cluster.update(yield* discovery.fetch());
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				// rc1 ended when its first look failed.
				this.fatal = error;
				this.written.notifyAll();
				return 1;
			}
		}
		yield* discovery.watch(
			(addresses) => cluster.update(addresses),
			(message) => parts.log('error', `Discovery error: ${message}`)
		);
		return 0;
	}

	/** rc1 told every event of every engine on its log. */
	private logEvents(): void {
		const { log } = this.parts;
		this.cluster.listen((engine, message) => {
			const [status, from, id] =
				typeof message === 'string'
					? [`node_${message}`, 'swarm', '']
					: [message.Action, message.Actor.Attributes['image'] ?? '', message.Actor.ID];
			if (typeof message !== 'string' && message.Type !== 'container') return;
			log('info', `event -> status: "${status}" from: "${from}" id: "${id}" node: "${engine.name}"`);
		});
	}

	private tell(state: 'running' | 'stopped'): void {
		tellManager(this.parts, { state, role: this.options.replication ? 'replica' : 'primary', primary: '' });
	}
}
