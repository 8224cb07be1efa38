import { invariant } from './invariant.ts';
import { WaitQueue } from './process.ts';

/** What can go wrong with a path. The texts are those of strerror(3). */
const FILE_ERROR_TEXT = {
	ENOENT: 'No such file or directory',
	EEXIST: 'File exists',
	ENOTDIR: 'Not a directory',
	EISDIR: 'Is a directory',
	ENOTEMPTY: 'Directory not empty',
	EACCES: 'Permission denied',
	EINVAL: 'Invalid argument',
	ELOOP: 'Too many levels of symbolic links',
	EBUSY: 'Device or resource busy'
} as const;

export type FileErrorCode = keyof typeof FILE_ERROR_TEXT;

export class FileError extends Error {
	override name = 'FileError';
	constructor(
		readonly code: FileErrorCode,
		readonly path: string
	) {
		super(`${path}: ${FILE_ERROR_TEXT[code]}`);
	}

	/** As strerror(3) says it: 'No such file or directory'. */
	get text(): string {
		return FILE_ERROR_TEXT[this.code];
	}
}

/** Names to contents, nested: '/etc/hostname' → 'pi6\n'; a name that ends in '/' is a directory. */
export type FileTree = Readonly<Record<string, string | FileSpec>>;

export interface FileSpec {
	content?: string;
	/** Permission bits. */
	mode?: number;
	/** Makes it a symbolic link. */
	target?: string;
	device?: boolean;
}

interface Inode {
	readonly number: number;
	/** Permission bits. */
	mode: number;
	/** Milliseconds since 1970. */
	mtimeMs: number;
}
export interface FileInode extends Inode {
	readonly kind: 'file';
	content: string;
}
export interface DirectoryInode extends Inode {
	readonly kind: 'directory';
	readonly entries: Map<string, AnyInode>;
}
interface LinkInode extends Inode {
	readonly kind: 'symlink';
	readonly target: string;
}
/** The shell gives devices their meaning; the disk only knows that they are there. */
interface DeviceInode extends Inode {
	readonly kind: 'device';
}
type AnyInode = FileInode | DirectoryInode | LinkInode | DeviceInode;

export interface Stat {
	kind: AnyInode['kind'];
	/** Stays the same when the file is renamed. */
	inode: number;
	mode: number;
	mtimeMs: number;
	/** Bytes; 4096 for a directory, as ext4 has it. */
	size: number;
	/** Hard links: 1 for files, 2 + subdirectories for directories. */
	links: number;
	/** Of a symbolic link. */
	target?: string;
}

/** JSON form of a disk. */
export type FilesSnapshot = [
	kind: AnyInode['kind'],
	mode: number,
	mtimeMs: number,
	content: string | [string, FilesSnapshot][]
];

const LINKS_MAX = 40;

/**
 * The disk of one machine: a POSIX tree in memory. Everything belongs to root. Paths are absolute ('/etc/hosts');
 * `absolutePath` makes them so. All methods throw FileError.
 *
 * Not modelled: owners and groups, hard links, space.
 */
export class Files {
	/** Notified on every change of any content or name: `tail -f` waits for it. */
	readonly changed = new WaitQueue();
	private root: DirectoryInode;
	private inodes = 1;

	constructor(
		/** Virtual wall clock, for modification times. */
		private readonly clock: { readonly wallMs: number } = { wallMs: 0 },
		tree: FileTree = {}
	) {
		this.root = this.newDirectory(0o755);
		for (const [path, given] of Object.entries(tree)) {
			const spec = typeof given === 'string' ? { content: given } : given;
			if (path.endsWith('/')) {
				this.mkdir(path, { parents: true });
				if (spec.mode !== undefined) this.chmod(path, spec.mode);
				continue;
			}
			this.mkdir(parentPath(path), { parents: true });
			if (spec.target !== undefined) this.symlink(spec.target, path);
			else if (spec.device) this.put(path, { ...this.newInode(spec.mode ?? 0o666), kind: 'device' });
			else this.write(path, spec.content ?? '', spec.mode ?? 0o644);
		}
	}

