import type { EraId } from '../era/era.ts';
import { invariant } from '../sim/invariant.ts';
import type { Process } from '../sim/process.ts';
import type { Sys } from '../sim/sys.ts';
import type { DockerOptions } from './connection.ts';
import type { CommandContext } from './context.ts';
import type { CommandTree } from './help.ts';

/** What reads Compose files: `docker/compose`. */
export interface ComposeSoftware {
	deploy(context: CommandContext): Process<number>;
	printConfig(context: CommandContext): Process<number>;
}

/** The command line before cobra: `docker/v1.12`. */
export interface MflagSoftware {
	run(options: DockerOptions, sys: Sys): Process<number>;
	/** What Tab completes. */
	tree(era: EraId): CommandTree;
}

/** Parts of the client that only some eras have, so that a page need not load them for the others. */
export interface ClientSoftware {
	readonly compose?: ComposeSoftware;
	readonly mflag?: MflagSoftware;
}

/** A part that this world has to have: whoever made it looked at its eras. */
export function installed<T>(part: T | undefined, name: keyof ClientSoftware): T {
	invariant(part, 'this part of the client was not loaded', name);
	return part;
}
