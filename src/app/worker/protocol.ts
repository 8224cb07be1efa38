import type { ExperimentId, Reading, Run } from '../../core/lesson/experiment/experiment.ts';
import type { Language, Lesson } from '../../core/lesson/lesson-types.ts';
import type { LessonState } from '../../core/lesson/runner.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';
import type { Recording } from '../../core/world/recording.ts';
import type { PageRequest, PageResult } from '../../core/world/world.ts';

/**
 * What travels between page and worker: calls through comlink (`WorkerApi`), streams through one MessagePort, except what
 * terminals print. That comes by a BroadcastChannel: after a key Chromium holds back messages of ports until the next frame
 * has been drawn (its feature DeferRendererTasksAfterInput), so an echo would always come a frame late.
 */

/** Page → worker. */
export type ToWorker =
	| { type: 'input'; machine: string; text: string }
	| { type: 'resize'; machine: string; columns: number; rows: number }
	/** The terminal has drawn `length` characters of output. */
	| { type: 'ack'; machine: string; length: number };

/** Worker → page. */
export type FromWorker =
	| { type: 'output'; machine: string; text: string }
	/** At most one for each animation frame. */
	| { type: 'frame'; status: Status; events: SeenEvent[]; lesson?: LessonState; printed?: PrintedBy[] }
	| { type: 'stopped'; stopped: Stopped };

/** What a command that has ended printed on its machine's terminal. */
export interface PrintedBy {
	machine: string;
	/** Of the command. */
	id: number;
	text: string;
}

export interface Status {
	/** Virtual milliseconds. */
	now: number;
	playing: boolean;
	/** Virtual seconds for each real one, 0.1–100. */
	speed: number;
	/** A terminal is behind with drawing, so time waits for it. */
	waiting: boolean;
	/** Replaying inputs to get somewhere: how many of how many. */
	replaying?: { done: number; of: number };
}

/** The simulation threw: our fault, never the learner's. */
export interface Stopped {
	at: number;
	message: string;
	recording: Recording | undefined;
}

export interface MachineInfo {
	name: string;
	address: string;
	role: 'manager' | 'worker';
}

export interface RunResult {
	code: number;
	stdout: string;
	stderr: string;
}

/** What a world is started from. */
export interface Start {
	recording: Recording;
	lesson?: Lesson;
	/** Step of the lesson to begin at; the ones before it are played first. */
	step?: number;
	playing: boolean;
	speed: number;
}

export interface WorkerApi {
	/** Gives the worker its end of the stream, and the name of the channel for output. Call first, once. */
	connect(port: MessagePort, output: string): void;
	/** Replaces the world. Frames that follow are of the new one, from its first event. */
	start(start: Start): Promise<MachineInfo[]>;
	play(): void;
	pause(): void;
	setSpeed(speed: number): void;
	/** Until one more thing has happened that a learner can see. */
	stepEvent(): void;
	run(machine: string, command: string): Promise<RunResult>;
	/** Resolves at the virtual time the page is there, or is known not to come. */
	browse(request: PageRequest): Promise<PageResult>;
	fault(text: string): { error?: string };
	enterStep(index: number): void;
	recording(): Recording;
	snapshot(): unknown;
	/** Measures one world of an experiment, beside the one that was started, if any. */
	measure(id: ExperimentId, parameter: number, run: Run): Promise<Reading>;
	/** The Markdown of a lesson that a recording could become. */
	recordedLesson(recording: Recording, language: Language): Promise<string>;
	/** Hash over the whole trace: equal hashes, equal runs. */
	hash(): string;
}
