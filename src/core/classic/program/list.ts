import { Deferred, self, type Process } from '../../sim/process.ts';
import { SwarmError } from '../error.ts';
import { discoveryOf, durationFlag, open } from './common.ts';
import type { Run } from './swarm.ts';

/** Addresses, one to a line: what discovery knows, nothing of the engines. */
export function* list(run: Run): Process<number> {
	const { sys, dialect } = run;
	const url = discoveryOf(run);
	let addresses: string[];
	if (dialect === 'rc1') {
		if (url === '') throw new SwarmError('--discovery required to list a cluster');
		addresses = yield* open(run, url, { heartbeatMs: 0 }).fetch();
	} else {
		if (url === '') throw new SwarmError("discovery required to list a cluster. See 'swarm list --help'.");
		const timeout = durationFlag(run, 'timeout');
		if (timeout <= 0) throw new SwarmError('--timeout should be a positive number');
		addresses = yield* firstAnswer(run, url, timeout);
	}
	for (const address of addresses) yield* sys.stdout.write(`${address}\n`);
	return 0;
}

/** The first that a watch tells. @throws SwarmError */
function* firstAnswer(run: Run, url: string, timeoutMs: number): Process<string[]> {
	const discovery = open(run, url, { heartbeatMs: timeoutMs });
	const scope = (yield* self()).scope.child('swarm list');
	const first = new Deferred<string[] | SwarmError>();
	try {
		const watch = function* (): Process {
			yield* discovery.watch(
				(addresses) => first.resolve(addresses),
				(message) => first.resolve(new SwarmError(message))
			);
			return 0;
		};
		scope.spawn(watch(), { name: 'swarm list watch' });
		const answer = yield* first.wait(timeoutMs);
		if (answer === undefined) throw new SwarmError('Timed out');
		if (answer instanceof SwarmError) throw answer;
		return answer;
	} finally {
		scope.end();
	}
}
