import { compact, listOrNone, nonEmpty, sortKeys } from '../../api/compact.ts';
import type {
	IpamConfig as ApiIpamConfig,
	Network as ApiNetwork,
	NetworkCreateRequest
} from '../../api/wire/network.ts';
import type { SwarmIpamConfig, SwarmNetwork } from '../../api/wire/task.ts';
import type { IpamConfig, Network } from '../../swarm/objects.ts';
import { annotationsFromApi, driverFromApi, driverToApi, labelsToApi, metaToApi } from './meta.ts';

/** A real client takes longer to start than a leader to allocate a network; ours starts at once. */
const ALLOCATION_MS = 1000;

/**
 * A network of the swarm beside an engine's own: what GET /networks lists.
 * @param nowMs virtual wall clock; a network younger than a second counts as about to be allocated
 * Source: moby daemon/cluster/convert/network.go, BasicNetworkFromGRPC.
 */
export function networkToApi(network: Network, nowMs: number): ApiNetwork {
	const { spec, ipam, driverState } = network;
	const options = driverState?.options;
	return {
		Name: spec.annotations.name,
		Id: network.id,
		Created: network.meta.createdAt,
		Scope: 'swarm',
		// Of a network that could not be allocated nobody knows the driver (recorded: two of one subnet).
		Driver:
			driverState?.name ?? (nowMs - Date.parse(network.meta.createdAt) < ALLOCATION_MS ? wishedDriver(network) : ''),
		EnableIPv4: true,
		EnableIPv6: spec.ipv6Enabled ?? false,
		IPAM: {
			Driver: ipam?.driver.name ?? '',
			Options: null,
			Config: ipam ? ipam.configs.map(ipamToApi) : null
		},
		Internal: spec.internal ?? false,
		Attachable: spec.attachable ?? false,
		Ingress: spec.ingress ?? false,
		ConfigFrom: { Network: spec.configFrom ?? '' },
		ConfigOnly: false,
		Containers: null,
		Options: options && Object.keys(options).length > 0 ? sortKeys(options) : null,
		Labels: spec.annotations.labels ? sortKeys(spec.annotations.labels) : null
	};
}

function wishedDriver({ spec }: Network): string {
	return spec.driverConfig?.name || 'overlay';
}

function ipamToApi(config: IpamConfig): ApiIpamConfig {
	return compact<ApiIpamConfig>({
		Subnet: nonEmpty(config.subnet),
		IPRange: nonEmpty(config.range),
		Gateway: nonEmpty(config.gateway)
	});
}

/** A network as tasks show it. Source: convert/network.go, networkFromGRPC. */
export function swarmNetworkToApi(network: Network): SwarmNetwork {
	const { spec } = network;
	return compact<SwarmNetwork>({
		ID: network.id,
		...metaToApi(network.meta),
		Spec: compact<SwarmNetwork['Spec']>({
			Name: nonEmpty(spec.annotations.name),
			Labels: labelsToApi(spec.annotations),
			DriverConfiguration: driverToApi(spec.driverConfig),
			IPv6Enabled: spec.ipv6Enabled || undefined,
			Internal: spec.internal || undefined,
			Attachable: spec.attachable || undefined,
			Ingress: spec.ingress || undefined,
			IPAMOptions: spec.ipam && ipamOptionsToApi(spec.ipam),
			ConfigFrom: spec.configFrom ? { Network: spec.configFrom } : undefined,
			Scope: 'swarm'
		}),
		DriverState: driverToApi(network.driverState) ?? {},
		IPAMOptions: network.ipam && ipamOptionsToApi(network.ipam)
	});
}

type IpamOptions = NonNullable<SwarmNetwork['IPAMOptions']>;

function ipamOptionsToApi(ipam: NonNullable<Network['spec']['ipam']>): IpamOptions {
	return compact<IpamOptions>({
		Driver: driverToApi(ipam.driver),
		Configs: listOrNone(
			ipam.configs?.map((config) =>
				compact<SwarmIpamConfig>({
					Subnet: nonEmpty(config.subnet),
					Range: nonEmpty(config.range),
					Gateway: nonEmpty(config.gateway)
				})
			)
		)
	});
}

/** Source: convert/network.go, BasicNetworkCreateToGRPC. */
export function networkSpecFromApi(request: NetworkCreateRequest): Network['spec'] {
	return compact<Network['spec']>({
		annotations: annotationsFromApi(request.Name, request.Labels),
		driverConfig: driverFromApi(compact({ Name: request.Driver, Options: request.Options ?? undefined })),
		internal: request.Internal || undefined,
		attachable: request.Attachable || undefined,
		ingress: request.Ingress || undefined,
		ipv6Enabled: request.EnableIPv6 || undefined,
		ipam: request.IPAM
			? compact<NonNullable<Network['spec']['ipam']>>({
					driver: driverFromApi({
						Name: request.IPAM.Driver || 'default',
						...(request.IPAM.Options && { Options: request.IPAM.Options })
					}),
					configs: listOrNone(
						request.IPAM.Config?.map((config) =>
							compact<IpamConfig>({
								subnet: config.Subnet ?? '',
								range: nonEmpty(config.IPRange),
								gateway: nonEmpty(config.Gateway)
							})
						)
					)
				})
			: undefined,
		configFrom: nonEmpty(request.ConfigFrom?.Network)
	});
}
