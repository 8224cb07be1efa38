import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The recorded commands of a real swarm, read from ../shared beside the checkout. */

export interface Exchange {
	ms: number;
	respMs?: number;
	method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
	path: string;
	query: string;
	requestBody: string;
	status: number;
	responseHeaders: Record<string, string>;
	responseBody?: string;
	responseSameAs?: number;
}

export interface RecordedCommand {
	seq: number;
	/** Seconds since the scenario began. */
	t: number;
	node: string;
	client: string;
	tty: boolean;
	cmd: string;
	stdin?: string;
	typed?: [number, string][];
	stdout: string;
	stderr: string;
	exit: number | string;
	durationMs: number;
	note?: string;
	http: Exchange[];
	file: string;
	/** Files that the recorder had written by then, by name. */
	written: Readonly<Record<string, string>>;
}

const DIRECTORY = fileURLToPath(new URL('../../../../shared/reference/recordings/', import.meta.url));

export function loadRecordings(files?: readonly string[]): RecordedCommand[] {
	if (!existsSync(DIRECTORY)) throw new Error(`recordings are missing: ${DIRECTORY}`);
	const names =
		files ??
		readdirSync(DIRECTORY)
			.filter((name) => name.endsWith('.jsonl'))
			.sort();
	const commands: RecordedCommand[] = [];
	for (const file of names) {
		let written: Record<string, string> = {};
		for (const line of readFileSync(DIRECTORY + file, 'utf8').split('\n')) {
			if (line === '') continue;
			if (line.includes('"what":"file ')) {
				const { what, content } = JSON.parse(line) as { what: string; content: string };
				written = { ...written, [what.slice('file '.length)]: content };
			}
			if (!line.includes('"cmd"')) continue;
			const record = JSON.parse(line) as RecordedCommand & { sampled?: boolean };
			if (record.cmd === undefined || record.sampled) continue;
			commands.push({ ...record, http: record.http ?? [], file, written });
		}
	}
	return commands;
}
