import { load as loadYaml } from 'js-yaml';
import MarkdownIt from 'markdown-it';
import { parse as parseShell } from 'unbash';
import type { EraId } from '../era/era.ts';
import { ERAS, hasEra } from '../era/eras.ts';
import { compileCheck } from './check.ts';
import { blankProblem } from './fill.ts';
import { LessonError, unknownKey } from './lesson-error.ts';
import {
	DEFAULT_NETWORK,
	MACHINE_KEYS,
	numberedMachines,
	readMachineExtras,
	type ClusterShape
} from '../world/cluster-shape.ts';
import { termIn, type Glossary } from './glossary.ts';
import type {
	Attempt,
	Block,
	Check,
	Choice,
	DiagramName,
	Language,
	Lesson,
	LessonCommand,
	Step
} from './lesson-types.ts';

/** What a lesson inherits from the course where it says nothing itself. */
export interface LessonDefaults {
	era?: string;
	cluster?: unknown;
	minutes?: number;
	chapter: string;
}

const FRONT_KEYS = ['format', 'title', 'summary', 'source', 'minutes', 'era', 'cluster', 'seed', 'view'] as const;
const CLUSTER_KEYS = ['managers', 'workers', 'machines', 'seed', 'network', 'formed', 'classic'] as const;
const CHECK_KEYS = ['goal', 'that', 'else', 'within', 'progress'] as const;
const ELSE_KEYS = ['when', 'say'] as const;
const FIGURE_KEYS = ['caption', 'rows'] as const;
const PREDICT_KEYS = ['ask', 'choices', 'reveal'] as const;
const FENCES = [
	'console',
	'check',
	'predict',
	'fault',
	'solution',
	'wrong',
	'expect',
	'hint',
	'note',
	'figure',
	'text',
	'bash',
	'yaml',
	'json'
] as const;
const DIAGRAMS: readonly DiagramName[] = ['replicas', 'raft', 'ingress'];
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

/**
 * Markdown → lesson. Everything an author can get wrong is told with file and line.
 * @param id folder of the lesson, `file` as shown in messages
 * @param glossary what `term:…` links may name
 * @throws LessonError
 */
export function parseLesson(
	text: string,
	id: string,
	language: Language,
	file: string,
	defaults: LessonDefaults,
	glossary: Glossary = new Map()
): Lesson {
	const fail = (line: number, problem: string): never => {
		throw new LessonError(file, line, problem);
	};
	const { front, body, bodyLine } = splitFrontMatter(text, file);
	for (const key of Object.keys(front)) {
		if (!(FRONT_KEYS as readonly string[]).includes(key)) fail(lineOfKey(text, key), unknownKey(key, FRONT_KEYS));
	}
	if (front['format'] !== 1) fail(1, `format must be 1, not ${JSON.stringify(front['format'] ?? null)}.`);
	const need = (key: string): string => {
		const value = front[key];
		if (typeof value !== 'string' || value === '') return fail(1, `\`${key}\` is missing in the head of the file.`);
		return value;
	};
	const era = String(front['era'] ?? defaults.era ?? '28.2');
	if (!hasEra(era)) fail(lineOfKey(text, 'era'), `no era \`${era}\`. Allowed: ${ERAS.map((e) => e.id).join(', ')}.`);
	const clusterYaml = (front['cluster'] ?? defaults.cluster ?? { managers: 3, workers: 2 }) as Record<string, unknown>;
	for (const key of Object.keys(clusterYaml)) {
		if (!(CLUSTER_KEYS as readonly string[]).includes(key)) fail(lineOfKey(text, key), unknownKey(key, CLUSTER_KEYS));
	}
	const cluster = clusterShape(clusterYaml, (problem) => fail(lineOfKey(text, 'cluster'), problem));
	const seed = clusterYaml['seed'] ?? front['seed'] ?? 1;
	const view = (front['view'] ?? ['replicas', 'raft', 'ingress']) as DiagramName[];
	for (const name of view)
		if (!DIAGRAMS.includes(name))
			fail(lineOfKey(text, 'view'), `no diagram \`${name}\`. Allowed: ${DIAGRAMS.join(', ')}.`);

	const lesson: Lesson = {
		format: 1,
		id,
		language,
		title: need('title'),
		summary: need('summary'),
		source: need('source'),
		minutes: Number(front['minutes'] ?? defaults.minutes ?? 10),
		era: era as EraId,
		cluster,
		seed: seed === 'fixed' ? 1 : Number(seed),
		seedFixed: front['seed'] === 'fixed' || clusterYaml['seed'] === 'fixed',
		view,
		intro: '',
		steps: [],
		terms: [],
		chapter: defaults.chapter
	};
	const machines = new Set(cluster.machines.map((m) => m.name));
	readLinks(body, bodyLine, lesson, glossary, fail);
	new BodyParser(lesson, file, bodyLine, machines).parse(body);
	if (lesson.steps.length === 0) fail(bodyLine, 'a lesson needs at least one step: `## Title {#id}`.');
	return lesson;
}

