import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiRequest } from '../../core/api/wire/http.ts';
import { sleep, type Process } from '../../core/sim/process.ts';
import type { World } from '../../core/world/world.ts';
import { laboratoryWorld } from './laboratory-world.ts';
import { readSamples, type Sample } from './recording-lines.ts';

/**
 * The recordings that hold nothing but measurements: what the recorder did to its swarm is done to a simulated one, and
 * measured in the same way, by asking daemons again and again.
 */
interface Measurement {
	file: string;
	seed: number;
	/** Milliseconds of a sample that are compared. */
	keys: readonly string[];
	/** Samples that were taken at the same time. */
	isSideBySide?: boolean;
	measure(lab: Lab, sample: Sample): Process<Record<string, number>>;
}

export interface TimingRow {
	file: string;
	key: string;
	/** Least and most that was recorded. */
	real: readonly [number, number];
	ours: readonly number[];
	/** How many of ours lie between these two. */
	within: number;
	/** Whether ours and the recorded ones may well be of one kind. */
	isAlike: boolean;
}

/** The recorder asked every 40–100 ms; half as often costs half as much, and tells nothing else. */
const POLL_MS = 200;
/** What polling hides, there and here. */
const BLUR_MS = 300;
/** Share of ours that must lie in the recorded range: some twenty measurements do not show how far it goes. */
const LEAST_WITHIN = 0.75;
const PATIENCE_MS = 60_000;
const HANGS_MS = 6000;

interface NodeRow {
	ID: string;
	Description: { Hostname: string };
	Status: { State: string };
	ManagerStatus?: { Leader?: boolean; Reachability: string };
}

interface TaskRow {
	ID: string;
	NodeID?: string;
	DesiredState: string;
	Status: { State: string };
	Spec: { ContainerSpec: { Image: string } };
}

interface ServiceRow {
	ID: string;
	Version: { Index: number };
	Spec: Record<string, unknown> & { TaskTemplate: { ContainerSpec: { Image: string } } };
	UpdateStatus?: { State: string };
}

const MANAGERS = ['mgr1', 'mgr2', 'mgr3'];

/** dterm: the daemon is stopped as systemctl does; linkdown: the cable is pulled. */
const LOST: Readonly<Record<string, (name: string) => string>> = {
	dkill: (name) => `kill ${name}`,
	dterm: (name) => `stop ${name}`,
	poweroff: (name) => `power off ${name}`,
	linkdown: (name) => `partition ${name}`
};
const BACK: Readonly<Record<string, (name: string) => string>> = {
	dkill: (name) => `start ${name}`,
	dterm: (name) => `start ${name}`,
	poweroff: (name) => `power on ${name}`,
	linkdown: () => 'heal'
};

/** The recorder's hands: requests to daemons, and faults. */
class Lab {
	constructor(private readonly world: World) {}

	get now(): number {
		return this.world.sim.now;
	}

	fault(text: string): void {
		const { error } = this.world.fault(text);
		if (error !== undefined) throw new Error(`replay: ${error}`);
	}

	/** @returns undefined when there is no answer in time, or an error */
	*ask(
		machine: string,
		method: ApiRequest['method'],
		path: string,
		body?: unknown,
		timeoutMs = PATIENCE_MS
	): Process<unknown> {
		let answer: unknown;
		const { engine } = this.world.machine(machine);
		const client = this.world.sim.root.spawn(
			(function* (): Process {
				const { status, body: found } = yield* engine.handler({ method, path, body });
				if (status >= 200 && status < 300) answer = found;
				return 0;
			})(),
			{ name: 'recorder' }
		);
		const end = this.now + timeoutMs;
		while (!client.isOver && this.now < end) yield* sleep(5);
		if (!client.isOver) client.kill('SIGKILL');
		return answer;
	}

	*nodes(machine: string, timeoutMs?: number): Process<NodeRow[]> {
		return ((yield* this.ask(machine, 'GET', '/nodes', undefined, timeoutMs)) ?? []) as NodeRow[];
	}

