import type { ClusterView } from '../../core/view/cluster.ts';
import type { DiagramName } from '../../core/lesson/lesson-types.ts';

/** What can be pointed at: it has a mark in some diagram. */
export type Thing =
	{ kind: 'machine'; machine: string } | { kind: 'service'; service: string } | { kind: 'task'; task: string };

/** Things by every name a command prints for them. Made anew when the cluster has changed. */
export class ThingNames {
	private readonly exact = new Map<string, Thing>();
	/** Full IDs, which are printed whole or cut to twelve characters. */
	private readonly ids = new Map<string, Thing>();
	private readonly taskNames = new Map<string, string>();

	constructor(cluster: ClusterView) {
		for (const machine of cluster.machines.values()) {
			const thing: Thing = { kind: 'machine', machine: machine.name };
			this.exact.set(machine.name, thing);
			if (machine.address) this.exact.set(machine.address, thing);
			for (const container of machine.containers.values()) {
				const owner: Thing = container.taskId ? { kind: 'task', task: container.taskId } : thing;
				this.addId(container.id, owner);
				this.exact.set(container.name, owner);
			}
		}
		const store = cluster.bestStore();
		if (!store) return;
		for (const node of store.nodes.values()) {
			if (node.hostname) this.addId(node.id, { kind: 'machine', machine: node.hostname });
		}
		for (const service of store.services.values()) {
			const thing: Thing = { kind: 'service', service: service.id };
			this.addId(service.id, thing);
			this.exact.set(service.name, thing);
		}
		// Of several tasks of one slot the newest has the name; the others are told by their IDs.
		for (const task of [...store.tasks.values()].sort((a, b) => a.createdAt - b.createdAt)) {
			const thing: Thing = { kind: 'task', task: task.id };
			this.addId(task.id, thing);
			this.exact.set(task.name, thing);
			this.taskNames.set(task.id, task.name);
			if (task.containerId) this.addId(task.containerId, thing);
		}
	}

	find(word: string): Thing | undefined {
		const exact = this.exact.get(word) ?? this.ids.get(word);
		if (exact) return exact;
		if (!/^[0-9a-z]{12,64}$/.test(word)) return undefined;
		for (const [id, thing] of this.ids) if (id.startsWith(word)) return thing;
		return undefined;
	}

	nameOf(task: string): string | undefined {
		return this.taskNames.get(task);
	}

	private addId(id: string, thing: Thing): void {
		if (id !== '') this.ids.set(id, thing);
	}
}

export interface Mention {
	/** Place in the text, `to` not included. */
	from: number;
	to: number;
	thing: Thing;
}

/** IDs and names in a line of a terminal, in order. */
export function mentionsIn(text: string, names: ThingNames): Mention[] {
	const mentions: Mention[] = [];
	for (const match of text.matchAll(/[A-Za-z0-9][\w.-]*/g)) {
		const word = match[0].replace(/[.-]+$/, '');
		const thing = names.find(word);
		if (thing) mentions.push({ from: match.index, to: match.index + word.length, thing });
	}
	// `docker service ps` prints one name for all tasks of a slot; the ID before it says which one the row is about.
	for (const mention of mentions) {
		if (mention.thing.kind !== 'task') continue;
		const name = text.slice(mention.from, mention.to);
		const told = mentions.find(
			({ thing }) => thing.kind === 'task' && thing !== mention.thing && names.nameOf(thing.task) === name
		);
		if (told && names.nameOf((mention.thing as { task: string }).task) === name) {
			const own = mentions.indexOf(mention);
			if (mentions.indexOf(told) < own) mention.thing = told.thing;
		}
	}
	return mentions;
}

/** Number of the last event that changed a thing: what the explanation line says of it. */
export function seqOfThing(thing: Thing, cluster: ClusterView): number | undefined {
	if (thing.kind === 'task') return cluster.seqOf(`task ${thing.task}`);
	if (thing.kind === 'service') return cluster.seqOf(`service ${thing.service}`);
	const node = [...(cluster.bestStore()?.nodes.values() ?? [])].find(({ hostname }) => hostname === thing.machine);
	const seqs = [cluster.seqOf(`machine ${thing.machine}`), node && cluster.seqOf(`node ${node.id}`)];
	const known = seqs.filter((seq) => seq !== undefined);
	return known.length > 0 ? Math.max(...known) : undefined;
}

/** The marks that stand for things: by machine and by task. A service is all of its tasks. */
export interface Pointed {
	machines: ReadonlySet<string>;
	tasks: ReadonlySet<string>;
}

export function pointedAt(things: readonly Thing[], cluster: ClusterView): Pointed {
	const machines = new Set<string>();
	const tasks = new Set<string>();
	for (const thing of things) {
		if (thing.kind === 'machine') machines.add(thing.machine);
		else if (thing.kind === 'task') tasks.add(thing.task);
		else {
			for (const task of cluster.bestStore()?.tasks.values() ?? []) {
				if (task.serviceId === thing.service) tasks.add(task.id);
			}
		}
	}
	return { machines, tasks };
}

/**
 * What a lesson's `mark:` link means: `[diagram/]name`, the name being what a terminal prints (machine, service, task, ID),
 * or `leader`, or `machines`.
 */
export function thingsOfMark(
	mark: string,
	cluster: ClusterView
): { diagram: DiagramName | undefined; things: Thing[] } {
	const slash = mark.indexOf('/');
	const diagram = slash < 0 ? undefined : (mark.slice(0, slash) as DiagramName);
	const name = mark.slice(slash + 1);
	if (name === 'leader') {
		const leader = cluster.leader();
		return { diagram, things: leader ? [{ kind: 'machine', machine: leader.machine }] : [] };
	}
	if (name === 'machines') {
		return { diagram, things: [...cluster.machines.keys()].map((machine) => ({ kind: 'machine', machine })) };
	}
	const thing = new ThingNames(cluster).find(name);
	return { diagram, things: thing ? [thing] : [] };
}