/** Machines of a shape: `{managers: 3, workers: 2}` are mgr1… and wrk1…, `{machines: {pi6: 24, pi1: 19}}` are named. */
export function clusterShape(yaml: Record<string, unknown>, fail: (problem: string) => never): ClusterShape {
	const network = typeof yaml['network'] === 'string' ? yaml['network'] : DEFAULT_NETWORK;
	if (yaml['machines'] !== undefined) {
		const machines = Object.entries(yaml['machines'] as Record<string, unknown>).map(([name, host]) => {
			if (!/^[a-z][a-z0-9-]*$/.test(name)) fail(`\`${name}\` cannot be the name of a machine.`);
			if (typeof host !== 'object' || host === null) return { name, role: 'manager' as const, host: Number(host) };
			const fields = host as Record<string, unknown>;
			for (const key of Object.keys(fields)) {
				if (!(MACHINE_KEYS as readonly string[]).includes(key)) fail(unknownKey(key, MACHINE_KEYS));
			}
			const extras = readMachineExtras(fields, (field) => fail(`\`${field}\` of ${name} is not what it should be.`));
			return { name, role: 'manager' as const, host: Number(fields['host']), ...extras };
		});
		machines.forEach((machine, i) => i > 0 && Object.assign(machine, { role: 'worker' }));
		const { classic } = yaml;
		if (classic !== undefined && classic !== 'rc1' && classic !== '1.2.5') fail('`classic` is rc1 or "1.2.5".');
		return {
			machines,
			formed: yaml['formed'] === true,
			network,
			...(classic === undefined ? {} : { classic: classic })
		};
	}
	const managers = Number(yaml['managers'] ?? 1);
	const workers = Number(yaml['workers'] ?? 0);
	if (!(managers >= 1 && managers <= 7 && workers >= 0 && workers <= 20))
		fail('a cluster has 1 to 7 managers and 0 to 20 workers.');
	return { machines: numberedMachines(managers, workers), formed: yaml['formed'] !== false, network };
}

function splitFrontMatter(
	text: string,
	file: string
): { front: Record<string, unknown>; body: string; bodyLine: number } {
	const match = /^---\n([\s\S]*?)\n---\n/.exec(text);
	if (!match) throw new LessonError(file, 1, 'a lesson begins with a head between two lines `---`.');
	let front: unknown;
	try {
		front = loadYaml(match[1]!);
	} catch (error) {
		throw new LessonError(file, yamlLine(error) + 1, `the head is no YAML: ${yamlReason(error)}`);
	}
	return {
		front: (front ?? {}) as Record<string, unknown>,
		body: text.slice(match[0].length),
		bodyLine: match[0].split('\n').length
	};
}

function yamlLine(error: unknown): number {
	return ((error as { mark?: { line?: number } }).mark?.line ?? 0) + 1;
}

function yamlReason(error: unknown): string {
	return (error as { reason?: string }).reason ?? String(error);
}

