import type { CommandContext } from '../context.ts';
import { readTextFile } from '../files.ts';
import type { Process } from '../../sim/process.ts';

/** The variables of --env-file: one KEY=value per line, comments with #. A KEY alone is taken from the environment. */
export function* readEnvFiles(context: CommandContext, paths: readonly string[]): Process<string[]> {
	const variables: string[] = [];
	for (const path of paths) {
		const text = yield* readTextFile(context, path);
		for (const raw of text.split('\n')) {
			const line = raw.replace(/^[ \t\ufeff]+/, '').replace(/\r$/, '');
			if (line === '' || line.startsWith('#')) continue;
			if (line.includes('=')) variables.push(line);
			else if (context.sys.env.has(line.trim())) variables.push(`${line.trim()}=${context.sys.env.get(line.trim())}`);
		}
	}
	return variables;
}