	static fromSnapshot(snapshot: FilesSnapshot, clock: { readonly wallMs: number }): Files {
		const files = new Files(clock);
		const build = ([kind, mode, mtimeMs, content]: FilesSnapshot): AnyInode => {
			const inode = { number: ++files.inodes, mode, mtimeMs };
			if (kind === 'directory') {
				invariant(Array.isArray(content), 'a directory without entries in a snapshot');
				return { ...inode, kind, entries: new Map(content.map(([name, child]) => [name, build(child)])) };
			}
			invariant(typeof content === 'string', 'a file without content in a snapshot');
			if (kind === 'symlink') return { ...inode, kind, target: content };
			return kind === 'file' ? { ...inode, kind, content } : { ...inode, kind };
		};
		const root = build(snapshot);
		invariant(root.kind === 'directory', 'the root of a snapshot is no directory');
		files.root = root;
		return files;
	}

	snapshot(): FilesSnapshot {
		const freeze = (inode: AnyInode): FilesSnapshot => [
			inode.kind,
			inode.mode,
			inode.mtimeMs,
			inode.kind === 'directory'
				? [...inode.entries].map(([name, child]): [string, FilesSnapshot] => [name, freeze(child)])
				: inode.kind === 'file'
					? inode.content
					: inode.kind === 'symlink'
						? inode.target
						: ''
		];
		return freeze(this.root);
	}

	/** False also when the way there does not exist. */
	exists(path: string): boolean {
		return this.kindOf(path) !== undefined;
	}

	isDirectory(path: string): boolean {
		return this.kindOf(path) === 'directory';
	}

	private kindOf(path: string): AnyInode['kind'] | undefined {
		try {
			return this.lookup(path)?.kind;
		} catch (error) {
			if (error instanceof FileError) return undefined;
			throw error;
		}
	}

	/** Of what the path leads to; with `follow: false` of the symbolic link itself. */
	stat(path: string, options: { follow?: boolean } = {}): Stat {
		const inode = this.find(path, options.follow ?? true);
		const entries = inode.kind === 'directory' ? [...inode.entries.values()] : [];
		return {
			kind: inode.kind,
			inode: inode.number,
			mode: inode.mode,
			mtimeMs: inode.mtimeMs,
			size:
				inode.kind === 'file'
					? byteLength(inode.content)
					: inode.kind === 'symlink'
						? byteLength(inode.target)
						: inode.kind === 'directory'
							? 4096
							: 0,
			links: inode.kind === 'directory' ? 2 + entries.filter((entry) => entry.kind === 'directory').length : 1,
			...(inode.kind === 'symlink' ? { target: inode.target } : {})
		};
	}

	/** Names in a directory, sorted by code unit, without . and .. */
	list(path: string): string[] {
		const inode = this.find(path, true);
		if (inode.kind !== 'directory') throw new FileError('ENOTDIR', path);
		return [...inode.entries.keys()].sort(byCodeUnit);
	}

	read(path: string): string {
		const inode = this.find(path, true);
		if (inode.kind === 'directory') throw new FileError('EISDIR', path);
		return inode.kind === 'file' ? inode.content : '';
	}

	/** Creates or replaces. */
	write(path: string, content: string, mode?: number): void {
		const file = this.open(path, { create: true });
		if (mode !== undefined) file.mode = mode;
		this.setContent(file, content);
	}

	/**
	 * A file whose content is made when it is read, as those in /proc are; until somebody writes to it. Its size is that of
	 * the moment, too. Copies of it are ordinary files.
	 */
	writeLive(path: string, content: () => string, mode: number): FileInode {
		const file = this.open(path, { create: true, mode });
		file.mode = mode;
		Object.defineProperty(file, 'content', {
			get: content,
			set: (value: string) => Object.defineProperty(file, 'content', { value, writable: true, enumerable: true }),
			configurable: true,
			enumerable: true
		});
		this.touchInode(file);
		return file;
	}

	append(path: string, text: string): void {
		const file = this.open(path, { create: true });
		this.setContent(file, file.content + text);
	}

