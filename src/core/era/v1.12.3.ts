import type { Era } from './era.ts';

/**
 * Docker 1.12.3, the one of articles/swarm-mode-quick-start.txt. Build: as Docker's own package for Ubuntu prints it.
 * Sources of the rest: docker/docker v1.12.3 daemon/cluster/cluster.go (Raft), swarmkit manager/allocator (ingress).
 */
const build = {
	version: '1.12.3',
	apiVersion: '1.24',
	minApiVersion: '',
	goVersion: 'go1.6.3',
	gitCommit: '6b644ec',
	built: 'Wed Oct 26 21:45:16 2016',
	os: 'linux',
	arch: 'amd64',
	platform: ''
};

export const v1_12_3: Era = {
	id: '1.12.3',
	client: build,
	engine: build,
	// Not shown by anything of that time.
	components: {
		containerd: { version: '', commit: '' },
		runc: { version: '', commit: '' },
		init: { version: '', commit: '' }
	},
	hardware: {
		kernel: '4.4.0-47-generic',
		operatingSystem: 'Ubuntu 16.04.1 LTS',
		architecture: 'x86_64',
		cpus: 2,
		memoryBytes: 2_097_180_672
	},
	storage: {
		driver: 'aufs',
		status: [
			['Root Dir', '/var/lib/docker/aufs'],
			['Backing Filesystem', 'extfs'],
			['Dirs', '0'],
			['Dirperm1 Supported', 'true']
		]
	},
	runtimes: { runc: { path: 'docker-runc' } },
	securityOptions: ['apparmor', 'seccomp'],
	epochMs: Date.UTC(2016, 10, 16, 9, 0, 0),
	raft: { heartbeatTick: 1, electionTick: 3, snapshotInterval: 10_000, logEntriesForSlowFollowers: 500 },
	ingressSubnet: '10.255.0.0/16',
	commandLine: 'mflag',
	capabilities: {
		joinTokens: true,
		progress: false,
		pinsDigests: false,
		pingableVips: false,
		nodeAddresses: false,
		swarmNetworkNames: 'part',
		compose: { newest: 0, versionless: false },
		marksCuts: false,
		warnsOfPasswords: false,
		wordsOf28: false,
		namesMissing: true,
		jsonFormat: false,
		usageTab: true,
		guidesLink: false,
		jobs: false,
		tableWidth: 20,
		spacedUnits: true,
		words29: false
	}
};
