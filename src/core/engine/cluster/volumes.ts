import type { Volume, VolumeCreateRequest, VolumeUpdateRequest } from '../../api/wire/volume.ts';
import { ApiError } from '../../api/error.ts';
import type { Process } from '../../sim/process.ts';
import { availabilityFromApi, volumeSpecFromApi, volumeToApi } from '../convert/volume.ts';
import type { ClusterOptions } from '../cluster.ts';
import { listById, lookUp } from './lookup.ts';

/** Cluster (CSI) volumes. Source: moby daemon/cluster/volumes.go. */
export function* listVolumes({ swarm }: ClusterOptions): Process<Volume[]> {
	return (yield* listById(swarm.control(), 'volume')).map(volumeToApi);
}

export function* inspectVolume({ swarm }: ClusterOptions, term: string): Process<Volume> {
	return volumeToApi(yield* lookUp(swarm.control(), 'volume', term));
}

export function* createVolume({ swarm }: ClusterOptions, request: VolumeCreateRequest): Process<Volume> {
	return volumeToApi(yield* swarm.control().createVolume(volumeSpecFromApi(request)));
}

/** Only its availability is looked at. Its name finds a volume here, but SwarmKit is asked for it by what was typed. */
export function* updateVolume(
	{ swarm }: ClusterOptions,
	term: string,
	version: number,
	{ Spec }: VolumeUpdateRequest
): Process<void> {
	const control = swarm.control();
	const { spec } = yield* lookUp(control, 'volume', term);
	const availability = availabilityFromApi(Spec?.Availability) ?? spec.availability;
	yield* control.updateVolume(term, version, { ...spec, availability });
}

export function* removeVolume({ swarm }: ClusterOptions, term: string, force: boolean): Process<void> {
	const control = swarm.control();
	try {
		const { id } = yield* lookUp(control, 'volume', term);
		yield* control.removeVolume(id, force);
	} catch (error) {
		if (!force || !(error instanceof ApiError) || error.kind !== 'notFound') throw error;
	}
}
