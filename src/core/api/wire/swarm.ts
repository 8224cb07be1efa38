import type { Driver, Labels, ObjectMeta } from './meta.ts';

export interface SwarmSpec {
	Name?: string;
	Labels?: Labels | null;
	/** 1.12.0: who may join without being asked. */
	AcceptancePolicy?: { Policies: { Role: string; Autoaccept: boolean; Secret?: string | null }[] };
	Orchestration?: { TaskHistoryRetentionLimit?: number };
	Raft?: {
		SnapshotInterval?: number;
		KeepOldSnapshots?: number;
		LogEntriesForSlowFollowers?: number;
		ElectionTick?: number;
		HeartbeatTick?: number;
	};
	/** Nanoseconds */
	Dispatcher?: { HeartbeatPeriod?: number };
	CAConfig?: {
		/** Nanoseconds */
		NodeCertExpiry?: number;
		ExternalCAs?: { Protocol: string; URL: string; Options?: Record<string, string>; CACert?: string }[];
		SigningCACert?: string;
		SigningCAKey?: string;
		ForceRotate?: number;
	};
	TaskDefaults?: { LogDriver?: Driver };
	EncryptionConfig?: { AutoLockManagers: boolean };
}

export interface TlsInfo {
	TrustRoot?: string;
	/** base64 */
	CertIssuerSubject?: string;
	/** base64 */
	CertIssuerPublicKey?: string;
}

/** The swarm without its secrets: part of `docker info`. */
export interface ClusterInfo extends ObjectMeta {
	ID: string;
	Spec: SwarmSpec;
	TLSInfo: TlsInfo;
	RootRotationInProgress: boolean;
	DefaultAddrPool: string[] | null;
	SubnetSize: number;
	DataPathPort: number;
}

/** GET /swarm */
export interface Swarm extends ClusterInfo {
	/** Absent before there were tokens. */
	JoinTokens?: { Worker: string; Manager: string };
}

/** POST /swarm/init; answered by the node's ID. */
export interface SwarmInitRequest {
	ListenAddr?: string;
	AdvertiseAddr?: string;
	DataPathAddr?: string;
	DataPathPort?: number;
	ForceNewCluster?: boolean;
	Spec?: SwarmSpec;
	AutoLockManagers?: boolean;
	Availability?: string;
	DefaultAddrPool?: string[] | null;
	SubnetSize?: number;
}

/** POST /swarm/join */
export interface SwarmJoinRequest {
	ListenAddr?: string;
	AdvertiseAddr?: string;
	DataPathAddr?: string;
	RemoteAddrs?: string[] | null;
	JoinToken?: string;
	Availability?: string;
	/** 1.12.0-rc1: the wish to be a manager, the secret of the acceptance policy, the expected CA. */
	Manager?: boolean;
	Secret?: string;
	CACertHash?: string;
}

export interface UnlockKeyResponse {
	UnlockKey: string;
}

/** `Swarm` in GET /info. */
export interface SwarmInfo {
	NodeID: string;
	NodeAddr: string;
	LocalNodeState: 'inactive' | 'pending' | 'active' | 'error' | 'locked';
	ControlAvailable: boolean;
	Error: string;
	RemoteManagers: { NodeID: string; Addr: string }[] | null;
	Nodes?: number;
	Managers?: number;
	Cluster?: ClusterInfo;
	Warnings?: string[];
	/** 1.12.0-rc1: 'sha256:…' */
	CACertHash?: string;
}
