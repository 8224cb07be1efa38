import type { Recording } from '../core/world/recording.ts';
import type { RunResult } from './worker/protocol.ts';

/**
 * The page for programs: `window.swarmlab`. Everything speaks of the world in view (the lesson's, or the sandbox's).
 * A name of a machine that does not exist, or a call before there is a world, is an Error that says which.
 */
export interface PageApi {
	/** Settles when the first world has started. */
	readonly ready: Promise<void>;
	/**
	 * Runs a command line in a shell of its own on a machine, beside its terminal, and settles when it has ended in
	 * virtual time (so not while paused). Default machine: the one whose terminal is shown.
	 */
	run(command: string, options?: { node?: string }): Promise<RunResult>;
	/** Types into a terminal, as a person would; '\r' is Enter. */
	type(text: string, options?: { node?: string }): Promise<void>;
	/** The text visible in a terminal. */
	screen(node?: string): string;
	/** The words after `fault`, such as 'stop mgr1'. @throws what the fault command would print */
	fault(text: string): Promise<void>;
	pause(): void;
	play(): void;
	/** Virtual seconds for each real one, 0.1–100. */
	speed(factor: number): void;
	/** Starts the lesson anew and plays the steps before this one. ID of the step, or its number from 1. */
	goto(step: string | number): Promise<void>;
	/** Starts the world in view anew: same machines, same seed, nothing done. */
	reset(): Promise<void>;
	/** What checks see: plain data made of Engine API answers. */
	snapshot(): Promise<unknown>;
	/** Seed, machines and inputs: enough to have the same run again. */
	recording(): Promise<Recording>;
	/** Hash over the whole trace so far: equal hashes, equal runs. */
	hash(): Promise<string>;
	/** Virtual milliseconds. */
	readonly now: number;
}

declare global {
	interface Window {
		swarmlab: PageApi;
	}
}
