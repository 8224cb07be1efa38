import type { Labels, ObjectMeta } from './meta.ts';
import type { GenericResource } from './service.ts';
import type { TlsInfo } from './swarm.ts';

/** POST /nodes/{id}/update */
export interface NodeSpec {
	Name?: string;
	Labels: Labels | null;
	Role?: 'worker' | 'manager';
	/** 1.12.0-rc1 */
	Membership?: 'accepted' | 'pending' | 'rejected';
	Availability?: 'active' | 'pause' | 'drain';
}

export interface NodeDescription {
	Hostname?: string;
	Platform: { Architecture?: string; OS?: string };
	Resources: { NanoCPUs?: number; MemoryBytes?: number; GenericResources?: GenericResource[] };
	Engine: { EngineVersion?: string; Labels?: Labels; Plugins?: { Type?: string; Name?: string }[] };
	TLSInfo: TlsInfo;
}

export interface Node extends ObjectMeta {
	ID: string;
	Spec: NodeSpec;
	Description: NodeDescription;
	Status: { State?: 'unknown' | 'down' | 'ready' | 'disconnected'; Message?: string; Addr?: string };
	ManagerStatus?: { Leader?: boolean; Reachability?: 'unknown' | 'unreachable' | 'reachable'; Addr?: string };
}
