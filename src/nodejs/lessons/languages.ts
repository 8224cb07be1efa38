import type { Lesson } from '../../core/lesson/lesson-types.ts';
import { told } from './lint.ts';

/** Whether two languages of a lesson differ only in words. @returns what differs, told of the second */
export function compareLanguages(a: Lesson, b: Lesson): string[] {
	const machine = (lesson: Lesson): unknown => ({
		...lesson,
		language: '',
		title: '',
		summary: '',
		intro: '',
		terms: lesson.terms.map(({ id }) => id).sort(),
		steps: lesson.steps.map((step) => ({
			...step,
			title: '',
			line: 0,
			solutions: step.solutions.map((s) => s.commands),
			wrongs: step.wrongs.map((w) => w.attempt.commands),
			expects: step.expects.map((e) => ({ command: e.command, pattern: e.pattern })),
			blocks: step.blocks.flatMap((block): unknown[] => {
				switch (block.type) {
					case 'command':
						return [{ type: block.type, command: block.command }];
					case 'check':
						return [{ that: block.check.that, within: block.check.withinMs, progress: block.check.progress, else: block.check.else.map((e) => e.when) }];
					case 'predict':
						return [{ reveal: block.reveal, choices: block.choices.map((c) => c.right) }];
					case 'fault':
						return [{ type: 'fault', text: block.text }];
					case 'experiment':
						return [{ type: 'experiment', measure: block.measure }];
					case 'figure':
						return [{ type: 'figure', rows: block.rows.map((r) => r.flow.map((box) => (Array.isArray(box) ? box.length : 0))) }];
					default:
						return [block.type];
				}
			})
		}))
	});
	const left = machine(a) as { steps: unknown[] };
	const right = machine(b) as { steps: unknown[] };
	const head = firstDifference({ ...left, steps: 0 }, { ...right, steps: 0 }, a.language);
	const problems = head ? [told(b, 1, `the head is not that of ${a.language}.md: ${head}`)] : [];
	if (a.steps.length !== b.steps.length) problems.push(told(b, 1, `${b.steps.length} steps (${ids(b)}), but ${a.steps.length} in ${a.language}.md (${ids(a)}).`));
	for (let i = 0; i < Math.min(left.steps.length, right.steps.length); i++) {
		const what = firstDifference(left.steps[i], right.steps[i], a.language);
		if (what) problems.push(told(b, b.steps[i]!.line, `step \`${b.steps[i]!.id}\` differs from ${a.language}.md:${a.steps[i]!.line} in more than its words: ${what}`));
	}
	return problems;
}

const ids = ({ steps }: Lesson): string => steps.map(({ id }) => id).join(', ');

/** The first place where two pieces of data are not the same, and what stands there; undefined where there is none. */
function firstDifference(a: unknown, b: unknown, language: string, path = ''): string | undefined {
	if (JSON.stringify(a) === JSON.stringify(b)) return undefined;
	const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
	if (isTree(a) && isTree(b)) {
		for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
			const place = Array.isArray(a) ? `${path}[${Number(key) + 1}]` : path ? `${path}.${key}` : key;
			const found = firstDifference(a[key], b[key], language, place);
			if (found) return found;
		}
	}
	return `${path} is ${shown(b)} here, ${shown(a)} in ${language}.md.`;
}

function shown(value: unknown): string {
	if (value === undefined) return 'not there';
	const text = typeof value === 'string' ? value : JSON.stringify(value);
	return `\`${text.length > 100 ? `${text.slice(0, 99)}…` : text}\``;
}
