import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';

/**
 * `docker run` and `docker create` end with a pointer to their help; until 20.10 not where the start failed.
 * Source of the wordings: the clients 28.2.2, 20.10.24, 19.03, 1.12.3 and 1.12.0-rc1, asked for an engine that is not there
 * and for a restart policy that is none.
 */
export function refusal(
	{ era, path }: Pick<CommandContext, 'era' | 'path'>,
	text: string,
	code = 125,
	isStarting = false
): CliError {
	// 1.12 put a second dot behind the engine's.
	const sentence = `${era.commandLine === 'mflag' ? text : text.replace(/\.$/, '')}.`;
	if (isStarting && !era.capabilities.wordsOf28) return new CliError(`docker: ${sentence}`, code);
	const help = `'docker ${path.replace(/^container /, '')} --help'`;
	return new CliError(
		era.capabilities.wordsOf28
			? `docker: ${text}\n\nRun ${help} for more information`
			: `docker: ${sentence}\nSee ${help}.`,
		code
	);
}
