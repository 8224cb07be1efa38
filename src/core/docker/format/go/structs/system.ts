/** Source: moby api/types/{system,registry}, docker/cli cli/command/{system,context} (v28.2). Grammar: ../types.ts. */
const TYPES = `
= time.Duration int64
= json.Number string
system.dockerInfo
  + *system.Info ?
  ServerErrors []string ?
  ClientInfo *system.clientInfo ?
  ClientErrors []string ?
system.Info
  ID string
  Containers int
  ContainersRunning int
  ContainersPaused int
  ContainersStopped int
  Images int
  Driver string
  DriverStatus [][2]string
  SystemStatus [][2]string ?
  Plugins system.PluginsInfo
  MemoryLimit bool
  SwapLimit bool
  KernelMemory bool ?
  KernelMemoryTCP bool ?
  CPUCfsPeriod bool @CpuCfsPeriod
  CPUCfsQuota bool @CpuCfsQuota
  CPUShares bool
  CPUSet bool
  PidsLimit bool
  IPv4Forwarding bool
  Debug bool
  NFd int
  OomKillDisable bool
  NGoroutines int
  SystemTime string
  LoggingDriver string
  CgroupDriver string
  CgroupVersion string ?
  NEventsListener int
  KernelVersion string
  OperatingSystem string
  OSVersion string
  OSType string
  Architecture string
  IndexServerAddress string
  RegistryConfig *registry.ServiceConfig
  NCPU int
  MemTotal int64
  GenericResources []swarm.GenericResource
  DockerRootDir string
  HTTPProxy string @HttpProxy
  HTTPSProxy string @HttpsProxy
  NoProxy string
  Name string
  Labels []string
  ExperimentalBuild bool
  ServerVersion string
  Runtimes map[string]system.RuntimeWithStatus
  DefaultRuntime string
  Swarm swarm.Info
  LiveRestoreEnabled bool
  Isolation container.Isolation
  InitBinary string
  ContainerdCommit system.Commit
  RuncCommit system.Commit
  InitCommit system.Commit
  SecurityOptions []string
  ProductLicense string ?
  DefaultAddressPools []system.NetworkAddressPool ?
  FirewallBackend *system.FirewallInfo ?
  CDISpecDirs []string
  DiscoveredDevices []system.DeviceInfo ?
  NRI *system.NRIInfo ?
  Containerd *system.ContainerdInfo ?
  Warnings []string
system.PluginsInfo
  Volume []string
  Network []string
  Authorization []string
  Log []string
registry.ServiceConfig
  IndexConfigs map[string]*registry.IndexInfo
  InsecureRegistryCIDRs []string
  Mirrors []string
registry.IndexInfo
  Mirrors []string
  Name string
  Official bool
  Secure bool
system.RuntimeWithStatus
  + system.Runtime
  Status map[string]string ? @status
system.Runtime
  Path string ? @path
  Args []string ? @runtimeArgs
  Type string ? @runtimeType
  Options map[string]interface {} ? @options
system.Commit
  ID string
system.NetworkAddressPool
  Base string
  Size int
system.FirewallInfo
  Driver string
  Info [][2]string ?
system.NRIInfo
  Info [][2]string ?
system.DeviceInfo
  Source string
  ID string
system.ContainerdInfo
  Address string ?
  Namespaces system.ContainerdNamespaces
system.ContainerdNamespaces
  Containers string
  Plugins string
system.clientInfo
  Debug bool
  + system.clientVersion
  Plugins []manager.Plugin
  Warnings []string
manager.Plugin
  SchemaVersion string ?
  Vendor string ?
  Version string ?
  ShortDescription string ?
  Name string
  Path string
system.versionInfo
  Client system.clientVersion
  Server *types.Version
system.platformInfo
  Name string ?
system.clientVersion
  Platform *system.platformInfo ?
  Version string ?
  APIVersion string ? @ApiVersion
  DefaultAPIVersion string ?
  GitCommit string ?
  GoVersion string ?
  Os string ?
  Arch string ?
  BuildTime string ?
  Context string
types.Version
  Platform types.Platform ?
  Components []types.ComponentVersion ?
  Version string
  APIVersion string @ApiVersion
  MinAPIVersion string ?
  GitCommit string
  GoVersion string
  Os string
  Arch string
  KernelVersion string ?
  Experimental bool ?
  BuildTime string ?
types.Platform
  Name string
types.ComponentVersion
  Name string
  Version string
  Details map[string]string ?
context.contextWithTLSListing
  + store.Metadata
  TLSMaterial map[string]store.EndpointFiles
  Storage context.StorageInfo
store.Metadata
  Name string ?
  Metadata command.DockerContext
  Endpoints map[string]docker.EndpointMeta ?
command.DockerContext
  Description string ?
  AdditionalFields map[string]interface {} ?
docker.EndpointMeta
  Host string ?
  SkipTLSVerify bool
= store.EndpointFiles []string
context.StorageInfo
  MetadataPath string
  TLSPath string
`;

/**
 * Client 28 has written its registries in the order of the alphabet, 29 writes them in that of the structure (the golden
 * outputs of docker/cli).
 */
const ORDER_29 = `
registry.ServiceConfig29
  InsecureRegistryCIDRs []string
  IndexConfigs map[string]*registry.IndexInfo29
  Mirrors []string
registry.IndexInfo29
  Name string
  Mirrors []string
  Secure bool
  Official bool
${typeNamed('system.dockerInfo').replace('system.dockerInfo', 'system.dockerInfo29').replace('*system.Info', '*system.Info29')}
${typeNamed('system.Info').replace('system.Info', 'system.Info29').replace('*registry.ServiceConfig', '*registry.ServiceConfig29')}
`;

function typeNamed(name: string): string {
	return new RegExp(`^${name}\\n(?:  .*\\n)+`, 'm').exec(TYPES)?.[0].trimEnd() ?? '';
}

export const SYSTEM_TYPES = TYPES + ORDER_29;
