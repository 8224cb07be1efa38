/**
 * What requests are made of: Go's structs with their fields and types, as an engine decodes them. Made from Docker's
 * description of API 1.50; where it is at odds with what engines read (Healthcheck; unsigned numbers) they win
 * (recordings). `strslice` is a list that may be a single text; `!` is a value that is there though it was not sent.
 */
const STRUCTS = `
ServiceSpec: Name string, Labels map[string]string, TaskTemplate !TaskSpec, Mode !ServiceMode, UpdateConfig *UpdateConfig, RollbackConfig *UpdateConfig, Networks []*NetworkAttachmentConfig, EndpointSpec *EndpointSpec
TaskSpec: PluginSpec *PluginSpec, ContainerSpec *ContainerSpec, NetworkAttachmentSpec *NetworkAttachmentSpec, Resources *ResourceRequirements, RestartPolicy *RestartPolicy, Placement *Placement, ForceUpdate uint64, Runtime string, Networks []*NetworkAttachmentConfig, LogDriver *Driver
PluginSpec: Name string, Remote string, Disabled bool
ContainerSpec: Image string, Labels map[string]string, Command []string, Args []string, Hostname string, Env []string, Dir string, User string, Groups []string, Privileges *Privileges, TTY bool, OpenStdin bool, ReadOnly bool, Mounts []*Mount, StopSignal string, StopGracePeriod int64, Healthcheck *HealthConfig, Hosts []string, DNSConfig *DNSConfig, Secrets []*SecretReference, OomScoreAdj int64, Configs []*ConfigReference, Isolation string, Init bool, Sysctls map[string]string, CapabilityAdd []string, CapabilityDrop []string, Ulimits []*Ulimit
Privileges: CredentialSpec *CredentialSpec, SELinuxContext *SELinuxContext, Seccomp *SeccompOpts, AppArmor *AppArmorOpts, NoNewPrivileges bool
CredentialSpec: Config string, File string, Registry string
SELinuxContext: Disable bool, User string, Role string, Type string, Level string
SeccompOpts: Mode string, Profile string
AppArmorOpts: Mode string
Mount: Target string, Source string, Type string, ReadOnly bool, Consistency string, BindOptions *BindOptions, VolumeOptions *VolumeOptions, ImageOptions *ImageOptions, TmpfsOptions *TmpfsOptions
BindOptions: Propagation string, NonRecursive bool, CreateMountpoint bool, ReadOnlyNonRecursive bool, ReadOnlyForceRecursive bool
VolumeOptions: NoCopy bool, Labels map[string]string, DriverConfig *Driver, Subpath string
ImageOptions: Subpath string
TmpfsOptions: SizeBytes int64, Mode uint32, Options [][]string
HealthConfig: Test []string, Interval int64, Timeout int64, Retries int64, StartPeriod int64, StartInterval int64
DNSConfig: Nameservers []string, Search []string, Options []string
SecretReference: File *FileTarget, SecretID string, SecretName string
ConfigReference: File *FileTarget, ConfigID string, ConfigName string
FileTarget: Name string, UID string, GID string, Mode uint32
Ulimit: Name string, Soft int64, Hard int64
NetworkAttachmentSpec: ContainerID string
ResourceRequirements: Limits *Limit, Reservations *Resources
Limit: NanoCPUs int64, MemoryBytes int64, Pids int64
Resources: NanoCPUs int64, MemoryBytes int64, GenericResources []*GenericResource
GenericResource: NamedResourceSpec *NamedGenericResource, DiscreteResourceSpec *DiscreteGenericResource
NamedGenericResource: Kind string, Value string
DiscreteGenericResource: Kind string, Value int64
RestartPolicy: Condition string, Delay int64, MaxAttempts uint64, Window int64
Placement: Constraints []string, Preferences []*PlacementPreference, MaxReplicas uint64, Platforms []*Platform
PlacementPreference: Spread *SpreadOver
SpreadOver: SpreadDescriptor string
Platform: Architecture string, OS string
NetworkAttachmentConfig: Target string, Aliases []string, DriverOpts map[string]string
Driver: Name string, Options map[string]string
ServiceMode: Replicated *ReplicatedService, Global *Empty, ReplicatedJob *ReplicatedJob, GlobalJob *Empty
Empty:
ReplicatedService: Replicas uint64
ReplicatedJob: MaxConcurrent uint64, TotalCompletions uint64
UpdateConfig: Parallelism uint64, Delay int64, FailureAction string, Monitor int64, MaxFailureRatio float32, Order string
EndpointSpec: Mode string, Ports []*PortConfig
PortConfig: Name string, Protocol string, TargetPort uint32, PublishedPort uint32, PublishMode string
InitRequest: ListenAddr string, AdvertiseAddr string, DataPathAddr string, DataPathPort uint32, DefaultAddrPool []string, ForceNewCluster bool, SubnetSize uint32, Spec *Spec, AutoLockManagers bool, Availability string
Spec: Name string, Labels map[string]string, Orchestration *OrchestrationConfig, Raft *RaftConfig, Dispatcher *DispatcherConfig, CAConfig *CAConfig, EncryptionConfig *EncryptionConfig, TaskDefaults *TaskDefaults
OrchestrationConfig: TaskHistoryRetentionLimit int64
RaftConfig: SnapshotInterval uint64, KeepOldSnapshots uint64, LogEntriesForSlowFollowers uint64, ElectionTick int64, HeartbeatTick int64
DispatcherConfig: HeartbeatPeriod int64
CAConfig: NodeCertExpiry int64, ExternalCAs []*ExternalCA, SigningCACert string, SigningCAKey string, ForceRotate uint64
ExternalCA: Protocol string, URL string, Options map[string]string, CACert string
EncryptionConfig: AutoLockManagers bool
TaskDefaults: LogDriver *Driver
JoinRequest: ListenAddr string, AdvertiseAddr string, DataPathAddr string, RemoteAddrs []string, JoinToken !string, Availability string
UnlockRequest: UnlockKey !string
NodeSpec: Name string, Labels map[string]string, Role string, Availability string
SecretSpec: Name !string, Labels map[string]string, Data []byte, Driver *Driver, Templating *Driver
ConfigSpec: Name !string, Labels map[string]string, Data []byte, Templating *Driver
ContainerConfigWrapper: Hostname string, Domainname string, User string, AttachStdin bool, AttachStdout bool, AttachStderr bool, ExposedPorts map[string]*Empty, Tty bool, OpenStdin bool, StdinOnce bool, Env []string, Cmd strslice, Healthcheck *HealthConfig, ArgsEscaped bool, Image !string, Volumes map[string]*Empty, WorkingDir string, Entrypoint strslice, NetworkDisabled bool, MacAddress string, OnBuild []string, Labels map[string]string, StopSignal string, StopTimeout int64, Shell strslice, HostConfig *HostConfig, NetworkingConfig *NetworkingConfig
HostConfig: CpuShares int64, Memory int64, CgroupParent string, BlkioWeight uint16, BlkioWeightDevice []*WeightDevice, BlkioDeviceReadBps []*ThrottleDevice, BlkioDeviceWriteBps []*ThrottleDevice, BlkioDeviceReadIOps []*ThrottleDevice, BlkioDeviceWriteIOps []*ThrottleDevice, CpuPeriod int64, CpuQuota int64, CpuRealtimePeriod int64, CpuRealtimeRuntime int64, CpusetCpus string, CpusetMems string, Devices []*DeviceMapping, DeviceCgroupRules []string, DeviceRequests []*DeviceRequest, MemoryReservation int64, MemorySwap int64, MemorySwappiness int64, NanoCpus int64, OomKillDisable bool, Init bool, PidsLimit int64, Ulimits []*Ulimit, CpuCount int64, CpuPercent int64, Binds []string, ContainerIDFile string, LogConfig *LogConfig, NetworkMode string, PortBindings map[string][]*PortBinding, RestartPolicy *ContainerRestartPolicy, AutoRemove bool, VolumeDriver string, VolumesFrom []string, Mounts []*Mount, ConsoleSize []uint64, Annotations map[string]string, CapAdd strslice, CapDrop strslice, CgroupnsMode string, Dns []string, DnsOptions []string, DnsSearch []string, ExtraHosts []string, GroupAdd []string, IpcMode string, Cgroup string, Links []string, OomScoreAdj int64, PidMode string, Privileged bool, PublishAllPorts bool, ReadonlyRootfs bool, SecurityOpt []string, StorageOpt map[string]string, Tmpfs map[string]string, UTSMode string, UsernsMode string, ShmSize int64, Sysctls map[string]string, Runtime string, Isolation string, MaskedPaths []string, ReadonlyPaths []string
ContainerRestartPolicy: Name string, MaximumRetryCount int64
WeightDevice: Path string, Weight uint16
ThrottleDevice: Path string, Rate uint64
DeviceMapping: PathOnHost string, PathInContainer string, CgroupPermissions string
DeviceRequest: Driver string, Count int64, DeviceIDs []string, Capabilities [][]string, Options map[string]string
LogConfig: Type string, Config map[string]string
PortBinding: HostIp string, HostPort string
NetworkingConfig: EndpointsConfig map[string]*EndpointSettings
EndpointSettings: IPAMConfig *EndpointIPAMConfig, Links []string, MacAddress string, Aliases []string, DriverOpts map[string]string, GwPriority int64, NetworkID string, EndpointID string, Gateway string, IPAddress string, IPPrefixLen int64, IPv6Gateway string, GlobalIPv6Address string, GlobalIPv6PrefixLen int64, DNSNames []string
EndpointIPAMConfig: IPv4Address string, IPv6Address string, LinkLocalIPs []string
ContainerUpdate: BlkioWeight int64, CpuShares int64, Memory int64, CpuPeriod int64, CpuQuota int64, CpuRealtimePeriod int64, CpuRealtimeRuntime int64, CpusetCpus string, CpusetMems string, MemoryReservation int64, MemorySwap int64, NanoCpus int64, PidsLimit int64, RestartPolicy *ContainerRestartPolicy
NetworkCreateRequest: Name !string, CheckDuplicate bool, Driver string, Scope string, Internal bool, Attachable bool, Ingress bool, ConfigOnly bool, ConfigFrom *ConfigSource, IPAM *IPAM, EnableIPv4 bool, EnableIPv6 bool, Options map[string]string, Labels map[string]string
ConfigSource: Network string
IPAM: Driver string, Config []*IPAMConfig, Options map[string]string
IPAMConfig: Subnet string, IPRange string, Gateway string, AuxiliaryAddresses map[string]string
ConnectOptions: Container !string, EndpointConfig *EndpointSettings
DisconnectOptions: Container !string, Force bool
VolumeCreateBody: Name !string, Driver string, DriverOpts map[string]string, Labels map[string]string, ClusterVolumeSpec *ClusterVolumeSpec
ClusterVolumeSpec: Group string, AccessMode *AccessMode, AccessibilityRequirements *TopologyRequirement, CapacityRange *CapacityRange, Secrets []*VolumeSecret, Availability string
AccessMode: Scope string, Sharing string, MountVolume *TypeMount, BlockVolume *Empty
TypeMount: FsType string, MountFlags []string
TopologyRequirement: Requisite []*Topology, Preferred []*Topology
Topology: Segments map[string]string
CapacityRange: RequiredBytes int64, LimitBytes int64
VolumeSecret: Key string, Secret string
VolumeUpdate: Spec *ClusterVolumeSpec
ExecConfig: AttachStdin bool, AttachStdout bool, AttachStderr bool, ConsoleSize []uint64, DetachKeys string, Tty bool, Env []string, Cmd []string, Privileged bool, User string, WorkingDir string
ExecStartCheck: Detach bool, Tty bool, ConsoleSize []uint64
AuthConfig: username string, password string, email string, serveraddress string
`;

/** Name of a struct that a whole body is. */
export type BodyName =
	| 'ServiceSpec'
	| 'InitRequest'
	| 'Spec'
	| 'JoinRequest'
	| 'UnlockRequest'
	| 'NodeSpec'
	| 'SecretSpec'
	| 'ConfigSpec'
	| 'ContainerConfigWrapper'
	| 'ContainerUpdate'
	| 'NetworkCreateRequest'
	| 'ConnectOptions'
	| 'DisconnectOptions'
	| 'VolumeCreateBody'
	| 'VolumeUpdate'
	| 'ExecConfig'
	| 'ExecStartCheck'
	| 'AuthConfig';

/** Struct → field → type in Go's words. */
export const SHAPES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
	STRUCTS.trim()
		.split('\n')
		.map((line) => {
			const [name = '', fields = ''] = line.split(/: ?/);
			const pairs = fields === '' ? [] : fields.split(', ').map((field) => field.split(' ') as [string, string]);
			return [name, new Map(pairs)];
		})
);
