/**
 * What may stand in daemon.json, with the type that the engine reads it into. Named options have another name there than
 * their flag (`labels` and `--label`): a flag's own name is let pass and read by nobody, as in the real one.
 * Source: `dockerd --help` (20.10.24) and moby daemon/config/config.go.
 */
const NAMED = `
add-runtime runtimes map
allow-nondistributable-artifacts allow-nondistributable-artifacts []string
authorization-plugin authorization-plugins []string
default-address-pool default-address-pools pools
default-ulimit default-ulimits map
dns-opt dns-opts []string
exec-opt exec-opts []string
host hosts []string
insecure-registry insecure-registries []string
label labels []string
log-opt log-opts map[string]string
node-generic-resource node-generic-resources []string
registry-mirror registry-mirrors []string
storage-opt storage-opts []string
`;

const PLAIN = `
api-cors-header string, bip string, bridge string, cgroup-parent string, containerd string, containerd-namespace string,
containerd-plugin-namespace string, cpu-rt-period int64, cpu-rt-runtime int64, cri-containerd bool, data-root string,
debug bool, default-cgroupns-mode string, default-gateway ip, default-gateway-v6 ip, default-ipc-mode string,
default-runtime string, default-shm-size bytes, dns []string, dns-search []string, exec-root string, experimental bool,
fixed-cidr string, fixed-cidr-v6 string, group string, host-gateway-ip ip, icc bool, init bool, init-path string, ip ip,
ip-forward bool, ip-masq bool, ip6tables bool, iptables bool, ipv6 bool, live-restore bool, log-driver string,
log-level string, max-concurrent-downloads int, max-concurrent-uploads int, max-download-attempts int,
metrics-addr string, mtu int, network-control-plane-mtu int, no-new-privileges bool, oom-score-adjust int,
pidfile string, raw-logs bool, rootless bool, seccomp-profile string, selinux-enabled bool, shutdown-timeout int,
storage-driver string, swarm-default-advertise-addr string, tls bool, tlscacert string, tlscert string, tlskey string,
tlsverify bool, userland-proxy bool, userland-proxy-path string, userns-remap string
`;

/** Keys that are no flags and are not asked for one. */
const WITHOUT_FLAG = ['features', 'builder', 'deprecated-key-path'];

/** Maps that are values, not groups of options. */
const FLAT = [
	'cluster-store-opts',
	'log-opts',
	'runtimes',
	'default-ulimits',
	'features',
	'builder',
	'default-network-opts'
];

const named = NAMED.trim()
	.split('\n')
	.map((line) => line.split(' ') as [string, string, string]);
const plain = PLAIN.trim()
	.split(/,\s+/)
	.map((pair) => pair.split(' ') as [string, string]);

/** Key of the file → type. */
export const OPTION_TYPES: ReadonlyMap<string, string> = new Map([
	...plain,
	...named.map(([, key, type]) => [key, type] as const)
]);

/** Key of the file that a flag says the same as. */
export const KEY_OF_FLAG: ReadonlyMap<string, string> = new Map(named.map(([flag, key]) => [flag, key]));

export const isFlat = (key: string): boolean => FLAT.includes(key);

export const isOption = (key: string): boolean =>
	OPTION_TYPES.has(key) || KEY_OF_FLAG.has(key) || WITHOUT_FLAG.includes(key);
