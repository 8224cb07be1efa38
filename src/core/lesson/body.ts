import { LessonError } from './lesson-error.ts';
import type { Lesson, LessonCommand, Step } from './lesson-types.ts';
import { FENCES } from './fences.ts';
import { lessonMarkdown } from './links.ts';
import { ShellLines } from './shell-lines.ts';
import { YamlFences } from './yaml-fences.ts';

/** The text below the head: steps, prose and fences. */
export class BodyParser {
	private readonly markdown = lessonMarkdown();
	private readonly shell: ShellLines;
	private readonly yaml: YamlFences;
	private step: Step | undefined;
	private prose: string[] = [];
	private readonly ids = new Set<string>();

	constructor(
		private readonly lesson: Lesson,
		private readonly file: string,
		private readonly firstLine: number,
		machines: ReadonlySet<string>
	) {
		const fail = (line: number, problem: string): never => this.fail(line, problem);
		this.shell = new ShellLines(machines, fail);
		this.yaml = new YamlFences(this.markdown, fail);
	}

	parse(body: string): void {
		const lines = body.split('\n');
		for (let i = 0; i < lines.length; i++) {
			const line = lines[i]!;
			const at = this.firstLine + i;
			const heading = /^## (.*)$/.exec(line);
			const fence = /^(`{3,})(.*)$/.exec(line);
			if (heading) {
				this.flushProse();
				this.openStep(heading[1]!, at);
			} else if (fence) {
				this.flushProse();
				const content: string[] = [];
				const close = fence[1]!;
				let j = i + 1;
				while (j < lines.length && lines[j]!.trim() !== close) content.push(lines[j++]!);
				if (j >= lines.length) this.fail(at, 'this fence is never closed.');
				this.readFence(fence[2]!.trim(), content, at);
				i = j;
			} else {
				this.prose.push(line);
			}
		}
		this.flushProse();
		for (const step of this.lesson.steps) this.complete(step);
	}

	private fail(line: number, problem: string): never {
		throw new LessonError(this.file, line, problem);
	}

	private openStep(head: string, line: number): void {
		const match = /^(.*?)\s*(?:\{([^}]*)\})?\s*$/.exec(head)!;
		const attributes = match[2] ?? '';
		const id = /#([a-z0-9-]+)/.exec(attributes)?.[1];
		if (!id) this.fail(line, 'a step needs an id: `## Title {#id}`.');
		if (this.ids.has(id)) this.fail(line, `a second step with the id \`${id}\`.`);
		this.ids.add(id);
		const rest = attributes.replace(/#[a-z0-9-]+|\.challenge\b|(?:covers|view)="[^"]*"/g, '').trim();
		if (rest) this.fail(line, `\`${rest}\` is not known here. Allowed: #id, .challenge, covers="…", view="…".`);
		const view = /view="([^"]*)"/.exec(attributes)?.[1];
		const named = this.lesson.view.find((name) => name === view);
		if (view !== undefined && !named) {
			this.fail(line, `\`${view}\` is no diagram of this lesson. Allowed: ${this.lesson.view.join(', ')}.`);
		}
		this.step = {
			id,
			// It stands in lists and buttons, too, where nothing is set as code.
			title: match[1]!.replaceAll('`', ''),
			challenge: /\.challenge\b/.test(attributes),
			view: named,
			covers: (/covers="([^"]*)"/.exec(attributes)?.[1] ?? '').split(/\s+/).filter(Boolean),
			blocks: [],
			solutions: [],
			ownSolution: false,
			wrongs: [],
			expects: [],
			line
		};
		this.lesson.steps.push(this.step);
	}

	private flushProse(): void {
		const text = this.prose.join('\n').trim();
		this.prose = [];
		if (!text) return;
		const html = this.markdown.render(text);
		if (this.step) this.step.blocks.push({ type: 'html', html });
		else this.lesson.intro += html;
	}

	private readFence(info: string, content: string[], line: number): void {
		const [name = '', ...words] = info.split(/\s+/);
		if (!Object.hasOwn(FENCES, name))
			this.fail(line, `unknown fence \`${name}\`. Allowed: ${Object.keys(FENCES).join(', ')}.`);
		const { step } = this;
		if (!step) return this.fail(line, 'a fence must stand in a step.');
		const { markdown, shell, yaml } = this;
		const fail = (at: number, problem: string): never => this.fail(at, problem);
		FENCES[name]!({ step, words, content, text: content.join('\n'), line, markdown, shell, yaml, fail });
	}

	private complete(step: Step): void {
		const shown = step.blocks.flatMap((b): LessonCommand[] =>
			b.type === 'command' ? [b.command] : b.type === 'fault' ? [{ node: '', text: `# fault ${b.text}` }] : []
		);
		if (!step.ownSolution && shown.length > 0) step.solutions.unshift({ commands: shown, line: step.line });
		const checks = step.blocks.filter((b) => b.type === 'check').length;
		if (checks > 0 && step.solutions.length === 0)
			this.fail(step.line, `step \`${step.id}\` has a goal, but neither commands nor a \`solution\`.`);
		if (step.challenge && !step.ownSolution) this.fail(step.line, `challenge \`${step.id}\` needs a \`solution\`.`);
	}
}
