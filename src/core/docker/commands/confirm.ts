import type { CommandContext } from '../context.ts';
import type { Process } from '../../sim/process.ts';
import { readLine } from './prompt.ts';

/** Asks; anything but y or yes is no. */
export function* confirm(context: CommandContext, question: string): Process<boolean> {
	yield* context.print(`${question} [y/N] `);
	const text = yield* readLine(context);
	return ['y', 'yes'].includes(text.trim().toLowerCase());
}
