import type { Step } from './lesson-types.ts';
import type { lessonMarkdown } from './links.ts';
import type { ShellLines } from './shell-lines.ts';
import type { Fail } from './yaml-block.ts';
import type { YamlFences } from './yaml-fences.ts';

/** A fence of a step, and what reads it. */
interface Fence {
	step: Step;
	/** After the fence's name. */
	words: readonly string[];
	content: string[];
	text: string;
	/** Of the opening fence. */
	line: number;
	markdown: ReturnType<typeof lessonMarkdown>;
	shell: ShellLines;
	yaml: YamlFences;
	fail: Fail;
}

const sample = ({ step, text }: Fence): void => {
	step.blocks.push({ type: 'output', text });
};

/** What may stand after three backticks, and what becomes of it. */
export const FENCES: Readonly<Record<string, (fence: Fence) => void>> = {
	console({ step, content, line, shell }) {
		step.blocks.push(...shell.console(content, line + 1));
	},
	check({ step, text, line, yaml }) {
		step.blocks.push({ type: 'check', check: yaml.check(text, line) });
	},
	predict({ step, text, line, yaml }) {
		step.blocks.push(yaml.predict(text, line));
	},
	fault({ step, text, line, shell }) {
		const fault = text.trim();
		shell.checkFault(fault, line + 1);
		step.blocks.push({ type: 'fault', text: fault, line: line + 1 });
	},
	solution({ step, content, words, line, shell, fail }) {
		const attempt = shell.attempt(content, line + 1);
		if (words[0] === 'alt') {
			step.solutions.push(attempt);
			return;
		}
		if (step.ownSolution) fail(line, 'a second `solution`; alternatives are `solution alt`.');
		step.ownSolution = true;
		step.solutions.unshift(attempt);
	},
	wrong({ step, content, line, shell, fail }) {
		const says = content.flatMap((l) => /^# => (.*)$/.exec(l)?.[1] ?? []).join('\n');
		if (!says) fail(line, 'a `wrong` ends with `# => the message it must give`.');
		const commands = content.filter((l) => !l.startsWith('# =>'));
		step.wrongs.push({ attempt: shell.attempt(commands, line + 1), says });
	},
	expect({ step, text, line, fail }) {
		const commands = step.blocks.filter((b) => b.type === 'command').length;
		if (commands === 0) fail(line, '`expect` stands after the command whose output it describes.');
		step.expects.push({ command: commands - 1, pattern: text.trim(), line: line + 1 });
	},
	hint({ step, text, markdown }) {
		step.blocks.push({ type: 'hint', html: markdown.render(text) });
	},
	note({ step, text, markdown }) {
		step.blocks.push({ type: 'note', html: markdown.render(text) });
	},
	figure({ step, text, line, yaml }) {
		step.blocks.push(yaml.figure(text, line));
	},
	experiment({ step, text, line, yaml }) {
		step.blocks.push(yaml.experiment(text, line));
	},
	text: sample,
	bash: sample,
	yaml: sample,
	json: sample
};
