import type { FilesystemChange } from '../api/wire/container.ts';
import { compareBytes } from '../api/compact.ts';
import type { TarEntry } from '../sim/tar.ts';
import type { ContainerRecord } from './container-record.ts';
import { allFiles, ENGINES_OWN } from './container-view.ts';
import { standIns, WHITEOUT } from './image-layer.ts';
import type { StoredImage } from './images.ts';

/** Kinds of a change, as the API numbers them. */
const [CHANGED, ADDED, DELETED] = [0, 1, 2] as const;

/** `docker diff`: what a container has done to its files. */
export function changesOf(record: ContainerRecord): FilesystemChange[] {
	const now = allFiles(record.files, '/', record.mounts);
	// The engine's own files and what is mounted are no changes of the container's; the places for mounts are, once runc
	// has made them for the first start (lab 20.10).
	const wasStarted = record.startedMs > 0;
	const ignored = (path: string): boolean =>
		ENGINES_OWN.includes(path) || isInside(record, path) || (!wasStarted && leadsToMount(record, path));
	const changed = new Map<string, 0 | 1 | 2>();
	for (const [path, content] of now) {
		const before = record.baseline.get(path);
		if (before === undefined) changed.set(path, ADDED);
		else if (before !== content) changed.set(path, CHANGED);
	}
	for (const path of record.baseline.keys()) if (!now.has(path)) changed.set(path, DELETED);
	for (const path of [...changed.keys()]) {
		if (ignored(path)) {
			changed.delete(path);
			continue;
		}
		for (let parent = path.replace(/\/[^/]*$/, ''); parent !== ''; parent = parent.replace(/\/[^/]*$/, '')) {
			if (!changed.has(parent)) changed.set(parent, CHANGED);
		}
	}
	return [...changed].sort(([a], [b]) => compareBytes(a, b)).map(([Path, Kind]) => ({ Path, Kind }));
}

/** The layer that a container has written on its image, as an archive: empty where nothing was written. */
export function changedLayer(record: ContainerRecord): TarEntry[] {
	const changes = changesOf(record);
	const deleted = new Set(changes.filter(({ Kind }) => Kind === DELETED).map(({ Path }) => Path));
	return changes.flatMap(({ Path: path, Kind: kind }) => {
		const parent = path.replace(/\/[^/]*$/, '');
		if (kind !== DELETED) return [entryAt(record, path)];
		// What is in a deleted directory goes with it.
		if (deleted.has(parent)) return [];
		const name = `${parent.slice(1)}${parent === '' ? '' : '/'}${WHITEOUT}${path.slice(parent.length + 1)}`;
		return [{ name, kind: 'file' as const, mode: 0, mtimeMs: 0, content: '', target: '' }];
	});
}

/**
 * All files of a container, one above the other as it sees them; where something is mounted, the place for it. What is
 * in the tree without a wish of the container's comes as runc leaves it (lab 20.10).
 */
export function exportedFiles(record: ContainerRecord, image: StoredImage | undefined): TarEntry[] {
	const entries = new Map<string, TarEntry>();
	const put = (entry: TarEntry): void => void entries.set(entry.name, entry);
	if (image) for (const entry of standIns(image.source)) put(entry);
	put({ name: '.dockerenv', kind: 'file', mode: 0o755, mtimeMs: record.createdMs, content: '', target: '' });
	for (const path of allFiles(record.files, '/', record.mounts).keys()) {
		const entry = entryAt(record, path);
		if (ENGINES_OWN.includes(path)) put({ ...entry, mode: 0o755, content: '' });
		else put(entry);
	}
	return [...entries.values()].sort((a, b) => compareBytes(a.name, b.name));
}

function entryAt({ files, mounts }: ContainerRecord, path: string): TarEntry {
	const { kind, mode, mtimeMs, target = '' } = files.stat(path, { follow: false });
	const name = path.slice(1);
	const isFile = kind === 'file' && !mounts.some(({ Destination }) => Destination === path);
	if (kind === 'directory') return { name: `${name}/`, kind, mode, mtimeMs, content: '', target: '' };
	if (kind === 'symlink') return { name, kind, mode, mtimeMs, content: '', target };
	return { name, kind: 'file', mode, mtimeMs, content: isFile ? files.read(path) : '', target: '' };
}

function leadsToMount({ mounts, baseline }: ContainerRecord, path: string): boolean {
	return !baseline.has(path) && mounts.some(({ Destination }) => `${Destination}/`.startsWith(`${path}/`));
}

function isInside({ mounts }: ContainerRecord, path: string): boolean {
	return mounts.some(({ Destination }) => path.startsWith(`${Destination}/`));
}
