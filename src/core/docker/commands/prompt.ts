import type { CommandContext } from '../context.ts';
import type { Process } from '../../sim/process.ts';

/** Asks for a line; what must not be seen is typed without echo. */
export function* prompt(context: CommandContext, question: string, isShown: boolean): Process<string> {
	yield* context.print(question);
	const restore = isShown ? undefined : context.sys.terminal(0)?.setNoEcho();
	try {
		const line = yield* readLine(context);
		if (restore) yield* context.print('\n');
		return line;
	} finally {
		restore?.();
	}
}

/** One line of standard input, without its end. */
export function* readLine(context: CommandContext): Process<string> {
	let text = '';
	while (!text.includes('\n')) {
		const chunk = yield* context.sys.stdin.read();
		if (chunk === undefined) break;
		text += chunk;
	}
	return text.split('\n')[0]!;
}
