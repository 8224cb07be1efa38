import { byteLength, FileError, type Files } from '../sim/files.ts';
import type { TarEntry } from '../sim/tar.ts';
import type { ContainerProgram } from './programs/program.ts';
import type { ImageLayer, ImageSource, Registry } from './registry.ts';

/**
 * Files that stand for what a real layer holds and this world does not: the programs, the commands of its userland, and
 * the bytes of all that nobody looks at. They are in archives alone (`save`, `export`), so that an archive is an image
 * wherever it is loaded, and small.
 */
const STAND_IN = /^#!swarmlab (userland|command|program|content) (\S*) (\d+)\n$/;

type StandIn = { kind: 'userland' | 'command' | 'program' | 'content'; what: string; bytes: number };

function standIn(name: string, { kind, what, bytes }: StandIn): TarEntry {
	const content = `#!swarmlab ${kind} ${what} ${bytes}\n`;
	return { name, kind: 'file', mode: 0o755, mtimeMs: 0, content, target: '' };
}

function readStandIn(entry: TarEntry): StandIn | undefined {
	const match = entry.kind === 'file' ? STAND_IN.exec(entry.content) : null;
	return match ? { kind: match[1] as StandIn['kind'], what: match[2]!, bytes: Number(match[3]) } : undefined;
}

const DIRECTORIES = ['bin', 'dev', 'etc', 'home', 'opt', 'proc', 'root', 'run', 'srv', 'sys', 'tmp', 'usr', 'var'];

/** Where a userland's one program lies. */
const USERLANDS = { busybox: 'bin/busybox', debian: 'bin/bash' } as const;

