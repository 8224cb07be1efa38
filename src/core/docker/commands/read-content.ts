import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import { readFileOrStdin } from '../files.ts';
import type { Process } from '../../sim/process.ts';

/** Content of a secret or config, from a file or standard input. @throws CliError */
export function* readContent(context: CommandContext, path: string): Process<string> {
	const source = path === '-' ? 'STDIN' : path;
	try {
		const text = yield* readFileOrStdin(context, path);
		if (text === '') throw new CliError('data is empty');
		return text;
	} catch (error) {
		if (error instanceof CliError) throw new CliError(`error reading from ${source}: ${error.message}`);
		throw error;
	}
}
