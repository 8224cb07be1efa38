import { byteLength, FileError, type Files } from './files.ts';
import { bytesOf, textOf } from './utf8.ts';

/** One file of an archive. */
export interface TarEntry {
	/** Without a leading slash; a directory's ends in one. */
	name: string;
	kind: 'file' | 'directory' | 'symlink';
	mode: number;
	mtimeMs: number;
	content: string;
	/** Of a symbolic link. */
	target: string;
}

const BLOCK = 512;
const KINDS: Record<string, TarEntry['kind']> = { '0': 'file', '\0': 'file', '5': 'directory', '2': 'symlink' };
const FLAGS = { file: '0', directory: '5', symlink: '2' } as const;

/** A POSIX archive as a text stream (stream.ts). Source: POSIX.1 ustar; names of more than 100 bytes in an entry before theirs, as GNU tar. */
export function writeTar(entries: readonly TarEntry[]): string {
	return entries.map(writeNamed).join('') + '\0'.repeat(2 * BLOCK);
}

function writeNamed(entry: TarEntry): string {
	if (byteLength(entry.name) <= 100) return writeEntry(entry);
	const long = { ...entry, name: '././@LongLink', kind: 'file', mode: 0, mtimeMs: 0, target: '' } as const;
	// A shortened name of whole characters; the whole one stands before it.
	const short = textOf(bytesOf(entry.name).slice(0, 100)).replace(/[\udc80-\udcff]+$/, '');
	return writeEntry({ ...long, content: `${entry.name}\0` }, 'L') + writeEntry({ ...entry, name: short });
}

function writeEntry(entry: TarEntry, flag: string = FLAGS[entry.kind]): string {
	const size = byteLength(entry.content);
	const octal = (value: number, width: number): string => value.toString(8).padStart(width - 1, '0') + '\0';
	const field = (text: string, width: number): string => text + '\0'.repeat(Math.max(0, width - byteLength(text)));
	const before =
		field(entry.name, 100) +
		octal(entry.mode, 8) +
		octal(0, 8) +
		octal(0, 8) +
		octal(size, 12) +
		octal(Math.trunc(entry.mtimeMs / 1000), 12);
	const after =
		flag +
		field(entry.target, 100) +
		'ustar\x0000' +
		field('root', 32) +
		field('root', 32) +
		octal(0, 8) +
		octal(0, 8) +
		field('', 167);
	const sum = bytesOf(`${before}        ${after}`).reduce((all, byte) => all + byte, 0);
	const padding = (BLOCK - (size % BLOCK)) % BLOCK;
	return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}${entry.content}${'\0'.repeat(padding)}`;
}

/** @returns undefined for what is no archive */
export function readTar(text: string): TarEntry[] | undefined {
	const bytes = bytesOf(text);
	const entries: TarEntry[] = [];
	const field = (from: number, length: number): string => {
		const slice = bytes.slice(from, from + length);
		const end = slice.indexOf(0);
		return textOf(end < 0 ? slice : slice.slice(0, end));
	};
	let longName = '';
	for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
		const size = parseInt(field(at + 124, 12).trim() || '0', 8);
		if (!/^ustar/.test(field(at + 257, 6)) || Number.isNaN(size)) return undefined;
		const flag = String.fromCharCode(bytes[at + 156]!);
		const body = bytes.slice(at + BLOCK, at + BLOCK + size);
		const prefix = field(at + 345, 155);
		const name = longName || (prefix === '' ? field(at, 100) : `${prefix}/${field(at, 100)}`);
		const kind = KINDS[flag];
		longName = flag === 'L' ? textOf(body).replace(/\0+$/, '') : '';
		if (kind) {
			entries.push({
				name,
				kind,
				mode: parseInt(field(at + 100, 8).trim() || '0', 8) & 0o7777,
				mtimeMs: parseInt(field(at + 136, 12).trim() || '0', 8) * 1000,
				content: kind === 'file' ? textOf(body) : '',
				target: field(at + 157, 100)
			});
		}
		at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
	}
	return entries;
}

/** A file, or a directory with all that is in it, under another name. @throws FileError */
export function packTree(files: Files, path: string, name: string): TarEntry[] {
	const stat = files.stat(path, { follow: false });
	const { mode, mtimeMs } = stat;
	if (stat.kind === 'symlink')
		return [{ name, kind: 'symlink', mode, mtimeMs, content: '', target: stat.target ?? '' }];
	if (stat.kind !== 'directory') {
		const content = stat.kind === 'file' ? files.read(path) : '';
		return [{ name, kind: 'file', mode, mtimeMs, content, target: '' }];
	}
	const inside = files
		.list(path)
		.flatMap((child) => packTree(files, path === '/' ? `/${child}` : `${path}/${child}`, `${name}/${child}`));
	return [{ name: `${name}/`, kind: 'directory', mode, mtimeMs, content: '', target: '' }, ...inside];
}

/** Puts the files of an archive into a directory. @throws FileError */
export function unpackTree(files: Files, directory: string, entries: readonly TarEntry[]): void {
	for (const { name, kind, mode, mtimeMs, content, target } of entries) {
		const path = `${directory === '/' ? '' : directory}/${name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')}`;
		if (kind === 'directory') {
			if (files.exists(path) && !files.isDirectory(path)) throw new FileError('ENOTDIR', path);
			files.mkdir(path, { parents: true, mode });
			continue;
		}
		files.mkdir(path.replace(/\/[^/]*$/, '') || '/', { parents: true });
		if (files.isDirectory(path)) throw new FileError('EISDIR', path);
		if (kind === 'symlink') {
			if (files.exists(path)) files.unlink(path);
			files.symlink(target, path);
		} else {
			files.write(path, content, mode);
			files.touch(path, mtimeMs);
		}
	}
}
