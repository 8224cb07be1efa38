import type { Era } from '../../era/era.ts';
import type { Host, Net } from '../../sim/net.ts';
import type { Rng } from '../../sim/rng.ts';
import type { Scope } from '../../sim/scope.ts';
import type { Sim } from '../../sim/sim.ts';
import type { Executor } from '../agent/controller.ts';
import type { DiskFiles } from '../disk-files.ts';
import type { SwarmDisk } from '../disk.ts';
import type { StoreListener } from '../store/store.ts';
import type { LeaderLoop } from '../manager/loops.ts';

/** What a machine's daemon gives to its swarm. */
export interface SwarmOptions {
	sim: Sim;
	/** Ends with the daemon. */
	scope: Scope;
	net: Net;
	host: Host;
	hostname: string;
	/** The machine's IP address. */
	address: string;
	era: Era;
	executor: Executor;
	/** Told of every transaction that this machine's manager applies. */
	onStoreChange?: StoreListener;
	/** The daemon cannot go on, and dies; `why` is what it says of it, `fields` what logrus adds: 'module=raft …'. */
	onPanic?: (why: string, fields: string) => void;
	/** Belongs to the machine and outlives the daemon. */
	disk: SwarmDisk;
	/** The machine's: shows the disk as files under /var/lib/docker/swarm. */
	diskFiles?: DiskFiles;
	/** Dice of this machine's swarm. */
	rng: Rng;
	/** Default: all loops of a real leader. */
	loops?: readonly LeaderLoop[];
}
