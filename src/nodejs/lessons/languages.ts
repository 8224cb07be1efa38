import type { Lesson } from '../../core/lesson/lesson-types.ts';

/** Whether two languages of a lesson differ only in words. Returns what differs. */
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
	const problems: string[] = [];
	if (JSON.stringify({ ...left, steps: 0 }) !== JSON.stringify({ ...right, steps: 0 })) problems.push(`${a.id}: the heads of ${a.language} and ${b.language} differ.`);
	for (let i = 0; i < Math.max(left.steps.length, right.steps.length); i++) {
		if (JSON.stringify(left.steps[i]) !== JSON.stringify(right.steps[i])) {
			problems.push(`${a.id}: step ${a.steps[i]?.id ?? b.steps[i]?.id ?? i} differs between ${a.language} and ${b.language} in more than its words.`);
		}
	}
	return problems;
}
