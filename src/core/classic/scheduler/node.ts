/** An engine as the scheduler sees it: what is known of it at this moment. */
export interface SchedulerNode {
	id: string;
	name: string;
	labels: Readonly<Record<string, string>>;
	/** In every state, and those still being created. */
	containers: readonly NodeContainer[];
	images: readonly NodeImage[];
	/** Bytes. */
	usedMemory: number;
	usedCpus: number;
	/** With what the manager overcommits. */
	totalMemory: number;
	totalCpus: number;
	/** 0 (not healthy) to 100. */
	health: number;
}

export interface NodeContainer {
	id: string;
	/** Without the slash. */
	names: readonly string[];
	labels: Readonly<Record<string, string>>;
	/** Host ports asked for and those really open. */
	ports: readonly HostPort[];
	isOnHostNetwork: boolean;
	/** '80/tcp' */
	exposed: readonly string[];
}

export interface NodeImage {
	id: string;
	/** 'redis:latest' */
	tags: readonly string[];
}

export interface HostPort {
	hostIp: string;
	/** '' for any. */
	hostPort: string;
}

/** What a new container asks of its node. */
export interface Wish {
	constraints: readonly string[];
	affinities: readonly string[];
	whitelists: readonly string[];
	ports: readonly HostPort[];
	isOnHostNetwork: boolean;
	exposed: readonly string[];
	volumesFrom: readonly string[];
	links: readonly string[];
	/** 'bridge', 'container:db' … */
	networkMode: string;
	/** Bytes. */
	memory: number;
	cpus: number;
}

export const NO_WISH: Wish = {
	constraints: [],
	affinities: [],
	whitelists: [],
	ports: [],
	isOnHostNetwork: false,
	exposed: [],
	volumesFrom: [],
	links: [],
	networkMode: '',
	memory: 0,
	cpus: 0
};
