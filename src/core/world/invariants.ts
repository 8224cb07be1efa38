import type { TracedEvent } from '../sim/trace.ts';
import type { NodeSummary, ServiceSummary, TaskSummary } from '../trace-events.ts';
import type { World } from './world.ts';

/**
 * How long a slot may have two running containers while nothing is wrong: a task that must go leaves load balancing (2 s)
 * and gets its grace period (10 s); reports and assignments take the rest.
 */
const DOUBLE_MAX_MS = 20_000;

/**
 * Watches a world from its trace and notes what must never happen, whatever befalls it:
 * two leaders in one term; two managers that apply different changes at one index.
 */
export class InvariantWatch {
	/** What was seen, with the moment. Empty is good. */
	readonly violations: string[] = [];
	commits = 0;
	leaders = 0;
	/** By swarm and term. */
	private readonly leaderOf = new Map<string, string>();
	/** By swarm and index. */
	private readonly changesAt = new Map<string, string>();
	/** Which swarm a machine manages. One that has left may begin another, with terms and indexes of its own. */
	private readonly swarmOf = new Map<string, number>();
	private swarms = 0;
	/** Managers whose store was emptied and comes back whole, from a snapshot or the disk. */
	private readonly whole = new Set<string>();
	private readonly doubleSince = new Map<string, number>();

	constructor(private readonly world: World) {
		for (const event of world.sim.trace.kept) this.see(event);
		world.sim.trace.listen((event) => this.see(event));
	}

	private see(event: TracedEvent): void {
		if (event.type === 'raft.stop' && event.why === 'left') this.swarmOf.delete(event.where);
		if (event.type === 'raft.members' && !this.swarmOf.has(event.where)) {
			const other = event.voters.find((voter) => this.swarmOf.has(voter));
			this.swarmOf.set(event.where, (other !== undefined && this.swarmOf.get(other)) || ++this.swarms);
		}
		if (event.type === 'raft.role' && event.role === 'leader') {
			const term = `${this.swarmOf.get(event.where) ?? 0} ${event.term}`;
			const other = this.leaderOf.get(term);
			if (other === undefined) this.leaders++;
			this.leaderOf.set(term, event.where);
			if (other !== undefined && other !== event.where) {
				this.note(`two leaders in term ${event.term}: ${other} and ${event.where}`);
			}
		}
		if (event.type === 'store.reset') this.whole.add(event.where);
		// What follows a reset tells the whole store at once, as no single entry does.
		if (event.type === 'store.apply' && !this.whole.delete(event.where)) {
			const changes = `${event.term} ${JSON.stringify(event.changes)}`;
			const index = `${this.swarmOf.get(event.where) ?? 0} ${event.index}`;
			const other = this.changesAt.get(index);
			if (other === undefined) {
				this.commits++;
				this.changesAt.set(index, changes);
			} else if (other !== changes) this.note(`${event.where} applied something else at ${event.index}`);
		}
	}

	/** To be called again and again while all machines are up and reach one another, with how long that has been so. */
	lookAtSlots(calmMs: number): void {
		const { now } = this.world.sim;
		const doubles = new Set(doubleSlots(this.world));
		for (const slot of this.doubleSince.keys()) if (!doubles.has(slot)) this.doubleSince.delete(slot);
		for (const slot of doubles) {
			const since = this.doubleSince.get(slot) ?? now;
			this.doubleSince.set(slot, since);
			const lastsMs = Math.min(now - since, calmMs - 60_000);
			if (lastsMs > DOUBLE_MAX_MS) {
				this.note(`${slot} runs twice for ${lastsMs / 1000} s`);
				this.doubleSince.set(slot, now);
			}
		}
	}

	private note(what: string): void {
		this.violations.push(`${(this.world.sim.now / 1000).toFixed(1)} s: ${what}`);
	}
}

/**
 * Slots (or global services' nodes) that have more than one running container, by name. An update with order start-first
 * that was paused in the middle leaves both tasks of a slot, for nobody works on it any more (SEMANTICS.md 8.5).
 */
export function doubleSlots(world: World): string[] {
	const store = world.view.bestStore();
	const running = new Map<string, number>();
	for (const machine of world.view.machines.values()) {
		for (const container of machine.containers.values()) {
			const task = container.state === 'running' ? store?.tasks.get(container.taskId) : undefined;
			if (task && !isPaused(store?.services.get(task.serviceId)))
				running.set(task.name, (running.get(task.name) ?? 0) + 1);
		}
	}
	return [...running].filter(([, count]) => count > 1).map(([name]) => name);
}

/** What a world that was mended and left alone for some minutes still lacks. Empty is good. */
export function unmetWishes(world: World): string[] {
	const { view } = world;
	const problems: string[] = [];
	const leader = view.leader();
	const store = leader && view.stores.get(leader.machine);
	if (!store) return ['there is no leader'];
	for (const name of view.managers()) {
		const other = view.stores.get(name);
		if (!other) problems.push(`${name} has no store`);
		else if (other.index !== store.index) problems.push(`${name} is at ${other.index}, the leader at ${store.index}`);
		else {
			for (const kind of ['nodes', 'services', 'tasks', 'networks'] as const) {
				if (inOrder(other[kind]) !== inOrder(store[kind])) problems.push(`${name} has other ${kind} than the leader`);
			}
		}
	}
	const nodes = [...store.nodes.values()];
	for (const node of nodes) if (node.state !== 'ready') problems.push(`${node.hostname} is ${node.state}`);
	const tasks = [...store.tasks.values()];
	for (const node of nodes.filter(({ availability }) => availability === 'drain')) {
		const left = tasks.filter((task) => task.nodeId === node.id && isAlive(task));
		for (const task of left) problems.push(`${node.hostname} is drained and has ${task.name} ${task.state}`);
	}
	for (const service of store.services.values()) problems.push(...unmetWish(service, tasks, nodes));
	for (const slot of doubleSlots(world)) problems.push(`${slot} runs twice`);
	return problems;
}

function unmetWish(service: ServiceSummary, tasks: readonly TaskSummary[], nodes: readonly NodeSummary[]): string[] {
	const own = tasks.filter(({ serviceId, desired }) => serviceId === service.id && desired === 'running');
	const alive = own.filter(({ state }) => state === 'running');
	const running = isPaused(service) ? new Set(alive.map(({ name }) => name)).size : alive.length;
	const active = nodes.filter(({ availability }) => availability === 'active').length;
	// A global service keeps what it has on a paused node, and starts nothing there.
	const kept = own.filter(({ nodeId }) => nodes.find(({ id }) => id === nodeId)?.availability === 'pause').length;
	const wanted = service.mode === 'global' ? active + kept : active === 0 ? running : service.replicas;
	return running === wanted ? [] : [`${service.name} runs ${running} of ${wanted}`];
}

function isPaused(service: ServiceSummary | undefined): boolean {
	return service !== undefined && /paused$/.test(service.updateState);
}

function isAlive(task: TaskSummary): boolean {
	return ['assigned', 'accepted', 'preparing', 'ready', 'starting', 'running'].includes(task.state);
}

/** The same text for the same objects, in whatever order they came. */
function inOrder(objects: ReadonlyMap<string, unknown>): string {
	return JSON.stringify([...objects].sort(([a], [b]) => (a < b ? -1 : 1)));
}
