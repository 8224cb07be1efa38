import { ApiError } from '../api/error.ts';
import type { PathStat } from '../api/wire/container.ts';
import { absolutePath, FileError, type Files, type Stat } from '../sim/files.ts';
import { packTree, readTar, unpackTree, writeTar } from '../sim/tar.ts';
import { rfc3339Nano } from '../sim/sim.ts';
import type { ContainerRecord } from './container-record.ts';

/** Go's bits of a file's kind (os.FileMode). */
const KIND_BITS = { file: 0, directory: 2 ** 31, symlink: 2 ** 27, device: 2 ** 26 } as const;

/** `docker cp`'s end at the engine. Source of the texts: moby daemon/archive.go. */
export function archiveStat(record: ContainerRecord, name: string, path: string): PathStat {
	const stat = statOf(record, name, path);
	return {
		name: absolutePath('/', path).replace(/^.*\//, '') || '/',
		size: stat.size,
		mode: KIND_BITS[stat.kind] + stat.mode,
		mtime: rfc3339Nano(stat.mtimeMs),
		linkTarget: stat.kind === 'symlink' ? absolutePath(absolutePath('/', `${path}/..`), stat.target ?? '') : ''
	};
}

/** @returns a tar archive with the file, or the directory and all in it, under its own name ('.' for `/dir/.`) */
export function readArchive(record: ContainerRecord, container: string, path: string): string {
	statOf(record, container, path);
	const at = absolutePath('/', path);
	const name = /\/\.$/.test(path) || at === '/' ? '.' : at.replace(/^.*\//, '');
	return writeTar(packTree(record.files, at, name));
}

export function writeArchive(
	record: ContainerRecord,
	container: string,
	path: string,
	archive: string,
	options: { noOverwriteDirNonDir: boolean }
): void {
	const { files } = record;
	statOf(record, container, path);
	const at = absolutePath('/', path);
	if (!files.isDirectory(at)) throw new ApiError('invalid', 'extraction point is not a directory');
	if (record.hostConfig.ReadonlyRootfs) throw new ApiError('forbidden', 'container rootfs is marked read-only');
	const entries = archive === '' ? [] : readTar(archive);
	if (!entries)
		throw new ApiError('system', 'Error processing tar file(exit status 1): archive/tar: invalid tar header');
	for (const { name, kind } of entries) {
		const target = absolutePath(at, name);
		if (!options.noOverwriteDirNonDir || !files.exists(target)) continue;
		if (files.isDirectory(target) === (kind === 'directory')) continue;
		const [what, by] = kind === 'directory' ? ['non-directory', 'directory'] : ['directory', 'non-directory'];
		throw new ApiError('system', `cannot overwrite ${what} "${target}" with ${by} "${name.replace(/\/$/, '')}"`);
	}
	unpackTree(files, at, entries);
}

/** @param name as the user wrote it */
function statOf(record: ContainerRecord, name: string, path: string): Stat {
	const files: Files = record.files;
	try {
		return files.stat(absolutePath('/', path), { follow: /\/\.?$/.test(path) });
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		throw new ApiError('notFound', `Could not find the file ${path} in container ${name}`);
	}
}
