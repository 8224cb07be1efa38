import { readFileSync } from 'node:fs';
import { load as loadYaml } from 'js-yaml';

/** Rows of coverage.yaml for an article: id → text. */
export function coverageRows(file: string, article: string): Map<string, string> {
	const rows = (loadYaml(readFileSync(file, 'utf8')) as Record<string, { id: string; text: string }[]>)[article] ?? [];
	return new Map(rows.map((row) => [row.id, row.text]));
}
