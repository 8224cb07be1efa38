import { byName } from './by-name.ts';
import type { ClusterView } from './cluster.ts';
import type { RequestView } from './fold/requests.ts';
import type { MachineMark, ShapeOf } from './machine-mark.ts';
import { isWanted, replicasView, type TaskMark } from './replicas.ts';

/** What the Ingress diagram shows; its text twin is made from the same object. Times are virtual milliseconds. */
export interface IngressViewModel {
	now: number;
	rows: IngressRow[];
	/** The service in view: the one last asked, else the first that publishes a port. */
	service:
		{ name: string; id: string; port: number; order: number; mode: 'ingress' | 'host'; tasks: number } | undefined;
	/** The request drawn in full: the last one. */
	flight: Flight | undefined;
	/** Newest first, at most LAST_SHOWN. */
	last: RequestRow[];
	requests: number;
	turn: Turn | undefined;
	/** Answers of each task of the service that lives or has answered, by name. */
	answers: { taskId: string; name: string; slot: number; order: number; count: number }[];
	failures: number;
	/** Requests in the last second. */
	perSecond: number;
}

export interface IngressRow {
	machine: string;
	mark: MachineMark;
	/** Of the service in view. 'open': published here; 'host-elsewhere': only where a task is; 'none': not known here. */
	port: { number: number; state: 'open' | 'host' | 'host-elsewhere' | 'none' };
	/** It has a virtual server for the service. */
	hasVirtualServer: boolean;
	tasks: TaskMark[];
}

export type HopLetter = 'a' | 'b' | 'c' | 'd';

export interface Flight {
	n: number;
	at: number;
	client: string;
	/** Machine asked, and the one whose task answers ('' as yet). */
	to: string;
	node: string;
	address: string;
	port: number;
	service: string;
	rule: RequestView['rule'];
	task: string;
	taskId: string;
	/** Place of the chosen task in the turn, from 1; 0 as yet. */
	chosen: number;
	of: number;
	overlay: boolean;
	/** Hops it has made, in order. */
	hops: HopLetter[];
	stage: RequestView['stage'];
	failure: RequestView['failure'];
	status: number;
	ms: number;
	text: string;
	/** The machine asked ran a task of the service. */
	hadReplica: boolean;
	/** Trace number of each hop, in the order of `hops`; the last is the failure's if it failed. */
	seqs: number[];
}

export interface RequestRow {
	n: number;
	at: number;
	client: string;
	to: string;
	port: number;
	task: string;
	node: string;
	rule: RequestView['rule'];
	overlay: boolean;
	failure: RequestView['failure'];
	ms: number;
	/** Its answer is under way. */
	open: boolean;
	hadReplica: boolean;
	chosen: number;
	of: number;
	seq: number | undefined;
}

export interface Turn {
	machine: string;
	tasks: { id: string; name: string; order: number; here: boolean; next: boolean }[];
}

const LAST_SHOWN = 20;

/** @param wanted number of the request to draw in full; left out: the last */
export function ingressView(view: ClusterView, shapeOf: ShapeOf, wanted?: number): IngressViewModel {
	const store = view.bestStore();
	const request = view.requests.find(({ n }) => n === wanted) ?? view.requests.at(-1);
	const replicas = replicasView(view, shapeOf);
	const bands = replicas.services;
	const asked = bands.find(({ name }) => name === request?.service);
	// One that was asked and answered by nothing (refused) is about its port.
	const atPort = bands.find(({ ports }) => ports.some((port) => port.published === request?.port));
	const band = asked ?? atPort ?? bands.find(({ ports }) => ports.length > 0);
	const port = band?.ports.find(({ published }) => published === request?.port) ?? band?.ports[0];
	const service = band &&
		port && {
			name: band.name,
			id: band.id,
			port: port.published,
			order: band.order,
			mode: port.mode,
			tasks: band.running
		};
	// A machine that left and came back is two nodes, the old one down; its ports and its virtual server it has once.
	const isNow = ({ mark }: { mark: MachineMark }): boolean => view.machines.get(mark.machine)?.nodeId === mark.nodeId;
	const nodes = replicas.columns.filter(({ mark }) => mark.nodeId !== '');
	const rows = nodes
		.filter((node) => {
			const same = nodes.filter(({ mark }) => mark.machine === node.mark.machine);
			return node === (same.find(isNow) ?? same.at(-1));
		})
		.map(({ mark, tasks }): IngressRow => {
			const machine = view.machines.get(mark.machine);
			const open = machine?.ports.find((one) => one.port === service?.port);
			return {
				machine: mark.machine,
				mark,
				port: {
					number: service?.port ?? 0,
					state: open ? (open.mode === 'host' ? 'host' : 'open') : service?.mode === 'host' ? 'host-elsewhere' : 'none'
				},
				hasVirtualServer: service !== undefined && machine?.backends.has(service.id) === true,
				tasks: tasks.filter((task) => task.service === service?.name && isWanted(task) && task.state !== 'lost')
			};
		});
	const nameOf = (taskId: string): string => {
		const task = store?.tasks.get(taskId) ?? view.gone.get(taskId);
		if (!task) return taskId.slice(0, 8);
		return task.slot > 0 ? task.name : `${band?.name ?? ''}, ${view.machineOfNode(task.nodeId)}`;
	};
	/** One that went to a service which is gone, or to an earlier one of the same name, has no way through this mesh. */
	const isOf = (one: RequestView): boolean => {
		if (one.service === '') return true;
		const task = store?.tasks.get(one.taskId) ?? view.gone.get(one.taskId);
		return one.service === service?.name && (task === undefined || task.serviceId === service.id);
	};
	const last = [...view.requests].reverse().slice(0, LAST_SHOWN);
	return {
		now: view.now,
		rows,
		service,
		flight: request && isOf(request) ? flightOf(request) : undefined,
		last: last.map(rowOf),
		requests: view.requestCount,
		turn: service && turnOf(view, service, request, nameOf, rows),
		answers: service ? answersOf(view, service, nameOf) : [],
		failures: view.requests.filter(({ stage }) => stage === 'failed').length,
		perSecond: view.requests.filter(({ at }) => view.now - at < 1000).length
	};
}

