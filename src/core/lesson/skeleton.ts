import type { LessonCommand } from './lesson-types.ts';

export interface SkeletonStep {
	id: string;
	title: string;
	prose: string;
	/** In the order they were given; faults and waits as in a solution (`# fault …`). */
	commands: readonly LessonCommand[];
	check?: { goal: string; that: string; absent?: string; notThere?: string; notYet: string };
}

export interface SkeletonHead {
	title: string;
	summary: string;
	source: string;
	minutes: number;
	era: string;
	/** YAML in one line. */
	cluster: string;
}

/** The Markdown of a lesson that is to be written on: head, steps with their commands, goals. */
export function skeleton({ steps, ...head }: SkeletonHead & { steps: readonly SkeletonStep[] }): string {
	const lines = [
		'---',
		'format: 1',
		`title: ${head.title}`,
		`summary: ${head.summary}`,
		`source: ${head.source}`,
		`minutes: ${head.minutes}`,
		`era: "${head.era}"`,
		`cluster: ${head.cluster}`,
		'---'
	];
	return `${[lines.join('\n'), ...steps.flatMap(stepParts)].join('\n\n')}\n`;
}

function stepParts({ id, title, prose, commands, check }: SkeletonStep): string[] {
	const parts = [`## ${title} {#${id}}`];
	if (prose) parts.push(prose);
	const shown = commands.filter(({ node }) => node !== '');
	const faults = commands.flatMap(({ node, text }) => (node === '' ? (/^# fault (.*)$/.exec(text)?.[1] ?? []) : []));
	for (const fault of faults) parts.push(fence('fault', [fault]));
	if (shown.length > 0) parts.push(fence('console', shown.flatMap(typedLines)));
	if (check) {
		const { goal, that, absent, notThere, notYet } = check;
		const reasons = absent ? [`  - when: ${quoted(absent)}`, `    say: ${quoted(notThere ?? notYet)}`] : [];
		parts.push(
			fence('check', [
				`goal: ${quoted(goal)}`,
				`that: ${quoted(that)}`,
				'else:',
				...reasons,
				`  - say: ${quoted(notYet)}`
			])
		);
	}
	// What is shown is the solution, unless something lies between the commands.
	if (check && shown.length !== commands.length)
		parts.push(
			fence(
				'solution',
				commands.flatMap((command) => (command.node === '' ? [command.text] : typedLines(command)))
			)
		);
	return parts;
}

function typedLines({ node, text, typed = [] }: LessonCommand): string[] {
	return [`${node}$ ${text}`, ...typed.map((line) => `${node}< ${line}`)];
}

function fence(name: string, lines: readonly string[]): string {
	return ['```' + name, ...lines, '```'].join('\n');
}

/** A YAML string that needs no thought. */
function quoted(text: string): string {
	return JSON.stringify(text);
}
