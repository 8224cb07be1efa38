import type { Era } from './era.ts';

/** Docker 1.12.0-rc1 on a Raspberry Pi, as the article shows it (articles/pi-swarm-mode.txt). */
const build = {
	version: '1.12.0-rc1',
	apiVersion: '1.24',
	minApiVersion: '',
	goVersion: 'go1.6.2',
	gitCommit: '1f136c1-unsupported',
	built: 'Wed Jun 15 15:35:51 2016',
	os: 'linux',
	arch: 'arm',
	platform: ''
};

export const v1_12_0_rc1: Era = {
	id: '1.12.0-rc1',
	client: build,
	engine: build,
	// Not shown by anything of that time.
	components: {
		containerd: { version: '', commit: '' },
		runc: { version: '', commit: '' },
		init: { version: '', commit: '' }
	},
	hardware: {
		kernel: '4.4.10-hypriotos-v7+',
		operatingSystem: 'Raspbian GNU/Linux 8 (jessie)',
		architecture: 'armv7l',
		cpus: 4,
		memoryBytes: 970_350_592
	},
	storage: { driver: 'overlay', status: [['Backing Filesystem', 'extfs']] },
	runtimes: { runc: { path: 'docker-runc' } },
	securityOptions: null,
	epochMs: Date.UTC(2016, 5, 20, 9, 0, 0),
	raft: { heartbeatTick: 1, electionTick: 3, snapshotInterval: 10_000, logEntriesForSlowFollowers: 500 },
	ingressSubnet: '10.255.0.0/16',
	commandLine: 'mflag',
	capabilities: {
		joinTokens: false,
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
