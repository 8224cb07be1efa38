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
	}
): Process<number> {
	const found: unknown[] = [];
	const errors: string[] = [];
	const asJson = options.format === '' || options.format === 'json';
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
	if (asJson) text = goJson(found, options.escapesHtml ?? false, options.format === 'json' ? undefined : '    ');
	yield* context.print(asJson ? text + '\n' : text === '' ? '\n' : text);
	if (errors.length === 0) return 0;
	yield* context.warn(errors.join('\n'));
	return 1;
}