function lineOfKey(text: string, key: string): number {
	const at = text.split('\n').findIndex((line) => new RegExp(`(^|[{,\\s])${key}\\s*:`).test(line));
	return at < 0 ? 1 : at + 1;
}

/** Links to the glossary and to marks of the diagrams: what they name must be there. */
function readLinks(
	body: string,
	firstLine: number,
	lesson: Lesson,
	glossary: Glossary,
	fail: (line: number, problem: string) => never
): void {
	body.split('\n').forEach((text, i) => {
		for (const [, scheme, target = ''] of text.matchAll(/\]\((term|mark):([^)\s]*)\)/g)) {
			const line = firstLine + i;
			if (scheme === 'term') {
				const term = termIn(glossary, target, lesson.language);
				if (!term)
					return fail(line, `no term \`${target}\` in the glossary. It has: ${[...glossary.keys()].join(', ')}.`);
				if (!lesson.terms.some(({ id }) => id === target)) lesson.terms.push(term);
			} else {
				const parts = target.split('/');
				if (parts.length > 2 || parts.some((part) => part === ''))
					fail(line, `\`mark:${target}\` is not \`mark:name\` or \`mark:diagram/name\`.`);
				if (parts.length === 2 && !(DIAGRAMS as readonly string[]).includes(parts[0]!))
					fail(line, `no diagram \`${parts[0]!}\`. Allowed: ${DIAGRAMS.join(', ')}.`);
			}
		}
	});
}

/**
 * A link becomes what it does: `term:…` opens a word of the glossary, `mark:…` rings something in the diagrams; both are
 * buttons, as they lead nowhere. Any other opens beside the page, which holds machines that would be lost.
 */
function drawLinks(markdown: ReturnType<typeof MarkdownIt>): void {
	const { rules, renderToken } = markdown.renderer;
	const closing: string[] = [];
	rules['link_open'] = (tokens, index, options) => {
		const token = tokens[index]!;
		const url = String(token.attrGet('href') ?? '');
		const [, scheme, target = ''] = /^(term|mark):(.*)$/.exec(url) ?? [];
		closing.push(scheme ? '</button>' : '</a>');
		if (scheme === 'term')
			return `<button type="button" class="term" aria-haspopup="dialog" data-term="${markdown.utils.escapeHtml(target)}">`;
		if (scheme === 'mark')
			return `<button type="button" class="jump" data-points-at="${markdown.utils.escapeHtml(decodeURIComponent(target))}">`;
		token.attrSet('target', '_blank');
		token.attrSet('rel', 'noreferrer');
		return renderToken.call(markdown.renderer, tokens, index, options);
	};
	rules['link_close'] = () => closing.pop() ?? '</a>';
}

class BodyParser {
	private readonly markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
	private step: Step | undefined;
	private prose: string[] = [];
	private readonly ids = new Set<string>();

