import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import { readTextFile } from '../files.ts';
import { cutPair } from '../values/csv.ts';
import type { Process } from '../../sim/process.ts';

/** The variables of --env-file: one KEY=value per line, comments with #. A KEY alone is taken from the environment. */
export function* readEnvFiles(context: CommandContext, paths: readonly string[]): Process<string[]> {
	return yield* readPairFiles(context, paths, (key) => context.sys.env.get(key));
}

/**
 * Those of --label-file, too, where a KEY alone says nothing. Source: docker/cli pkg/kvfile.
 * @param valueOf of a KEY alone
 */
export function* readPairFiles(
	context: CommandContext,
	paths: readonly string[],
	valueOf: (key: string) => string | undefined
): Process<string[]> {
	const variables: string[] = [];
	for (const path of paths) {
		const text = yield* readPairs(context, path);
		for (const raw of text.split('\n')) {
			const line = raw.replace(/\r$/, '').replace(/^[\s\ufeff]+/, '');
			if (line === '' || line.startsWith('#')) continue;
			const { key, value } = cutPair(line);
			if (key === '') throw new CliError(`invalid env file (${path}): no variable name on line '${line}'`);
			if (/[ \t]/.test(key)) throw new CliError(`invalid env file (${path}): variable '${key}' contains whitespaces`);
			const found = value === undefined ? valueOf(key) : value;
			if (found !== undefined) variables.push(`${key}=${found}`);
		}
	}
	return variables;
}

/** What cannot be opened is told as it is; what opens and cannot be read is no such file. */
function* readPairs(context: CommandContext, path: string): Process<string> {
	if (path === '') throw new CliError('open : no such file or directory');
	try {
		return yield* readTextFile(context, path);
	} catch (error) {
		if (!(error instanceof CliError) || !error.message.startsWith('read ')) throw error;
		throw new CliError(`invalid env file (${path}): ${error.message}`);
	}
}
