/** Source: moby api/types/{network,image,volume,events}, OCI image-spec (v28.2). The grammar is in ../types.ts. */
export const OBJECT_TYPES = `
network.EndpointSettings
  IPAMConfig *network.EndpointIPAMConfig
  Links []string
  Aliases []string
  MacAddress string
  DriverOpts map[string]string
  GwPriority int
  NetworkID string
  EndpointID string
  Gateway string
  IPAddress string
  IPPrefixLen int
  IPv6Gateway string
  GlobalIPv6Address string
  GlobalIPv6PrefixLen int
  DNSNames []string
network.EndpointIPAMConfig
  IPv4Address string ?
  IPv6Address string ?
  LinkLocalIPs []string ?
network.Inspect
  Name string
  ID string @Id
  Created time.Time
  Scope string
  Driver string
  EnableIPv4 bool
  EnableIPv6 bool
  IPAM network.IPAM
  Internal bool
  Attachable bool
  Ingress bool
  ConfigFrom network.ConfigReference
  ConfigOnly bool
  Containers map[string]network.EndpointResource
  Options map[string]string
  Labels map[string]string
  Peers []network.PeerInfo ?
  Services map[string]network.ServiceInfo ?
network.IPAM
  Driver string
  Options map[string]string
  Config []network.IPAMConfig
network.IPAMConfig
  Subnet string ?
  IPRange string ?
  Gateway string ?
  AuxAddress map[string]string ? @AuxiliaryAddresses
network.ConfigReference
  Network string
network.EndpointResource
  Name string
  EndpointID string
  MacAddress string
  IPv4Address string
  IPv6Address string
network.PeerInfo
  Name string
  IP string
network.ServiceInfo
  VIP string
  Ports []string
  LocalLBIndex int
  Tasks []network.Task
network.Task
  Name string
  EndpointID string
  EndpointIP string
  Info map[string]string
volume.Volume
  ClusterVolume *volume.ClusterVolume ?
  CreatedAt string ?
  Driver string
  Labels map[string]string
  Mountpoint string
  Name string
  Options map[string]string
  Scope string
  Status map[string]interface {} ?
  UsageData *volume.UsageData ?
volume.UsageData
  RefCount int64
  Size int64
volume.Topology
  Segments map[string]string ?
volume.ClusterVolume
  ID string
  + swarm.Meta
  Spec volume.ClusterVolumeSpec
  PublishStatus []*volume.PublishStatus ?
  Info *volume.Info ?
volume.ClusterVolumeSpec
  Group string ?
  AccessMode *volume.AccessMode ?
  AccessibilityRequirements *volume.TopologyRequirement ?
  CapacityRange *volume.CapacityRange ?
  Secrets []volume.Secret ?
  Availability volume.Availability ?
= volume.Availability string
= volume.Scope string
= volume.SharingMode string
= volume.PublishState string
volume.AccessMode
  Scope volume.Scope ?
  Sharing volume.SharingMode ?
  MountVolume *volume.TypeMount ?
  BlockVolume *volume.TypeBlock ?
volume.TypeMount
  FsType string ?
  MountFlags []string ?
volume.TypeBlock
volume.TopologyRequirement
  Requisite []volume.Topology ?
  Preferred []volume.Topology ?
volume.CapacityRange
  RequiredBytes int64
  LimitBytes int64
volume.Secret
  Key string
  Secret string
volume.PublishStatus
  NodeID string ?
  State volume.PublishState ?
  PublishContext map[string]string ?
volume.Info
  CapacityBytes int64 ?
  VolumeContext map[string]string ?
  VolumeID string ?
  AccessibleTopology []volume.Topology ?
image.InspectResponse
  ID string @Id
  RepoTags []string
  RepoDigests []string
  Parent string
  Comment string
  Created string ?
  Container string ?
  ContainerConfig *container.Config ?
  DockerVersion string
  Author string
  Config *v1.DockerOCIImageConfig
  Architecture string
  Variant string ?
  Os string
  OsVersion string ?
  Size int64
  VirtualSize int64 ?
  GraphDriver storage.DriverData
  RootFS image.RootFS
  Metadata image.Metadata
  Descriptor *v1.Descriptor ?
  Manifests []image.ManifestSummary ?
image.RootFS
  Type string ?
  Layers []string ?
image.Metadata
  LastTagTime time.Time ?
v1.DockerOCIImageConfig
  + v1.ImageConfig
  + v1.DockerOCIImageConfigExt
v1.ImageConfig
  User string ?
  ExposedPorts map[string]struct {} ?
  Env []string ?
  Entrypoint []string ?
  Cmd []string ?
  Volumes map[string]struct {} ?
  WorkingDir string ?
  Labels map[string]string ?
  StopSignal string ?
  ArgsEscaped bool ?
v1.DockerOCIImageConfigExt
  Healthcheck *container.HealthConfig ?
  OnBuild []string ?
  Shell []string ?
v1.Descriptor
  MediaType string @mediaType
  Digest digest.Digest @digest
  Size int64 @size
  URLs []string ? @urls
  Annotations map[string]string ? @annotations
  Data []uint8 ? @data
  Platform *v1.Platform ? @platform
  ArtifactType string ? @artifactType
= digest.Digest string
v1.Platform
  Architecture string @architecture
  OS string @os
  OSVersion string ? @os.version
  OSFeatures []string ? @os.features
  Variant string ? @variant
image.ManifestSummary
  ID string
  Descriptor v1.Descriptor
  Available bool
= events.Action string
= events.Type string
events.Message
  Status string ? @status
  ID string ? @id
  From string ? @from
  Type events.Type
  Action events.Action
  Actor events.Actor
  Scope string ? @scope
  Time int64 ? @time
  TimeNano int64 ? @timeNano
events.Actor
  ID string
  Attributes map[string]string
`;
