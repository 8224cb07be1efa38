import type { Era } from './era.ts';

/**
 * Docker 20.10.24 as Debian 12 packages it: the engine and the second client of the recordings (cluster.jsonl,
 * `docker version` and `docker info`). The kernel is Debian's; the recorded one was that of the recorder's host.
 */
const build = {
	version: '20.10.24+dfsg1',
	apiVersion: '1.41',
	goVersion: 'go1.19.8',
	built: 'Thu May  7 21:09:36 2026',
	os: 'linux',
	arch: 'amd64',
	platform: ''
};

export const v20_10: Era = {
	id: '20.10',
	client: { ...build, minApiVersion: '', gitCommit: '297e128' },
	engine: { ...build, minApiVersion: '1.12', gitCommit: '5d6db84' },
	components: {
		containerd: { version: '1.6.20~ds1', commit: '1.6.20~ds1-1+deb12u3' },
		runc: { version: '1.1.5+ds1', commit: '1.1.5+ds1-1+deb12u1' },
		init: { version: '0.19.0', commit: '' }
	},
	hardware: {
		kernel: '6.1.0-31-amd64',
		operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
		architecture: 'x86_64',
		cpus: 2,
		memoryBytes: 25_276_510_208
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
	runtimes: {
		'io.containerd.runc.v2': { path: 'runc' },
		'io.containerd.runtime.v1.linux': { path: 'runc' },
		runc: { path: 'runc' }
	},
	securityOptions: ['name=seccomp,profile=default'],
	epochMs: Date.UTC(2026, 10, 20, 21, 0, 0),
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
		compose: { newest: 9, versionless: false },
		marksCuts: true,
		warnsOfPasswords: true,
		wordsOf28: false,
		namesMissing: true,
		jsonFormat: false,
		usageTab: false,
		guidesLink: true,
		jobs: true,
		tableWidth: 10,
		spacedUnits: false,
		words29: false
	}
};
