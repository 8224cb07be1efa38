import type { CommandContext } from '../context.ts';
import { Signal, type Process } from '../../sim/process.ts';
import { readLine } from './prompt.ts';

/** Asks; anything but y or yes is no. */
export function* confirm(context: CommandContext, question: string): Process<boolean> {
	yield* context.print(`${question} [y/N] `);
	try {
		const text = yield* readLine(context);
		return ['y', 'yes'].includes(text.trim().toLowerCase());
	} catch (error) {
		// Ctrl-C ends the line, too; for the newest client it is an answer: no.
		if (error instanceof Signal) yield* context.print('\n');
		if (error instanceof Signal && error.signal === 'SIGINT' && context.era.capabilities.wordsOf28) return false;
		throw error;
	}
}
