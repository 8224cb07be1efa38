import type { Service } from '../../core/api/wire/service.ts';
import type { Task } from '../../core/api/wire/task.ts';
import { createUpdater } from '../../core/docker/commands/service/progress-updaters.ts';
import type { ProgressMessage } from '../../core/docker/format/progress-display.ts';
import type { Process } from '../../core/sim/process.ts';
import { each } from './vector.ts';

interface Write {
	id?: string;
	action: string;
	current?: number;
	total?: number;
	hideCounts?: boolean;
}

interface ProgressVector {
	id: string;
	updater: string;
	service: Service;
	calls: {
		tasks: Task[];
		activeNodes: string[];
		rollback: boolean;
		expect: { writes: Write[]; converged: boolean };
	}[];
}

/** An empty mode is left out of the vectors' JSON; the updater's name tells it. */
const MODES: Readonly<Record<string, Service['Spec']['Mode']>> = {
	globalProgressUpdater: { Global: {} },
	globalJobProgressUpdater: { GlobalJob: {} }
};

/** Successive looks at a service, and the lines of progress that each of them leads to. */
export const cliProgress = each<ProgressVector>(({ updater: name, service: raw, calls }) => {
	const service = { ...raw, Spec: { ...raw.Spec, Mode: MODES[name] ?? raw.Spec.Mode } };
	let writes: Write[] = [];
	const updater = createUpdater(service, function* (message: ProgressMessage): Process<void> {
		const { current = 0, total = 0, hideCounts } = message.bar ?? {};
		writes.push({
			...(message.id === undefined ? {} : { id: message.id }),
			action: message.status,
			...(current === 0 ? {} : { current }),
			...(total === 0 ? {} : { total }),
			...(hideCounts ? { hideCounts } : {})
		});
	});
	const seen = calls.map(({ tasks, activeNodes, rollback }) => {
		writes = [];
		const step = updater.update(service, tasks, new Set(activeNodes), rollback).next();
		if (!step.done) throw new Error('an updater does not wait');
		return { writes: sorted(writes), converged: step.value };
	});
	return [calls.map(({ expect }) => ({ ...expect, writes: sorted(expect.writes) })), seen];
});

/** Lines of one look come in the order of a Go map; what is said last of each of them is the same. */
function sorted(writes: readonly Write[]): Write[] {
	return writes
		.map((write, i) => ({ write, i }))
		.sort((a, b) => ((a.write.id ?? '') < (b.write.id ?? '') ? -1 : a.write.id === b.write.id ? a.i - b.i : 1))
		.map(({ write }) => write);
}
