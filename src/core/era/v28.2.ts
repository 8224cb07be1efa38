import type { Era } from './era.ts';

/** Docker 28.2.2: the default, held against the real client. */
export const v28_2: Era = {
	id: '28.2',
	client: {
		version: '28.2.2',
		apiVersion: '1.50',
		minApiVersion: '',
		goVersion: 'go1.24.3',
		gitCommit: 'e6534b4',
		built: 'Fri May 30 12:07:14 2025',
		os: 'linux',
		arch: 'amd64',
		platform: ''
	},
	engine: {
		version: '28.2.2',
		apiVersion: '1.50',
		minApiVersion: '1.24',
		goVersion: 'go1.24.3',
		gitCommit: '45873be',
		built: 'Fri May 30 12:07:27 2025',
		os: 'linux',
		arch: 'amd64',
		platform: 'Docker Engine - Community'
	},
	components: {
		containerd: { version: '1.7.27', commit: '05044ec0a9a75232cad458027ca83437aae3f4da' },
		runc: { version: '1.2.5', commit: 'v1.2.5-0-g59923ef' },
		init: { version: '0.19.0', commit: 'de40ad0' }
	},
	hardware: {
		kernel: '6.1.0-31-amd64',
		operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
		architecture: 'x86_64',
		cpus: 2,
		memoryBytes: 2_062_581_760
	},
	storage: {
		driver: 'overlay2',
		status: [
			['Backing Filesystem', 'extfs'],
			['Supports d_type', 'true'],
			['Native Overlay Diff', 'true'],
			['userxattr', 'false']
		]
	},
	runtimes: { 'io.containerd.runc.v2': { path: 'runc' }, runc: { path: 'runc' } },
	securityOptions: ['name=seccomp,profile=builtin', 'name=cgroupns'],
	epochMs: Date.UTC(2025, 5, 16, 9, 0, 0),
	raft: { heartbeatTick: 1, electionTick: 10, snapshotInterval: 10_000, logEntriesForSlowFollowers: 500 },
	ingressSubnet: '10.0.0.0/24',
	commandLine: 'cobra',
	capabilities: {
		joinTokens: true,
		progress: true,
		pinsDigests: true,
		pingableVips: true,
		nodeAddresses: true,
		swarmNetworkNames: 'start',
		compose: { newest: 13, versionless: true },
		marksCuts: true,
		warnsOfPasswords: true,
		wordsOf28: true,
		namesMissing: false,
		jsonFormat: true,
		usageTab: false,
		guidesLink: true,
		jobs: true,
		tableWidth: 10,
		spacedUnits: false,
		words29: false
	}
};
