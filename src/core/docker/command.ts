import type { EraId } from '../era/era.ts';
import type { Process } from '../sim/process.ts';
import type { CommandContext } from './context.ts';

/**
 * The type of a flag's value, by the word the help screen shows ("bool" shows none). How each one is checked and kept
 * is in flag-types.ts.
 */
export type FlagType =
	| 'bool'
	| 'bytes'
	| 'command'
	| 'config'
	| 'credential-spec'
	| 'swap-bytes'
	| 'throttle-bytes'
	| 'throttle-count'
	| 'weight-device'
	| 'decimal'
	| 'duration'
	| 'external-ca'
	| 'filter'
	| 'float'
	| 'gpu-request'
	| 'int'
	| 'ipNetSlice'
	| 'list'
	| 'map'
	| 'mount'
	| 'network'
	| 'node-addr'
	| 'pem-file'
	| 'port'
	| 'pref'
	| 'secret'
	| 'string'
	| 'stringToString'
	| 'strings'
	| 'uint'
	| 'uint16'
	| 'uint32'
	| 'ulimit'
	| 'value';

export interface Flag {
	readonly name: string;
	readonly short?: string;
	readonly type: FlagType;
	/** Default as the help screen shows it (text without its quotes). Absent: the type's zero, not shown. */
	readonly def?: string;
	readonly text: string;
	readonly since?: EraId;
	readonly until?: EraId;
	/** Refuses values that the type lets pass. @throws ValueError */
	readonly check?: (text: string) => void;
	/** Docker has it, Swarmlab does not simulate it: using it is an error that says so. */
	readonly leftOut?: true;
	/** The flag it only renames: what is given is found under that name. */
	readonly as?: string;
	/** How its type is called on help screens, where not as it is called here. */
	readonly shownType?: 'list' | 'bytes' | 'value' | 'string';
	/** Not on the help screen. */
	readonly hidden?: true;
	/** What to use instead: said whenever it is given. */
	readonly deprecated?: string;
}

/** How many arguments a command takes. */
export interface Arity {
	readonly min: number;
	readonly max?: number;
	/** The few commands whose count is checked by cobra itself, with its words. */
	readonly plain?: true;
}

export const NO_ARGS: Arity = { min: 0, max: 0 };
export const ANY_ARGS: Arity = { min: 0 };
export function exactArgs(count: number): Arity {
	return { min: count, max: count };
}
export function minArgs(count: number): Arity {
	return { min: count };
}

/** What stands at the Tab key after a command: kinds of names the engine knows. */
export type Completes = 'node' | 'service' | 'container' | 'network' | 'image' | 'secret' | 'config' | 'volume';

/** One command, as data. `docker service scale` is the row with path 'service scale'. */
export interface Command {
	/** Words after `docker`. */
	readonly path: string;
	/** The same command under another path with its own help screen ('ps' for 'container ls'). */
	readonly also?: readonly string[];
	/** Paths listed under "Aliases:" in the help screen; empty for none. */
	readonly aliases?: readonly string[];
	/** Rest of the usage line: '[OPTIONS] NODE [NODE...]'. */
	readonly use: string;
	readonly short: string;
	/** Stands in its own help screen instead of `short`. */
	readonly long?: string;
	/** What stands under "Examples:" in its help screen. */
	readonly example?: string;
	readonly flags: readonly Flag[];
	readonly args: Arity;
	/** false: flags end at the first argument (`docker run IMAGE ls -l`). */
	readonly interspersed?: false;
	readonly since?: EraId;
	readonly until?: EraId;
	/** Without any flag it prints its help screen (`docker swarm update`). */
	readonly helpWithoutFlags?: true;
	/** What its arguments are, for completion. */
	readonly completes?: Completes;
	/** Absent: known to Docker, not simulated. */
	run?(context: CommandContext): Process<number>;
}

/** A word before commands: `docker service`. */
export interface Group {
	readonly path: string;
	readonly short: string;
	/** Section of the top help screen. */
	readonly section: 'management' | 'swarm';
	/** Docker has it, Swarmlab simulates nothing of it. */
	readonly leftOut?: true;
	/** `docker stack` has options of its own in its usage line. */
	readonly use?: string;
	/** Options before its commands, in old clients. */
	readonly flags?: readonly Flag[];
	readonly since?: EraId;
	readonly until?: EraId;
}

/** One column of a table. `since`/`until`: from a recorded transcript. */
export interface Column<T> {
	/** Name in Go templates ({{.Name}}). */
	readonly name: string;
	/** Absent: it has none, and a table's head says so. */
	readonly header?: string;
	readonly value: (row: T) => string | boolean | null | ((argument: string) => string);
	readonly since?: EraId;
	readonly until?: EraId;
}
