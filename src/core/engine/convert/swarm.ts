import { compact, listOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import { ApiError } from '../../api/error.ts';
import type * as api from '../../api/wire/swarm.ts';
import type { Cluster, ClusterSpec } from '../../swarm/objects.ts';
import { issuerKeyOf, SWARM_CA_SUBJECT } from '../../swarm/ca/tls-info.ts';
import { annotationsFromApi, driverFromApi, driverToApi, labelsToApi, metaToApi } from './meta.ts';

/** Source: moby daemon/cluster/convert/swarm.go, SwarmFromGRPC. */
export function swarmToApi(cluster: Cluster): api.Swarm {
	return {
		...clusterInfoToApi(cluster),
		JoinTokens: { Worker: cluster.rootCa.joinTokens.worker, Manager: cluster.rootCa.joinTokens.manager }
	};
}

export function clusterInfoToApi(cluster: Cluster): api.ClusterInfo {
	return {
		ID: cluster.id,
		...metaToApi(cluster.meta),
		Spec: clusterSpecToApi(cluster.spec),
		TLSInfo: compact<api.TlsInfo>({
			TrustRoot: nonEmpty(cluster.rootCa.caCert),
			CertIssuerSubject: SWARM_CA_SUBJECT,
			CertIssuerPublicKey: issuerKeyOf(cluster.rootCa)
		}),
		RootRotationInProgress: cluster.rootCa.rootRotation !== undefined,
		DefaultAddrPool: listOrNone(cluster.defaultAddressPool) ?? null,
		SubnetSize: cluster.subnetSize ?? 0,
		DataPathPort: cluster.vxlanUdpPort ?? 0
	};
}

function clusterSpecToApi(spec: ClusterSpec): api.SwarmSpec {
	return compact<api.SwarmSpec>({
		Name: nonEmpty(spec.annotations.name),
		Labels: labelsToApi(spec.annotations),
		AcceptancePolicy: spec.acceptancePolicy && {
			Policies: spec.acceptancePolicy.policies.map((policy) =>
				compact<{ Role: string; Autoaccept: boolean; Secret?: string | null }>({
					Role: policy.role.toLowerCase(),
					Autoaccept: policy.autoaccept,
					Secret: policy.secret
				})
			)
		},
		Orchestration: compact<NonNullable<api.SwarmSpec['Orchestration']>>({
			TaskHistoryRetentionLimit: spec.orchestration.taskHistoryRetentionLimit
		}),
		Raft: compact<NonNullable<api.SwarmSpec['Raft']>>({
			SnapshotInterval: nonZero(spec.raft.snapshotInterval),
			KeepOldSnapshots: spec.raft.keepOldSnapshots ?? 0,
			LogEntriesForSlowFollowers: nonZero(spec.raft.logEntriesForSlowFollowers),
			ElectionTick: spec.raft.electionTick,
			HeartbeatTick: spec.raft.heartbeatTick
		}),
		Dispatcher: compact<NonNullable<api.SwarmSpec['Dispatcher']>>({
			HeartbeatPeriod: nonZero(spec.dispatcher.heartbeatPeriod)
		}),
		CAConfig: compact<NonNullable<api.SwarmSpec['CAConfig']>>({
			NodeCertExpiry: nonZero(spec.caConfig.nodeCertExpiry),
			ExternalCAs: spec.caConfig.externalCas as
				NonNullable<NonNullable<api.SwarmSpec['CAConfig']>['ExternalCAs']> | undefined,
			SigningCACert: nonEmpty(spec.caConfig.signingCaCert),
			ForceRotate: nonZero(spec.caConfig.forceRotate)
		}),
		TaskDefaults: compact<NonNullable<api.SwarmSpec['TaskDefaults']>>({
			LogDriver: driverToApi(spec.taskDefaults.logDriver)
		}),
		EncryptionConfig: { AutoLockManagers: spec.encryptionConfig.autoLockManagers ?? false }
	});
}

/**
 * Puts what the request says over `base`; fields that are 0 or absent keep it.
 * @throws ApiError `swarm spec must be named "default"`. Source: MergeSwarmSpecToGRPC, cluster.validateAndSanitize….
 */
export function mergeClusterSpec(base: ClusterSpec, spec: api.SwarmSpec): ClusterSpec {
	return { ...base, ...clusterSpecFields(spec, base) };
}

/** @throws ApiError `swarm spec must be named "default"` */
export function checkSwarmName(spec: api.SwarmSpec): void {
	if (spec.Name && spec.Name !== 'default') throw new ApiError('invalid', 'swarm spec must be named "default"');
}

/** Only the fields that the request says: what swarm init passes on. */
export function clusterSpecFields(spec: api.SwarmSpec, base?: ClusterSpec): Partial<ClusterSpec> {
	checkSwarmName(spec);
	const fields: Partial<ClusterSpec> = {};
	if (spec.Labels) fields.annotations = annotationsFromApi('default', spec.Labels);
	const history = spec.Orchestration?.TaskHistoryRetentionLimit;
	if (history !== undefined && history !== null) fields.orchestration = { taskHistoryRetentionLimit: history };
	const raft = spec.Raft;
	if (raft) {
		const given = compact<Partial<ClusterSpec['raft']>>({
			snapshotInterval: nonZero(raft.SnapshotInterval),
			keepOldSnapshots: raft.KeepOldSnapshots ?? undefined,
			logEntriesForSlowFollowers: nonZero(raft.LogEntriesForSlowFollowers),
			heartbeatTick: nonZero(raft.HeartbeatTick),
			electionTick: nonZero(raft.ElectionTick)
		});
		if (Object.keys(given).length > 0) fields.raft = { ...base?.raft, ...given } as ClusterSpec['raft'];
	}
	if (spec.Dispatcher?.HeartbeatPeriod) fields.dispatcher = { heartbeatPeriod: spec.Dispatcher.HeartbeatPeriod };
	const ca = spec.CAConfig;
	if (ca?.SigningCAKey) throw new ApiError('invalid', 'swarmlab does not simulate a signing CA that is brought along');
	for (const { Protocol: protocol } of ca?.ExternalCAs ?? []) {
		// The only one that there is (swarmkit api/types.proto, ExternalCA).
		if (protocol.toUpperCase() !== 'CFSSL') throw new ApiError('invalid', `invalid protocol: "${protocol}"`);
	}
	if (ca) {
		const given = compact<Partial<ClusterSpec['caConfig']>>({
			nodeCertExpiry: nonZero(ca.NodeCertExpiry),
			externalCas: ca.ExternalCAs && ca.ExternalCAs.length > 0 ? ca.ExternalCAs : undefined,
			forceRotate: nonZero(ca.ForceRotate),
			signingCaCert: nonEmpty(ca.SigningCACert)
		});
		if (Object.keys(given).length > 0) fields.caConfig = { ...base?.caConfig, ...given } as ClusterSpec['caConfig'];
	}
	const logDriver = driverFromApi(spec.TaskDefaults?.LogDriver);
	if (logDriver) fields.taskDefaults = { logDriver };
	if (spec.EncryptionConfig) fields.encryptionConfig = { autoLockManagers: spec.EncryptionConfig.AutoLockManagers };
	if (spec.AcceptancePolicy) {
		fields.acceptancePolicy = {
			policies: spec.AcceptancePolicy.Policies.map((policy) => ({
				role: policy.Role.toUpperCase() === 'MANAGER' ? 'MANAGER' : 'WORKER',
				autoaccept: policy.Autoaccept,
				...(policy.Secret && { secret: policy.Secret })
			}))
		};
	}
	return fields;
}
