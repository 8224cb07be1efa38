/**
 * The client's Go structs, as far as a template can tell them from maps: which fields exist (an absent one is its
 * zero value, an unknown one an error that names the type). Field types are written as
 * 'string' 'int' 'bool' 'float' 'time' 'any', '[]T', 'map T' (a Go map), '*T' (a pointer) or the name of a struct.
 *
 * Source: moby api/types (v28), docker/cli cli/command/{system,node,service}.
 */
export type Shape = string;

const SCALARS: Record<string, unknown> = {
	string: '',
	int: 0,
	float: 0,
	bool: false,
	time: '0001-01-01T00:00:00Z',
	any: null
};

const META = { ID: 'string', Version: 'swarm.Version', CreatedAt: 'time', UpdatedAt: 'time' };

const STRUCTS: Record<string, Record<string, Shape>> = {
	'swarm.Version': { Index: 'int' },
	'swarm.Driver': { Name: 'string', Options: 'map string' },
	'swarm.TLSInfo': { TrustRoot: 'string', CertIssuerSubject: '[]int', CertIssuerPublicKey: '[]int' },
	'swarm.Node': {
		...META,
		Spec: 'swarm.NodeSpec',
		Description: 'swarm.NodeDescription',
		Status: 'swarm.NodeStatus',
		ManagerStatus: '*swarm.ManagerStatus'
	},
	'swarm.NodeSpec': { Name: 'string', Labels: 'map string', Role: 'string', Availability: 'string' },
	'swarm.NodeDescription': {
		Hostname: 'string',
		Platform: 'swarm.Platform',
		Resources: 'swarm.Resources',
		Engine: 'swarm.EngineDescription',
		TLSInfo: 'swarm.TLSInfo',
		CSIInfo: '[]any'
	},
	'swarm.Platform': { Architecture: 'string', OS: 'string' },
	'swarm.Resources': { NanoCPUs: 'int', MemoryBytes: 'int', GenericResources: '[]any' },
	'swarm.EngineDescription': { EngineVersion: 'string', Labels: 'map string', Plugins: '[]swarm.PluginDescription' },
	'swarm.PluginDescription': { Type: 'string', Name: 'string' },
	'swarm.NodeStatus': { State: 'string', Message: 'string', Addr: 'string' },
	'swarm.ManagerStatus': { Leader: 'bool', Reachability: 'string', Addr: 'string' },
	'swarm.Service': {
		...META,
		Spec: 'swarm.ServiceSpec',
		PreviousSpec: '*swarm.ServiceSpec',
		Endpoint: 'swarm.Endpoint',
		UpdateStatus: '*swarm.UpdateStatus',
		ServiceStatus: '*swarm.ServiceStatus',
		JobStatus: '*swarm.JobStatus'
	},
	'swarm.ServiceSpec': {
		Name: 'string',
		Labels: 'map string',
		TaskTemplate: 'swarm.TaskSpec',
		Mode: 'swarm.ServiceMode',
		UpdateConfig: '*swarm.UpdateConfig',
		RollbackConfig: '*swarm.UpdateConfig',
		Networks: '[]swarm.NetworkAttachmentConfig',
		EndpointSpec: '*swarm.EndpointSpec'
	},
	'swarm.ServiceMode': {
		Replicated: '*swarm.ReplicatedService',
		Global: '*swarm.GlobalService',
		ReplicatedJob: '*swarm.ReplicatedJob',
		GlobalJob: '*swarm.GlobalJob'
	},
	'swarm.ReplicatedService': { Replicas: '*int' },
	'swarm.GlobalService': {},
	'swarm.ReplicatedJob': { MaxConcurrent: '*int', TotalCompletions: '*int' },
	'swarm.GlobalJob': {},
	'swarm.UpdateConfig': {
		Parallelism: 'int',
		Delay: 'int',
		FailureAction: 'string',
		Monitor: 'int',
		MaxFailureRatio: 'float',
		Order: 'string'
	},
	'swarm.TaskSpec': {
		ContainerSpec: '*swarm.ContainerSpec',
		PluginSpec: 'any',
		NetworkAttachmentSpec: 'any',
		Resources: '*swarm.ResourceRequirements',
		RestartPolicy: '*swarm.RestartPolicy',
		Placement: '*swarm.Placement',
		Networks: '[]swarm.NetworkAttachmentConfig',
		LogDriver: '*swarm.Driver',
		ForceUpdate: 'int',
		Runtime: 'string'
	},
	'swarm.ContainerSpec': {
		Image: 'string',
		Labels: 'map string',
		Command: '[]string',
		Args: '[]string',
		Hostname: 'string',
		Env: '[]string',
		Dir: 'string',
		User: 'string',
		Groups: '[]string',
		Privileges: 'any',
		Init: '*bool',
		StopSignal: 'string',
		TTY: 'bool',
		OpenStdin: 'bool',
		ReadOnly: 'bool',
		Mounts: '[]any',
		StopGracePeriod: '*int',
		Healthcheck: 'any',
		Hosts: '[]string',
		DNSConfig: '*swarm.DNSConfig',
		Secrets: '[]any',
		Configs: '[]any',
		Isolation: 'string',
		Sysctls: 'map string',
		CapabilityAdd: '[]string',
		CapabilityDrop: '[]string',
		Ulimits: '[]any',
		OomScoreAdj: 'int'
	},
	'swarm.DNSConfig': { Nameservers: '[]string', Search: '[]string', Options: '[]string' },
	'swarm.ResourceRequirements': { Limits: '*swarm.Limit', Reservations: '*swarm.Resources' },
	'swarm.Limit': { NanoCPUs: 'int', MemoryBytes: 'int', Pids: 'int' },
	'swarm.RestartPolicy': { Condition: 'string', Delay: '*int', MaxAttempts: '*int', Window: '*int' },
	'swarm.Placement': {
		Constraints: '[]string',
		Preferences: '[]any',
		MaxReplicas: 'int',
		Platforms: '[]swarm.Platform'
	},
	'swarm.NetworkAttachmentConfig': { Target: 'string', Aliases: '[]string', DriverOpts: 'map string' },
	'swarm.EndpointSpec': { Mode: 'string', Ports: '[]swarm.PortConfig' },
	'swarm.PortConfig': {
		Name: 'string',
		Protocol: 'string',
		TargetPort: 'int',
		PublishedPort: 'int',
		PublishMode: 'string'
	},
	'swarm.Endpoint': {
		Spec: 'swarm.EndpointSpec',
		Ports: '[]swarm.PortConfig',
		VirtualIPs: '[]swarm.EndpointVirtualIP'
	},
	'swarm.EndpointVirtualIP': { NetworkID: 'string', Addr: 'string' },
	'swarm.UpdateStatus': { State: 'string', StartedAt: '*time', CompletedAt: '*time', Message: 'string' },
	'swarm.ServiceStatus': { RunningTasks: 'int', DesiredTasks: 'int', CompletedTasks: 'int' },
	'swarm.JobStatus': { JobIteration: 'swarm.Version', LastExecution: 'time' },
	'swarm.Secret': { ...META, Spec: 'swarm.SecretSpec' },
	'swarm.SecretSpec': {
		Name: 'string',
		Labels: 'map string',
		Data: '[]int',
		Driver: '*swarm.Driver',
		Templating: '*swarm.Driver'
	},
	'swarm.Config': { ...META, Spec: 'swarm.ConfigSpec' },
	'swarm.ConfigSpec': { Name: 'string', Labels: 'map string', Data: '[]int', Templating: '*swarm.Driver' },
	'swarm.Info': {
		NodeID: 'string',
		NodeAddr: 'string',
		LocalNodeState: 'string',
		ControlAvailable: 'bool',
		Error: 'string',
		RemoteManagers: '[]swarm.Peer',
		Nodes: 'int',
		Managers: 'int',
		Cluster: '*swarm.ClusterInfo',
		Warnings: '[]string'
	},
	'swarm.Peer': { NodeID: 'string', Addr: 'string' },
	'swarm.ClusterInfo': {
		...META,
		Spec: 'swarm.Spec',
		TLSInfo: 'swarm.TLSInfo',
		RootRotationInProgress: 'bool',
		DefaultAddrPool: '[]string',
		SubnetSize: 'int',
		DataPathPort: 'int'
	},
	'swarm.Spec': {
		Name: 'string',
		Labels: 'map string',
		Orchestration: 'swarm.OrchestrationConfig',
		Raft: 'swarm.RaftConfig',
		Dispatcher: 'swarm.DispatcherConfig',
		CAConfig: 'swarm.CAConfig',
		TaskDefaults: 'swarm.TaskDefaults',
		EncryptionConfig: 'swarm.EncryptionConfig'
	},
	'swarm.OrchestrationConfig': { TaskHistoryRetentionLimit: '*int' },
	'swarm.RaftConfig': {
		SnapshotInterval: 'int',
		KeepOldSnapshots: '*int',
		LogEntriesForSlowFollowers: 'int',
		ElectionTick: 'int',
		HeartbeatTick: 'int'
	},
	'swarm.DispatcherConfig': { HeartbeatPeriod: 'int' },
	'swarm.CAConfig': {
		NodeCertExpiry: 'int',
		ExternalCAs: '[]any',
		SigningCACert: 'string',
		SigningCAKey: 'string',
		ForceRotate: 'int'
	},
	'swarm.TaskDefaults': { LogDriver: '*swarm.Driver' },
	'swarm.EncryptionConfig': { AutoLockManagers: 'bool' },
	'system.dockerInfo': {
		ID: 'string',
		Containers: 'int',
		ContainersRunning: 'int',
		ContainersPaused: 'int',
		ContainersStopped: 'int',
		Images: 'int',
		Driver: 'string',
		DriverStatus: '[][]string',
		SystemStatus: '[][]string',
		Plugins: 'any',
		MemoryLimit: 'bool',
		SwapLimit: 'bool',
		KernelMemory: 'bool',
		KernelMemoryTCP: 'bool',
		CpuCfsPeriod: 'bool',
		CpuCfsQuota: 'bool',
		CPUShares: 'bool',
		CPUSet: 'bool',
		PidsLimit: 'bool',
		IPv4Forwarding: 'bool',
		Debug: 'bool',
		NFd: 'int',
		OomKillDisable: 'bool',
		NGoroutines: 'int',
		SystemTime: 'string',
		LoggingDriver: 'string',
		CgroupDriver: 'string',
		CgroupVersion: 'string',
		NEventsListener: 'int',
		KernelVersion: 'string',
		OperatingSystem: 'string',
		OSVersion: 'string',
		OSType: 'string',
		Architecture: 'string',
		IndexServerAddress: 'string',
		RegistryConfig: 'any',
		NCPU: 'int',
		MemTotal: 'int',
		GenericResources: '[]any',
		DockerRootDir: 'string',
		HttpProxy: 'string',
		HttpsProxy: 'string',
		NoProxy: 'string',
		Name: 'string',
		Labels: '[]string',
		ExperimentalBuild: 'bool',
		ServerVersion: 'string',
		Runtimes: 'map any',
		DefaultRuntime: 'string',
		Swarm: 'swarm.Info',
		LiveRestoreEnabled: 'bool',
		Isolation: 'string',
		InitBinary: 'string',
		ContainerdCommit: 'any',
		RuncCommit: 'any',
		InitCommit: 'any',
		SecurityOptions: '[]string',
		ProductLicense: 'string',
		DefaultAddressPools: '[]any',
		FirewallBackend: 'any',
		DiscoveredDevices: '[]any',
		CDISpecDirs: '[]string',
		Containerd: 'any',
		Warnings: '[]string',
		ServerErrors: '[]string',
		ClientInfo: 'any',
		ClientErrors: '[]string'
	},
	'events.Message': {
		Status: 'string',
		ID: 'string',
		From: 'string',
		Type: 'string',
		Action: 'string',
		Actor: 'events.Actor',
		Scope: 'string',
		Time: 'int',
		TimeNano: 'int'
	},
	'events.Actor': { ID: 'string', Attributes: 'map string' },
	'context.contextWithTLSListing': {
		Name: 'string',
		Metadata: 'store.Metadata',
		Endpoints: 'map any',
		TLSMaterial: 'map any',
		Storage: 'context.storage'
	},
	'store.Metadata': {},
	'context.storage': { MetadataPath: 'string', TLSPath: 'string' },
	'system.versionInfo': { Client: 'system.clientVersion', Server: '*types.Version' },
	'system.clientVersion': {
		Platform: 'any',
		Version: 'string',
		APIVersion: 'string',
		DefaultAPIVersion: 'string',
		GitCommit: 'string',
		GoVersion: 'string',
		Os: 'string',
		Arch: 'string',
		BuildTime: 'string',
		Context: 'string'
	},
	'types.Version': {
		Platform: 'any',
		Components: '[]any',
		Version: 'string',
		APIVersion: 'string',
		MinAPIVersion: 'string',
		GitCommit: 'string',
		GoVersion: 'string',
		Os: 'string',
		Arch: 'string',
		KernelVersion: 'string',
		Experimental: 'bool',
		BuildTime: 'string'
	}
};

/** Shape of a field, of an element ('[]') or of a map's value; undefined when there is no such field. */
export function fieldShape(shape: Shape, name: string): Shape | undefined {
	const plain = shape.startsWith('*') ? shape.slice(1) : shape;
	if (plain.startsWith('[]')) return name === '[]' ? plain.slice(2) : undefined;
	if (plain.startsWith('map ')) return plain.slice('map '.length);
	const fields = STRUCTS[plain];
	if (!fields) return plain === 'any' ? 'any' : undefined;
	return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

export function zeroOf(shape: Shape): unknown {
	if (shape in SCALARS) return SCALARS[shape];
	return shape.startsWith('*') || shape.startsWith('[]') || shape.startsWith('map ') ? null : {};
}

export function shapeName(shape: Shape): string {
	if (shape.startsWith('map ')) return `map[string]${shapeName(shape.slice('map '.length))}`;
	if (shape === 'any') return 'interface {}';
	if (shape === 'time') return 'time.Time';
	return shape === 'float' ? 'float64' : shape;
}
