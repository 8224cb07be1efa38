/**
 * The fields of a Compose file in the order in which `docker stack config` prints them, and how each is read.
 * Facts: docker/cli cli/compose/types. One table for reading (decode.ts), merging (merge.ts) and printing (print.ts).
 */

export type ScalarKind = 'string' | 'int' | 'uint' | 'bool' | 'float' | 'duration' | 'bytes';

/** Values with a short form, or that are lists in the file and maps afterwards; each is read by a function of its own. */
export type SpecialKind =
	| 'build'
	| 'command'
	| 'environment'
	| 'expose'
	| 'external'
	| 'file reference'
	| 'health test'
	| 'hosts'
	| 'labels'
	| 'ports'
	| 'string list'
	| 'string map'
	| 'ulimit'
	| 'volume'
	| 'attachments';

export type Shape =
	| { readonly kind: ScalarKind; readonly pointer?: true }
	| { readonly kind: SpecialKind; readonly of?: Shape }
	| { readonly kind: 'list'; readonly of: Shape }
	| { readonly kind: 'map'; readonly of: Shape }
	| { readonly kind: 'struct'; readonly fields: readonly Field[]; readonly pointer?: true };

export interface Field {
	/** Name in the file. */
	readonly key: string;
	readonly shape: Shape;
	/** Go's name of it, as errors show it; absent: the key when it has an underscore, else the key capitalised. */
	readonly go?: string;
	/** Printed even when it has its zero. */
	readonly always?: true;
}

const text: Shape = { kind: 'string' };
const bool: Shape = { kind: 'bool' };
const int: Shape = { kind: 'int' };
const uint: Shape = { kind: 'uint' };
const duration: Shape = { kind: 'duration' };
const labels: Shape = { kind: 'labels' };
const texts: Shape = { kind: 'list', of: text };
const stringList: Shape = { kind: 'string list' };
const optional = (kind: ScalarKind): Shape => ({ kind, pointer: true });
const list = (of: Shape): Shape => ({ kind: 'list', of });

type Fields = Record<string, Shape | Omit<Field, 'key'>>;

function fieldsOf(fields: Fields): Field[] {
	return Object.entries(fields).map(([key, entry]) => ('shape' in entry ? { key, ...entry } : { key, shape: entry }));
}

function struct(fields: Fields): Extract<Shape, { kind: 'struct' }> {
	return { kind: 'struct', fields: fieldsOf(fields) };
}

function pointer(fields: Fields): Shape {
	return { ...struct(fields), pointer: true };
}

const update = pointer({
	parallelism: optional('uint'),
	delay: duration,
	failure_action: text,
	monitor: duration,
	max_failure_ratio: { kind: 'float' },
	order: text
});

const resource = {
	cpus: { shape: text, go: 'cpus' },
	memory: { shape: { kind: 'bytes' }, go: 'memory' }
} as const;

export const DEPLOY = struct({
	mode: text,
	replicas: optional('uint'),
	labels,
	update_config: update,
	rollback_config: update,
	resources: struct({
		limits: pointer({ ...resource, pids: { shape: int, go: 'pids' } }),
		reservations: pointer({
			...resource,
			generic_resources: list(
				struct({
					discrete_resource_spec: pointer({
						kind: { shape: text, always: true },
						value: { shape: int, always: true }
					})
				})
			)
		})
	}),
	restart_policy: pointer({
		condition: text,
		delay: optional('duration'),
		max_attempts: optional('uint'),
		window: optional('duration')
	}),
	placement: struct({
		constraints: texts,
		preferences: list(struct({ spread: text })),
		max_replicas_per_node: uint
	}),
	endpoint_mode: text
});

const fileReference: Shape = {
	kind: 'file reference',
	of: struct({
		source: text,
		target: text,
		uid: { shape: text, go: 'UID' },
		gid: { shape: text, go: 'GID' },
		mode: optional('uint')
	})
};

