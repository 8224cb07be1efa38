import type { Net } from '../../sim/net.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Sim } from '../../sim/sim.ts';
import type { Dialect } from '../dialect.ts';
import type { Scheduler } from '../scheduler/scheduler.ts';

/** What all parts of one running manager share. */
export interface ManagerParts {
	dialect: Dialect;
	sim: Sim;
	net: Net;
	/** Ends with the program. */
	scope: Scope;
	rng: Rng;
	/** Machine it runs on. */
	machine: string;
	/** Of that machine, as uname says it. */
	kernel: string;
	/** Where it listens, as others may call it: names it in the trace. */
	listens: string;
	scheduler: Scheduler;
	strategyName: string;
	overcommit: number;
	createRetry: number;
	failureRetry: number;
	/** URL of the discovery, and how often it is read where nothing tells of changes. */
	discovery: string;
	heartbeatMs: number;
	/** Least and most time between two refreshes of an engine. */
	refreshMs: readonly [number, number];
	log: (
		level: 'debug' | 'info' | 'warning' | 'error',
		message: string,
		fields?: Readonly<Record<string, string>>
	) => void;
}

/** Tells the trace how a manager stands. */
export function tellManager(
	parts: ManagerParts,
	is: { state: 'running' | 'stopped'; role: 'primary' | 'replica'; primary: string }
): void {
	const { sim, machine, listens, dialect, strategyName, scheduler, discovery, heartbeatMs } = parts;
	sim.trace.emit({
		type: 'classic.manager',
		where: machine,
		manager: listens,
		...is,
		dialect,
		strategy: strategyName,
		filters: scheduler.filters.map(({ name }) => name),
		discovery,
		heartbeatMs
	});
}