	*tasks(service: string): Process<TaskRow[]> {
		const filters = encodeURIComponent(JSON.stringify({ service: [service] }));
		return ((yield* this.ask('mgr1', 'GET', `/tasks?filters=${filters}`)) ?? []) as TaskRow[];
	}

	/** @returns milliseconds until it was so */
	*until(everyMs: number, isSo: () => Process<boolean>): Process<number> {
		const start = this.now;
		while (!(yield* isSo())) {
			if (this.now - start > PATIENCE_MS) throw new Error('replay: what was waited for did not happen');
			yield* sleep(everyMs);
		}
		return this.now - start;
	}

	*create(name: string, image: string, replicas: number, more: object = {}): Process<void> {
		yield* this.ask('mgr1', 'POST', '/services/create', {
			Name: name,
			TaskTemplate: { ContainerSpec: { Image: image } },
			Mode: { Replicated: { Replicas: replicas } },
			...more
		});
	}

	*converged(name: string, replicas: number): Process<void> {
		const lab = this;
		yield* this.until(POLL_MS, function* () {
			const running = (yield* lab.tasks(name)).filter(({ Status }) => Status.State === 'running');
			return running.length === replicas;
		});
	}
}

const nameOf = ({ Description }: NodeRow): string => Description.Hostname;
const isBack = (node: NodeRow | undefined): boolean =>
	node?.Status.State === 'ready' && (!node.ManagerStatus || node.ManagerStatus.Reachability === 'reachable');

/** The leader is lost: when there is another, when the lost one is Down, how soon it is back. */
function* leaderLost(lab: Lab, { mode }: Sample): Process<Record<string, number>> {
	if ((yield* lab.tasks('web')).length === 0) {
		yield* lab.create('web', 'nigelpoulton/tu-demo:v1', 6);
		yield* sleep(12_000);
	}
	let old = '';
	yield* lab.until(POLL_MS, function* () {
		for (const name of MANAGERS) {
			const leader = (yield* lab.nodes(name)).find(({ ManagerStatus }) => ManagerStatus?.Leader);
			if (leader) old = nameOf(leader);
		}
		return old !== '';
	});
	const others = MANAGERS.filter((name) => name !== old);
	const start = lab.now;
	const ms: Record<string, number> = {};
	lab.fault(LOST[mode as string]!(old));
	// The link was cut first; then the recorder was busy with killing what ran (1.1 to 2.0 s in timing-worker).
	if (mode === 'poweroff') yield* sleep(1600);
	yield* lab.until(POLL_MS, function* () {
		for (const asked of others) {
			const nodes = yield* lab.nodes(asked, HANGS_MS);
			const leader = nodes.find(({ ManagerStatus }) => ManagerStatus?.Leader);
			if (leader && nameOf(leader) !== old) ms['newLeaderMs'] ??= lab.now - start;
			const isDown = nodes.find((node) => nameOf(node) === old)?.Status.State === 'down';
			if (isDown && ms['newLeaderMs'] !== undefined) ms['oldDownMs'] ??= lab.now - start;
		}
		return ms['oldDownMs'] !== undefined && lab.now - start > ms['newLeaderMs']! + 6000;
	});
	lab.fault(BACK[mode as string]!(old));
	ms['backReadyMs'] = yield* lab.until(POLL_MS, function* () {
		return isBack((yield* lab.nodes(others[0]!)).find((node) => nameOf(node) === old));
	});
	yield* lab.until(POLL_MS, function* () {
		return (yield* lab.nodes(others[0]!)).every(({ Status }) => Status.State === 'ready');
	});
	yield* sleep(1500);
	return ms;
}

