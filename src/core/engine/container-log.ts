import { ChunkStream } from '../api/chunk-stream.ts';
import type { LogOptions } from '../api/backend.ts';
import { park, WaitQueue, type Process } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { OpenLog } from './log-drivers/open.ts';

export interface LogLine {
	/** Milliseconds since 1970 */
	ms: number;
	stream: 'stdout' | 'stderr';
	/** With its line end, if it had one. */
	text: string;
}

/** Older lines are forgotten: what a flood writes must not fill the page's memory. Real json-file has no such limit. */
const LINES_KEPT = 10_000;
/** A line longer than this is split. Source: moby daemon/logger/copier.go. */
const LINE_MAX = 16_384;

/** What one line has in the files of json-file around its text: braces, names, stream and time. */
const JSON_AROUND = 70;

/** The output of a container as a log driver keeps it: lines with times, on the disk of the machine. */
export class ContainerLog {
	private lines: LogLine[] = [];
	/** Number of the first kept line. */
	private first = 0;
	private readonly partial = { stdout: '', stderr: '' };
	private readonly changed = new WaitQueue();
	private driver: OpenLog = { deliver: undefined, rotation: undefined };
	/** Lines are kept here; else they only go where the driver sends them. */
	private keeps = true;
	/** Of the files of json-file: bytes in the one that is written, and numbers of the first lines of all. */
	private fileSize = 0;
	private fileStarts: number[] = [0];

	/** The container starts. @param keeps whether its lines can be read later */
	open(driver: OpenLog, keeps: boolean): void {
		this.driver = driver;
		this.keeps = keeps;
	}

	/** Takes raw output; lines are kept when they are complete. */
	append(stream: 'stdout' | 'stderr', text: string, ms: number): void {
		const parts = (this.partial[stream] + text).split(/(?<=\n)/);
		this.partial[stream] = '';
		for (const part of parts) {
			if (part.endsWith('\n')) this.keep({ ms, stream, text: part });
			else if (part.length > LINE_MAX) this.keep({ ms, stream, text: part });
			else this.partial[stream] = part;
		}
	}

	/** The container has ended: a line without its end is a line too. */
	flush(ms: number): void {
		for (const stream of ['stdout', 'stderr'] as const) {
			if (this.partial[stream] !== '') this.keep({ ms, stream, text: this.partial[stream] });
			this.partial[stream] = '';
		}
		this.changed.notifyAll();
	}

	get count(): number {
		return this.first + this.lines.length;
	}

	/** Bytes on disk, about: what `docker system df` and the like count. */
	get size(): number {
		return this.lines.reduce((sum, line) => sum + line.text.length + 80, 0);
	}

	/**
	 * @param isTty chunks are 'raw'
	 * @param details stands before each line if details are wanted
	 * @param isRunning whether more may come: a follower ends when the container has
	 */
	read(
		scope: Scope,
		options: LogOptions,
		{ isTty, details }: { isTty: boolean; details: string },
		isRunning: () => boolean
	): ChunkStream {
		const stream = new ChunkStream({ isTerminal: isTty, onClose: () => this.changed.notifyAll() });
		const wanted = (line: LogLine): boolean =>
			options[line.stream] &&
			(options.since === undefined || line.ms >= options.since * 1000) &&
			(options.until === undefined || line.ms <= options.until * 1000);
		const push = (line: LogLine): void => {
			const time = options.timestamps ? `${new Date(line.ms).toISOString().replace('Z', '000000Z')} ` : '';
			stream.push(isTty ? 'raw' : line.stream, time + (options.details ? `${details} ` : '') + line.text);
		};
		let next = this.count;
		const past = this.lines.filter(wanted);
		for (const line of options.tail === undefined ? past : past.slice(Math.max(0, past.length - options.tail)))
			push(line);
		if (!options.follow) {
			stream.end();
			return stream;
		}
		const { changed } = this;
		const pushNew = (): void => {
			for (; next < this.count; next++) {
				const line = this.lines[next - this.first];
				if (line && wanted(line)) push(line);
			}
		};
		const hasMore = (): boolean => next < this.count;
		const follow = function* (): Process {
			for (;;) {
				pushNew();
				if (stream.isClosed || (!isRunning() && !hasMore())) break;
				yield* stream.drain(64);
				if (!hasMore()) yield* park(changed);
			}
			stream.end();
			return 0;
		};
		scope.spawn(follow(), { name: 'follow log' });
		scope.onEnd(() => stream.end());
		return stream;
	}

	private keep(line: LogLine): void {
		this.driver.deliver?.(line);
		if (!this.keeps) return;
		this.rotate(line);
		this.lines.push(line);
		if (this.lines.length > LINES_KEPT * 1.25) this.drop(this.lines.length - LINES_KEPT);
		this.changed.notifyAll();
	}

	/** A full file is put aside before the next line; the oldest goes. Source: moby loggerutils/logfile.go; lab 20.10. */
	private rotate(line: LogLine): void {
		const { rotation } = this.driver;
		if (!rotation) return;
		if (this.fileSize >= rotation.bytes) {
			this.fileSize = 0;
			this.fileStarts.push(this.count);
			while (this.fileStarts.length > rotation.files) this.fileStarts.shift();
			this.drop(this.fileStarts[0]! - this.first);
		}
		this.fileSize += line.text.length + JSON_AROUND;
	}

	private drop(count: number): void {
		if (count <= 0) return;
		this.lines = this.lines.slice(count);
		this.first += count;
	}
}
