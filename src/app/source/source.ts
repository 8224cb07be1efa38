import type { LessonState } from '../../core/lesson/runner.ts';
import type { SeenEvent } from '../../core/view/cluster.ts';
import type { MachineInfo, PrintedBy, RunResult, Start, Status, Stopped } from '../worker/protocol.ts';
import type { Recording } from '../../core/world/recording.ts';
import type { PageRequest, PageResult } from '../../core/world/world.ts';

/** Where a trace comes from. The page does not know whether a world is running behind it or a recording is read. */
export interface Source {
	listen(listener: SourceListener): () => void;
	start(start: Start): Promise<MachineInfo[]>;
	play(): void;
	pause(): void;
	setSpeed(speed: number): void;
	stepEvent(): void;
	input(machine: string, text: string): void;
	resize(machine: string, columns: number, rows: number): void;
	/** The terminal has drawn so many characters. */
	acknowledge(machine: string, length: number): void;
	run(machine: string, command: string): Promise<RunResult>;
	browse(request: PageRequest): Promise<PageResult>;
	fault(text: string): Promise<{ error?: string }>;
	enterStep(index: number): void;
	recording(): Promise<Recording>;
	snapshot(): Promise<unknown>;
	hash(): Promise<string>;
	close(): void;
}

export interface SourceListener {
	frame(
		status: Status,
		events: readonly SeenEvent[],
		lesson: LessonState | undefined,
		printed: readonly PrintedBy[]
	): void;
	output(machine: string, text: string): void;
	stopped(stopped: Stopped): void;
}
