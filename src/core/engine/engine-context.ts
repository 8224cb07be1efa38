import type { Era } from '../era/era.ts';
import type { Files } from '../sim/files.ts';
import type { Host, Net } from '../sim/net.ts';
import type { Rng } from '../sim/rng.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';
import type { Program } from '../sim/sys.ts';
import type { DaemonConfig } from './daemon/config.ts';
import type { Events } from './events.ts';
import type { HostLog } from './host-log.ts';
import type { Client, Registry } from './registry.ts';
import type { CreateTerminal } from './terminal.ts';

/**
 * The usual commands of a Linux userland, sh among them, given from outside: an engine knows no shell. They are run with
 * an ordinary Sys, in the scope of the container.
 */
export interface CommandTable {
	/** In the form that a userland has it: `ping` of busybox words things its own way. */
	program(name: string, userland: 'busybox' | 'debian'): Program | undefined;
	/** All names, sorted. */
	names(): readonly string[];
	/** Terminals for `run -t` and `exec -t`; a plain one of the engine's own unless given. */
	createTerminal?: CreateTerminal;
}

/** What the parts of one running daemon share. Made anew each time the daemon starts. */
export interface EngineContext {
	readonly sim: Sim;
	/** Ends with the daemon. */
	readonly scope: Scope;
	/** Ends with the machine's power: containers and the kernel's tables live here. */
	readonly machineScope: Scope;
	readonly net: Net;
	readonly host: Host;
	/** Disk of the machine, for bind mounts. */
	readonly files: Files;
	/** Name of the machine, for the trace. */
	readonly where: string;
	readonly era: Era;
	readonly rng: Rng;
	readonly events: Events;
	readonly registry: Registry;
	/** This machine, as registries see it. */
	readonly registryClient: Client;
	/** Whether the kernel has the module ip_vs, of which virtual servers are made. */
	readonly hasIpvs: boolean;
	/** How the daemon is set up. */
	readonly config: DaemonConfig;
	/** The machine's own log. */
	readonly hostLog: HostLog;
	readonly commands: CommandTable;
	/** Counts requests to published ports in the whole world, from 1. */
	readonly nextRequest: () => number;
}
