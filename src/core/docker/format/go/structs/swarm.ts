/** Source: moby api/types/swarm (v28.2). The grammar is in ../types.ts. */
export const SWARM_TYPES = `
swarm.Version
  Index uint64 ?
swarm.Meta
  Version swarm.Version ?
  CreatedAt time.Time ?
  UpdatedAt time.Time ?
swarm.Annotations
  Name string ?
  Labels map[string]string
swarm.Driver
  Name string ?
  Options map[string]string ?
swarm.TLSInfo
  TrustRoot string ?
  CertIssuerSubject []uint8 ?
  CertIssuerPublicKey []uint8 ?
= swarm.NodeRole string
= swarm.NodeAvailability string
= swarm.NodeState string
= swarm.Reachability string
= swarm.TaskState string
= swarm.UpdateState string
= swarm.LocalNodeState string
= swarm.ResolutionMode string
= swarm.PortConfigProtocol string
= swarm.PortConfigPublishMode string
= swarm.RestartPolicyCondition string
= swarm.RuntimeType string
swarm.Node
  ID string
  + swarm.Meta
  Spec swarm.NodeSpec ?
  Description swarm.NodeDescription ?
  Status swarm.NodeStatus ?
  ManagerStatus *swarm.ManagerStatus ?
swarm.NodeSpec
  + swarm.Annotations
  Role swarm.NodeRole ?
  Availability swarm.NodeAvailability ?
swarm.NodeDescription
  Hostname string ?
  Platform swarm.Platform ?
  Resources swarm.Resources ?
  Engine swarm.EngineDescription ?
  TLSInfo swarm.TLSInfo ?
  CSIInfo []swarm.NodeCSIInfo ?
swarm.NodeCSIInfo
  PluginName string ?
  NodeID string ?
  MaxVolumesPerNode int64 ?
  AccessibleTopology *volume.Topology ?
swarm.Platform
  Architecture string ?
  OS string ?
swarm.Resources
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  GenericResources []swarm.GenericResource ?
swarm.GenericResource
  NamedResourceSpec *swarm.NamedGenericResource ?
  DiscreteResourceSpec *swarm.DiscreteGenericResource ?
swarm.NamedGenericResource
  Kind string ?
  Value string ?
swarm.DiscreteGenericResource
  Kind string ?
  Value int64 ?
swarm.EngineDescription
  EngineVersion string ?
  Labels map[string]string ?
  Plugins []swarm.PluginDescription ?
swarm.PluginDescription
  Type string ?
  Name string ?
swarm.NodeStatus
  State swarm.NodeState ?
  Message string ?
  Addr string ?
swarm.ManagerStatus
  Leader bool ?
  Reachability swarm.Reachability ?
  Addr string ?
swarm.Service
  ID string
  + swarm.Meta
  Spec swarm.ServiceSpec ?
  PreviousSpec *swarm.ServiceSpec ?
  Endpoint swarm.Endpoint ?
  UpdateStatus *swarm.UpdateStatus ?
  ServiceStatus *swarm.ServiceStatus ?
  JobStatus *swarm.JobStatus ?
swarm.ServiceSpec
  + swarm.Annotations
  TaskTemplate swarm.TaskSpec ?
  Mode swarm.ServiceMode ?
  UpdateConfig *swarm.UpdateConfig ?
  RollbackConfig *swarm.UpdateConfig ?
  Networks []swarm.NetworkAttachmentConfig ?
  EndpointSpec *swarm.EndpointSpec ?
swarm.ServiceMode
  Replicated *swarm.ReplicatedService ?
  Global *swarm.GlobalService ?
  ReplicatedJob *swarm.ReplicatedJob ?
  GlobalJob *swarm.GlobalJob ?
swarm.ReplicatedService
  Replicas *uint64 ?
swarm.GlobalService
swarm.ReplicatedJob
  MaxConcurrent *uint64 ?
  TotalCompletions *uint64 ?
swarm.GlobalJob
swarm.UpdateConfig
  Parallelism uint64
  Delay time.Duration ?
  FailureAction string ?
  Monitor time.Duration ?
  MaxFailureRatio float64
  Order string
swarm.TaskSpec
  ContainerSpec *swarm.ContainerSpec ?
  PluginSpec *runtime.PluginSpec ?
  NetworkAttachmentSpec *swarm.NetworkAttachmentSpec ?
  Resources *swarm.ResourceRequirements ?
  RestartPolicy *swarm.RestartPolicy ?
  Placement *swarm.Placement ?
  Networks []swarm.NetworkAttachmentConfig ?
  LogDriver *swarm.Driver ?
  ForceUpdate uint64
  Runtime swarm.RuntimeType ?
runtime.PluginSpec
  Name string ? @name
  Remote string ? @remote
  Disabled bool ? @disabled
  Env []string ? @env
swarm.NetworkAttachmentSpec
  ContainerID string
swarm.ContainerSpec
  Image string ?
  Labels map[string]string ?
  Command []string ?
  Args []string ?
  Hostname string ?
  Env []string ?
  Dir string ?
  User string ?
  Groups []string ?
  Privileges *swarm.Privileges ?
  Init *bool ?
  StopSignal string ?
  TTY bool ?
  OpenStdin bool ?
  ReadOnly bool ?
  Mounts []mount.Mount ?
  StopGracePeriod *time.Duration ?
  Healthcheck *container.HealthConfig ?
  Hosts []string ?
  DNSConfig *swarm.DNSConfig ?
  Secrets []*swarm.SecretReference ?
  Configs []*swarm.ConfigReference ?
  Isolation container.Isolation ?
  Sysctls map[string]string ?
  CapabilityAdd []string ?
  CapabilityDrop []string ?
  Ulimits []*container.Ulimit ?
  OomScoreAdj int64 ?
swarm.Privileges
  CredentialSpec *swarm.CredentialSpec
  SELinuxContext *swarm.SELinuxContext
  Seccomp *swarm.SeccompOpts ?
  AppArmor *swarm.AppArmorOpts ?
  NoNewPrivileges bool
swarm.CredentialSpec
  Config string
  File string
  Registry string
swarm.SELinuxContext
  Disable bool
  User string
  Role string
  Type string
  Level string
swarm.SeccompOpts
  Mode string ?
  Profile []uint8 ?
swarm.AppArmorOpts
  Mode string ?
swarm.DNSConfig
  Nameservers []string ?
  Search []string ?
  Options []string ?
swarm.SecretReference
  File *swarm.FileTarget
  SecretID string
  SecretName string
swarm.ConfigReference
  File *swarm.FileTarget ?
  Runtime *swarm.ConfigReferenceRuntimeTarget ?
  ConfigID string
  ConfigName string
swarm.ConfigReferenceRuntimeTarget
swarm.FileTarget
  Name string
  UID string
  GID string
  Mode fs.FileMode
= fs.FileMode uint32
swarm.ResourceRequirements
  Limits *swarm.Limit ?
  Reservations *swarm.Resources ?
swarm.Limit
  NanoCPUs int64 ?
  MemoryBytes int64 ?
  Pids int64 ?
swarm.RestartPolicy
  Condition swarm.RestartPolicyCondition ?
  Delay *time.Duration ?
  MaxAttempts *uint64 ?
  Window *time.Duration ?
swarm.Placement
  Constraints []string ?
  Preferences []swarm.PlacementPreference ?
  MaxReplicas uint64 ?
  Platforms []swarm.Platform ?
swarm.PlacementPreference
  Spread *swarm.SpreadOver
swarm.SpreadOver
  SpreadDescriptor string
swarm.NetworkAttachmentConfig
  Target string ?
  Aliases []string ?
  DriverOpts map[string]string ?
swarm.EndpointSpec
  Mode swarm.ResolutionMode ?
  Ports []swarm.PortConfig ?
swarm.PortConfig
  Name string ?
  Protocol swarm.PortConfigProtocol ?
  TargetPort uint32 ?
  PublishedPort uint32 ?
  PublishMode swarm.PortConfigPublishMode ?
swarm.Endpoint
  Spec swarm.EndpointSpec ?
  Ports []swarm.PortConfig ?
  VirtualIPs []swarm.EndpointVirtualIP ?
swarm.EndpointVirtualIP
  NetworkID string ?
  Addr string ?
swarm.UpdateStatus
  State swarm.UpdateState ?
  StartedAt *time.Time ?
  CompletedAt *time.Time ?
  Message string ?
swarm.ServiceStatus
  RunningTasks uint64
  DesiredTasks uint64
  CompletedTasks uint64
swarm.JobStatus
  JobIteration swarm.Version
  LastExecution time.Time ?
swarm.Task
  ID string
  + swarm.Meta
  + swarm.Annotations
  Spec swarm.TaskSpec ?
  ServiceID string ?
  Slot int ?
  NodeID string ?
  Status swarm.TaskStatus ?
  DesiredState swarm.TaskState ?
  NetworksAttachments []swarm.NetworkAttachment ?
  GenericResources []swarm.GenericResource ?
  JobIteration *swarm.Version ?
  Volumes []swarm.VolumeAttachment
swarm.TaskStatus
  Timestamp time.Time ?
  State swarm.TaskState ?
  Message string ?
  Err string ?
  ContainerStatus *swarm.ContainerStatus ?
  PortStatus swarm.PortStatus ?
swarm.ContainerStatus
  ContainerID string
  PID int
  ExitCode int
swarm.PortStatus
  Ports []swarm.PortConfig ?
swarm.NetworkAttachment
  Network swarm.Network ?
  Addresses []string ?
swarm.Network
  ID string
  + swarm.Meta
  Spec swarm.NetworkSpec ?
  DriverState swarm.Driver ?
  IPAMOptions *swarm.IPAMOptions ?
swarm.NetworkSpec
  + swarm.Annotations
  DriverConfiguration *swarm.Driver ?
  IPv6Enabled bool ?
  Internal bool ?
  Attachable bool ?
  Ingress bool ?
  IPAMOptions *swarm.IPAMOptions ?
  ConfigFrom *network.ConfigReference ?
  Scope string ?
swarm.IPAMOptions
  Driver swarm.Driver ?
  Configs []swarm.IPAMConfig ?
swarm.IPAMConfig
  Subnet string ?
  Range string ?
  Gateway string ?
swarm.VolumeAttachment
  ID string ?
  Source string ?
  Target string ?
swarm.Secret
  ID string
  + swarm.Meta
  Spec swarm.SecretSpec
swarm.SecretSpec
  + swarm.Annotations
  Data []uint8 ?
  Driver *swarm.Driver ?
  Templating *swarm.Driver ?
swarm.Config
  ID string
  + swarm.Meta
  Spec swarm.ConfigSpec
swarm.ConfigSpec
  + swarm.Annotations
  Data []uint8 ?
  Templating *swarm.Driver ?
swarm.Info
  NodeID string
  NodeAddr string
  LocalNodeState swarm.LocalNodeState
  ControlAvailable bool
  Error string
  RemoteManagers []swarm.Peer
  Nodes int ?
  Managers int ?
  Cluster *swarm.ClusterInfo ?
  Warnings []string ?
swarm.Peer
  NodeID string
  Addr string
swarm.ClusterInfo
  ID string
  + swarm.Meta
  Spec swarm.Spec
  TLSInfo swarm.TLSInfo
  RootRotationInProgress bool
  DefaultAddrPool []string
  SubnetSize uint32
  DataPathPort uint32
swarm.Spec
  + swarm.Annotations
  Orchestration swarm.OrchestrationConfig ?
  Raft swarm.RaftConfig ?
  Dispatcher swarm.DispatcherConfig ?
  CAConfig swarm.CAConfig ?
  TaskDefaults swarm.TaskDefaults ?
  EncryptionConfig swarm.EncryptionConfig ?
swarm.OrchestrationConfig
  TaskHistoryRetentionLimit *int64 ?
swarm.RaftConfig
  SnapshotInterval uint64 ?
  KeepOldSnapshots *uint64 ?
  LogEntriesForSlowFollowers uint64 ?
  ElectionTick int
  HeartbeatTick int
swarm.DispatcherConfig
  HeartbeatPeriod time.Duration ?
swarm.CAConfig
  NodeCertExpiry time.Duration ?
  ExternalCAs []*swarm.ExternalCA ?
  SigningCACert string ?
  SigningCAKey string ?
  ForceRotate uint64 ?
swarm.ExternalCA
  Protocol string
  URL string
  Options map[string]string ?
  CACert string
swarm.TaskDefaults
  LogDriver *swarm.Driver ?
swarm.EncryptionConfig
  AutoLockManagers bool
`;
