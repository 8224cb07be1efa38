import { checksOf, commandsOf, type Lesson, type Step } from '../../core/lesson/lesson-types.ts';
import type { Tally } from './checks.ts';

const WORDS_PER_STEP = 150;
const COMMANDS_PER_STEP = 3;
/** What a reader of technical text takes in, and how long one types, looks and thinks: for the minutes of a lesson. */
const PACE = { wordsPerMinute: 150, commandMinutes: 0.3, predictionMinutes: 0.4, challengeMinutes: 1 } as const;

/** What a step asks of its reader. */
export interface StepFigures {
	step: string;
	words: number;
	/** Commands that no step before has shown. */
	fresh: string[];
	commands: number;
	minutes: number;
}

export interface Lint {
	steps: StepFigures[];
	problems: string[];
}

/** What can be said of a lesson without running anything. */
export function lintLesson(lesson: Lesson, tally: Tally): Lint {
	const seen = new Set<string>();
	const steps = lesson.steps.map((step) => figuresOf(step, lesson, seen));
	const problems = lesson.steps.flatMap((step, i) => {
		const tell = (problem: string): string => told(lesson, step.line, `step \`${step.id}\`: ${problem}`);
		return [...tooMuch(steps[i]!), ...hintsOf(step, tally), ...linksOf(step, lesson, tally), ...promisesOf(step, tally)].map(tell);
	});
	tally['CI-11']++;
	if (lesson.source === '') problems.push(told(lesson, 1, 'no `source`: what does it follow?'));
	const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
	if (minutes > lesson.minutes)
		problems.push(told(lesson, 1, `\`minutes: ${lesson.minutes}\`, but its words and commands take ${Math.ceil(minutes)}.`));
	return { steps, problems };
}

/** A mistake as an editor can jump to it; lessons are named by their folder. */
export function told({ id, language }: Lesson, line: number, problem: string): string {
	return `${id}/${language}.md:${line}: ${problem}`;
}

function tooMuch({ words, fresh }: StepFigures): string[] {
	const problems: string[] = [];
	if (words > WORDS_PER_STEP) problems.push(`${words} words; at most ${WORDS_PER_STEP}.`);
	if (fresh.length > COMMANDS_PER_STEP)
		problems.push(`${fresh.length} new commands (${fresh.join(', ')}); at most ${COMMANDS_PER_STEP}.`);
	return problems;
}

function hintsOf(step: Step, tally: Tally): string[] {
	const hints = step.blocks.flatMap((block) => (block.type === 'hint' ? [block.html] : []));
	tally['CI-11'] += hints.length;
	const commands = step.solutions.flatMap((attempt) => attempt.commands.map(({ text }) => text));
	return commands
		.filter((text) => text.length > 8 && hints.some((html) => plain(html).includes(text)))
		.map((text) => `a hint gives the command \`${text}\`.`);
}

/** Links within a lesson lead to its steps, pictures can be read aloud. Terms and marks are looked up by the parser. */
function linksOf(step: Step, lesson: Lesson, tally: Tally): string[] {
	const html = step.blocks.map((block) => (block.type === 'html' || block.type === 'hint' || block.type === 'note' ? block.html : '')).join('');
	const links = [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href!);
	const pictures = [...html.matchAll(/<img [^>]*>/g)].map(([picture]) => picture);
	tally['CI-11'] += links.length + pictures.length + [...html.matchAll(/data-(?:term|points-at)=/g)].length;
	const lost = links.filter((href) => !/^https?:\/\/[^/]+/.test(href) && !lesson.steps.some(({ id }) => href === `#${id}`));
	return [
		...lost.map((href) => `the link ${href} leads nowhere; the steps are ${lesson.steps.map(({ id }) => `#${id}`).join(' ')}.`),
		...pictures.filter((picture) => !/alt="[^"]+"/.test(picture)).map(() => 'a picture without words: `![what it shows](…)`.')
	];
}

/** What stands in a step has its counterpart in it. */
function promisesOf(step: Step, tally: Tally): string[] {
	const problems: string[] = [];
	const goals = checksOf(step).length;
	for (const block of step.blocks) {
		if (block.type === 'predict' && block.reveal >= goals)
			problems.push(`\`reveal: ${block.reveal + 1}\`, but the step has ${goals} ${goals === 1 ? 'check' : 'checks'}.`);
	}
	const tried = [...step.solutions, ...step.wrongs.map(({ attempt }) => attempt)].flatMap(({ commands }) => commands);
	const shown = commandsOf(step);
	tally['CI-5'] += shown.length;
	for (const { node, text } of shown) {
		// As it stands, or as a part of a line: a password that the learner types is piped in.
		if (!tried.some((one) => one.node === node && one.text.includes(text)))
			problems.push(`\`${text}\` is shown, but neither a solution nor a \`wrong\` runs it.`);
	}
	if (step.blocks.some(({ type }) => type === 'fault') && !step.blocks.some(({ type }) => type === 'predict'))
		problems.push('a fault without a prediction before it.');
	return problems;
}

function figuresOf(step: Step, { language }: Lesson, seen: Set<string>): StepFigures {
	const words = countWords(step, language);
	const names = commandsOf(step).map(commandName);
	const fresh = [...new Set(names)].filter((name) => !seen.has(name));
	for (const name of fresh) seen.add(name);
	const predictions = step.blocks.filter(({ type }) => type === 'predict').length;
	const minutes =
		words / PACE.wordsPerMinute +
		(names.length + step.blocks.filter(({ type }) => type === 'fault').length) * PACE.commandMinutes +
		predictions * PACE.predictionMinutes +
		(step.challenge ? PACE.challengeMinutes : 0);
	return { step: step.id, words, fresh, commands: names.length, minutes };
}

/** Program and its first words: what counts as a new command to a learner. */
function commandName({ text }: { text: string }): string {
	return text
		.split(/\s+/)
		.slice(0, text.startsWith('docker ') ? 3 : 1)
		.filter((word) => !word.startsWith('-'))
		.join(' ');
}

function countWords(step: Step, language: string): number {
	const text = step.blocks.map((block) => (block.type === 'html' || block.type === 'note' ? plain(block.html) : '')).join(' ');
	// A Chinese word is about one and a half characters long.
	const han = (text.match(/\p{Script=Han}/gu) ?? []).length;
	const words = (text.match(/[\p{Script=Latin}\d][\p{L}\d.'’:/-]*/gu) ?? []).length;
	return language === 'zh-CN' ? Math.round(han / 1.5) + words : words;
}

/** HTML that we made, as it is read. */
export function plain(html: string): string {
	return html
		.replace(/<[^>]*>/g, '')
		.replace(/&quot;/g, '"')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&');
}
