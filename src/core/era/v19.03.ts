import type { Era } from './era.ts';

/** Docker 19.03.13, the one of articles/deep-dive.txt. Builds: as Docker's own packages for Ubuntu print them. */
const build = {
	version: '19.03.13',
	apiVersion: '1.40',
	goVersion: 'go1.13.15',
	gitCommit: '4484c46d9d',
	os: 'linux',
	arch: 'amd64',
	platform: 'Docker Engine - Community'
};

export const v19_03: Era = {
	id: '19.03',
	client: { ...build, minApiVersion: '', built: 'Wed Sep 16 17:02:36 2020' },
	engine: { ...build, minApiVersion: '1.12', built: 'Wed Sep 16 17:01:06 2020' },
	components: {
		containerd: { version: '1.3.7', commit: '8fba4e9a7d01810a393d5d25a3621dc101981175' },
		runc: { version: '1.0.0-rc10', commit: 'dc9208a3303feef5b3839f4323d9beb36df0a9dd' },
		init: { version: '0.18.0', commit: 'fec3683' }
	},
	hardware: {
		kernel: '5.4.0-48-generic',
		operatingSystem: 'Ubuntu 20.04.1 LTS',
		architecture: 'x86_64',
		cpus: 2,
		memoryBytes: 2_084_077_568
	},
	storage: {
		driver: 'overlay2',
		status: [
			['Backing Filesystem', 'extfs'],
			['Supports d_type', 'true'],
			['Native Overlay Diff', 'true']
		]
	},
	runtimes: { runc: { path: 'runc' } },
	securityOptions: ['name=apparmor', 'name=seccomp,profile=default'],
	epochMs: Date.UTC(2020, 9, 5, 9, 0, 0),
	raft: { heartbeatTick: 1, electionTick: 10, snapshotInterval: 10_000, logEntriesForSlowFollowers: 500 },
	ingressSubnet: '10.0.0.0/24',
	commandLine: 'cobra',
	capabilities: {
		joinTokens: true,
		progress: true,
		pinsDigests: true,
		pingableVips: true,
		nodeAddresses: true,
		swarmNetworkNames: 'whole',
		compose: { newest: 8, versionless: false },
		marksCuts: true,
		warnsOfPasswords: true,
		wordsOf28: false,
		namesMissing: true,
		jsonFormat: false,
		usageTab: true,
		guidesLink: false,
		jobs: false,
		tableWidth: 20,
		spacedUnits: false,
		words29: false
	}
};
