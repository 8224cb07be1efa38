import type { Dialect } from '../dialect.ts';

export interface FlagRow {
	/** All its names, as the help screen has them; values are kept under the first. */
	names: readonly string[];
	type: 'bool' | 'string' | 'int' | 'list';
	def?: string;
	env?: string;
	text: string;
}

export interface CommandRow {
	name: 'create' | 'list' | 'manage' | 'join' | 'help';
	short: string;
	text: Readonly<Record<Dialect, string>>;
	/** Whether a discovery is an argument (1.2). */
	takesDiscovery: boolean;
	flags: Readonly<Record<Dialect, readonly FlagRow[]>>;
}

const DISCOVERY: FlagRow = {
	names: ['discovery'],
	type: 'string',
	env: 'SWARM_DISCOVERY',
	text: [
		'discovery service to use [token://<token>,',
		'\t\t\t\t  etcd://<ip1>,<ip2>/<path>,',
		'\t\t\t\t  file://path/to/file,',
		'\t\t\t\t  consul://<addr>/<path>,',
		'\t\t\t\t  zk://<ip1>,<ip2>/<path>,',
		'\t\t\t\t  <ip1>,<ip2>]'
	].join('\n')
};
const HEARTBEAT_RC1: FlagRow = {
	names: ['heartbeat', 'hb'],
	type: 'int',
	def: '25',
	text: 'time in second between each heartbeat'
};
const HEARTBEAT: FlagRow = { names: ['heartbeat'], type: 'string', def: '60s', text: 'period between each heartbeat' };
const HOST: FlagRow = { names: ['host', 'H'], type: 'list', env: 'SWARM_HOST', text: 'ip/socket to listen on' };
const FILTER: FlagRow = { names: ['filter', 'f'], type: 'list', text: '' };
const CORS: FlagRow = {
	names: ['api-enable-cors', 'cors'],
	type: 'bool',
	text: 'enable CORS headers in the remote API'
};
const TLS: readonly FlagRow[] = [
	{ names: ['tls'], type: 'bool', text: 'use TLS; implied by --tlsverify=true' },
	{
		names: ['tlscacert'],
		type: 'string',
		text: 'trust only remotes providing a certificate signed by the CA given here'
	},
	{ names: ['tlscert'], type: 'string', text: 'path to TLS certificate file' },
	{ names: ['tlskey'], type: 'string', text: 'path to TLS key file' },
	{ names: ['tlsverify'], type: 'bool', text: 'use TLS and verify the remote' }
];
const DISCOVERY_OPT: FlagRow = { names: ['discovery-opt'], type: 'list', text: 'discovery options' };
const advertise = (text: string): FlagRow => ({
	names: ['advertise', 'addr'],
	type: 'string',
	env: 'SWARM_ADVERTISE',
	text
});
/** Between the two columns of the options of a cluster driver. */
const WIDE = ' '.repeat(36);
const CLUSTER_OPT: FlagRow = {
	names: ['cluster-opt'],
	type: 'list',
	text: [
		'cluster driver options',
		'   \t * swarm.overcommit=0.05\tovercommit to apply on resources',
		`${WIDE}\t * swarm.createretry=0\tcontainer create retry count after initial failure`,
		`${WIDE}\t * mesos.address=\taddress to bind on [$SWARM_MESOS_ADDRESS]`,
		`${WIDE}\t * mesos.checkpointfailover=false\tcheckpointing allows a restarted slave to reconnect with old executors and recover status updates, at the cost of disk I/O [$SWARM_MESOS_CHECKPOINT_FAILOVER]`,
		`${WIDE}\t * mesos.port=\tport to bind on [$SWARM_MESOS_PORT]`,
		`${WIDE}\t * mesos.offertimeout=30s\ttimeout for offers [$SWARM_MESOS_OFFER_TIMEOUT]`,
		`${WIDE}\t * mesos.offerrefusetimeout=5s\tseconds to consider unused resources refused [$SWARM_MESOS_OFFER_REFUSE_TIMEOUT]`,
		`${WIDE}\t * mesos.tasktimeout=5s\ttimeout for task creation [$SWARM_MESOS_TASK_TIMEOUT]`,
		`${WIDE}\t * mesos.user=\tframework user [$SWARM_MESOS_USER]`
	].join('\n')
};

