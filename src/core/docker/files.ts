import { absolutePath, FileError } from '../sim/files.ts';
import type { Process } from '../sim/process.ts';
import { pause, Signal } from '../sim/process.ts';
import type { CommandContext } from './context.ts';
import { CliError } from './errors.ts';

/** A file of the machine the client runs on. @throws CliError with Go's text: 'open x: no such file or directory' */
export function* readTextFile(context: CommandContext, path: string): Process<string> {
	yield* pause();
	try {
		return context.sys.machine.files.read(absolutePath(context.sys.cwd, path));
	} catch (error) {
		if (!(error instanceof FileError)) throw error;
		const verb = error.code === 'EISDIR' ? 'read' : 'open';
		throw new CliError(`${verb} ${path}: ${error.text[0]!.toLowerCase()}${error.text.slice(1)}`);
	}
}

/** A file, or standard input for '-'. */
export function* readFileOrStdin(context: CommandContext, path: string): Process<string> {
	if (path !== '-') return yield* readTextFile(context, path);
	let text = '';
	for (;;) {
		const chunk = yield* context.patience.through(() => context.sys.stdin.read());
		if (chunk === undefined) break;
		text += chunk;
	}
	// What was interrupted while it read does nothing with it.
	if (context.patience.isTried) throw new Signal('SIGINT');
	return text;
}
