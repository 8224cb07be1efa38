import { Deferred, self, Signal, type Proc, type Process } from '../sim/process.ts';

/** Something the command does beside its main work: waits for an exit, pumps standard input. */
export interface Background<T> {
	/** Waits for its end. @throws what it threw */
	result(): Process<T>;
	stop(): void;
}

/** Runs `work` as a process of its own, in the same job. */
export function* inBackground<T>(name: string, work: Process<T>): Process<Background<T>> {
	const parent = yield* self();
	const outcome = new Deferred<T>();
	const body = function* (): Process<number> {
		try {
			outcome.resolve(yield* work);
		} catch (error) {
			if (error instanceof Signal) throw error;
			outcome.reject(error);
		}
		return 0;
	};
	const proc: Proc = parent.scope.spawn(body(), { name });
	return {
		result: () => outcome.wait(),
		stop: () => proc.kill('SIGKILL')
	};
}