export const GLOBAL_FLAGS: Readonly<Record<Dialect, readonly FlagRow[]>> = {
	rc1: [
		{ names: ['debug'], type: 'bool', env: 'DEBUG', text: 'debug mode' },
		{ names: ['help', 'h'], type: 'bool', text: 'show help' },
		{ names: ['version', 'v'], type: 'bool', text: 'print the version' }
	],
	'1.2.5': [
		{ names: ['debug'], type: 'bool', env: 'DEBUG', text: 'debug mode' },
		{
			names: ['log-level', 'l'],
			type: 'string',
			def: 'info',
			text: 'Log level (options: debug, info, warn, error, fatal, panic)'
		},
		{ names: ['experimental'], type: 'bool', text: 'enable experimental features' },
		{ names: ['help', 'h'], type: 'bool', text: 'show help' },
		{ names: ['version', 'v'], type: 'bool', text: 'print the version' }
	]
};

/** Source: main.go, flags.go (rc1); cli/commands.go, cli/flags.go (1.2.5). */
export const COMMANDS: readonly CommandRow[] = [
	{
		name: 'create',
		short: 'c',
		text: { rc1: 'create a cluster', '1.2.5': 'Create a cluster' },
		takesDiscovery: false,
		flags: { rc1: [], '1.2.5': [] }
	},
	{
		name: 'list',
		short: 'l',
		text: { rc1: 'list nodes in a cluster', '1.2.5': 'List nodes in a cluster' },
		takesDiscovery: true,
		flags: {
			rc1: [DISCOVERY],
			'1.2.5': [{ names: ['timeout'], type: 'string', def: '10s', text: 'timeout period' }, DISCOVERY_OPT]
		}
	},
	{
		name: 'manage',
		short: 'm',
		text: { rc1: 'manage a docker cluster', '1.2.5': 'Manage a docker cluster' },
		takesDiscovery: true,
		flags: {
			rc1: [
				DISCOVERY,
				{ names: ['rootdir'], type: 'string', def: '/root/.swarm', text: '' },
				{
					names: ['strategy'],
					type: 'string',
					def: 'binpacking',
					text: 'placement strategy to use [binpacking, random]'
				},
				{ ...FILTER, text: 'filter to use [constraint, affinity, health, port]' },
				HOST,
				HEARTBEAT_RC1,
				{ names: ['overcommit', 'oc'], type: 'string', def: '0.05', text: 'overcommit to apply on resources' },
				...TLS,
				CORS
			],
			'1.2.5': [
				{
					names: ['strategy'],
					type: 'string',
					def: 'spread',
					text: 'placement strategy to use [spread, binpack, random]'
				},
				{
					...FILTER,
					text: 'filter to use [health, port, containerslots, dependency, affinity, constraint]'
				},
				HOST,
				{ names: ['replication'], type: 'bool', text: 'Enable Swarm manager replication' },
				{
					names: ['replication-ttl'],
					type: 'string',
					def: '20s',
					text: 'Leader lock release time on failure'
				},
				advertise(
					'Address of the swarm manager joining the cluster. Other swarm manager(s) MUST be able to reach the swarm manager at this address.'
				),
				...TLS,
				{
					names: ['engine-refresh-min-interval'],
					type: 'string',
					def: '30s',
					text: 'set engine refresh minimum interval'
				},
				{
					names: ['engine-refresh-max-interval'],
					type: 'string',
					def: '60s',
					text: 'set engine refresh maximum interval'
				},
				{ names: ['engine-failure-retry'], type: 'int', def: '3', text: 'set engine failure retry count' },
				{
					names: ['engine-refresh-retry'],
					type: 'int',
					def: '3',
					text: 'deprecated; replaced by --engine-failure-retry'
				},
				HEARTBEAT,
				CORS,
				{
					names: ['cluster-driver', 'c'],
					type: 'string',
					def: 'swarm',
					text: 'cluster driver to use [swarm, mesos-experimental]'
				},
				DISCOVERY_OPT,
				CLUSTER_OPT
			]
		}
	},
	{
		name: 'join',
		short: 'j',
		text: { rc1: 'join a docker cluster', '1.2.5': 'Join a docker cluster' },
		takesDiscovery: true,
		flags: {
			rc1: [
				DISCOVERY,
				{ names: ['addr'], type: 'string', def: '127.0.0.1:4243', env: 'SWARM_ADDR', text: 'ip to advertise' },
				HEARTBEAT_RC1
			],
			'1.2.5': [
				advertise(
					'Address of the Docker Engine joining the cluster. Swarm manager(s) MUST be able to reach the Docker Engine at this address.'
				),
				HEARTBEAT,
				{ names: ['ttl'], type: 'string', def: '180s', text: 'set the expiration of an ephemeral node' },
				{
					names: ['delay'],
					type: 'string',
					def: '0s',
					text: 'add a random delay in [0s,delay] to avoid synchronized registration'
				},
				DISCOVERY_OPT
			]
		}
	}
];
