/**
 * One version of Docker: what it is called, what it had, what it printed. Data only. What appears or goes (command,
 * flag, column, route) has `since`/`until` on its own row; what behaves differently asks a capability by name here.
 * Nobody compares version numbers outside this folder (`atLeast`).
 */
export type EraId = '1.12.0-rc1' | '1.12.3' | '19.03' | '20.10' | '28.2';

/** Oldest first: the order `since` and `until` are compared in. */
export const ERA_IDS: readonly EraId[] = ['1.12.0-rc1', '1.12.3', '19.03', '20.10', '28.2'];

export interface Build {
	version: string;
	apiVersion: string;
	/** Oldest API version the engine answers; '' before there was such a thing. */
	minApiVersion: string;
	goVersion: string;
	gitCommit: string;
	/** As `docker version` prints it. */
	built: string;
	os: string;
	arch: string;
}

export interface Hardware {
	kernel: string;
	operatingSystem: string;
	/** As uname -m */
	architecture: string;
	cpus: number;
	memoryBytes: number;
}

export interface Era {
	id: EraId;
	client: Build;
	engine: Build;
	/** What the machines of this era are unless the cluster says otherwise. */
	hardware: Hardware;
	/** Virtual wall clock at time 0 (milliseconds since 1970, UTC). */
	epochMs: number;
	raft: { heartbeatTick: number; electionTick: number; snapshotInterval: number; logEntriesForSlowFollowers: number };
	/** Pool of the ingress network. */
	ingressSubnet: string;
	/**
	 * How the client reads its command line: Docker's own flag package with its lists (until 1.12), or cobra.
	 */
	commandLine: 'mflag' | 'cobra';
	capabilities: {
		/** Joining needs a token (from 1.12.0-rc5). Before, policies accept workers and managers. */
		joinTokens: boolean;
		/** service create/update wait and show progress unless --detach (default from 17.10). */
		progress: boolean;
		/** The manager asks the registry for the image's digest and pins it. */
		pinsDigests: boolean;
	};
}

/** Whether `era` is `since` or newer. */
export function atLeast(era: EraId, since: EraId): boolean {
	return ERA_IDS.indexOf(era) >= ERA_IDS.indexOf(since);
}
