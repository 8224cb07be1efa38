import { FileError, joinPath, type FileInode, type Files } from '../sim/files.ts';
import { Pipe, type ReadEnd, type WriteEnd } from '../sim/stream.ts';
import { pause, Signal, type Process } from '../sim/process.ts';
import type { MachineFace, TerminalControl } from '../sim/sys.ts';

/**
 * An open file description: what several descriptors (0, 1, 2 …) of several processes may share. It is closed when
 * the last holder lets go. Text that `read` took too much of can be put back for the next reader.
 */
export class OpenFile {
	private holders = 1;
	private putBack = '';
	readonly reader: ReadEnd | undefined;
	readonly writer: WriteEnd | undefined;
	readonly terminal: TerminalControl | undefined;
	private readonly onClose: (() => void) | undefined;

	constructor(ends: {
		reader?: ReadEnd | undefined;
		writer?: WriteEnd | undefined;
		terminal?: TerminalControl | undefined;
		onClose?: () => void;
	}) {
		this.writer = ends.writer;
		this.terminal = ends.terminal;
		this.onClose = ends.onClose;
		const source = ends.reader;
		this.reader = source && {
			read: () => this.read(source),
			poll: () => {
				if (this.putBack === '') return source.poll();
				const text = this.putBack;
				this.putBack = '';
				return text;
			},
			close: () => source.close()
		};
	}

	retain(): this {
		this.holders++;
		return this;
	}

	release(): void {
		if (--this.holders === 0) this.onClose?.();
	}

	/** Gives text back to the next reader. */
	unread(text: string): void {
		this.putBack = text + this.putBack;
	}

	private *read(source: ReadEnd): Process<string | undefined> {
		if (this.putBack === '') return yield* source.read();
		const text = this.putBack;
		this.putBack = '';
		return text;
	}
}

/** File descriptors by number. */
export type Descriptors = Map<number, OpenFile>;

export function shareDescriptors(descriptors: Descriptors): Descriptors {
	return new Map([...descriptors].map(([fd, file]) => [fd, file.retain()]));
}

export function releaseDescriptors(descriptors: Descriptors): void {
	for (const file of descriptors.values()) file.release();
	descriptors.clear();
}

export function openPipe(): { readEnd: OpenFile; writeEnd: OpenFile } {
	const pipe = new Pipe();
	return {
		readEnd: new OpenFile({ reader: pipe.reader, onClose: () => pipe.reader.close() }),
		writeEnd: new OpenFile({ writer: pipe.writer, onClose: () => pipe.writer.close() })
	};
}

/** Text to be read, as of a here-document. */
export function openText(text: string): OpenFile {
	let rest: string | undefined = text === '' ? undefined : text;
	const take = (): string | undefined => {
		const all = rest;
		rest = undefined;
		return all;
	};
	return new OpenFile({
		reader: {
			*read() {
				return take();
			},
			poll: take,
			close() {}
		}
	});
}

export type OpenMode = 'read' | 'write' | 'append' | 'both';

/** Opens a path; /dev/null and its like are made here. Throws FileError. */
export function openPath(
	machine: MachineFace,
	cwd: string,
	path: string,
	mode: OpenMode,
	fileMode: number,
	own: Descriptors
): OpenFile {
	if (path === '') throw new FileError('ENOENT', path);
	const absolute = joinPath(cwd, path);
	const device = /^\/dev\/(null|zero|urandom|random|full|tty|stdin|stdout|stderr|fd\/\d+)$/.exec(absolute)?.[1];
	if (device) return openDevice(machine, absolute, device, own);
	const { files } = machine;
	if (mode === 'read') {
		const inode = files.stat(absolute).kind === 'directory' ? undefined : files.open(absolute);
		if (!inode) throw new FileError('EISDIR', path);
		return new OpenFile({ reader: new FileReader(inode) });
	}
	const inode = files.open(absolute, { create: true, mode: fileMode });
	if (mode === 'write') files.setContent(inode, '');
	const writer = new FileWriter(files, inode, mode === 'append');
	return new OpenFile({ writer, ...(mode === 'both' ? { reader: new FileReader(inode) } : {}) });
}

