import type { CommandContext } from '../context.ts';
import type { Process } from '../../sim/process.ts';
import { loadCompose } from './load.ts';
import { printCompose } from './print.ts';
import { composeSources } from './sources.ts';

/** `docker stack config`. */
export function* printConfig(context: CommandContext): Process<number> {
	const sources = yield* composeSources(context);
	yield* context.print(printCompose(yield* loadCompose(sources, context.flags.bool('skip-interpolation'))));
	return 0;
}
