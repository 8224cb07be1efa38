import type { Process } from '../../sim/process.ts';
import type { Rng } from '../../sim/rng.ts';
import { commit } from '../commit.ts';
import { newId } from '../identity.ts';
import type { Volume, VolumeSpec } from '../objects.ts';
import type { MemoryStore } from '../store/store.ts';
import { SwarmError } from '../swarm.ts';
import { invalid } from './validate-name.ts';

const NO_META = { version: { index: 0 }, createdAt: '', updatedAt: '' };

/** Cluster (CSI) volumes. Source: swarmkit controlapi/volume.go. */
export function* createVolume(store: MemoryStore, rng: Rng, spec: VolumeSpec): Process<Volume> {
	if (!spec) throw invalid('spec must not be nil');
	if (!spec.driver) throw invalid('driver must be specified');
	if (!spec.annotations.name) throw invalid('meta: name must be provided');
	if (!spec.accessMode) throw invalid('AccessMode must not be nil');
	if (!spec.accessMode.block && !spec.accessMode.mount) {
		throw invalid('Volume AccessMode must specify either Mount or Block access type');
	}
	const id = newId(rng);
	return yield* commit(store, `volume ${spec.annotations.name}`, (tx) => {
		const missing = (spec.secrets ?? []).map(({ secret }) => secret).filter((secret) => !tx.get('secret', secret));
		if (missing.length > 0) {
			throw invalid(`${missing.length === 1 ? 'secret' : 'secrets'} not found: ${missing.join(', ')}`);
		}
		tx.create('volume', { id, meta: NO_META, spec });
		return tx.get('volume', id)!;
	});
}

/** What must stay as it is, in the order in which it is looked at. */
const FIXED: readonly (readonly [string, (spec: VolumeSpec) => unknown])[] = [
	['Name', (spec) => spec.annotations.name],
	['Group', (spec) => spec.group],
	['AccessibilityRequirements', (spec) => spec.accessibilityRequirements],
	['Driver', (spec) => spec.driver],
	['AccessMode', (spec) => spec.accessMode],
	['Secrets', (spec) => spec.secrets],
	['CapacityRange', (spec) => spec.capacityRange]
];

export function* updateVolume(store: MemoryStore, id: string, version: number, spec: VolumeSpec): Process<Volume> {
	if (!id) throw invalid('VolumeID must not be empty');
	if (!spec) throw invalid('Spec must not be empty');
	if (version === undefined) throw invalid('VolumeVersion must not be empty');
	return yield* commit(store, `volume ${spec.annotations.name}`, (tx) => {
		const volume = tx.get('volume', id);
		if (!volume) throw new SwarmError('NotFound', `volume ${id} not found`);
		for (const [name, part] of FIXED) {
			if (JSON.stringify(part(spec)) !== JSON.stringify(part(volume.spec))) throw invalid(`${name} cannot be updated`);
		}
		const { labels } = spec.annotations;
		const annotations = { name: spec.annotations.name, ...(labels ? { labels } : {}) };
		const meta = { ...volume.meta, version: { index: version } };
		tx.update('volume', { ...volume, meta, spec: { ...volume.spec, annotations, availability: spec.availability } });
		return tx.get('volume', id)!;
	});
}

/**
 * Its plugin has to delete it before it goes; a volume that never had a plugin waits for ever. `force` asks nobody.
 */
export function* removeVolume(store: MemoryStore, id: string, force: boolean): Process<void> {
	yield* commit(store, 'rm volume', (tx) => {
		const volume = tx.get('volume', id);
		if (!volume) throw new SwarmError('NotFound', `volume ${id} not found`);
		if (force) {
			tx.delete('volume', id);
			return;
		}
		if ((volume.publishStatus ?? []).length > 0) throw new SwarmError('FailedPrecondition', 'volume is still in use');
		tx.update('volume', { ...volume, pendingDelete: true });
	});
}
