import { existsSync } from 'node:fs';
import { parseOptions, UsageError, type OptionRow } from './arguments.ts';
import { renderResults, runDirectory } from './raft-scripts/run-directory.ts';

export const RAFT_OPTIONS: readonly OptionRow[] = [{ name: 'json', text: 'results as JSON' }];

/** `swarmlab raft DIR` @returns 0 when no script failed and at least one ran */
export function raftScripts(argv: readonly string[]): number {
	const options = parseOptions(argv, RAFT_OPTIONS);
	const directory = options.words[0];
	if (!directory || !existsSync(directory)) throw new UsageError('a directory of Raft scripts, please');
	const results = runDirectory(directory);
	process.stdout.write(options.has('json') ? `${JSON.stringify(results)}\n` : renderResults(results));
	return results.some((result) => result.status === 'failed') ||
		results.every((result) => result.status === 'not modelled')
		? 1
		: 0;
}
