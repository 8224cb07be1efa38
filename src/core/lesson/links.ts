import MarkdownIt from 'markdown-it';
import { termIn, type Glossary } from './glossary.ts';
import { diagramsOf, type Lesson } from './lesson-types.ts';

/** Markdown as lessons have it. A link may lead anywhere but must not run anything. */
export function lessonMarkdown(): ReturnType<typeof MarkdownIt> {
	const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
	markdown.validateLink = (url) => /^(https?:|#|term:|mark:)/.test(url);
	drawLinks(markdown);
	return markdown;
}

/** Links to the glossary and to marks of the diagrams: what they name must be there. */
export function readLinks(
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
				const diagrams: readonly string[] = diagramsOf(lesson.cluster);
				if (parts.length === 2 && !diagrams.includes(parts[0]!))
					fail(line, `no diagram \`${parts[0]!}\`. Allowed: ${diagrams.join(', ')}.`);
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
