import { createRng } from '../../core/sim/rng.ts';
import type { Task } from '../../core/swarm/objects.ts';
import { NodeInfo } from '../../core/swarm/scheduler/nodes.ts';
import { Pipeline } from '../../core/swarm/scheduler/pipeline.ts';
import { placeGroup } from '../../core/swarm/scheduler/spread.ts';
import { VolumeSet } from '../../core/swarm/scheduler/volumes.ts';
import { toNode, toTask } from './normalise.ts';
import { judge, sameJson, type TopicRunner } from './vector.ts';

/** Ties are drawn, so every case is run with this many seeds. */
const SEEDS = 40;

interface SpreadVector {
	id: string;
	name: string;
	input: {
		nodes: SpreadNode[];
		tasks: number;
		constraints?: string[];
		preferences?: string[];
		platforms?: [string, string][];
		maxReplicas?: number;
		hostPort?: number;
		reserveNanoCpus?: number;
		reserveMemoryBytes?: number;
	};
	expect: { perNode?: Record<string, number>; profileSortedDesc?: number[]; unassignedErrors?: Record<string, number> };
}

interface SpreadNode {
	id: string;
	existingTasks?: Record<string, number>;
	availability?: string;
	state?: string;
	labels?: Record<string, string>;
	nanoCpus?: number;
	memoryBytes?: number;
	os?: string;
	arch?: string;
	recentFailures?: number;
	hostPortsInUse?: number[];
}

export const schedulerSpread: TopicRunner = (vectors) =>
	vectors.map((vector) =>
		judge(vector.id, () => {
			const { input, expect } = vector as unknown as SpreadVector;
			let last: [unknown, unknown] = [null, null];
			for (let seed = 1; seed <= SEEDS; seed++) {
				last = place(input, expect, seed);
				if (!sameJson(...last)) break;
			}
			return last;
		})
	);

function place(input: SpreadVector['input'], expect: SpreadVector['expect'], seed: number): [unknown, unknown] {
	const nodes = input.nodes.map(nodeInfo);
	const group = Array.from({ length: input.tasks }, (_, i) => newTask(input, i + 1));
	const pipeline = new Pipeline(() => undefined, new VolumeSet());
	const { placed, left } = placeGroup(group, {
		nodes,
		pipeline,
		rng: createRng(seed),
		nowMs: 0,
		timestamp: ''
	});
	const perNode = Object.fromEntries(input.nodes.map(({ id }) => [id, 0]));
	for (const { info } of placed) perNode[info.id]!++;
	const explanation = pipeline.explain();
	const text = explanation === '' ? 'no suitable node' : `no suitable node (${explanation})`;
	const actual = {
		...(expect.perNode ? { perNode } : {}),
		...(expect.profileSortedDesc ? { profileSortedDesc: Object.values(perNode).sort((a, b) => b - a) } : {}),
		...(expect.unassignedErrors ? { unassignedErrors: left.length > 0 ? { [text]: left.length } : {} } : {})
	};
	return [expect, actual];
}

function nodeInfo(node: SpreadNode): NodeInfo {
	const info = new NodeInfo(
		toNode({
			id: node.id,
			spec: { availability: node.availability ?? 'ACTIVE', annotations: { labels: node.labels ?? {} } },
			status: { state: node.state ?? 'READY' },
			...(node.nanoCpus !== undefined || node.memoryBytes !== undefined || node.os || node.arch
				? {
						description: {
							hostname: node.id,
							resources: { nanoCpus: node.nanoCpus ?? 0, memoryBytes: node.memoryBytes ?? 0 },
							platform: { os: node.os ?? '', architecture: node.arch ?? '' }
						}
					}
				: {})
		})
	);
	for (const [service, count] of Object.entries(node.existingTasks ?? {})) {
		for (let i = 0; i < count; i++) info.addTask(running(`${node.id} ${service} ${i}`, service, []));
	}
	for (const port of node.hostPortsInUse ?? []) info.addTask(running(`${node.id} port ${port}`, 'ports', [port]));
	const failed = toTask({ id: 'failed', serviceId: 'svc', specVersion: { index: 1 } });
	for (let i = 0; i < (node.recentFailures ?? 0); i++) info.taskFailed(failed, 0);
	return info;
}

function running(id: string, serviceId: string, hostPorts: number[]): Task {
	return toTask({
		id,
		serviceId,
		desiredState: 'RUNNING',
		status: { state: 'RUNNING' },
		endpoint: { ports: hostPorts.map((port) => ({ publishedPort: port, targetPort: port, publishMode: 'HOST' })) }
	});
}

function newTask(input: SpreadVector['input'], slot: number): Task {
	const { constraints, preferences, platforms, maxReplicas, hostPort } = input;
	return toTask({
		id: `task${slot}`,
		serviceId: 'svc',
		slot,
		specVersion: { index: 1 },
		serviceAnnotations: { name: 'svc' },
		desiredState: 'RUNNING',
		status: { state: 'PENDING' },
		spec: {
			placement: {
				...(constraints ? { constraints } : {}),
				...(preferences ? { preferences: preferences.map((label) => ({ spread: { spreadDescriptor: label } })) } : {}),
				...(platforms ? { platforms: platforms.map(([os, architecture]) => ({ os, architecture })) } : {}),
				...(maxReplicas ? { maxReplicas } : {})
			},
			resources: {
				reservations: { nanoCpus: input.reserveNanoCpus ?? 0, memoryBytes: input.reserveMemoryBytes ?? 0 }
			}
		},
		...(hostPort
			? { endpoint: { ports: [{ publishedPort: hostPort, targetPort: hostPort, publishMode: 'HOST' }] } }
			: {})
	});
}
