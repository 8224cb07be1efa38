import { compact, copyJson, listOrNone, mapOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/service.ts';
import type { ContainerSpec, FileReference, HealthConfig, Mount } from '../../swarm/objects.ts';

/** Fields that managers only pass on, in the order of the API. */
const PASSED = [
	'Privileges',
	'Isolation',
	'Sysctls',
	'CapabilityAdd',
	'CapabilityDrop',
	'Ulimits',
	'OomScoreAdj'
] as const;

/**
 * Modes of isolation that a manager tells apart; whatever else was asked for is `default` (recording: services.jsonl,
 * `--isolation foo`).
 */
const ISOLATION_MODES = ['hyperv', 'process'];

const MOUNT_OPTIONS = [
	'Consistency',
	'BindOptions',
	'VolumeOptions',
	'ImageOptions',
	'TmpfsOptions',
	'ClusterOptions'
] as const;

const MOUNT_TYPES = ['BIND', 'VOLUME', 'TMPFS', 'NPIPE', 'CLUSTER'] as const;

/** Source: moby daemon/cluster/convert/container.go, containerSpecFromGRPC. */
export function containerSpecToApi(spec: ContainerSpec): api.ContainerSpec {
	const passed = spec.passed ?? {};
	return compact<api.ContainerSpec>({
		Image: nonEmpty(spec.image),
		Labels: mapOrNone(spec.labels),
		Command: listOrNone(spec.command),
		Args: listOrNone(spec.args),
		Hostname: nonEmpty(spec.hostname),
		Env: listOrNone(spec.env),
		Dir: nonEmpty(spec.dir),
		User: nonEmpty(spec.user),
		Groups: listOrNone(spec.groups),
		Privileges: passed['Privileges'] as Record<string, unknown> | undefined,
		Init: spec.init,
		StopSignal: nonEmpty(spec.stopSignal),
		TTY: spec.tty || undefined,
		OpenStdin: spec.openStdin || undefined,
		ReadOnly: spec.readOnly || undefined,
		Mounts: listOrNone(spec.mounts?.map(mountToApi)),
		StopGracePeriod: spec.stopGracePeriod,
		Healthcheck: spec.healthcheck && healthToApi(spec.healthcheck),
		Hosts: listOrNone(spec.hosts),
		DNSConfig:
			spec.dnsConfig &&
			compact<NonNullable<api.ContainerSpec['DNSConfig']>>({
				Nameservers: listOrNone(spec.dnsConfig.nameservers),
				Search: listOrNone(spec.dnsConfig.search),
				Options: listOrNone(spec.dnsConfig.options)
			}),
		Secrets: listOrNone(spec.secrets?.map((s) => ({ File: fileToApi(s), SecretID: s.id, SecretName: s.name }))),
		Configs: listOrNone(spec.configs?.map((c) => ({ File: fileToApi(c), ConfigID: c.id, ConfigName: c.name }))),
		Isolation: (passed['Isolation'] as string | undefined) ?? 'default',
		Sysctls: passed['Sysctls'] as Record<string, string> | undefined,
		CapabilityAdd: passed['CapabilityAdd'] as string[] | undefined,
		CapabilityDrop: passed['CapabilityDrop'] as string[] | undefined,
		Ulimits: passed['Ulimits'] as NonNullable<api.ContainerSpec['Ulimits']> | undefined,
		OomScoreAdj: passed['OomScoreAdj'] as number | undefined
	});
}

/** Source: moby daemon/cluster/convert/container.go, containerToGRPC. */
export function containerSpecFromApi(spec: api.ContainerSpec): ContainerSpec {
	return compact<ContainerSpec>({
		image: spec.Image ?? '',
		labels: mapOrNone(spec.Labels),
		command: listOrNone(spec.Command),
		args: listOrNone(spec.Args),
		hostname: nonEmpty(spec.Hostname),
		env: listOrNone(spec.Env),
		dir: nonEmpty(spec.Dir),
		user: nonEmpty(spec.User),
		groups: listOrNone(spec.Groups),
		tty: spec.TTY || undefined,
		openStdin: spec.OpenStdin || undefined,
		readOnly: spec.ReadOnly || undefined,
		stopSignal: nonEmpty(spec.StopSignal),
		stopGracePeriod: spec.StopGracePeriod ?? undefined,
		mounts: listOrNone(spec.Mounts?.map(mountFromApi)),
		hosts: listOrNone(spec.Hosts),
		dnsConfig: spec.DNSConfig
			? compact<NonNullable<ContainerSpec['dnsConfig']>>({
					nameservers: listOrNone(spec.DNSConfig.Nameservers),
					search: listOrNone(spec.DNSConfig.Search),
					options: listOrNone(spec.DNSConfig.Options)
				})
			: undefined,
		healthcheck: spec.Healthcheck ? healthFromApi(spec.Healthcheck) : undefined,
		secrets: listOrNone(spec.Secrets?.map((s) => fileFromApi(s.SecretID, s.SecretName, s.File))),
		configs: listOrNone(spec.Configs?.map((c) => fileFromApi(c.ConfigID, c.ConfigName, c.File))),
		init: spec.Init ?? undefined,
		passed: passedFromApi(spec)
	});
}

function passedFromApi(spec: api.ContainerSpec): Record<string, unknown> | undefined {
	const passed: Record<string, unknown> = {};
	for (const key of PASSED) {
		const value: unknown = spec[key];
		if (value === undefined || value === null || value === '' || value === 0) continue;
		if (Array.isArray(value) && value.length === 0) continue;
		if (key === 'Isolation') {
			const mode = String(value).toLowerCase();
			if (ISOLATION_MODES.includes(mode)) passed[key] = mode;
		} else {
			passed[key] = copyJson(value);
		}
	}
	return Object.keys(passed).length > 0 ? passed : undefined;
}

function mountToApi(mount: Mount): api.Mount {
	const options = mount.options ?? {};
	return compact<api.Mount>({
		Type: mount.type.toLowerCase(),
		Source: nonEmpty(mount.source),
		Target: nonEmpty(mount.target),
		ReadOnly: mount.readonly || undefined,
		Consistency: options['Consistency'] as string | undefined,
		BindOptions: options['BindOptions'] as Record<string, unknown> | undefined,
		VolumeOptions: options['VolumeOptions'] as Record<string, unknown> | undefined,
		ImageOptions: options['ImageOptions'] as Record<string, unknown> | undefined,
		TmpfsOptions: options['TmpfsOptions'] as Record<string, unknown> | undefined,
		ClusterOptions: options['ClusterOptions'] as Record<string, unknown> | undefined
	});
}

function mountFromApi(mount: api.Mount): Mount {
	const type = MOUNT_TYPES.find((known) => known === mount.Type?.toUpperCase());
	if (!type && mount.Type) throw new ApiError('invalid', `invalid MountType: "${mount.Type}"`);
	const options: Record<string, unknown> = {};
	for (const key of MOUNT_OPTIONS) {
		const value: unknown = mount[key];
		if (value !== undefined && value !== null && value !== '') options[key] = copyJson(value);
	}
	return compact<Mount>({
		type: type ?? 'BIND',
		source: nonEmpty(mount.Source),
		target: mount.Target ?? '',
		readonly: mount.ReadOnly || undefined,
		options: Object.keys(options).length > 0 ? options : undefined
	});
}

function healthToApi(health: HealthConfig): api.HealthConfig {
	return compact<api.HealthConfig>({
		Test: listOrNone(health.test),
		Interval: nonZero(health.interval),
		Timeout: nonZero(health.timeout),
		StartPeriod: nonZero(health.startPeriod),
		StartInterval: nonZero(health.startInterval),
		Retries: nonZero(health.retries)
	});
}

function healthFromApi(health: api.HealthConfig): HealthConfig {
	return compact<HealthConfig>({
		test: listOrNone(health.Test),
		interval: nonZero(health.Interval),
		timeout: nonZero(health.Timeout),
		retries: nonZero(health.Retries),
		startPeriod: nonZero(health.StartPeriod),
		startInterval: nonZero(health.StartInterval)
	});
}

function fileToApi(reference: FileReference): api.FileTarget {
	const { name, uid, gid, mode } = reference.file;
	return { Name: name, UID: uid, GID: gid, Mode: mode };
}

function fileFromApi(id: string, name: string, file: api.FileTarget | undefined): FileReference {
	return {
		id,
		name,
		file: { name: file?.Name ?? name, uid: file?.UID ?? '0', gid: file?.GID ?? '0', mode: file?.Mode ?? 0o444 }
	};
}