/** What a layer brings, in the order of a tar archive. */
export function layerEntries(source: ImageSource, index: number): readonly TarEntry[] {
	const layer = source.layers[index]!;
	if (layer.entries) return layer.entries;
	const files = new Map<string, TarEntry>();
	const put = (entry: TarEntry): void => void files.set(entry.name, entry);
	if (index === 0) for (const directory of baseDirectories(source)) put(directoryEntry(`${directory}/`));
	if (index === source.layers.length - 1) for (const entry of ownFiles(source)) put(entry);
	const written = [...files.values()].reduce((sum, { content }) => sum + byteLength(content), 0);
	// The first of the layer's programs stands for all its bytes.
	let bytes = Math.max(0, layer.unpacked - written);
	for (const [name, kind, what] of programsOf(source, index)) {
		put(standIn(name, { kind, what, bytes }));
		bytes = 0;
	}
	if (bytes > 0) {
		const what = encodeURIComponent(layer.createdBy + (layer.content ?? ''));
		put(standIn('.content', { kind: 'content', what, bytes }));
	}
	return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function baseDirectories({ userland }: ImageSource): readonly string[] {
	return userland === 'none' ? ['dev', 'etc', 'proc', 'sys'] : DIRECTORIES;
}

function* ownFiles(source: ImageSource): Iterable<TarEntry> {
	const all = {
		...(source.userland === 'none' ? {} : { '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n' }),
		...source.files
	};
	for (const [path, content] of Object.entries(all)) {
		const name = path.replace(/^\//, '');
		if (name.endsWith('/')) yield directoryEntry(name);
		else yield { name, kind: 'file', mode: 0o644, mtimeMs: 0, content, target: '' };
	}
}

function* programsOf(
	source: ImageSource,
	index: number
): Iterable<[name: string, kind: StandIn['kind'], what: string]> {
	const { userland, config } = source;
	if (index === 0 && userland !== 'none') yield [USERLANDS[userland], 'userland', userland];
	if (index !== source.layers.length - 1) return;
	const words = [...(config.entrypoint ?? []), ...(config.cmd ?? [])];
	const otherwise = userland === 'none' ? '/' : '/usr/local/bin/';
	for (const program of Object.keys(source.programs)) {
		const path = words.find((word) => word.startsWith('/') && word.endsWith(`/${program}`)) ?? otherwise + program;
		yield [path.slice(1), 'program', `${encodeURIComponent(sourceKey(source))}/${encodeURIComponent(program)}`];
	}
	for (const command of source.also ?? []) yield [`usr/bin/${command}`, 'command', command];
}

/** By this an archive names the image whose program it holds. */
export function sourceKey({ registry = '', name, content }: ImageSource): string {
	return `${registry}/${name}@${content}`;
}

function directoryEntry(name: string): TarEntry {
	return { name, kind: 'directory', mode: 0o755, mtimeMs: 0, content: '', target: '' };
}

/** Bytes on a disk. */
export function unpackedBytes(entries: readonly TarEntry[]): number {
	return entries.reduce((sum, entry) => sum + (readStandIn(entry)?.bytes ?? byteLength(entry.content)), 0);
}

export type Userland = Pick<ImageSource, 'programs' | 'userland' | 'also'>;

/** What can be run in an image of these layers. */
export function userlandOf(layers: readonly (readonly TarEntry[])[], registry: Registry): Userland {
	const programs: Record<string, ContainerProgram> = {};
	const also = new Set<string>();
	let userland: ImageSource['userland'] = 'none';
	for (const entry of layers.flat()) {
		const found = readStandIn(entry);
		if (found?.kind === 'userland') userland = found.what === 'busybox' ? 'busybox' : 'debian';
		if (found?.kind === 'command') also.add(found.what);
		if (found?.kind === 'program') {
			const [key = '', name = ''] = found.what.split('/').map(decodeURIComponent);
			const program = registry.program(key, name);
			if (program) programs[name] = program;
		}
		if (found || userland !== 'none') continue;
		// An archive of a real file system.
		const path = entry.name.replace(/^(\.?\/)+/, '');
		if (/^(usr\/)?bin\/busybox$/.test(path)) userland = 'busybox';
		else if (/^(usr\/)?bin\/(ba|da)?sh$/.test(path) && entry.kind === 'file') userland = 'debian';
	}
	return { programs, userland, ...(also.size > 0 && { also: [...also].sort() }) };
}

/** The stand-ins of all layers: what an export needs beside the files of a container. */
export function standIns(source: ImageSource): TarEntry[] {
	const found = new Map<string, TarEntry>();
	source.layers.forEach((_, i) => {
		for (const entry of layerEntries(source, i)) if (readStandIn(entry)) found.set(entry.name, entry);
	});
	return [...found.values()];
}

/** In front of a name: that the layer takes it away. Source: OCI image-spec, layer.md. */
export const WHITEOUT = '.wh.';

/** The file system of an image: what its layers bring, one above the other. */
export function applyLayers(files: Files, source: ImageSource): void {
	for (const { entries } of source.layers) if (entries) applyLayer(files, entries);
}

function applyLayer(files: Files, entries: NonNullable<ImageLayer['entries']>): void {
	for (const entry of entries) {
		const path = `/${entry.name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')}`;
		if (path === '/' || readStandIn(entry)) continue;
		const parent = path.replace(/\/[^/]*$/, '');
		const base = path.slice(parent.length + 1);
		if (base.startsWith(WHITEOUT)) {
			const gone = `${parent}/${base.slice(WHITEOUT.length)}`;
			removeTree(files, gone);
			continue;
		}
		if (parent !== '') files.mkdir(parent, { parents: true });
		if (entry.kind !== 'directory' || kindOf(files, path) !== 'directory') removeTree(files, path);
		if (entry.kind === 'directory') files.mkdir(path, { parents: true, mode: entry.mode });
		else if (entry.kind === 'symlink') files.symlink(entry.target, path);
		else {
			files.write(path, entry.content, entry.mode);
			files.touch(path, entry.mtimeMs);
		}
	}
}

function kindOf(files: Files, path: string): string {
	try {
		return files.stat(path, { follow: false }).kind;
	} catch (error) {
		if (error instanceof FileError) return '';
		throw error;
	}
}

function removeTree(files: Files, path: string): void {
	const kind = kindOf(files, path);
	if (kind === '') return;
	if (kind !== 'directory') return files.unlink(path);
	for (const name of files.list(path)) removeTree(files, `${path}/${name}`);
	files.rmdir(path);
}
