import { compact, listOrNone, mapOrNone, nonEmpty, nonZero } from '../../api/compact.ts';
import type * as api from '../../api/wire/volume.ts';
import type { Topology, Volume, VolumePublishStatus, VolumeSpec } from '../../swarm/objects.ts';
import { annotationsFromApi, driverFromApi, metaToApi } from './meta.ts';

type AccessMode = NonNullable<VolumeSpec['accessMode']>;
type Row<T> = readonly (readonly [T, string])[];

/** SwarmKit's words and the API's; the first row is what is taken for a word that nobody knows. */
const AVAILABILITIES: Row<VolumeSpec['availability']> = [
	['ACTIVE', 'active'],
	['PAUSE', 'pause'],
	['DRAIN', 'drain']
];
const SCOPES: Row<AccessMode['scope']> = [
	['SINGLE_NODE', 'single'],
	['MULTI_NODE', 'multi']
];
const SHARINGS: Row<AccessMode['sharing']> = [
	['NONE', 'none'],
	['READ_ONLY', 'readonly'],
	['ONE_WRITER', 'onewriter'],
	['ALL', 'all']
];
const STATES: Row<VolumePublishStatus['state']> = [
	['PENDING_PUBLISH', 'pending-publish'],
	['PUBLISHED', 'published'],
	['PENDING_NODE_UNPUBLISH', 'pending-node-unpublish'],
	['PENDING_UNPUBLISH', 'pending-controller-unpublish']
];

const wordOf = <T>(rows: Row<T>, value: T): string => rows.find(([own]) => own === value)![1];
const valueOf = <T>(rows: Row<T>, word: string | undefined): T | undefined => rows.find(([, own]) => own === word)?.[0];

/** Source: moby daemon/cluster/convert/volume.go, VolumeFromGRPC. */
export function volumeToApi(volume: Volume): api.Volume {
	const { spec } = volume;
	return {
		ClusterVolume: compact<api.ClusterVolume>({
			ID: volume.id,
			...metaToApi(volume.meta),
			Spec: clusterSpecToApi(spec),
			PublishStatus: listOrNone(
				volume.publishStatus?.map(({ nodeId, state, publishContext }) =>
					compact<{ NodeID: string; State: string; PublishContext?: Record<string, string> }>({
						NodeID: nodeId,
						State: wordOf(STATES, state),
						PublishContext: mapOrNone(publishContext)
					})
				)
			),
			Info:
				volume.volumeInfo &&
				compact<NonNullable<api.ClusterVolume['Info']>>({
					CapacityBytes: nonZero(volume.volumeInfo.capacityBytes),
					VolumeContext: mapOrNone(volume.volumeInfo.volumeContext),
					VolumeID: nonEmpty(volume.volumeInfo.volumeId),
					AccessibleTopology: topologiesToApi(volume.volumeInfo.accessibleTopology)
				})
		}),
		CreatedAt: goTimeText(volume.meta.createdAt),
		Driver: spec.driver?.name ?? '',
		Labels: mapOrNone(spec.annotations.labels) ?? null,
		Mountpoint: '',
		Name: spec.annotations.name,
		Options: mapOrNone(spec.driver?.options) ?? null,
		Scope: 'global'
	};
}

