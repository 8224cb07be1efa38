import type { ExperimentId } from './experiment/experiment.ts';
import type { EraId } from '../era/era.ts';
import type { ClusterShape } from '../world/cluster-shape.ts';

/** A lesson after parsing: plain data, made at build time (parse.ts). HTML in it was made from Markdown by us. */
export type Language = 'en' | 'zh-CN';
export const LANGUAGES: readonly Language[] = ['en', 'zh-CN'];

const SWARM_MODE = ['replicas', 'raft', 'ingress'] as const;
const CLASSIC = ['classic', 'schedule', 'discovery'] as const;
export type DiagramName = (typeof SWARM_MODE)[number] | (typeof CLASSIC)[number];

/** Diagrams of a world, in the order of their tabs: of swarm mode, or of the standalone Swarm. */
export function diagramsOf(cluster: { classic?: unknown } | undefined): readonly DiagramName[] {
	return cluster?.classic === undefined ? SWARM_MODE : CLASSIC;
}

/** A word of the glossary. */
export interface Term {
	id: string;
	name: string;
	/** One sentence. */
	text: string;
	/** Its name in the other language. */
	other: string;
}

export interface Check {
	/** HTML of one line. */
	goal: string;
	/** Common Expression Language over the snapshot (snapshot.ts). */
	that: string;
	/** First whose `when` holds tells why not yet (HTML). An entry without `when` always holds. */
	else: { when?: string; say: string }[];
	/** Progress of a counted goal: two CEL expressions, reached and wanted. */
	progress?: { reached: string; wanted: string };
	/** Virtual milliseconds that a test waits for it after the solution. */
	withinMs: number;
	line: number;
}

export interface Choice {
	html: string;
	right: boolean;
	/** Why this one is (not) what happens; '' when nothing is to be said. */
	because: string;
}

/** One command as shown, with the machine whose prompt stands before it. `text` may hold several lines. */
export interface LessonCommand {
	node: string;
	text: string;
	/** Lines for the program that it starts, in its order; `^C` is that key. */
	typed?: string[];
}

export type Block =
	| { type: 'html'; html: string }
	| { type: 'command'; command: LessonCommand; /** line in the Markdown file */ line: number }
	/** Sample output of the command before it, as the article prints it. */
	| { type: 'output'; text: string }
	| { type: 'check'; check: Check }
	| {
			type: 'predict';
			ask: string;
			choices: Choice[];
			/** index of the check whose passing tells the answer, -1: the next command */ reveal: number;
	  }
	| { type: 'fault'; text: string; line: number }
	| { type: 'hint'; html: string }
	| { type: 'note'; html: string }
	/** Boxes from left to right, one row for each way of doing it; a box that is a list is drawn as a stack. */
	| { type: 'figure'; caption: string; rows: FigureRow[] }
	/** A plot that the learner fills by letting worlds run. */
	| { type: 'experiment'; measure: ExperimentId; caption: string };

export interface FigureRow {
	label: string;
	flow: (string | string[])[];
}

export interface Attempt {
	/** Commands, faults ('# fault …') and waits ('# wait 30s') as for `swarmlab exec`. */
	commands: LessonCommand[];
	line: number;
}

export interface Step {
	id: string;
	title: string;
	challenge: boolean;
	/** The diagram that comes into focus with it. */
	view: DiagramName | undefined;
	/** Rows of articles/coverage.yaml. */
	covers: string[];
	blocks: Block[];
	/** First the solution (the step's own commands where the lesson gives none), then the alternatives. */
	solutions: Attempt[];
	/** Whether `solutions[0]` was written as one, or is the step's own commands. */
	ownSolution: boolean;
	/** Attempts that must not pass, and what the learner must read (plain text, part of the message or of stderr). */
	wrongs: { attempt: Attempt; says: string }[];
	/** Patterns (with * and ?) that the output of the command before must match, by index of the command in the step. */
	expects: { command: number; pattern: string; line: number }[];
	line: number;
}

export interface Lesson {
	format: 1;
	id: string;
	language: Language;
	title: string;
	summary: string;
	/** The article it follows: a key of coverage.yaml. */
	source: string;
	minutes: number;
	era: EraId;
	cluster: ClusterShape;
	/** Number, or 'fixed' seeds that tests do not vary. */
	seed: number;
	seedFixed: boolean;
	view: DiagramName[];
	/** HTML before the first step. */
	intro: string;
	steps: Step[];
	/** Terms that its text links to, in order of appearance. */
	terms: Term[];
	/** The chapter and its title, from course.yaml. */
	chapter: string;
}

/** Goals of a step, in order. */
export function checksOf(step: Step): Check[] {
	return step.blocks.flatMap((block) => (block.type === 'check' ? [block.check] : []));
}

/** Commands of a step that are shown to be clicked, in order. */
export function commandsOf(step: Step): LessonCommand[] {
	return step.blocks.flatMap((block) => (block.type === 'command' ? [block.command] : []));
}
