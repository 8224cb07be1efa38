import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import { readFileOrStdin } from '../files.ts';
import type { Process } from '../../sim/process.ts';

/** Content of a secret or config, from a file or standard input. @throws CliError */
export function* readContent(context: CommandContext, path: string): Process<string> {
	if (!context.era.capabilities.wordsOf28) return yield* readOld(context, path);
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

/** Clients up to 20.10 left it to the engine to refuse nothing at all. */
function* readOld(context: CommandContext, path: string): Process<string> {
	try {
		return yield* readFileOrStdin(context, path);
	} catch (error) {
		if (error instanceof CliError && context.command.path === 'secret create')
			throw new CliError(`Error reading content from "${path}": ${error.message}`);
		throw error;
	}
}
