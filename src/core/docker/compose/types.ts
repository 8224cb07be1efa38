/**
 * A Compose file as Docker understands it: short forms written out, names as in the file. A field is absent when it
 * has its type's zero; fields that Docker keeps as pointers (replicas, parallelism …) may be zero.
 */

export interface ComposeFile {
	version: string;
	services: Map<string, ServiceConfig>;
	networks: Map<string, NetworkConfig>;
	volumes: Map<string, VolumeConfig>;
	secrets: Map<string, FileObjectConfig>;
	configs: Map<string, FileObjectConfig>;
	extras: Map<string, unknown>;
}

/** Durations are nanoseconds. */
export interface ServiceConfig {
	cap_add?: string[];
	cap_drop?: string[];
	command?: string[];
	configs?: FileReferenceConfig[];
	credential_spec?: { config?: string; file?: string; registry?: string };
	deploy?: DeployConfig;
	dns?: string[];
	dns_search?: string[];
	entrypoint?: string[];
	environment?: Map<string, string | null>;
	env_file?: string[];
	extra_hosts?: string[];
	hostname?: string;
	healthcheck?: HealthCheckConfig;
	image?: string;
	init?: boolean;
	isolation?: string;
	labels?: Map<string, string>;
	logging?: { driver?: string; options?: Map<string, string> };
	networks?: Map<string, ServiceNetworkConfig | null>;
	ports?: ServicePortConfig[];
	read_only?: boolean;
	restart?: string;
	secrets?: FileReferenceConfig[];
	stdin_open?: boolean;
	stop_grace_period?: number;
	stop_signal?: string;
	sysctls?: Map<string, string>;
	tty?: boolean;
	ulimits?: Map<string, UlimitConfig>;
	user?: string;
	volumes?: ServiceVolumeConfig[];
	working_dir?: string;
	extras?: Map<string, unknown>;
}

export interface DeployConfig {
	mode?: string;
	replicas?: number;
	labels?: Map<string, string>;
	update_config?: ComposeUpdateConfig;
	rollback_config?: ComposeUpdateConfig;
	resources?: {
		limits?: { cpus?: string; memory?: number; pids?: number };
		reservations?: {
			cpus?: string;
			memory?: number;
			generic_resources?: { discrete_resource_spec?: { kind?: string; value?: number } }[];
		};
	};
	restart_policy?: { condition?: string; delay?: number; max_attempts?: number; window?: number };
	placement?: { constraints?: string[]; preferences?: { spread?: string }[]; max_replicas_per_node?: number };
	endpoint_mode?: string;
}

export interface ComposeUpdateConfig {
	parallelism?: number;
	delay?: number;
	failure_action?: string;
	monitor?: number;
	max_failure_ratio?: number;
	order?: string;
}

export interface HealthCheckConfig {
	test?: string[];
	timeout?: number;
	interval?: number;
	retries?: number;
	start_period?: number;
	start_interval?: number;
	disable?: boolean;
}

export interface FileReferenceConfig {
	source?: string;
	target?: string;
	uid?: string;
	gid?: string;
	mode?: number;
}

export interface ServiceNetworkConfig {
	aliases?: string[];
	driver_opts?: Map<string, string>;
	ipv4_address?: string;
	ipv6_address?: string;
}

export interface ServicePortConfig {
	mode?: string;
	target?: number;
	published?: number;
	protocol?: string;
}

export interface ServiceVolumeConfig {
	type?: string;
	source?: string;
	target?: string;
	read_only?: boolean;
	consistency?: string;
	bind?: { propagation?: string };
	volume?: { nocopy?: boolean; subpath?: string };
	image?: { subpath?: string };
	tmpfs?: { size?: number };
	cluster?: Record<string, never>;
}

export interface UlimitConfig {
	single?: number;
	soft?: number;
	hard?: number;
}

export interface External {
	name?: string;
	external?: boolean;
}

export interface NetworkConfig {
	name?: string;
	driver?: string;
	driver_opts?: Map<string, string>;
	ipam?: { driver?: string; config?: { subnet?: string }[] };
	external?: External;
	internal?: boolean;
	attachable?: boolean;
	labels?: Map<string, string>;
	extras?: Map<string, unknown>;
}

export interface VolumeConfig {
	name?: string;
	driver?: string;
	driver_opts?: Map<string, string>;
	external?: External;
	labels?: Map<string, string>;
	extras?: Map<string, unknown>;
}

/** A secret or a config. */
export interface FileObjectConfig {
	name?: string;
	file?: string;
	external?: External;
	labels?: Map<string, string>;
	driver?: string;
	driver_opts?: Map<string, string>;
	template_driver?: string;
	extras?: Map<string, unknown>;
}