function flightOf(request: RequestView): Flight {
	const { order, seqs, ...rest } = request;
	const hops: HopLetter[] = [];
	if (request.stage !== 'asked' && !(request.stage === 'failed' && request.rule === '')) hops.push('a');
	if (request.chosen >= 0) hops.push('b');
	if (request.node !== '') hops.push('c');
	if (request.stage === 'answered') hops.push('d');
	return { ...rest, chosen: request.chosen + 1, of: order.length, hops, seqs: seqs.slice(1) };
}

function rowOf(request: RequestView): RequestRow {
	const { n, at, client, to, port, task, node, rule, overlay, failure, ms, stage, hadReplica } = request;
	const open = stage !== 'answered' && stage !== 'failed';
	return {
		n,
		at,
		client,
		to,
		port,
		task,
		node,
		rule,
		overlay,
		failure,
		ms,
		open,
		hadReplica,
		chosen: request.chosen + 1,
		of: request.order.length,
		seq: request.seqs.at(-1)
	};
}

function turnOf(
	view: ClusterView,
	service: { id: string; name: string; order: number },
	request: RequestView | undefined,
	nameOf: (taskId: string) => string,
	rows: IngressRow[]
): Turn | undefined {
	const machine = request?.service === service.name ? request.to : rows.find((row) => row.hasVirtualServer)?.machine;
	const backends = machine === undefined ? undefined : view.machines.get(machine)?.backends.get(service.id);
	if (machine === undefined || !backends || backends.tasks.length === 0) return undefined;
	const { tasks } = backends;
	const here = request?.to === machine ? tasks.indexOf(request.taskId) : -1;
	// Whose turn it is follows from the last request this machine has balanced, whatever request is shown.
	const latest = view.requests.findLast((one) => one.to === machine && one.service === service.name && one.chosen >= 0);
	const at = latest ? tasks.indexOf(latest.taskId) : -1;
	const next = latest && at < 0 ? -1 : (at + 1) % tasks.length;
	return {
		machine,
		tasks: tasks.map((id, i) => ({ id, name: nameOf(id), order: service.order, here: i === here, next: i === next }))
	};
}

function answersOf(
	view: ClusterView,
	service: { id: string; name: string; order: number },
	nameOf: (taskId: string) => string
): IngressViewModel['answers'] {
	const store = view.bestStore();
	const counts = new Map<string, number>();
	for (const task of store?.tasks.values() ?? []) {
		if (task.serviceId === service.id && isWanted(task) && task.state === 'running') counts.set(task.id, 0);
	}
	for (const request of view.requests) {
		if (request.stage === 'answered' && request.service === service.name && request.taskId) {
			counts.set(request.taskId, (counts.get(request.taskId) ?? 0) + 1);
		}
	}
	return [...counts]
		.map(([taskId, count]) => {
			const slot = (store?.tasks.get(taskId) ?? view.gone.get(taskId))?.slot ?? 0;
			return { taskId, name: nameOf(taskId), slot, order: service.order, count };
		})
		.sort((a, b) => a.slot - b.slot || byName(a.name, b.name) || (a.taskId < b.taskId ? -1 : 1));
}