function openDevice(machine: MachineFace, path: string, device: string, own: Descriptors): OpenFile {
	const numbered =
		{ stdin: 0, stdout: 1, stderr: 2 }[device] ?? (device.startsWith('fd/') ? Number(device.slice(3)) : undefined);
	if (numbered !== undefined) {
		const file = own.get(numbered);
		if (!file) throw new FileError('ENOENT', path);
		return file.retain();
	}
	if (device === 'tty') {
		const file = [...own.values()].find((open) => open.terminal);
		if (!file) throw new FileError('ENOENT', path);
		return file.retain();
	}
	const make = (): string | undefined => {
		if (device === 'null') return undefined;
		if (device === 'zero' || device === 'full') return '\0'.repeat(4096);
		// Bytes above 0x7f travel as U+DC80…U+DCFF.
		return Array.from({ length: 256 }, () => machine.rng.int(256))
			.map((byte) => String.fromCharCode(byte < 128 ? byte : 0xdc00 + byte))
			.join('');
	};
	return new OpenFile({
		reader: {
			*read() {
				return make();
			},
			poll: make,
			close() {}
		},
		writer: new Bottomless()
	});
}

/** Reads on from where it stopped; what is appended later is seen. */
class FileReader implements ReadEnd {
	private position = 0;
	constructor(private readonly inode: FileInode) {}

	*read(): Process<string | undefined> {
		return this.poll();
	}

	poll(): string | undefined {
		if (this.position >= this.inode.content.length) return undefined;
		const text = this.inode.content.slice(this.position, this.position + 65536);
		this.position += text.length;
		return text;
	}

	close(): void {}
}

/**
 * Files and /dev/null never make a writer wait. Whoever writes without end has to give the others, and ^C, a turn all the
 * same: one after so many characters.
 */
class Turns {
	private characters = 0;

	*after(text: string): Process<void> {
		this.characters += text.length;
		if (this.characters < 4096) return;
		this.characters = 0;
		yield* pause();
	}
}

/** Takes everything at once: /dev/null when nobody is behind it. */
export class Bottomless implements WriteEnd {
	private readonly turns = new Turns();

	constructor(private readonly behind?: WriteEnd) {}

	*write(text: string): Process<void> {
		yield* this.turns.after(text);
		if (this.behind) yield* this.behind.write(text);
	}

	close(): void {
		this.behind?.close();
	}
}

/** As with `ulimit -f`: what writes more into one file is ended. A full disk would end the whole world. */
const LARGEST_FILE = 1 << 26;

class FileWriter implements WriteEnd {
	private position = 0;
	private readonly turns = new Turns();

	constructor(
		private readonly files: Files,
		private readonly inode: FileInode,
		private readonly isAppend: boolean
	) {}

	*write(text: string): Process<void> {
		yield* this.turns.after(text);
		const { content } = this.inode;
		if (content.length + text.length > LARGEST_FILE) throw new Signal('SIGXFSZ');
		if (this.isAppend || this.position === content.length) {
			this.files.setContent(this.inode, content + text);
			this.position = content.length + text.length;
			return;
		}
		const before = content.slice(0, this.position).padEnd(this.position, '\0');
		this.files.setContent(this.inode, before + text + content.slice(this.position + text.length));
		this.position += text.length;
	}

	close(): void {}
}

/** For descriptors that are closed: `>&-`. */
export const CLOSED_WRITER: WriteEnd = {
	*write() {
		throw new Signal('SIGPIPE');
	},
	close() {}
};
export const EMPTY_READER: ReadEnd = {
	*read() {
		return undefined;
	},
	poll: () => undefined,
	close() {}
};
