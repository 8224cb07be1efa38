import type { CommandContext } from '../context.ts';
import { Signal, type Process } from '../../sim/process.ts';
import { readLine } from './prompt.ts';

/** Asks; anything but y or yes is no. */
export function* confirm(context: CommandContext, question: string): Process<boolean> {
	yield* context.print(`${question} [y/N] `);
	try {
		return ['y', 'yes'].includes((yield* readLine(context)).trim().toLowerCase());
	} catch (error) {
		// Ctrl-C ends the line, too.
		if (error instanceof Signal) yield* context.print('\n');
		throw error;
	}
}
