import { parse as parseShell } from 'unbash';
import { parseDuration } from './duration.ts';
import { blankProblem } from './fill.ts';
import type { Attempt, Block, LessonCommand } from './lesson-types.ts';

const FAULT_VERBS = [
	'stop',
	'start',
	'power',
	'pause',
	'resume',
	'partition',
	'heal',
	'drop',
	'block',
	'delay',
	'kill'
] as const;

/** A prompt: `mgr1$ `, or `root@pi6 $ ` and the article's own `root@pi1 ` without a dollar. */
const PROMPT = /^(?:root@([a-z][a-z0-9-]*) ?\$? |([a-z][a-z0-9-]*)\$ )(.*)$/;

/** `mgr1< set test aaa`: typed into the program that the command before it started. */
const TYPED = /^([a-z][a-z0-9-]*)< (.*)$/;

/** Reads the lines of fences that hold commands. */
export class ShellLines {
	constructor(
		private readonly machines: ReadonlySet<string>,
		private readonly fail: (line: number, problem: string) => never
	) {}

	/** Commands and, between them, sample output. A line that does not parse goes on in the next one, as in bash. */
	console(content: string[], firstLine: number): Block[] {
		const blocks: Block[] = [];
		let output: string[] = [];
		const flush = (): void => {
			if (output.join('').trim()) blocks.push({ type: 'output', text: output.join('\n').replace(/\n+$/, '') });
			output = [];
		};
		for (let i = 0; i < content.length; i++) {
			const line = firstLine + i;
			const last = blocks.findLast((block) => block.type === 'command');
			if (this.typed(content[i]!, line, last?.command)) continue;
			const prompt = PROMPT.exec(content[i]!);
			if (!prompt) {
				output.push(content[i]!);
				continue;
			}
			flush();
			const node = this.machine(prompt[1] ?? prompt[2]!, line);
			let text = prompt[3]!;
			while (isIncomplete(text) && i + 1 < content.length) text += `\n${content[++i]!.replace(/^> /, '')}`;
			this.checkCommand(text, line);
			blocks.push({ type: 'command', command: { node, text }, line });
		}
		flush();
		if (!blocks.some((b) => b.type === 'command'))
			this.fail(firstLine - 1, 'a `console` fence without a command; commands have a prompt such as `mgr1$ `.');
		return blocks;
	}

	attempt(content: string[], firstLine: number): Attempt {
		const commands: LessonCommand[] = [];
		for (let i = 0; i < content.length; i++) {
			const raw = content[i]!;
			const line = firstLine + i;
			if (!raw.trim()) continue;
			const directive = /^# (fault|wait) (.*)$/.exec(raw);
			if (directive) {
				if (directive[1] === 'fault') this.checkFault(directive[2]!, line);
				else if (parseDuration(directive[2]!) === undefined)
					this.fail(line, `\`${directive[2]!}\` is no duration such as 30s.`);
				commands.push({ node: '', text: raw });
				continue;
			}
			if (this.typed(raw, line, commands.at(-1))) continue;
			const prompt = PROMPT.exec(raw);
			if (!prompt) this.fail(line, 'a command needs a prompt such as `mgr1$ `.');
			const node = this.machine(prompt[1] ?? prompt[2]!, line);
			let text = prompt[3]!;
			while (isIncomplete(text) && i + 1 < content.length) text += `\n${content[++i]!.replace(/^> /, '')}`;
			this.checkCommand(text, line);
			commands.push({ node, text });
		}
		if (commands.length === 0) this.fail(firstLine - 1, 'this fence holds no command.');
		return { commands, line: firstLine - 1 };
	}

	/** Whether the line is typed into what `command` started; it is added there. */
	private typed(raw: string, line: number, command: LessonCommand | undefined): boolean {
		const match = TYPED.exec(raw);
		if (!match) return false;
		if (!command || command.node !== match[1])
			return this.fail(line, `no command of \`${match[1]!}\` stands before what is typed.`);
		(command.typed ??= []).push(match[2]!);
		return true;
	}

	private machine(name: string, line: number): string {
		if (!this.machines.has(name))
			this.fail(line, `no machine \`${name}\`. This lesson has: ${[...this.machines].join(', ')}.`);
		return name;
	}

	private checkCommand(text: string, line: number): void {
		if (isIncomplete(text)) this.fail(line, `this command is not complete: ${text}`);
		const error = parseShell(text).errors?.[0];
		if (error) this.fail(line, `this command does not parse: ${error.message}`);
		const wide = /[“”‘’——–：（）；，]/u.exec(text);
		if (wide) this.fail(line, `this command holds \`${wide[0]}\`, which no shell understands.`);
		const blank = blankProblem(text);
		if (blank) this.fail(line, blank);
	}

	checkFault(text: string, line: number): void {
		const verb = text.split(/\s+/)[0]!;
		if (!(FAULT_VERBS as readonly string[]).includes(verb))
			this.fail(line, `no fault \`${verb}\`. Allowed: ${FAULT_VERBS.join(', ')}.`);
	}
}

/** Whether bash would ask for more: an open quote, loop, heredoc, or a backslash at the end. */
export function isIncomplete(text: string): boolean {
	if (/(^|[^\\])(\\\\)*\\\n?$/.test(text)) return true;
	const script = parseShell(text);
	if (script.errors?.some((e) => /^unterminated/.test(e.message) || e.pos >= text.trimEnd().length)) return true;
	const heredoc = /<<-?\s*(['"]?)([A-Za-z_]\w*)\1/.exec(text);
	return (
		heredoc !== null && !new RegExp(`^\\t*${heredoc[2]!}$`, 'm').test(text.slice(heredoc.index + heredoc[0].length))
	);
}
