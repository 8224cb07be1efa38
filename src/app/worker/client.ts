import { transfer, wrap, type Remote } from 'comlink';
import type { FromWorker, ToWorker, WorkerApi } from './protocol.ts';

/** The page's end of one worker. */
export interface WorkerClient {
	readonly api: Remote<WorkerApi>;
	send(message: ToWorker): void;
	close(): void;
}

export function startWorker(
	onMessage: (message: FromWorker) => void,
	onFailure: (message: string) => void
): WorkerClient {
	const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'swarmlab' });
	worker.onerror = (event) => onFailure(event.message || 'the worker could not be loaded');
	const api = wrap<WorkerApi>(worker);
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = (message: MessageEvent<FromWorker>) => onMessage(message.data);
	void api.connect(transfer(port2, [port2]));
	return {
		api,
		send: (message) => port1.postMessage(message),
		close() {
			port1.close();
			worker.terminate();
		}
	};
}
