import { transfer, wrap, type Remote } from 'comlink';
import type { FromWorker, ToWorker, WorkerApi } from './protocol.ts';
import { takeWorker } from './spare.ts';

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
	const worker = takeWorker(onFailure);
	const api = wrap<WorkerApi>(worker);
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = (message: MessageEvent<FromWorker>) => onMessage(message.data);
	const name = `swarmlab ${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
	const output = new BroadcastChannel(name);
	output.onmessage = (message: MessageEvent<FromWorker>) => onMessage(message.data);
	void api.connect(transfer(port2, [port2]), name);
	return {
		api,
		send: (message) => port1.postMessage(message),
		close() {
			port1.close();
			output.close();
			worker.terminate();
		}
	};
}
