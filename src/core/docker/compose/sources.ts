import type { CommandContext } from '../context.ts';
import { CliError } from '../errors.ts';
import { readFileOrStdin } from '../files.ts';
import { readEnvFiles } from '../commands/env-file.ts';
import { absolutePath } from '../../sim/files.ts';
import type { Process } from '../../sim/process.ts';
import { parseCompose, type ComposeSources } from './load.ts';

/** The Compose files that -c names, read and parsed. @throws CliError */
export function* composeSources(context: CommandContext): Process<ComposeSources> {
	const names = context.flags.all<string[]>('compose-file').flat();
	const { wordsOf28, compose } = context.era.capabilities;
	if (names.length === 0)
		throw new CliError(`${wordsOf28 ? 'Specify' : 'Please specify'} a Compose file (with --compose-file)`);
	const files: { name: string; content: ReturnType<typeof parseCompose> }[] = [];
	for (const name of names) files.push({ name, content: parseCompose(yield* readFileOrStdin(context, name), compose) });
	const isStdin = names.length === 1 && names[0] === '-';
	return {
		files,
		dialect: compose,
		workingDirectory: isStdin ? context.sys.cwd : directoryOf(absolutePath(context.sys.cwd, names[0]!)),
		environment: context.sys.env,
		envFile: (path) => readEnvFiles(context, [path]),
		warn: (text) => context.warn(`time="${rfc3339(context.nowMs)}" ${text}`)
	};
}

function directoryOf(path: string): string {
	return path.slice(0, path.lastIndexOf('/')) || '/';
}

function rfc3339(ms: number): string {
	return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
