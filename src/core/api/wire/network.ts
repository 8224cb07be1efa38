import type { Labels } from './meta.ts';

export interface IpamConfig {
	Subnet?: string;
	IPRange?: string;
	Gateway?: string;
	AuxiliaryAddresses?: Record<string, string>;
}

export interface Ipam {
	Driver: string;
	Options: Record<string, string> | null;
	Config: IpamConfig[] | null;
}

export interface NetworkContainer {
	Name: string;
	EndpointID: string;
	MacAddress: string;
	IPv4Address: string;
	IPv6Address: string;
}

/** What the engines know of a service on an overlay. */
export interface NetworkService {
	/** `<nil>` without one. */
	VIP: string;
	Ports: string[];
	LocalLBIndex: number;
	Tasks: { Name: string; EndpointID: string; EndpointIP: string; Info: Record<string, string> | null }[];
}

/** GET /networks and /networks/{id}: networks of this engine and of the swarm alike. */
export interface Network {
	Name: string;
	Id: string;
	Created: string;
	Scope: 'local' | 'swarm' | 'global';
	Driver: string;
	/** From API 1.48. */
	EnableIPv4?: boolean;
	EnableIPv6: boolean;
	IPAM: Ipam;
	Internal: boolean;
	Attachable: boolean;
	Ingress: boolean;
	ConfigFrom: { Network: string };
	ConfigOnly: boolean;
	/** {} in lists; null for a network of the swarm that is not on this node. */
	Containers: Record<string, NetworkContainer> | null;
	Options: Record<string, string> | null;
	Labels: Labels | null;
	/** Engines that are on this overlay, as gossip knows them. */
	Peers?: { Name: string; IP: string }[];
	/** Only with ?verbose=true */
	Services?: Record<string, NetworkService>;
}

export interface NetworkCreateRequest {
	Name: string;
	CheckDuplicate?: boolean;
	Driver?: string;
	Scope?: string;
	EnableIPv4?: boolean;
	EnableIPv6?: boolean;
	IPAM?: Partial<Ipam> | null;
	Internal?: boolean;
	Attachable?: boolean;
	Ingress?: boolean;
	ConfigOnly?: boolean;
	ConfigFrom?: { Network: string } | null;
	Options?: Record<string, string> | null;
	Labels?: Labels | null;
}

export interface NetworkCreateResponse {
	Id: string;
	Warning: string;
}

export interface EndpointSettings {
	IPAMConfig: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] } | null;
	Links: string[] | null;
	Aliases: string[] | null;
	MacAddress?: string;
	DriverOpts: Record<string, string> | null;
	GwPriority?: number;
	NetworkID: string;
	EndpointID: string;
	Gateway: string;
	IPAddress: string;
	IPPrefixLen: number;
	IPv6Gateway: string;
	GlobalIPv6Address: string;
	GlobalIPv6PrefixLen: number;
	DNSNames?: string[] | null;
}

export interface NetworkPruneResponse {
	NetworksDeleted: string[] | null;
}