/** A worker is lost: when it is Down, when its task runs elsewhere, how soon it is back. */
function* workerLost(lab: Lab, { mode, worker, seq, actionTookMs }: Sample): Process<Record<string, number>> {
	yield* lab.create('web', 'nigelpoulton/tu-demo:v1', 6);
	yield* lab.converged('web', 6);
	// The recorder waited for a random time, so that no beat of the swarm is met always.
	yield* sleep(500 + ((seq * 1733) % 5000));
	const id = (yield* lab.nodes('mgr1')).find((node) => nameOf(node) === worker)!.ID;
	const before = new Set((yield* lab.tasks('web')).map(({ ID }) => ID));
	const start = lab.now;
	const ms: Record<string, number> = {};
	lab.fault(LOST[mode as string]!(worker as string));
	yield* sleep(actionTookMs as number);
	yield* lab.until(POLL_MS, function* () {
		const node = (yield* lab.nodes('mgr1')).find(({ ID }) => ID === id)!;
		if (node.Status.State === 'down') ms['downMs'] ??= lab.now - start;
		for (const { ID, Status } of yield* lab.tasks('web')) {
			if (before.has(ID)) continue;
			ms['replacementCreatedMs'] ??= lab.now - start;
			if (Status.State === 'running') ms['replacementRunningMs'] ??= lab.now - start;
		}
		return ms['downMs'] !== undefined && ms['replacementRunningMs'] !== undefined;
	});
	yield* sleep(1200);
	lab.fault(BACK[mode as string]!(worker as string));
	ms['backReadyMs'] = yield* lab.until(POLL_MS, function* () {
		return isBack((yield* lab.nodes('mgr1')).find(({ ID }) => ID === id));
	});
	yield* sleep(2500);
	yield* lab.ask('mgr1', 'DELETE', '/services/web');
	yield* lab.until(POLL_MS, function* () {
		return (yield* lab.tasks('web')).length === 0;
	});
	yield* sleep(1000);
	return ms;
}

/** An update: when its last task runs, and how long after that it is called completed. */
function* updateCompleted(lab: Lab, sample: Sample): Process<Record<string, number>> {
	const { name, replicas, parallelism, delay, monitor, overlayAndIngressPort } = sample as Sample & {
		name: string;
		replicas: number;
		parallelism: number;
		delay: number;
		monitor: number;
		overlayAndIngressPort: boolean;
	};
	const image = { TaskTemplate: { ContainerSpec: { Image: 'nigelpoulton/tu-demo:v1' }, Networks: [] as object[] } };
	let ports: object[] = [];
	if (overlayAndIngressPort) {
		const network = (yield* lab.ask('mgr1', 'POST', '/networks/create', { Name: `n-${name}`, Driver: 'overlay' })) as {
			Id: string;
		};
		image.TaskTemplate.Networks.push({ Target: network.Id });
		ports = [{ Protocol: 'tcp', TargetPort: 80, PublishedPort: 8000 + delay, PublishMode: 'ingress' }];
	}
	yield* lab.create(name, '', replicas, { ...image, EndpointSpec: { Ports: ports } });
	yield* lab.converged(name, replicas);
	const read = function* (): Process<ServiceRow> {
		return (yield* lab.ask('mgr1', 'GET', `/services/${name}`)) as ServiceRow;
	};
	const { ID, Version, Spec } = structuredClone(yield* read());
	Spec.TaskTemplate.ContainerSpec.Image = 'nigelpoulton/tu-demo:v2';
	Spec['UpdateConfig'] = {
		Parallelism: parallelism,
		Delay: delay * 1e9,
		Monitor: monitor * 1e9,
		FailureAction: 'pause',
		Order: 'stop-first'
	};
	const start = lab.now;
	yield* lab.ask('mgr1', 'POST', `/services/${ID}/update?version=${Version.Index}`, Spec);
	const ms: Record<string, number> = {};
	const seen = new Set<string>();
	for (let completed = false; !completed; yield* sleep(POLL_MS / 2)) {
		for (const task of yield* lab.tasks(name)) {
			if (!task.Spec.ContainerSpec.Image.endsWith('v2') || task.Status.State !== 'running' || seen.has(task.ID))
				continue;
			seen.add(task.ID);
			ms['lastRunningMs'] = lab.now - start;
		}
		completed = (yield* read()).UpdateStatus?.State === 'completed';
		if (lab.now - start > 3 * PATIENCE_MS) throw new Error(`replay: ${name} was not completed`);
	}
	ms['completedMs'] = lab.now - start;
	ms['diffMs'] = ms['completedMs'] - ms['lastRunningMs']!;
	return ms;
}