	constructor(
		private readonly lesson: Lesson,
		private readonly file: string,
		private readonly firstLine: number,
		private readonly machines: ReadonlySet<string>
	) {
		// A link may lead anywhere but must not run anything; terms of the glossary are links to `term:…`.
		this.markdown.validateLink = (url) => /^(https?:|#|term:|mark:)/.test(url);
		drawLinks(this.markdown);
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
				this.fence(fence[2]!.trim(), content, at);
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
		const rest = attributes.replace(/#[a-z0-9-]+|\.challenge\b|covers="[^"]*"/g, '').trim();
		if (rest) this.fail(line, `\`${rest}\` is not known here. Allowed: #id, .challenge, covers="…".`);
		this.step = {
			id,
			title: match[1]!,
			challenge: /\.challenge\b/.test(attributes),
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

	private fence(info: string, content: string[], line: number): void {
		const [name = '', ...words] = info.split(/\s+/);
		if (!(FENCES as readonly string[]).includes(name))
			this.fail(line, `unknown fence \`${name}\`. Allowed: ${FENCES.join(', ')}.`);
		const step = this.step;
		if (!step) return this.fail(line, 'a fence must stand in a step.');
		const text = content.join('\n');
		switch (name) {
			case 'console':
				for (const block of this.consoleBlocks(content, line + 1)) step.blocks.push(block);
				return;
			case 'check':
				step.blocks.push({ type: 'check', check: this.check(text, line) });
				return;
			case 'predict':
				step.blocks.push(this.predict(text, line, step));
				return;
			case 'fault': {
				const fault = text.trim();
				this.checkFault(fault, line + 1);
				step.blocks.push({ type: 'fault', text: fault, line: line + 1 });
				return;
			}
			case 'solution': {
				const attempt = this.attempt(content, line + 1);
				if (words[0] === 'alt') step.solutions.push(attempt);
				else {
					if (step.ownSolution) this.fail(line, 'a second `solution`; alternatives are `solution alt`.');
					step.ownSolution = true;
					step.solutions.unshift(attempt);
				}
				return;
			}
			case 'wrong': {
				const says = content.flatMap((l) => /^# => (.*)$/.exec(l)?.[1] ?? []).join('\n');
				if (!says) this.fail(line, 'a `wrong` ends with `# => the message it must give`.');
				step.wrongs.push({
					attempt: this.attempt(
						content.filter((l) => !l.startsWith('# =>')),
						line + 1
					),
					says
				});
				return;
			}
			case 'expect': {
				const commands = step.blocks.filter((b) => b.type === 'command').length;
				if (commands === 0) this.fail(line, '`expect` stands after the command whose output it describes.');
				step.expects.push({ command: commands - 1, pattern: text.trim(), line: line + 1 });
				return;
			}
			case 'hint':
				step.blocks.push({ type: 'hint', html: this.markdown.render(text) });
				return;
			case 'note':
				step.blocks.push({ type: 'note', html: this.markdown.render(text) });
				return;
			case 'figure':
				step.blocks.push(this.figure(text, line));
				return;
			default:
				step.blocks.push({ type: 'output', text });
		}
	}

	/** Commands and, between them, sample output. A line that does not parse goes on in the next one, as in bash. */
	private consoleBlocks(content: string[], firstLine: number): Block[] {
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

	private attempt(content: string[], firstLine: number): Attempt {
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

	private checkFault(text: string, line: number): void {
		const verb = text.split(/\s+/)[0]!;
		if (!(FAULT_VERBS as readonly string[]).includes(verb))
			this.fail(line, `no fault \`${verb}\`. Allowed: ${FAULT_VERBS.join(', ')}.`);
	}

	private yaml(text: string, line: number, allowed: readonly string[]): Record<string, unknown> {
		let value: unknown;
		try {
			value = loadYaml(text);
		} catch (error) {
			return this.fail(line + yamlLine(error), `no YAML: ${yamlReason(error)}`);
		}
		if (typeof value !== 'object' || value === null || Array.isArray(value))
			return this.fail(line + 1, `keys are wanted here: ${allowed.join(', ')}.`);
		for (const key of Object.keys(value)) {
			if (allowed.includes(key)) continue;
			const at = text.split('\n').findIndex((l) => l.startsWith(`${key}:`));
			this.fail(line + 1 + Math.max(0, at), unknownKey(key, allowed));
		}
		return value as Record<string, unknown>;
	}

	private expression(source: unknown, line: number): string {
		if (typeof source !== 'string' && typeof source !== 'boolean')
			return this.fail(line, 'an expression is wanted here.');
		try {
			compileCheck(String(source));
		} catch (error) {
			this.fail(line, `\`${String(source)}\` is no expression: ${(error as Error).message}`);
		}
		return String(source);
	}

	private check(text: string, line: number): Check {
		const yaml = this.yaml(text, line, CHECK_KEYS);
		const at = (key: string): number =>
			line +
			1 +
			Math.max(
				0,
				text.split('\n').findIndex((l) => l.startsWith(`${key}:`))
			);
		if (typeof yaml['goal'] !== 'string') this.fail(line + 1, '`goal` is missing: what the learner reads.');
		if (yaml['that'] === undefined) this.fail(line + 1, '`that` is missing: the expression that must hold.');
		const reasons = (yaml['else'] ?? []) as unknown;
		if (!Array.isArray(reasons)) this.fail(at('else'), '`else` is a list of `when` and `say`.');
		const within = yaml['within'] === undefined ? 60_000 : parseDuration(String(yaml['within']));
		if (within === undefined) this.fail(at('within'), `\`${String(yaml['within'])}\` is no duration such as 30s.`);
		const check: Check = {
			goal: this.markdown.renderInline(String(yaml['goal'])),
			that: this.expression(yaml['that'], at('that')),
			else: (reasons as Record<string, unknown>[]).map((row) => {
				for (const key of Object.keys(row))
					if (!(ELSE_KEYS as readonly string[]).includes(key)) this.fail(at('else'), unknownKey(key, ELSE_KEYS));
				if (typeof row['say'] !== 'string') this.fail(at('else'), '`say` is missing.');
				const say = this.markdown.renderInline(row['say']);
				return row['when'] === undefined ? { say } : { when: this.expression(row['when'], at('else')), say };
			}),
			withinMs: within,
			line
		};
		if (yaml['progress'] !== undefined) {
			const parts = String(yaml['progress']).split(' of ');
			if (parts.length !== 2) this.fail(at('progress'), '`progress` is written `expression of expression`.');
			check.progress = {
				reached: this.expression(parts[0], at('progress')),
				wanted: this.expression(parts[1], at('progress'))
			};
		}
		return check;
	}

	private predict(text: string, line: number, step: Step): Block {
		const yaml = this.yaml(text, line, PREDICT_KEYS);
		if (typeof yaml['ask'] !== 'string') this.fail(line + 1, '`ask` is missing.');
		if (!Array.isArray(yaml['choices']) || yaml['choices'].length < 2)
			this.fail(line + 1, '`choices` needs at least two answers.');
		const choices: Choice[] = yaml['choices'].map((raw: unknown) => {
			if (typeof raw !== 'string') return this.fail(line + 1, 'a choice is one line of text; put it in quotes.');
			const match = /^(\[x\]\s*)?([\s\S]*?)(?:\s*=>\s*([\s\S]*))?$/.exec(raw)!;
			return {
				html: this.markdown.renderInline(match[2]!),
				right: match[1] !== undefined,
				because: match[3] ? this.markdown.renderInline(match[3]) : ''
			};
		});
		if (choices.filter((c) => c.right).length !== 1) this.fail(line + 1, 'exactly one choice is marked `[x]`.');
		const reveal = yaml['reveal'] === undefined ? -1 : Number(yaml['reveal']) - 1;
		if (!Number.isInteger(reveal)) this.fail(line + 1, '`reveal` is the number of the check that shows the answer.');
		void step;
		return { type: 'predict', ask: this.markdown.renderInline(yaml['ask']), choices, reveal };
	}

	private figure(text: string, line: number): Block {
		const yaml = this.yaml(text, line, FIGURE_KEYS);
		const rows = yaml['rows'];
		if (typeof yaml['caption'] !== 'string' || !Array.isArray(rows))
			return this.fail(line + 1, 'a figure has a `caption` and `rows`.');
		return {
			type: 'figure',
			caption: yaml['caption'],
			rows: rows.map((row: { label?: unknown; flow?: unknown }) => {
				if (typeof row.label !== 'string' || !Array.isArray(row.flow))
					return this.fail(line + 1, 'a row has a `label` and a `flow`: a list of boxes.');
				return {
					label: row.label,
					flow: row.flow.map((box: unknown) => (Array.isArray(box) ? box.map(String) : String(box)))
				};
			})
		};
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

/** '30s', '500ms', '2m' → virtual milliseconds. */
export function parseDuration(text: string): number | undefined {
	const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
	if (!match) return undefined;
	return Number(match[1]) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match[2] as 'ms' | 's' | 'm' | 'h'];
}
