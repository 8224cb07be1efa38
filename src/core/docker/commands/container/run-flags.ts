import type { Flag } from '../../command.ts';
import {
	checkCgroupRule,
	checkDomain,
	checkHost,
	checkIpAddress,
	checkLabel,
	checkLink,
	checkStream,
	checkSysctl,
	checkVariable
} from '../../values/checks.ts';

/** Flags that `docker run` and `docker create` share. */
export const CREATE_FLAGS: readonly Flag[] = [
	{
		name: 'annotation',
		type: 'map',
		def: 'map[]',
		text: 'Add an annotation to the container (passed through to the OCI runtime)'
	},
	{
		name: 'health-start-interval',
		type: 'duration',
		def: '0s',
		text: 'Time between running the check during the start period (ms|s|m|h)'
	},
	{ name: 'add-host', type: 'list', check: checkHost, text: 'Add a custom host-to-IP mapping (host:ip)' },
	{ name: 'attach', short: 'a', type: 'list', check: checkStream, text: 'Attach to STDIN, STDOUT or STDERR' },
	{
		name: 'blkio-weight',
		type: 'uint16',
		def: '0',
		text: 'Block IO (relative weight), between 10 and 1000, or 0 to disable'
	},
	{
		name: 'blkio-weight-device',
		type: 'weight-device',
		shownType: 'list',
		def: '[]',
		text: 'Block IO weight (relative device weight)'
	},
	{ name: 'cap-add', type: 'list', text: 'Add Linux capabilities' },
	{ name: 'cap-drop', type: 'list', text: 'Drop Linux capabilities' },
	{ name: 'cgroup-parent', type: 'string', text: 'Optional parent cgroup for the container' },
	{
		name: 'cgroupns',
		type: 'string',
		text:
			"Cgroup namespace to use (host|private)\n'host':    Run the container in the Docker host's cgroup namespace\n" +
			"'private': Run the container in its own private cgroup namespace\n" +
			"'':        Use the cgroup namespace as configured by the\n           default-cgroupns-mode option on the daemon (default)"
	},
	{ name: 'cidfile', type: 'string', text: 'Write the container ID to the file' },
	{ name: 'cpu-period', type: 'int', text: 'Limit CPU CFS (Completely Fair Scheduler) period' },
	{ name: 'cpu-quota', type: 'int', text: 'Limit CPU CFS (Completely Fair Scheduler) quota' },
	{ name: 'cpu-rt-period', type: 'int', text: 'Limit CPU real-time period in microseconds' },
	{ name: 'cpu-rt-runtime', type: 'int', text: 'Limit CPU real-time runtime in microseconds' },
	{ name: 'cpu-shares', short: 'c', type: 'int', text: 'CPU shares (relative weight)' },
	{ name: 'cpus', type: 'decimal', text: 'Number of CPUs' },
	{ name: 'cpuset-cpus', type: 'string', text: 'CPUs in which to allow execution (0-3, 0,1)' },
	{ name: 'cpuset-mems', type: 'string', text: 'MEMs in which to allow execution (0-3, 0,1)' },
	{ name: 'device', type: 'list', text: 'Add a host device to the container' },
	{
		name: 'device-cgroup-rule',
		type: 'list',
		check: checkCgroupRule,
		text: 'Add a rule to the cgroup allowed devices list'
	},
	{
		name: 'device-read-bps',
		type: 'throttle-bytes',
		shownType: 'list',
		def: '[]',
		text: 'Limit read rate (bytes per second) from a device'
	},
	{
		name: 'device-read-iops',
		type: 'throttle-count',
		shownType: 'list',
		def: '[]',
		text: 'Limit read rate (IO per second) from a device'
	},
	{
		name: 'device-write-bps',
		type: 'throttle-bytes',
		shownType: 'list',
		def: '[]',
		text: 'Limit write rate (bytes per second) to a device'
	},
	{
		name: 'device-write-iops',
		type: 'throttle-count',
		shownType: 'list',
		def: '[]',
		text: 'Limit write rate (IO per second) to a device'
	},
	{ name: 'disable-content-trust', type: 'bool', def: 'true', text: 'Skip image verification' },
	{ name: 'dns', type: 'list', check: checkIpAddress, text: 'Set custom DNS servers' },
	{ name: 'dns-option', type: 'list', text: 'Set DNS options' },
	{ name: 'dns-search', type: 'list', check: checkDomain, text: 'Set custom DNS search domains' },
	{ name: 'domainname', type: 'string', text: 'Container NIS domain name' },
	{ name: 'entrypoint', type: 'string', text: 'Overwrite the default ENTRYPOINT of the image' },
	{ name: 'env', short: 'e', type: 'list', check: checkVariable, text: 'Set environment variables' },
	{ name: 'env-file', type: 'list', text: 'Read in a file of environment variables' },
	{ name: 'expose', type: 'list', text: 'Expose a port or a range of ports' },
	{
		name: 'gpus',
		type: 'gpu-request',
		text: "GPU devices to add to the container ('all' to pass all GPUs)"
	},
	{ name: 'group-add', type: 'list', text: 'Add additional groups to join' },
	{ name: 'health-cmd', type: 'string', text: 'Command to run to check health' },
	{ name: 'health-interval', type: 'duration', def: '0s', text: 'Time between running the check (ms|s|m|h)' },
	{ name: 'health-retries', type: 'int', text: 'Consecutive failures needed to report unhealthy' },
	{
		name: 'health-start-period',
		type: 'duration',
		def: '0s',
		text: 'Start period for the container to initialize before starting health-retries countdown (ms|s|m|h)'
	},
	{ name: 'health-timeout', type: 'duration', def: '0s', text: 'Maximum time to allow one check to run (ms|s|m|h)' },
	{ name: 'help', type: 'bool', text: 'Print usage' },
	{ name: 'hostname', short: 'h', type: 'string', text: 'Container host name' },
	{ name: 'init', type: 'bool', text: 'Run an init inside the container that forwards signals and reaps processes' },
	{ name: 'interactive', short: 'i', type: 'bool', text: 'Keep STDIN open even if not attached' },
	{ name: 'ip', type: 'string', text: 'IPv4 address (e.g., 172.30.100.104)' },
	{ name: 'ip6', type: 'string', text: 'IPv6 address (e.g., 2001:db8::33)' },
	{ name: 'ipc', type: 'string', text: 'IPC mode to use' },
	{ name: 'isolation', type: 'string', text: 'Container isolation technology' },
	{ name: 'kernel-memory', type: 'bytes', text: 'Kernel memory limit' },
	{ name: 'label', short: 'l', type: 'list', check: checkLabel, text: 'Set meta data on a container' },
	{ name: 'label-file', type: 'list', text: 'Read in a line delimited file of labels' },
	{ name: 'link', type: 'list', check: checkLink, text: 'Add link to another container' },
	{ name: 'link-local-ip', type: 'list', text: 'Container IPv4/IPv6 link-local addresses' },
	{ name: 'log-driver', type: 'string', text: 'Logging driver for the container' },
	{ name: 'log-opt', type: 'list', text: 'Log driver options' },
	{ name: 'mac-address', type: 'string', text: 'Container MAC address (e.g., 92:d0:c6:0a:29:33)' },
	{ name: 'memory', short: 'm', type: 'bytes', text: 'Memory limit' },
	{ name: 'memory-reservation', type: 'bytes', text: 'Memory soft limit' },
	{
		name: 'memory-swap',
		type: 'swap-bytes',
		shownType: 'bytes',
		text: "Swap limit equal to memory plus swap: '-1' to enable unlimited swap"
	},
	{
		name: 'memory-swappiness',
		type: 'int',
		def: '-1',
		text: 'Tune container memory swappiness (0 to 100)'
	},
	{ name: 'mount', type: 'mount', text: 'Attach a filesystem mount to the container' },
	{ name: 'name', type: 'string', text: 'Assign a name to the container' },
	// Its name until 1.10; every client since takes it without listing it.
	{ name: 'net', type: 'network', text: 'Connect a container to a network', hidden: true },
	{ name: 'network', type: 'network', text: 'Connect a container to a network' },
	{ name: 'network-alias', type: 'list', text: 'Add network-scoped alias for the container' },
	{ name: 'no-healthcheck', type: 'bool', text: 'Disable any container-specified HEALTHCHECK' },
	{ name: 'oom-kill-disable', type: 'bool', text: 'Disable OOM Killer' },
	{ name: 'oom-score-adj', type: 'int', text: "Tune host's OOM preferences (-1000 to 1000)" },
	{ name: 'pid', type: 'string', text: 'PID namespace to use' },
	{ name: 'pids-limit', type: 'int', text: 'Tune container pids limit (set -1 for unlimited)' },
	{ name: 'platform', type: 'string', text: 'Set platform if server is multi-platform capable' },
	{ name: 'privileged', type: 'bool', text: 'Give extended privileges to this container' },
	{ name: 'publish', short: 'p', type: 'list', text: "Publish a container's port(s) to the host" },
	{ name: 'publish-all', short: 'P', type: 'bool', text: 'Publish all exposed ports to random ports' },
	{ name: 'pull', type: 'string', def: 'missing', text: 'Pull image before creating ("always", "|missing", "never")' },
	{ name: 'quiet', short: 'q', type: 'bool', text: 'Suppress the pull output' },
	{ name: 'read-only', type: 'bool', text: "Mount the container's root filesystem as read only" },
	{ name: 'restart', type: 'string', def: 'no', text: 'Restart policy to apply when a container exits' },
	{
		name: 'rm',
		type: 'bool',
		text: 'Automatically remove the container and its associated anonymous volumes when it exits'
	},
	{ name: 'runtime', type: 'string', text: 'Runtime to use for this container' },
	{ name: 'security-opt', type: 'list', text: 'Security Options' },
	{ name: 'shm-size', type: 'bytes', text: 'Size of /dev/shm' },
	{ name: 'stop-signal', type: 'string', text: 'Signal to stop the container' },
	{ name: 'stop-timeout', type: 'int', text: 'Timeout (in seconds) to stop a container' },
	{ name: 'storage-opt', type: 'list', text: 'Storage driver options for the container' },
	{ name: 'sysctl', type: 'map', check: checkSysctl, def: 'map[]', text: 'Sysctl options' },
	{ name: 'tmpfs', type: 'list', text: 'Mount a tmpfs directory' },
	{ name: 'tty', short: 't', type: 'bool', text: 'Allocate a pseudo-TTY' },
	{ name: 'ulimit', type: 'ulimit', def: '[]', text: 'Ulimit options' },
	{ name: 'use-api-socket', type: 'bool', text: 'Bind mount Docker API socket and required auth', leftOut: true },
	{ name: 'user', short: 'u', type: 'string', text: 'Username or UID (format: <name|uid>[:<group|gid>])' },
	{ name: 'userns', type: 'string', text: 'User namespace to use' },
	{ name: 'uts', type: 'string', text: 'UTS namespace to use' },
	{ name: 'volume', short: 'v', type: 'list', text: 'Bind mount a volume' },
	{ name: 'volume-driver', type: 'string', text: 'Optional volume driver for the container' },
	{ name: 'volumes-from', type: 'list', text: 'Mount volumes from the specified container(s)' },
	{ name: 'workdir', short: 'w', type: 'string', text: 'Working directory inside the container' }
];

export const RUN_FLAGS: readonly Flag[] = [
	...CREATE_FLAGS.map((flag): Flag =>
		flag.name === 'pull' ? { ...flag, text: 'Pull image before running ("always", "missing", "never")' } : flag
	),
	{ name: 'detach', short: 'd', type: 'bool', text: 'Run container in background and print container ID' },
	{ name: 'detach-keys', type: 'string', text: 'Override the key sequence for detaching a container' },
	{ name: 'sig-proxy', type: 'bool', def: 'true', text: 'Proxy received signals to the process' }
];
