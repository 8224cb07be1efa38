import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import type { Process } from '../../sim/process.ts';
import { templateFault } from './list.ts';
import { goJson } from './json.ts';
import type { Shape } from './go-shapes.ts';
import { Template } from './template.ts';

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
		shape?: Shape;
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
		throw templateFault(error, 64);
	}
	let text = '';
	for (const name of names) {
		try {
			const object = yield* fetch(name);
			if (template) text += template.execute(object, options.shape) + '\n';
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
