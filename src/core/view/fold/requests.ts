import type { SeenEvent } from '../cluster.ts';
import { machineIn, runsTaskOf, type Machines } from './machines.ts';

export interface RequestView {
	n: number;
	at: number;
	client: string;
	to: string;
	address: string;
	port: number;
	service: string;
	rule: 'ingress' | 'host' | 'container' | '';
	order: string[];
	chosen: number;
	taskId: string;
	task: string;
	/** Machine of the task. */
	node: string;
	overlay: boolean;
	status: number;
	ms: number;
	text: string;
	/** '' while under way or answered. */
	failure: '' | 'refused' | 'timeout' | 'no task' | 'unreachable';
	/** 'asked' → 'accepted' → 'balanced' → 'forwarded' → 'answered' or 'failed' */
	stage: 'asked' | 'accepted' | 'balanced' | 'forwarded' | 'answered' | 'failed';
	/** Whether the machine that was asked ran a task of the service at that moment. */
	hadReplica: boolean;
	/** Trace numbers of its hops, for links. */
	seqs: number[];
}

const REQUESTS_KEPT = 200;

/** @returns the requests that are kept */
export function foldRequest(requests: RequestView[], event: SeenEvent, machines: Machines): RequestView[] {
	if (event.type === 'ingress.request') return [...withRoom(requests), asked(event)];
	if (!('n' in event)) return requests;
	const request = requests.findLast((r) => r.n === event.n);
	if (request) follow(request, event, machines);
	return requests;
}

/** A load balancer's checks are many and get no answer: they make way before what was answered does. */
function withRoom(requests: RequestView[]): RequestView[] {
	if (requests.length < REQUESTS_KEPT) return requests;
	const first = Math.max(
		0,
		requests.findIndex(({ stage }) => stage !== 'answered')
	);
	return requests.filter((_, i) => i !== first);
}

function asked(event: Extract<SeenEvent, { type: 'ingress.request' }>): RequestView {
	return {
		n: event.n,
		at: event.t,
		client: event.client,
		to: event.to,
		address: event.address,
		port: event.port,
		service: '',
		rule: '',
		order: [],
		chosen: -1,
		taskId: '',
		task: '',
		node: '',
		overlay: false,
		status: 0,
		ms: 0,
		text: '',
		failure: '',
		stage: 'asked',
		hadReplica: false,
		seqs: [event.seq]
	};
}

function follow(request: RequestView, event: SeenEvent, machines: Machines): void {
	request.seqs.push(event.seq);
	switch (event.type) {
		case 'ingress.accept':
			request.stage = 'accepted';
			request.service = event.service;
			request.rule = event.rule;
			request.hadReplica = runsTaskOf(machineIn(machines, event.where), event.service);
			return;
		case 'ingress.balance':
			request.stage = 'balanced';
			request.order = event.order;
			request.chosen = event.chosen;
			request.taskId = event.taskId;
			request.task = event.task;
			request.service = event.service;
			return;
		case 'ingress.forward':
			request.stage = 'forwarded';
			request.node = event.to;
			request.overlay = event.overlay;
			request.taskId = event.taskId;
			return;
		case 'ingress.reply':
			request.stage = 'answered';
			request.taskId = event.taskId;
			request.task = event.task;
			request.node = event.node;
			request.status = event.status;
			request.ms = event.ms;
			request.text = event.text;
			return;
		case 'ingress.fail':
			request.stage = 'failed';
			request.failure = event.why;
			return;
		default:
	}
}
