import { parseDuration } from './duration.ts';
import { EXPERIMENT_IDS } from './experiment/experiment.ts';
import { unknownKey } from './lesson-error.ts';
import type { Block, Check, Choice } from './lesson-types.ts';
import type { lessonMarkdown } from './links.ts';
import { YamlBlock, type Fail } from './yaml-block.ts';

const CHECK_KEYS = ['goal', 'that', 'else', 'within', 'progress'] as const;
const ELSE_KEYS = ['when', 'say'] as const;
const EXPERIMENT_KEYS = ['measure', 'caption'] as const;
const FIGURE_KEYS = ['caption', 'rows'] as const;
const PREDICT_KEYS = ['ask', 'choices', 'reveal'] as const;

type Markdown = ReturnType<typeof lessonMarkdown>;

/** Fences whose text is YAML: goals, predictions, figures. */
export class YamlFences {
	constructor(
		private readonly markdown: Markdown,
		private readonly fail: Fail
	) {}

	check(text: string, line: number): Check {
		const yaml = new YamlBlock(text, line, CHECK_KEYS, this.fail);
		const goal = yaml.need('goal', 'what the learner reads');
		if (yaml.get('that') === undefined) this.fail(line + 1, '`that` is missing: the expression that must hold.');
		const reasons = yaml.get('else') ?? [];
		if (!Array.isArray(reasons)) return yaml.fail('else', '`else` is a list of `when` and `say`.');
		const within = yaml.get('within') === undefined ? 60_000 : parseDuration(String(yaml.get('within')));
		if (within === undefined)
			return yaml.fail('within', `\`${String(yaml.get('within'))}\` is no duration such as 30s.`);
		const check: Check = {
			goal: this.markdown.renderInline(goal),
			that: yaml.expression(yaml.get('that'), 'that'),
			else: (reasons as Record<string, unknown>[]).map((row) => {
				for (const key of Object.keys(row))
					if (!(ELSE_KEYS as readonly string[]).includes(key)) yaml.fail('else', unknownKey(key, ELSE_KEYS));
				if (typeof row['say'] !== 'string') return yaml.fail('else', '`say` is missing.');
				const say = this.markdown.renderInline(row['say']);
				return row['when'] === undefined ? { say } : { when: yaml.expression(row['when'], 'else'), say };
			}),
			withinMs: within,
			line
		};
		if (yaml.get('progress') !== undefined) {
			const parts = String(yaml.get('progress')).split(' of ');
			if (parts.length !== 2) yaml.fail('progress', '`progress` is written `expression of expression`.');
			check.progress = {
				reached: yaml.expression(parts[0], 'progress'),
				wanted: yaml.expression(parts[1], 'progress')
			};
		}
		return check;
	}

	predict(text: string, line: number): Block {
		const yaml = new YamlBlock(text, line, PREDICT_KEYS, this.fail);
		const ask = yaml.need('ask');
		const rows = yaml.list('choices') ?? [];
		if (rows.length < 2) this.fail(line + 1, '`choices` needs at least two answers.');
		const choices = rows.map((raw): Choice => {
			if (typeof raw !== 'string') return this.fail(line + 1, 'a choice is one line of text; put it in quotes.');
			const match = /^(\[x\]\s*)?([\s\S]*?)(?:\s*=>\s*([\s\S]*))?$/.exec(raw)!;
			return {
				html: this.markdown.renderInline(match[2]!),
				right: match[1] !== undefined,
				because: match[3] ? this.markdown.renderInline(match[3]) : ''
			};
		});
		if (choices.filter((c) => c.right).length !== 1) this.fail(line + 1, 'exactly one choice is marked `[x]`.');
		const reveal = yaml.get('reveal') === undefined ? -1 : Number(yaml.get('reveal')) - 1;
		if (!Number.isInteger(reveal)) this.fail(line + 1, '`reveal` is the number of the check that shows the answer.');
		return { type: 'predict', ask: this.markdown.renderInline(ask), choices, reveal };
	}

	experiment(text: string, line: number): Block {
		const yaml = new YamlBlock(text, line, EXPERIMENT_KEYS, this.fail);
		const caption = yaml.need('caption', 'what is measured');
		const measure = EXPERIMENT_IDS.find((id) => id === yaml.get('measure'));
		if (!measure) return yaml.fail('measure', `\`measure\` is one of: ${EXPERIMENT_IDS.join(', ')}.`);
		return { type: 'experiment', measure, caption };
	}

	figure(text: string, line: number): Block {
		const yaml = new YamlBlock(text, line, FIGURE_KEYS, this.fail);
		const rows = yaml.list('rows');
		const caption = yaml.get('caption');
		if (typeof caption !== 'string' || !rows) return this.fail(line + 1, 'a figure has a `caption` and `rows`.');
		return {
			type: 'figure',
			caption,
			rows: (rows as { label?: unknown; flow?: unknown }[]).map((row) => {
				if (typeof row.label !== 'string' || !Array.isArray(row.flow))
					return this.fail(line + 1, 'a row has a `label` and a `flow`: a list of boxes.');
				return {
					label: row.label,
					flow: row.flow.map((box: unknown) => (Array.isArray(box) ? box.map(String) : String(box)))
				};
			})
		};
	}
}