export const SERVICE = struct({
	build: {
		shape: {
			kind: 'build',
			of: struct({
				context: text,
				dockerfile: text,
				args: { kind: 'environment' },
				labels,
				cache_from: stringList,
				extra_hosts: { kind: 'hosts' },
				network: text,
				target: text
			})
		}
	},
	cap_add: texts,
	cap_drop: texts,
	cgroupns_mode: text,
	cgroup_parent: text,
	command: { kind: 'command' },
	configs: list(fileReference),
	container_name: text,
	credential_spec: struct({ config: text, file: text, registry: text }),
	depends_on: texts,
	deploy: DEPLOY,
	devices: texts,
	dns: { shape: stringList, go: 'DNS' },
	dns_search: stringList,
	domainname: { shape: text, go: 'domainname' },
	entrypoint: { kind: 'command' },
	environment: { kind: 'environment' },
	env_file: stringList,
	expose: { kind: 'expose' },
	external_links: texts,
	extra_hosts: { kind: 'hosts' },
	hostname: text,
	healthcheck: {
		shape: pointer({
			test: { kind: 'health test' },
			timeout: optional('duration'),
			interval: optional('duration'),
			retries: optional('uint'),
			start_period: optional('duration'),
			start_interval: optional('duration'),
			disable: bool
		}),
		go: 'HealthCheck'
	},
	image: text,
	init: optional('bool'),
	ipc: text,
	isolation: { shape: text, go: 'isolation' },
	labels,
	links: texts,
	logging: pointer({ driver: text, options: { kind: 'string map' } }),
	mac_address: text,
	network_mode: text,
	networks: {
		kind: 'attachments',
		of: pointer({ aliases: texts, driver_opts: { kind: 'string map' }, ipv4_address: text, ipv6_address: text })
	},
	pid: text,
	ports: { kind: 'ports', of: struct({ mode: text, target: uint, published: uint, protocol: text }) },
	privileged: bool,
	read_only: bool,
	restart: text,
	secrets: list(fileReference),
	security_opt: texts,
	shm_size: text,
	stdin_open: bool,
	stop_grace_period: optional('duration'),
	stop_signal: text,
	sysctls: labels,
	tmpfs: stringList,
	tty: { shape: bool, go: 'tty' },
	ulimits: { kind: 'map', of: { kind: 'ulimit' } },
	user: text,
	userns_mode: text,
	volumes: list({
		kind: 'volume',
		of: struct({
			type: text,
			source: text,
			target: text,
			read_only: bool,
			consistency: text,
			bind: pointer({ propagation: text }),
			volume: pointer({ nocopy: { shape: bool, go: 'nocopy' }, subpath: { shape: text, go: 'subpath' } }),
			image: pointer({ subpath: { shape: text, go: 'subpath' } }),
			tmpfs: pointer({ size: int }),
			cluster: pointer({})
		})
	}),
	working_dir: text
});

export const NETWORK = struct({
	name: text,
	driver: text,
	driver_opts: { kind: 'string map' },
	ipam: struct({ driver: text, config: list(pointer({ subnet: text })) }),
	external: { kind: 'external' },
	internal: bool,
	attachable: bool,
	labels
});

const topology = struct({ segments: labels });

export const VOLUME = struct({
	name: text,
	driver: text,
	driver_opts: { kind: 'string map' },
	external: { kind: 'external' },
	labels,
	'x-cluster-spec': pointer({
		group: text,
		access_mode: pointer({
			scope: text,
			sharing: text,
			mount_volume: pointer({ fs_type: text, mount_flags: texts }),
			block_volume: pointer({})
		}),
		accessibility_requirements: pointer({ requisite: list(topology), preferred: list(topology) }),
		capacity_range: pointer({ required_bytes: { kind: 'bytes' }, limit_bytes: { kind: 'bytes' } }),
		secrets: list(struct({ key: text, secret: text })),
		availability: text
	})
});

export const FILE_OBJECT = struct({
	name: text,
	file: text,
	external: { kind: 'external' },
	labels,
	driver: text,
	driver_opts: { kind: 'string map' },
	template_driver: text
});