	/** The file itself, which goes on to exist for its holder after `unlink` or `rename`. */
	open(path: string, options: { create?: boolean; mode?: number } = {}): FileInode {
		let inode = this.lookup(path);
		if (!inode) {
			if (!options.create) throw new FileError('ENOENT', path);
			// A trailing slash promises a directory that is not there.
			if (path.endsWith('/')) throw new FileError('EISDIR', path);
			inode = { ...this.newInode(options.mode ?? 0o644), kind: 'file', content: '' };
			this.put(this.throughLinks(path), inode);
		}
		if (inode.kind === 'directory') throw new FileError('EISDIR', path);
		if (inode.kind !== 'file') throw new FileError('EINVAL', path);
		return inode;
	}

	setContent(file: FileInode, content: string): void {
		file.content = content;
		this.touchInode(file);
	}

	mkdir(path: string, options: { parents?: boolean; mode?: number } = {}): void {
		if (options.parents) {
			let made = '';
			for (const name of segments(normalPath(path))) {
				made += `/${name}`;
				const inode = this.lookup(made);
				if (!inode) this.put(made, this.newDirectory(options.mode ?? 0o755));
				else if (inode.kind !== 'directory') throw new FileError('ENOTDIR', path);
			}
			return;
		}
		if (this.lookup(path, false)) throw new FileError('EEXIST', path);
		this.put(path, this.newDirectory(options.mode ?? 0o755));
	}

	rmdir(path: string): void {
		const inode = this.find(path, false);
		if (inode.kind !== 'directory') throw new FileError('ENOTDIR', path);
		if (inode === this.root) throw new FileError('EBUSY', path);
		if (inode.entries.size > 0) throw new FileError('ENOTEMPTY', path);
		this.remove(path);
	}

	unlink(path: string): void {
		const inode = this.find(path, false);
		if (inode.kind === 'directory') throw new FileError('EISDIR', path);
		this.remove(path);
	}

	/** As rename(2): replaces a file, or an empty directory by a directory. */
	rename(from: string, to: string): void {
		const inode = this.find(from, false);
		const there = this.lookup(to, false);
		if (there === inode) return;
		if (inode.kind === 'directory' && `${normalPath(to)}/`.startsWith(`${normalPath(from)}/`))
			throw new FileError('EINVAL', to);
		if (there) {
			if (there.kind === 'directory') {
				if (inode.kind !== 'directory') throw new FileError('EISDIR', to);
				if (there.entries.size > 0) throw new FileError('ENOTEMPTY', to);
			} else if (inode.kind === 'directory') throw new FileError('ENOTDIR', to);
		}
		this.put(to, inode);
		this.remove(from);
	}

	symlink(target: string, path: string): void {
		if (this.lookup(path, false)) throw new FileError('EEXIST', path);
		this.put(path, { ...this.newInode(0o777), kind: 'symlink', target });
	}

	/** Makes a directory of another tree appear here as well, as a bind mount does: both see every change. */
	graft(path: string, source: Files, sourcePath = '/'): void {
		const inode = source.find(sourcePath, true);
		if (inode.kind === 'directory' || inode.kind === 'file') this.put(path, inode);
		else throw new FileError('EINVAL', sourcePath);
	}

	chmod(path: string, mode: number): void {
		this.find(path, true).mode = mode & 0o7777;
	}

	/** Sets the modification time (default: now). */
	touch(path: string, mtimeMs?: number): void {
		this.touchInode(this.find(path, true), mtimeMs);
	}

	/** The path without symbolic links, as `pwd -P` has it. */
	realPath(path: string): string {
		this.find(path, true);
		return this.throughLinks(path);
	}

	private newInode(mode: number): { number: number; mode: number; mtimeMs: number } {
		return { number: ++this.inodes, mode, mtimeMs: this.clock.wallMs };
	}

	private newDirectory(mode: number): DirectoryInode {
		return { ...this.newInode(mode), kind: 'directory', entries: new Map() };
	}

	private touchInode(inode: AnyInode, mtimeMs = this.clock.wallMs): void {
		inode.mtimeMs = mtimeMs;
		this.changed.notifyAll();
	}

	private find(path: string, follow: boolean): AnyInode {
		const inode = this.lookup(path, follow);
		if (!inode) throw new FileError('ENOENT', path);
		return inode;
	}

	/** Undefined when the name is not there; throws for everything else. */
	private lookup(path: string, follow = true): AnyInode | undefined {
		return this.walk(path, follow || path.endsWith('/')).inode;
	}

