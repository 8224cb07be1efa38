import type { World } from '../../core/world/world.ts';

export interface Outcome {
	code: number;
	/** On a terminal everything is here. */
	stdout: string;
	stderr: string;
}

/** One command line, and what befalls it. */
export interface Line {
	machine: string;
	command: string;
	tty: boolean;
	/** After so many virtual milliseconds: ^C. */
	interruptMs?: number;
	keys: readonly { ms: number; text: string }[];
}

/** A world and a way to run docker in it. */
export interface Side {
	readonly world: World;
	run(line: Line): Promise<Outcome>;
	close(): void;
}

export const TERMINAL = { columns: 100, rows: 24 };

/** A command that has not ended after so much virtual time is given up. */
export const LIMIT_MS = 600_000;

export const STILL_RUNNING: Outcome = { code: -1, stdout: '', stderr: 'still running after ten virtual minutes' };

/** When something is done to a running line: keys and ^C, in order of time. */
export function schedule(line: Line, start: number): { at: number; keys?: string }[] {
	const acts: { at: number; keys?: string }[] = line.keys.map(({ ms, text }) => ({ at: start + ms, keys: text }));
	if (line.interruptMs !== undefined) acts.push({ at: start + line.interruptMs });
	return acts.sort((a, b) => a.at - b.at);
}
