import type { Column } from '../command.ts';
import type { Era } from '../../era/era.ts';
import type { FormatSetting } from '../config-file.ts';
import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import { isIn } from '../flags.ts';
import type { Process } from '../../sim/process.ts';
import { alignColumns } from './table.ts';
import { spacedUnits } from './units.ts';
import { Row, Template, TemplateError, TemplateSyntaxError } from './template.ts';

export interface ListOptions<T> {
	/** The --format text; '' and 'table' mean `table`. */
	readonly format: string;
	/** Where the config file may hold a format for this list. */
	readonly setting?: FormatSetting;
	/** Template of the default table; its columns are `columns` by name. */
	readonly table: string;
	readonly columns: readonly Column<T>[];
	readonly rows: readonly T[];
	/** Go's name of a row's type, for template errors: '*node.nodeContext'. */
	readonly typeName: string;
	/** What `--format raw` stands for, and what together with -q; where absent it is a text like any other. */
	readonly raw?: string;
	readonly quietRaw?: string;
	/** What -q prints of a row. */
	readonly quiet?: ((row: T) => string) | undefined;
	/** -q counts even where a template is given, too. */
	readonly quietWins?: boolean;
	/** A cell of nothing ends each row, but not the head (network ls of 1.12). */
	readonly endsInTab?: boolean;
	/** Least width of a column (default: the era's) and the space after it (default 3). */
	readonly minWidth?: number;
	readonly padding?: number;
}

/** Prints a list as a table, by a template or as names only. @throws CliError for a bad template */
export function* printList<T>(context: CommandContext, options: ListOptions<T>): Process<void> {
	const { format, quiet } = options;
	if (quiet && (format === '' || format === 'table' || (options.quietWins && format !== 'raw'))) {
		for (const row of options.rows) yield* context.printLine(quiet(row));
		return;
	}
	const configured = options.setting ? context.config.string(options.setting) : '';
	yield* context.print(renderList(context.era, options, configured));
}

/**
 * The text of a list; what -q alone prints is not its business.
 * @param configured the format that the config file has for it
 * @throws CliError for a bad template
 */
export function renderList<T>(era: Era, options: ListOptions<T>, configured = ''): string {
	let source = options.format || configured;
	if (source === '' || source === 'table') source = `table ${options.table}`;
	else if (source === 'raw') source = (options.quiet ? options.quietRaw : options.raw) ?? 'raw';
	else if (source === 'json' && era.capabilities.jsonFormat) source = '{{json .}}';
	const isTable = source.startsWith('table');
	if (isTable) source = source.slice('table'.length);
	const columns = options.columns.filter((column) => isIn(era.id, column));
	try {
		const template = new Template(
			source
				.replace(/^ +| +$/g, '')
				.replaceAll('\\t', '\t')
				.replaceAll('\\n', '\n')
		);
		const worded = era.capabilities.spacedUnits ? columns.map(inSpacedUnits) : columns;
		const lines = options.rows.map(
			(row) => template.execute(rowOf(options.typeName, worded, row)) + (options.endsInTab ? '\t\n' : '\n')
		);
		if (!isTable) return lines.join('');
		const header = new Row(options.typeName, new Map(columns.map((column) => [column.name, headerCell(column)])));
		return alignColumns(
			template.executeHeader(header) + '\n' + lines.join(''),
			options.minWidth ?? era.capabilities.tableWidth,
			options.padding
		);
	} catch (error) {
		throw templateFault(error);
	}
}

/** A template's fault as the client reports it. */
export function templateFault(error: unknown, exitCode = 1): unknown {
	if (error instanceof TemplateError || error instanceof TemplateSyntaxError) {
		return new CliError(`template parsing error: ${error.message}`, exitCode);
	}
	return error;
}

export function rowOf<T>(typeName: string, columns: readonly Column<T>[], row: T): Row {
	return new Row(typeName, new Map(columns.map((column) => [column.name, column.value(row)])));
}

function inSpacedUnits<T>(column: Column<T>): Column<T> {
	if (column.header !== 'SIZE' && column.header !== 'CREATED') return column;
	return {
		...column,
		value(row) {
			const cell = column.value(row);
			return typeof cell === 'string' ? spacedUnits(cell) : cell;
		}
	};
}

/** In the header line a cell that takes an argument shows it: {{.Label "zone"}} is headed "zone". */
function headerCell<T>(column: Column<T>): unknown {
	if (column.header !== undefined) return column.header;
	// Others have no title: the template finds none in the map of titles.
	return column.name === 'Label' ? (name: string) => (name.split('.').pop() ?? '').replace(/[-_]/g, ' ') : undefined;
}
