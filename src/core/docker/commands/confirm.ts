import type { CommandContext } from '../context.ts';
import type { Process } from '../../sim/process.ts';

/** Asks; anything but y or yes is no. */
export function* confirm(context: CommandContext, question: string): Process<boolean> {
	yield* context.print(`${question} [y/N] `);
	let text = '';
	while (!text.includes('\n')) {
		const chunk = yield* context.sys.stdin.read();
		if (chunk === undefined) break;
		text += chunk;
	}
	return ['y', 'yes'].includes(text.trim().toLowerCase());
}