	/** Where a name is or would be, links followed. */
	private throughLinks(path: string): string {
		return this.walk(path, true).path;
	}

	private walk(path: string, follow: boolean): { inode: AnyInode | undefined; path: string } {
		let links = 0;
		let names = segments(path);
		let stack: { name: string; inode: DirectoryInode }[] = [];
		let inode: AnyInode | undefined = this.root;
		const here = (): string =>
			'/' +
			stack
				.slice(1)
				.map((entry) => entry.name)
				.join('/');
		stack.push({ name: '', inode: this.root });
		for (;;) {
			const name = names.shift();
			if (name === undefined) {
				if (path.endsWith('/') && inode && inode.kind !== 'directory') throw new FileError('ENOTDIR', path);
				return { inode, path: here() };
			}
			const directory: DirectoryInode = stack.at(-1)!.inode;
			if (name === '..') {
				if (stack.length > 1) stack.pop();
				inode = stack.at(-1)!.inode;
				continue;
			}
			const child = directory.entries.get(name);
			if (child?.kind === 'symlink' && (follow || names.length > 0)) {
				if (++links > LINKS_MAX) throw new FileError('ELOOP', path);
				if (child.target.startsWith('/')) stack = [{ name: '', inode: this.root }];
				names = [...segments(child.target), ...names];
				inode = stack.at(-1)!.inode;
				continue;
			}
			const parent = here();
			if (names.length === 0) {
				if (path.endsWith('/') && child && child.kind !== 'directory') throw new FileError('ENOTDIR', path);
				return { inode: child, path: parent === '/' ? `/${name}` : `${parent}/${name}` };
			}
			if (!child) throw new FileError('ENOENT', path);
			if (child.kind !== 'directory') throw new FileError('ENOTDIR', path);
			stack.push({ name, inode: child });
			inode = child;
		}
	}

	private parentOf(path: string): DirectoryInode {
		const parent = this.lookup(parentPath(path));
		if (!parent) throw new FileError('ENOENT', path);
		if (parent.kind !== 'directory') throw new FileError('ENOTDIR', path);
		return parent;
	}

	private put(path: string, inode: AnyInode): void {
		const parent = this.parentOf(path);
		parent.entries.set(baseName(path), inode);
		this.touchInode(parent);
	}

	private remove(path: string): void {
		const parent = this.parentOf(path);
		parent.entries.delete(baseName(path));
		this.touchInode(parent);
	}
}

/** '/a/../b' from '/c' and '../b': absolute, without '.', '..' (taken lexically, as `cd` does) and doubled slashes. */
export function absolutePath(directory: string, path: string): string {
	return normalPath(path.startsWith('/') ? path : `${directory}/${path}`);
}

/** Absolute but otherwise as given: '..' and a trailing slash keep their meaning for the disk. */
export function joinPath(directory: string, path: string): string {
	return path.startsWith('/') ? path : directory === '/' ? `/${path}` : `${directory}/${path}`;
}

function normalPath(path: string): string {
	const names: string[] = [];
	for (const name of segments(path)) {
		if (name === '..') names.pop();
		else names.push(name);
	}
	return '/' + names.join('/');
}

function segments(path: string): string[] {
	return path.split('/').filter((name) => name !== '' && name !== '.');
}

function baseName(path: string): string {
	return segments(path).at(-1) ?? '';
}

function parentPath(path: string): string {
	const trimmed = path.replace(/\/+$/, '');
	return trimmed.slice(0, trimmed.lastIndexOf('/') + 1) || '/';
}

function byCodeUnit(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Length in UTF-8; U+DC80…U+DCFF stand for one raw byte each (see stream.ts). */
export function byteLength(text: string): number {
	let bytes = 0;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		if (code < 0x80) bytes += 1;
		else if (code < 0x800) bytes += 2;
		else if (code >= 0xd800 && code < 0xdc00 && isTrail(text.charCodeAt(i + 1))) {
			bytes += 4;
			i++;
		} else if (code >= 0xdc80 && code <= 0xdcff) bytes += 1;
		else bytes += 3;
	}
	return bytes;
}

function isTrail(code: number): boolean {
	return code >= 0xdc00 && code < 0xe000;
}