const MEASUREMENTS: readonly Measurement[] = [
	{ file: 'timing-leader', seed: 1, keys: ['newLeaderMs', 'oldDownMs', 'backReadyMs'], measure: leaderLost },
	{
		file: 'timing-worker',
		seed: 1,
		keys: ['downMs', 'replacementCreatedMs', 'replacementRunningMs', 'backReadyMs'],
		measure: workerLost
	},
	{
		file: 'timing-complete',
		seed: 1,
		keys: ['diffMs'],
		isSideBySide: true,
		measure: updateCompleted
	}
];

/**
 * Takes recorded measurements again.
 * @param most of one file; those taken side by side all the same
 */
export function measureAll(directory: string, only = '', most = Infinity): TimingRow[] {
	return MEASUREMENTS.filter(({ file }) => file.includes(only) && existsSync(join(directory, `${file}.jsonl`))).flatMap(
		(measurement) => {
			const { file, keys, isSideBySide } = measurement;
			const samples = readSamples(directory, file);
			const ours = take(measurement, isSideBySide ? samples : samples.slice(0, most));
			const row = (key: string, name: string, recorded: number[], values: number[]): TimingRow => {
				const real = [Math.min(...recorded), Math.max(...recorded)] as const;
				const within = values.filter((ms) => ms >= real[0] - BLUR_MS && ms <= real[1] + BLUR_MS).length;
				const isAlike =
					values.length > 0 && within / values.length >= LEAST_WITHIN && (isSideBySide || isOneKind(recorded, values));
				return { file, key: name, real, ours: values, within, isAlike };
			};
			return keys.flatMap((key) =>
				// What was taken side by side are different cases: each has a value of its own.
				isSideBySide
					? samples.map((sample, i) =>
							row(key, `${sample['name'] as string} ${key}`, [sample[key] as number], [ours[i]![key]!])
						)
					: [
							row(
								key,
								key,
								samples.map((sample) => sample[key] as number),
								ours.map((one) => one[key]!)
							)
						]
			);
		}
	);
}

/**
 * The test of Kolmogorov and Smirnov: the greatest distance between the two shares of what is below a value, held against
 * what one time in a thousand would exceed if both were drawn from the same.
 */
function isOneKind(a: readonly number[], b: readonly number[]): boolean {
	const below = (values: readonly number[], limit: number): number =>
		values.filter((value) => value <= limit).length / values.length;
	const distance = Math.max(...[...a, ...b].map((value) => Math.abs(below(a, value) - below(b, value))));
	return distance <= 1.95 * Math.sqrt((a.length + b.length) / (a.length * b.length));
}

function take({ seed, isSideBySide, measure }: Measurement, samples: readonly Sample[]): Record<string, number>[] {
	const world = laboratoryWorld(seed, true);
	const lab = new Lab(world);
	const results: Record<string, number>[] = [];
	const recorders = isSideBySide
		? samples.map((sample, i) => [[sample, i] as const])
		: [samples.map((sample, i) => [sample, i] as const)];
	const running = recorders.map((own) =>
		world.sim.root.spawn(
			(function* (): Process {
				for (const [sample, i] of own) results[i] = yield* measure(lab, sample);
				return 0;
			})(),
			{ name: 'recorder' }
		)
	);
	const limit = world.sim.now + samples.length * 3 * PATIENCE_MS;
	world.sim.runUntil(limit, () => running.every(({ isOver }) => isOver));
	return results;
}

/** The rows of the output. */
export function timingTable(rows: readonly TimingRow[]): string[] {
	const seconds = (ms: number): string => (ms / 1000).toFixed(1);
	return rows.map(
		({ file, key, real, ours, within, isAlike }) =>
			`${file}: ${key}: ${within} of ${ours.length} within the recorded ${seconds(real[0])}–${seconds(real[1])} s ` +
			`(ours ${seconds(Math.min(...ours))}–${seconds(Math.max(...ours))} s)${isAlike ? '' : ': NOT ALIKE'}`
	);
}
