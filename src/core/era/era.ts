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
	/** Who built it, as `docker version` says after "Client:" and "Server:"; '' for nobody. */
	platform: string;
}

/** A program that comes with the engine, as `docker version` and `docker info` name it. */
interface Component {
	version: string;
	commit: string;
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
	components: { containerd: Component; runc: Component; init: Component };
	/** What the machines of this era are unless the cluster says otherwise. */
	hardware: Hardware;
	storage: { driver: string; status: readonly (readonly [string, string])[] };
	/** Names of the runtimes that `docker info` lists, and their programs. */
	runtimes: Readonly<Record<string, { path: string }>>;
	securityOptions: readonly string[] | null;
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
		/** The client asks the registry for the image's digest and pins it (from 1.13; by itself from 17.06). */
		pinsDigests: boolean;
		/** The virtual address of a service answers a ping from anywhere on its network (from 1.13). */
		pingableVips: boolean;
		/** How `network ls --filter name=` finds a swarm's network that is not on the machine itself (`api/routes/networks`). */
		swarmNetworkNames: 'part' | 'whole' | 'start';
		/**
		 * Compose files need no version, and stack deploy checks the names of images itself (from 25.0); `newest`: the last
		 * 3.x that the client knows.
		 */
		compose: { newest: number; versionless: boolean };
		/** `docker ps` marks a command that it cuts with an ellipsis (from 17.06). */
		marksCuts: boolean;
		/** `docker login` warns of passwords on the command line and of unencrypted files (from 17.07). */
		warnsOfPasswords: boolean;
		/** Every node has an address of its own on each overlay that its tasks are on (from 18.09); before, on ingress alone. */
		nodeAddresses: boolean;
		/**
		 * The client words things as it does from 28.0: usage errors begin with what is wrong and end with "Run '… --help'"
		 * (before, they point to it first), IPv6 addresses are in brackets, and more that has changed between 20.10 and 28.
		 */
		wordsOf28: boolean;
		/** The client itself says `Error: No such service: x` for what is not there, and prints `Status: …, Code: 1` (until 20.10). */
		namesMissing: boolean;
		/** `--format json` is a word of its own (from 23.0). */
		jsonFormat: boolean;
		/** Help screens have a tab after "Usage:" (until 19.03). */
		usageTab: boolean;
		/** `docker --help` ends with a link to the guides (from 20.10). */
		guidesLink: boolean;
		/** Services may be jobs; tasks are listed by name (from 20.10), before by slot. */
		jobs: boolean;
		/** Least width of a column in tables (20 until 19.03). */
		tableWidth: 10 | 20;
		/** Sizes have a blank before their unit ('4.3 MB'), and a second is '1 seconds' (until 1.12). */
		spacedUnits: boolean;
		/**
		 * Says some things as client 29 does. No era of ours; docker/cli's own test material is of that version, and is run
		 * with it.
		 */
		words29: boolean;
	};
}

/** Whether `era` is `since` or newer. */
export function atLeast(era: EraId, since: EraId): boolean {
	return ERA_IDS.indexOf(era) >= ERA_IDS.indexOf(since);
}
