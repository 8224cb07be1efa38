import { INSPECT_FORMAT } from '../format-help.ts';
import { NO_ARGS, type Command } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { encodeFilters } from '../../engine-client.ts';
import { parseMoment } from '../../format/moment.ts';
import { sortedEntries } from '../../format/text.ts';
import { Template, TemplateError, TemplateSyntaxError } from '../../format/template.ts';
import type { EventMessage } from '../../../api/wire/system.ts';
import { filtersOf } from '../list-filters.ts';
import { jsonLines } from '../json-lines.ts';

const SHAPE = '*events.Message';

export const events: Command = {
	path: 'system events',
	also: ['events'],
	aliases: ['system events', 'events'],
	use: '[OPTIONS]',
	short: 'Get real time events from the server',
	flags: [
		{ name: 'filter', short: 'f', type: 'filter', text: 'Filter output based on conditions provided' },
		{ name: 'format', type: 'string', text: INSPECT_FORMAT },
		{ name: 'since', type: 'string', text: 'Show all events created since timestamp' },
		{ name: 'until', type: 'string', text: 'Stream events until this timestamp' }
	],
	args: NO_ARGS,
	*run(context) {
		const { flags } = context;
		const moment = (flag: string): string | undefined =>
			flags.string(flag) === '' ? undefined : parseMoment(flags.string(flag), context.nowMs);
		const format = flags.string('format');
		const template = templateOf(format);
		const response = yield* context.engine.request('GET', '/events', {
			query: { since: moment('since'), until: moment('until'), filters: encodeFilters(filtersOf(flags)) }
		});
		if (!response.stream) return 0;
		yield* jsonLines<EventMessage>(response.stream, function* (event, line) {
			// 19 digits: JavaScript's numbers would lose the last ones.
			const nanoseconds = /"timeNano":\s*(\d+)/.exec(line)?.[1] ?? String(event.timeNano);
			if (format === 'json' || format === '{{json .}}') yield* context.printLine(line);
			else if (template)
				yield* context.printLine(
					template.execute(
						{
							...event,
							ID: event.id ?? '',
							Status: event.status ?? '',
							From: event.from ?? '',
							Time: event.time,
							TimeNano: Number(nanoseconds),
							Scope: event.scope ?? ''
						},
						SHAPE
					)
				);
			else yield* context.printLine(describe(event, nanoseconds));
		});
		return 0;
	}
};

function templateOf(format: string): Template | undefined {
	try {
		if (format === '' || format === 'json') return undefined;
		const template = new Template(format);
		// It is tried before the engine is asked.
		template.execute({ Actor: { ID: '', Attributes: {} } }, SHAPE);
		return template;
	} catch (error) {
		if (!(error instanceof TemplateError) && !(error instanceof TemplateSyntaxError)) throw error;
		throw new CliError(`Error parsing format: ${error.message}`, 64);
	}
}

/** '2026-11-20T22:16:22.218358410Z container destroy <id> (name=…)' */
function describe(event: EventMessage, nanoseconds: string): string {
	const digits = nanoseconds.padStart(10, '0');
	const time = new Date(Number(digits.slice(0, -9)) * 1000).toISOString().slice(0, 19);
	const attributes = sortedEntries(event.Actor.Attributes).map(([key, value]) => `${key}=${value}`);
	const shown = attributes.length > 0 ? ` (${attributes.join(', ')})` : '';
	return `${time}.${digits.slice(-9)}Z ${event.Type} ${event.Action} ${event.Actor.ID}${shown}`;
}
