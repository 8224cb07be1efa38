import { execute, TemplateError } from './go/exec.ts';
import { FUNCTIONS, HEADER_FUNCTIONS } from './go/functions.ts';
import { parseTemplate, TemplateSyntaxError } from './go/parse.ts';
import type { Node } from './go/tree.ts';
import { dynamic, JsonNumber, Row, typed } from './go/value.ts';

export { Row, TemplateError, TemplateSyntaxError };

const HEADING = new Map([...FUNCTIONS, ...HEADER_FUNCTIONS]);

/**
 * A `--format` template, as Go's text/template and docker/cli's functions make it. Values are JSON values; with a type
 * (go/types.ts) they behave like the client's Go structures: a known field that is absent has its zero value, an
 * unknown one is an error that names the type. Without one they are maps.
 */
export class Template {
	private readonly templates: ReadonlyMap<string, readonly Node[]>;

	/** @throws TemplateSyntaxError with Go's text */
	constructor(
		private readonly source: string,
		/** Name in error texts. */
		private readonly name = ''
	) {
		this.templates = parseTemplate(source, name, (fn) => FUNCTIONS.has(fn));
	}

	/** @throws TemplateError with Go's text */
	execute(data: unknown, type?: string): string {
		return this.run(data, type, false);
	}

	/** On the engine's JSON, of whose shape nothing is known; what is not there is an error. */
	executeRaw(data: unknown): string {
		return this.run(withNumbersAsText(data), undefined, true);
	}

	/** The head of a table: in it functions leave names as they are, and what fails ends it. */
	executeHeader(titles: Row): string {
		const { source, name, templates } = this;
		const out = { text: '' };
		try {
			execute({ source, name, templates, functions: HEADING, missingKeyFails: false }, dynamic(titles), out);
		} catch (error) {
			if (!(error instanceof TemplateError)) throw error;
		}
		return out.text;
	}

	private run(data: unknown, type: string | undefined, missingKeyFails: boolean): string {
		const { source, name, templates } = this;
		const value = type === undefined ? dynamic(data) : typed(type, data);
		return execute({ source, name, templates, functions: FUNCTIONS, missingKeyFails }, value);
	}
}

function withNumbersAsText(value: unknown): unknown {
	if (typeof value === 'number') return new JsonNumber(String(value));
	if (Array.isArray(value)) return value.map(withNumbersAsText);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNumbersAsText(item)]));
}