function clusterSpecToApi(spec: VolumeSpec): api.ClusterVolumeSpec {
	const { accessMode: mode, accessibilityRequirements: where, capacityRange: range } = spec;
	return compact<api.ClusterVolumeSpec>({
		Group: nonEmpty(spec.group),
		AccessMode:
			mode &&
			compact<NonNullable<api.ClusterVolumeSpec['AccessMode']>>({
				Scope: wordOf(SCOPES, mode.scope),
				Sharing: wordOf(SHARINGS, mode.sharing),
				MountVolume:
					mode.mount &&
					compact<{ FsType?: string; MountFlags?: string[] }>({
						FsType: nonEmpty(mode.mount.fsType),
						MountFlags: listOrNone(mode.mount.mountFlags)
					}),
				BlockVolume: mode.block && {}
			}),
		AccessibilityRequirements:
			where &&
			compact<NonNullable<api.ClusterVolumeSpec['AccessibilityRequirements']>>({
				Requisite: topologiesToApi(where.requisite),
				Preferred: topologiesToApi(where.preferred)
			}),
		CapacityRange: range && { RequiredBytes: range.requiredBytes ?? 0, LimitBytes: range.limitBytes ?? 0 },
		Secrets: listOrNone(spec.secrets?.map(({ key, secret }) => ({ Key: key, Secret: secret }))),
		Availability: wordOf(AVAILABILITIES, spec.availability)
	});
}

function topologiesToApi(list: readonly Topology[] | undefined): api.Topology[] | undefined {
	return listOrNone(
		list?.map(({ segments }) => compact<{ Segments?: Record<string, string> }>({ Segments: mapOrNone(segments) }))
	);
}

/** Go's time.Time.String(): '2026-11-20 12:00:00.25 +0000 UTC'. */
function goTimeText(timestamp: string): string {
	return `${timestamp
		.replace('T', ' ')
		.replace('Z', '')
		.replace(/\.?0+$/, '')} +0000 UTC`;
}

/** Source: moby daemon/cluster/convert/volume.go, VolumeCreateToGRPC. */
export function volumeSpecFromApi(request: api.VolumeCreateRequest): VolumeSpec {
	const spec = request.ClusterVolumeSpec ?? {};
	const mode = spec.AccessMode;
	const where = spec.AccessibilityRequirements;
	const range = spec.CapacityRange;
	return compact<VolumeSpec>({
		annotations: annotationsFromApi(request.Name, request.Labels),
		group: nonEmpty(spec.Group),
		driver: driverFromApi({ Name: request.Driver ?? '', Options: request.DriverOpts ?? null })!,
		accessMode: mode ? accessModeFromApi(mode) : undefined,
		secrets: listOrNone(spec.Secrets?.map(({ Key, Secret }) => ({ key: Key, secret: Secret }))),
		accessibilityRequirements: where
			? compact<NonNullable<VolumeSpec['accessibilityRequirements']>>({
					requisite: topologiesFromApi(where.Requisite),
					preferred: topologiesFromApi(where.Preferred)
				})
			: undefined,
		capacityRange: range
			? compact<NonNullable<VolumeSpec['capacityRange']>>({
					requiredBytes: nonZero(range.RequiredBytes),
					limitBytes: nonZero(range.LimitBytes)
				})
			: undefined,
		availability: availabilityFromApi(spec.Availability) ?? 'ACTIVE'
	});
}

function accessModeFromApi(mode: NonNullable<api.ClusterVolumeSpec['AccessMode']>): AccessMode {
	const { MountVolume: mount, BlockVolume: block } = mode;
	return compact<AccessMode>({
		scope: valueOf(SCOPES, mode.Scope) ?? SCOPES[0]![0],
		sharing: valueOf(SHARINGS, mode.Sharing) ?? SHARINGS[0]![0],
		// The one that is looked at last wins.
		block: block && !mount ? {} : undefined,
		mount: mount
			? compact<NonNullable<AccessMode['mount']>>({
					fsType: nonEmpty(mount.FsType),
					mountFlags: listOrNone(mount.MountFlags)
				})
			: undefined
	});
}

function topologiesFromApi(list: readonly api.Topology[] | null | undefined): Topology[] | undefined {
	return listOrNone(
		list?.map(({ Segments }) => compact<{ segments?: Record<string, string> }>({ segments: mapOrNone(Segments) }))
	);
}

/** undefined for a word that nobody knows: it changes nothing. */
export function availabilityFromApi(word: string | undefined): VolumeSpec['availability'] | undefined {
	return valueOf(AVAILABILITIES, word);
}
