/**
 * The page's first worker, begun before anything else of the page runs: a megabyte of simulation is read and compiled
 * on another processor while this one makes the page. A file of its own in the built page (nodejs/early-worker.ts).
 */
let spare: { worker: Worker; failure?: string } | undefined = begin();

/** A worker that nobody has spoken to yet. @param onFailure called when it cannot be loaded, or throws */
export function takeWorker(onFailure: (message: string) => void): Worker {
	const { worker, failure } = spare ?? begin();
	spare = undefined;
	worker.onerror = (event) => onFailure(messageOf(event));
	if (failure !== undefined) queueMicrotask(() => onFailure(failure));
	return worker;
}

function begin(): { worker: Worker; failure?: string } {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'swarmlab' });
	const begun: { worker: Worker; failure?: string } = { worker };
	worker.onerror = (event) => (begun.failure = messageOf(event));
	return begun;
}

function messageOf(event: ErrorEvent): string {
	return event.message || 'the worker could not be loaded';
}
