/**
 * What Go calls the structs of shapes.ts, where that is not `swarm.` and the name there.
 * Source: the refusals of a real 20.10 (testdata/real-engine).
 */
const STRUCTS: Readonly<Record<string, string>> = {
	ContainerConfigWrapper: 'runconfig.ContainerConfigWrapper',
	ContainerUpdate: 'container.UpdateConfig',
	ContainerRestartPolicy: 'container.RestartPolicy',
	HostConfig: 'container.HostConfig',
	HealthConfig: 'container.HealthConfig',
	LogConfig: 'container.LogConfig',
	DeviceMapping: 'container.DeviceMapping',
	PortBinding: 'nat.PortBinding',
	Ulimit: 'units.Ulimit',
	Mount: 'mount.Mount',
	NetworkingConfig: 'network.NetworkingConfig',
	EndpointSettings: 'network.EndpointSettings',
	EndpointIPAMConfig: 'network.EndpointIPAMConfig',
	NetworkCreateRequest: 'types.NetworkCreateRequest',
	ConnectOptions: 'types.NetworkConnect',
	DisconnectOptions: 'types.NetworkDisconnect',
	IPAM: 'network.IPAM',
	IPAMConfig: 'network.IPAMConfig',
	ConfigSource: 'network.ConfigReference',
	VolumeCreateBody: 'volume.VolumeCreateBody',
	ExecConfig: 'types.ExecConfig',
	ExecStartCheck: 'types.ExecStartCheck',
	AuthConfig: 'types.AuthConfig',
	Empty: 'struct {}'
};

/** Fields whose type has a name of its own in Go. */
const FIELDS: Readonly<Record<string, string>> = {
	'HostConfig.PortBindings': 'nat.PortMap',
	'ContainerConfigWrapper.ExposedPorts': 'nat.PortSet',
	'ContainerConfigWrapper.StopTimeout': 'int',
	'ContainerRestartPolicy.MaximumRetryCount': 'int',
	'NetworkingConfig.EndpointsConfig': 'map[string]*network.EndpointSettings',
	'HealthConfig.Interval': 'time.Duration',
	'HealthConfig.Timeout': 'time.Duration',
	'HealthConfig.StartPeriod': 'time.Duration',
	'HealthConfig.Retries': 'int',
	'RestartPolicy.Delay': 'time.Duration',
	'RestartPolicy.Window': 'time.Duration',
	'UpdateConfig.Delay': 'time.Duration',
	'UpdateConfig.Monitor': 'time.Duration',
	'ContainerSpec.StopGracePeriod': 'time.Duration',
	'FileTarget.Mode': 'fs.FileMode',
	'Mount.Type': 'mount.Type'
};

/** The type of a value as Go's errors name it. @param place of the field: 'Mount.Type'; '' for a whole body */
export function goType(type: string, place: string): string {
	const parts = /^((?:\[\]|map\[string\])*)[*!]?([A-Z]\w*)$/.exec(type.replace(/^!/, ''));
	// An item of a list or a map is named by its own type, the whole by the field's.
	const isItem = parts?.[1] === '';
	if (!isItem && place in FIELDS) return FIELDS[place]!;
	if (!parts) return type.replaceAll(/[*!]/g, '');
	return `${parts[1]!}${STRUCTS[parts[2]!] ?? `swarm.${parts[2]!}`}`;
}

/** The struct that holds a field, as Go's errors name it. */
export function goStruct(name: string, path: string): string {
	if (name === 'FileTarget')
		return path.includes('.Secrets.') ? 'SecretReferenceFileTarget' : 'ConfigReferenceFileTarget';
	return (STRUCTS[name] ?? name).replace(/^\w+\./, '');
}
