import { compact, listOrNone, mapOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/node.ts';
import type { TlsInfo } from '../../api/wire/swarm.ts';
import type { NodeDescription, NodeSpec, SwarmNode } from '../../swarm/objects.ts';
import type { ManagerStatus } from '../../swarm/swarm.ts';
import { annotationsFromApi, labelsToApi, metaToApi } from './meta.ts';
import { genericToApi } from './task-spec.ts';

/**
 * Source: moby daemon/cluster/convert/node.go, NodeFromGRPC.
 * @param manager the node's place among the managers, undefined for workers
 */
export function nodeToApi(node: SwarmNode, manager: ManagerStatus | undefined): api.Node {
	return compact<api.Node>({
		ID: node.id,
		...metaToApi(node.meta),
		Spec: nodeSpecToApi(node.spec),
		Description: descriptionToApi(node.description),
		Status: compact<api.Node['Status']>({
			State: node.status.state.toLowerCase() as NonNullable<api.Node['Status']['State']>,
			Message: nonEmpty(node.status.message),
			Addr: nonEmpty(node.status.addr)
		}),
		ManagerStatus:
			manager &&
			compact<NonNullable<api.Node['ManagerStatus']>>({
				Leader: manager.leader || undefined,
				Reachability: manager.reachability,
				Addr: nonEmpty(manager.addr)
			})
	});
}

function nodeSpecToApi(spec: NodeSpec): api.NodeSpec {
	return compact<api.NodeSpec>({
		Name: nonEmpty(spec.annotations.name),
		Labels: labelsToApi(spec.annotations),
		Role: spec.desiredRole.toLowerCase() as 'worker' | 'manager',
		Membership: spec.membership.toLowerCase() as 'accepted' | 'pending',
		Availability: spec.availability.toLowerCase() as 'active' | 'pause' | 'drain'
	});
}

function descriptionToApi(description: NodeDescription | undefined): api.NodeDescription {
	if (!description) return { Platform: {}, Resources: {}, Engine: {}, TLSInfo: {} };
	const { platform, resources, engine, tlsInfo } = description;
	return compact<api.NodeDescription>({
		Hostname: nonEmpty(description.hostname),
		Platform: compact<api.NodeDescription['Platform']>({
			Architecture: nonEmpty(platform.architecture),
			OS: nonEmpty(platform.os)
		}),
		Resources: compact<api.NodeDescription['Resources']>({
			NanoCPUs: nonZero(resources.nanoCpus),
			MemoryBytes: nonZero(resources.memoryBytes),
			GenericResources: listOrNone(resources.generic?.map(genericToApi))
		}),
		Engine: compact<api.NodeDescription['Engine']>({
			EngineVersion: nonEmpty(engine.engineVersion),
			Labels: mapOrNone(engine.labels),
			Plugins: listOrNone(engine.plugins?.map((plugin) => ({ Type: plugin.type, Name: plugin.name })))
		}),
		TLSInfo: tlsInfo
			? compact<TlsInfo>({
					TrustRoot: nonEmpty(tlsInfo.trustRoot),
					CertIssuerSubject: nonEmpty(tlsInfo.certIssuerSubject),
					CertIssuerPublicKey: nonEmpty(tlsInfo.certIssuerPublicKey)
				})
			: {}
	});
}

/**
 * Whoever does not say a membership takes it away: after its first promotion, demotion or update a node is not found by
 * `membership=accepted` any more. Source: NodeSpecToGRPC; seen in a real swarm.
 * @throws ApiError `invalid Role: "x"`, `invalid Availability: "x"`
 */
export function nodeSpecFromApi(spec: api.NodeSpec): NodeSpec {
	const role = (spec.Role ?? '').toUpperCase();
	if (role !== 'WORKER' && role !== 'MANAGER') throw new ApiError('invalid', `invalid Role: "${spec.Role ?? ''}"`);
	return {
		annotations: annotationsFromApi(spec.Name, spec.Labels),
		desiredRole: role,
		membership: spec.Membership === 'accepted' ? 'ACCEPTED' : 'PENDING',
		availability: availabilityFromApi(spec.Availability ?? '')
	};
}

/** @throws ApiError `invalid Availability: "x"` */
export function availabilityFromApi(word: string): NodeSpec['availability'] {
	const availability = word.toUpperCase();
	if (availability !== 'ACTIVE' && availability !== 'PAUSE' && availability !== 'DRAIN')
		throw new ApiError('invalid', `invalid Availability: "${word}"`);
	return availability;
}
