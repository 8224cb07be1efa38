import type { Connection } from '../../sim/net.ts';
import type { Process, SignalName } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';

/** A port that another process of the same network namespace listens on. errno 98. */
export class AddressInUseError extends Error {
	override name = 'AddressInUseError';
	constructor(readonly port: number) {
		super(`address in use: ${port}`);
	}
}

/** The world of a program in a container: what every program has, and a network namespace to listen in. */
export interface ContainerWorld extends Sys {
	/** As in Config.Hostname: the first 12 digits of the ID unless given. */
	readonly hostname: string;
	/** Addresses of the container now, as `ip addr` would list them, without loopback. */
	addresses(): string[];
	/** Takes connections until the process ends. @throws AddressInUseError */
	listen(port: number, handler: (connection: Connection) => Process<number>): void;
	/** Waits for a signal that the program handles. */
	signal(): Process<SignalName>;
	/** Becomes another program, as exec(2) does. 127 when there is none of that name. */
	exec(argv: readonly string[]): Process<number>;
	/** What this program holds in memory, for the other processes of the container (redis-cli). */
	readonly memory: Map<string, unknown>;
}

/** What an image does when it runs. */
export interface ContainerProgram {
	readonly name: string;
	/**
	 * Signals it has a handler for. The first process of a container gets no others but SIGKILL: the kernel spares a
	 * pid 1 that has no handler (pid_namespaces(7)), which is why a bare `sleep` takes ten seconds to stop.
	 */
	readonly handles: readonly SignalName[];
	/** It is a shell script at this path: so it reads in `ps` and `docker top`. */
	readonly script?: string;
	/** Command lines of the processes that it keeps beside itself. */
	readonly children?: readonly string[];
	/** Ends with the exit code. May throw Signal. */
	main(world: ContainerWorld): Process<number>;
}
