import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EraId } from '../../core/era/era.ts';

/** One line of a recording of a real swarm: a command, or something the recorder did. */
export interface Line {
	seq: number;
	/** Seconds since its part of the scenario began. */
	t: number;
	node: string;
	client: string;
	tty?: boolean;
	/** Absent: an event. */
	cmd?: string;
	stdin?: string;
	/** Keys typed after so many milliseconds. */
	typed?: [number, string][];
	stdout: string;
	stderr: string;
	exit: number | string;
	durationMs: number;
	what?: string;
	/** Of a file that the recorder wrote. */
	content?: string;
	/** It would not have ended by itself. */
	stoppedByRecorderAfterMs?: number;
}

/** Era of each client that was recorded. */
export const CLIENTS: Readonly<Record<string, EraId>> = { '28.2.2': '28.2', '20.10.24': '20.10' };

/** Commands and events of a part of a recording, by time; what was only sampled is not among them. */
export function readLines(directory: string, file: string, from: number, to: number): Line[] {
	return readFileSync(join(directory, `${file}.jsonl`), 'utf8')
		.split('\n')
		.filter((text) => text.includes('"cmd"') || text.includes('"event"'))
		.map((text) => JSON.parse(text) as Line & { kind?: string; sampled?: boolean })
		.filter(
			({ seq, sampled, cmd, kind }) => seq >= from && seq <= to && !sampled && (cmd !== undefined || kind === 'event')
		)
		.sort((a, b) => a.t - b.t || a.seq - b.seq);
}

/** Whether the tasks were watched while it was recorded. */
export function hasCases(directory: string, file: string): boolean {
	return readFileSync(join(directory, `${file}.jsonl`), 'utf8').includes('"what":"case: ');
}

/** Something that was measured, with its figures by name. */
export type Sample = Readonly<Record<string, unknown>> & { readonly seq: number };

/** What was only measured, in a file that holds nothing else. */
export function readSamples(directory: string, file: string): Sample[] {
	return readFileSync(join(directory, `${file}.jsonl`), 'utf8')
		.split('\n')
		.filter((text) => text.includes('"sample"'))
		.map((text) => JSON.parse(text) as Sample);
}
