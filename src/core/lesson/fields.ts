import { unknownWord } from './lesson-error.ts';
import type { ServiceFacts, Snapshot } from './snapshot.ts';

type Fields<T> = Readonly<Record<keyof T, true>>;
type Each<K extends 'machines' | 'nodes' | 'networks'> = Snapshot[K][string];
type Item<K extends 'tasks' | 'requests' | 'commands'> = Snapshot[K][number];

const SWARM: Fields<Snapshot['swarm']> = {
	active: true,
	nodes: true,
	managers: true,
	reachable: true,
	leader: true,
	quorum: true,
	term: true,
	autolock: true,
	workerToken: true,
	managerToken: true,
	unlockKey: true
};
const MACHINES: Fields<Each<'machines'>> = {
	up: true,
	swarm: true,
	manager: true,
	containers: true,
	images: true,
	logDriver: true
};
const NODES: Fields<Each<'nodes'>> = { role: true, availability: true, state: true, leader: true, address: true };
const SERVICES: Fields<ServiceFacts> = {
	image: true,
	mode: true,
	desired: true,
	running: true,
	pending: true,
	failed: true,
	ports: true,
	on: true,
	update: true,
	parallelism: true,
	delay: true,
	rollbackParallelism: true,
	logDriver: true,
	publish: true
};
const TASKS: Fields<Item<'tasks'>> = {
	name: true,
	service: true,
	slot: true,
	node: true,
	state: true,
	desired: true,
	error: true,
	image: true
};
const REQUESTS: Fields<Item<'requests'>> = {
	via: true,
	from: true,
	port: true,
	ok: true,
	status: true,
	service: true,
	task: true,
	node: true,
	replica: true
};
const COMMANDS: Fields<Item<'commands'>> = { machine: true, line: true, code: true, docker: true };

const MAPS: Readonly<Record<string, object>> = { machines: MACHINES, nodes: NODES, services: SERVICES };
const LISTS: Readonly<Record<string, object>> = { tasks: TASKS, requests: REQUESTS, commands: COMMANDS };

/**
 * A field of the snapshot that no such thing has: an expression with it would be false for ever, and nobody told.
 * @returns what is wrong, or undefined
 */
export function unknownField(expression: string): string | undefined {
	const source = expression.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");
	const used: [where: string, fields: object, name: string][] = [];
	for (const [, name] of source.matchAll(/(?<![\w.])(?:before\.)?swarm\.(\w+)/g)) used.push(['swarm', SWARM, name!]);
	for (const [, map, name] of source.matchAll(/\b(machines|nodes|services)(?:\.\w+|\[[^\]]*\])\.(\w+)/g))
		used.push([map!, MAPS[map!]!, name!]);
	for (const [, list, item] of source.matchAll(/\b(tasks|requests|commands)\.\w+\((\w+),/g)) {
		for (const [, name] of source.matchAll(new RegExp(`(?<![\\w.])${item!}\\.(\\w+)`, 'g')))
			if (!clashes(source, item!)) used.push([list!, LISTS[list!]!, name!]);
	}
	const wrong = used.find(([, fields, name]) => !Object.hasOwn(fields, name));
	return wrong && unknownWord(`\`${wrong[2]}\` is no field of \`${wrong[0]}\``, wrong[2], Object.keys(wrong[1]));
}

/** One name for things of two lists: which is meant cannot be told without reading the whole expression. */
function clashes(source: string, item: string): boolean {
	const lists = [...source.matchAll(new RegExp(`\\b(\\w+)\\.\\w+\\(${item},`, 'g'))].map(([, list]) => list);
	return new Set(lists).size > 1;
}
