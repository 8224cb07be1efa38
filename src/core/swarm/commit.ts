import { Deferred, type Process } from '../sim/process.ts';
import { StoreError, type MemoryStore, type WriteTx } from './store/store.ts';
import { SwarmError } from './swarm.ts';

/**
 * One transaction, awaited. What `change` throws as SwarmError comes out of it with nothing changed; errors of the store
 * come out as gRPC gives them to the caller.
 */
export function* commit<T>(store: MemoryStore, label: string, change: (tx: WriteTx) => T): Process<T> {
	const done = new Deferred<void>();
	let result: { value: T } | undefined;
	let refusal: SwarmError | undefined;
	const attempt = (tx: WriteTx): void => {
		try {
			result = { value: change(tx) };
		} catch (error) {
			if (!(error instanceof SwarmError)) throw error;
			refusal = error;
			throw new StoreError('not exist', 'refused');
		}
	};
	store.update(label, attempt, (error) => (error ? done.reject(refusal ?? asSwarmError(error)) : done.resolve()));
	yield* done.wait();
	return result!.value;
}

/** An error of the store that nobody has put into better words has no gRPC code of its own. */
function asSwarmError(error: StoreError): SwarmError {
	return new SwarmError(error.kind === 'not exist' ? 'NotFound' : 'Unknown', error.message);
}
