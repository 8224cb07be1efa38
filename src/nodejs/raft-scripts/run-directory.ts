import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from './run.ts';
import type { ScriptResult } from './run.ts';

export interface FileResult extends ScriptResult {
	/** Relative to the directory. */
	readonly file: string;
}

/** Runs every .txt file below a directory, in alphabetical order. */
export function runDirectory(directory: string): FileResult[] {
	const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.txt'))
		.sort();
	return files.map((file) => ({ file, ...runScript(readFileSync(join(directory, file), 'utf8')) }));
}

/** A line per file, the differences of those that failed, the counts last. */
export function renderResults(results: readonly FileResult[]): string {
	const width = Math.max(0, ...results.map(({ file }) => file.length));
	let text = '';
	for (const { file, status, compared, skipped, reasons, failures } of results) {
		const left = skipped > 0 && status !== 'failed' ? `, ${skipped} left out: ${reasons.join(', ')}` : '';
		text += `${file.padEnd(width)}  ${status.padEnd(14)}  ${compared} compared${left}\n`;
		for (const { line, command, expected, actual } of failures) {
			text += `  line ${line}, ${command}\n    expected\n${shift(expected)}\n    actual\n${shift(actual)}\n`;
		}
	}
	const count = (status: ScriptResult['status']) => results.filter((result) => result.status === status).length;
	const statuses = ['passed', 'passed in part', 'failed', 'not modelled'] as const;
	return `${text}${statuses.map((status) => `${count(status)} ${status}`).join(', ')}\n`;
}

function shift(text: string): string {
	return text.replace(/^/gm, '      ');
}
