import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import type { Process } from '../../sim/process.ts';
import { templateFault } from './list.ts';
import { goJson } from './json.ts';
import { Template, TemplateError } from './template.ts';

/**
 * What every `inspect` does: looks the names up one after another, prints what it found as JSON or by a template, and
 * after that what went wrong.
 */
export function* inspectAll(
	context: CommandContext,
	names: readonly string[],
	fetch: (name: string) => Process<unknown>,
	options: {
		format: string;
		/** The Go type that the client keeps what it found in. */
		type?: string | ((found: unknown) => string | undefined);
		/** Where the typed value has no such field the engine's own JSON is looked at. */
		falls?: true;
		/** Some commands print JSON with <, > and & escaped. */ escapesHtml?: boolean;
		/** Old clients print this command's errors inside their own. */
		nested?: true;
	}
): Process<number> {
	const found: unknown[] = [];
	const errors: string[] = [];
	const isWord = options.format === 'json' && context.era.capabilities.jsonFormat;
	const asJson = options.format === '' || isWord;
	let template: Template | undefined;
	try {
		if (!asJson) template = new Template(options.format);
	} catch (error) {
		throw templateFault(error, options.nested ? 1 : 64);
	}
	let text = '';
	for (const name of names) {
		try {
			const object = yield* fetch(name);
			if (template) text += rendered(template, object, options) + '\n';
			else found.push(object);
		} catch (error) {
			const fault = templateFault(error);
			if (!(fault instanceof CliError)) throw fault;
			errors.push(fault.message);
		}
	}
	if (asJson) text = goJson(found, options.escapesHtml ?? false, isWord ? undefined : '    ');
	yield* context.print(asJson ? text + '\n' : text === '' ? '\n' : text);
	if (errors.length === 0) return 0;
	const failures = errors.join('\n');
	yield* context.warn(
		options.nested && context.era.capabilities.namesMissing ? `Status: ${failures}, Code: 1` : failures
	);
	return 1;
}

function rendered(
	template: Template,
	found: unknown,
	{ type, falls }: { type?: string | ((found: unknown) => string | undefined); falls?: true }
): string {
	try {
		return template.execute(found, typeof type === 'function' ? type(found) : type);
	} catch (error) {
		if (!falls || !(error instanceof TemplateError)) throw error;
		return template.executeRaw(found);
	}
}
