import { runsOfExperiment, type ExperimentId, type Reading } from '../../core/lesson/experiment/experiment.ts';
import { startWorker, type WorkerClient } from '../worker/client.ts';

/** An experiment that is being done: its worlds live one after another in a worker of their own. */
export class Measuring {
	readings = $state.raw<readonly Reading[]>([]);
	state = $state<'idle' | 'running' | 'stopped' | 'done' | 'failed'>('idle');
	private client: WorkerClient | undefined;

	constructor(private readonly id: ExperimentId) {}

	async start(parameter: number): Promise<void> {
		this.clear();
		const client = startWorker(
			() => {},
			() => this.end('failed')
		);
		this.client = client;
		this.state = 'running';
		for (const run of runsOfExperiment(this.id, parameter)) {
			const reading = await client.api.measure(this.id, parameter, run);
			// Stopped, or begun anew, while that world lived.
			if (this.client !== client) return;
			this.readings = [...this.readings, reading];
		}
		this.end('done');
	}

	stop(): void {
		if (this.state === 'running') this.end('stopped');
	}

	/** Forgets what was measured. */
	clear(): void {
		this.end('idle');
		this.readings = [];
	}

	private end(state: 'idle' | 'stopped' | 'done' | 'failed'): void {
		this.client?.close();
		this.client = undefined;
		this.state = state;
	}
}
