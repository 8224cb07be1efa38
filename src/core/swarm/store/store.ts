import { invariant } from '../../sim/invariant.ts';
import { KINDS, nameOf, type Kind, type Tables, type Task } from '../objects.ts';

/** One change of one object. `old` is there for update and delete. */
export type Change = {
	[K in Kind]: { op: 'create' | 'update' | 'delete'; kind: K; id: string; object: Tables[K]; old?: Tables[K] };
}[Kind];

/** What goes through Raft: every manager applies it unchanged. */
export interface Transaction {
	/** In Swarm's words, short: 'scale=6', 'task .5', 'node up'. Shown in the diagram's log. */
	label: string;
	changes: { op: 'create' | 'update' | 'delete'; kind: Kind; id: string; object: Tables[Kind] | undefined }[];
	/** For the trace: what led to the change of single objects, where that differs (id → number of the event). */
	causes?: Record<string, number>;
}

/** Errors of a transaction, in SwarmKit's words (manager/state/store). */
export class StoreError extends Error {
	override name = 'StoreError';
	constructor(
		readonly kind: 'exist' | 'not exist' | 'name conflict' | 'sequence conflict' | 'lost leader' | 'too large',
		message?: string
	) {
		super(message ?? STORE_ERROR_TEXT[kind]);
	}
}

const STORE_ERROR_TEXT = {
	exist: 'object already exists',
	'not exist': 'object does not exist',
	'name conflict': 'name conflicts with an existing object',
	'sequence conflict': 'update out of sequence',
	'lost leader': 'raft: failed to process the request: node lost leader status',
	'too large': "raft: raft message is too large and can't be sent"
} as const;

/** Commits transactions: the Raft host of a leader, or `applyAtOnce` in tests. */
export interface Proposer {
	/**
	 * Commits, applies to the store (via `MemoryStore.apply`) and then calls `done`; or calls `done` with an error and
	 * applies nothing (yet: a transaction that was in flight when leadership was lost may still commit later).
	 */
	propose(transaction: Transaction, done: (error?: StoreError) => void): void;
	/** Raft index that objects written now get as their version. */
	version(): number;
}

/** Reading: all lists are in order of creation. */
export interface ReadTx {
	get<K extends Kind>(kind: K, id: string): Tables[K] | undefined;
	all<K extends Kind>(kind: K): Tables[K][];
	byName<K extends Kind>(kind: K, name: string): Tables[K][];
	tasksOfService(serviceId: string): Task[];
	tasksOfNode(nodeId: string): Task[];
}

export interface WriteTx extends ReadTx {
	/** @throws StoreError exist, name conflict */
	create<K extends Kind>(kind: K, object: Tables[K]): void;
	/**
	 * Replaces an object. Its `meta.version` must be the stored one, its new one is set here.
	 * @throws StoreError not exist, sequence conflict, name conflict
	 */
	update<K extends Kind>(kind: K, object: Tables[K]): void;
	/** @throws StoreError not exist */
	delete(kind: Kind, id: string): void;
	/** For the trace: this object changes because of that event, whatever led to the transaction as a whole. */
	because(id: string, cause: number): void;
}

export type StoreListener = (changes: readonly Change[]) => void;

/** Names are unique, in lower case, in these tables (SEMANTICS.md section 3). */
const UNIQUE_NAMES: ReadonlySet<Kind> = new Set<Kind>(['service', 'network', 'secret', 'config', 'volume', 'cluster']);

class Table<T> {
	readonly rows = new Map<string, T>();
}

type TableSet = { [K in Kind]: Table<Tables[K]> };

/**
 * The replicated store of one manager. Reads are synchronous and see the last applied transaction; writes go through
 * the proposer, one transaction at a time, and are seen when they are committed. Components meet here and nowhere else.
 *
 * Source: swarmkit manager/state/store/memory.go. Not modelled: resources, extensions; the wedged-lock timeout.
 */
export class MemoryStore implements ReadTx {
	private tables = emptyTables();
	private serviceTasks = new Map<string, Set<string>>();
	private nodeTasks = new Map<string, Set<string>>();
	private readonly listeners = new Set<StoreListener>();
	private readonly queue: {
		label: string;
		change: (tx: WriteTx) => string | void;
		done?: (error?: StoreError) => void;
		/** Of who asked: its turn comes when others' transactions are done. */
		cause: number;
	}[] = [];
	private busy = false;
	private proposer: Proposer | undefined;

	constructor(private readonly clock: { timestamp(): string; readonly trace?: { cause: number } }) {}

	/** A leader's store has a proposer; without one every update fails with 'lost leader'. Pending updates fail too. */
	setProposer(proposer: Proposer | undefined): void {
		this.proposer = proposer;
		if (proposer) return;
		this.busy = false;
		for (const update of this.queue.splice(0)) update.done?.(new StoreError('lost leader'));
	}

	get isLeading(): boolean {
		return this.proposer !== undefined;
	}

	get<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
		return this.tables[kind].rows.get(id);
	}

	all<K extends Kind>(kind: K): Tables[K][] {
		return [...this.tables[kind].rows.values()] as Tables[K][];
	}

	byName<K extends Kind>(kind: K, name: string): Tables[K][] {
		const wanted = name.toLowerCase();
		return this.all(kind).filter((object) => nameOf(kind, object).toLowerCase() === wanted);
	}

	tasksOfService(serviceId: string): Task[] {
		return this.tasks(this.serviceTasks.get(serviceId));
	}

	tasksOfNode(nodeId: string): Task[] {
		return this.tasks(this.nodeTasks.get(nodeId));
	}

	/**
	 * Runs `change` against the state after all earlier updates, commits what it did and calls `done`. Whatever `change`
	 * throws as StoreError comes to `done`, with nothing changed; a transaction without changes is done at once.
	 * A text that `change` returns takes the place of `label`: some labels are known only after the decision.
	 */
	update(label: string, change: (tx: WriteTx) => string | void, done?: (error?: StoreError) => void): void {
		const cause = this.clock.trace?.cause ?? 0;
		this.queue.push(done ? { label, change, done, cause } : { label, change, cause });
		this.next();
	}

	private next(): void {
		while (!this.busy) {
			const update = this.queue.shift();
			if (!update) return;
			const proposer = this.proposer;
			if (!proposer) {
				update.done?.(new StoreError('lost leader'));
				continue;
			}
			const { trace } = this.clock;
			const causeOfOthers = trace?.cause ?? 0;
			if (trace) trace.cause = update.cause;
			const tx = new Overlay(this, proposer.version(), this.clock.timestamp());
			let label: string | void;
			try {
				label = update.change(tx);
			} catch (error) {
				if (!(error instanceof StoreError)) throw error;
				update.done?.(error);
				if (trace) trace.cause = causeOfOthers;
				continue;
			}
			const changes = tx.changes();
			if (changes.length === 0) {
				update.done?.();
				if (trace) trace.cause = causeOfOthers;
				continue;
			}
			this.busy = true;
			const causes = tx.causes();
			proposer.propose({ label: label ?? update.label, changes, ...(causes ? { causes } : {}) }, (error) => {
				// Leadership may have changed hands while this one was in flight; then the queue was emptied already.
				if (this.proposer === proposer) this.busy = false;
				update.done?.(error);
				this.next();
			});
			if (trace) trace.cause = causeOfOthers;
		}
	}

	/** Applies a committed transaction and tells the watchers. Called by the Raft host on every manager. */
	apply(transaction: Transaction): readonly Change[] {
		const changes: Change[] = [];
		for (const { op, kind, id, object } of transaction.changes) {
			const rows = this.tables[kind].rows as Map<string, Tables[Kind]>;
			const old = rows.get(id);
			if (op === 'delete') {
				if (!old) continue;
				rows.delete(id);
				changes.push({ op, kind, id, object: old, old } as Change);
			} else {
				invariant(object, 'a write without an object', kind, id);
				rows.set(id, object);
				changes.push({ op: old ? 'update' : 'create', kind, id, object, ...(old ? { old } : {}) } as Change);
			}
			if (kind === 'task') this.index(old as Task | undefined, op === 'delete' ? undefined : (object as Task));
		}
		for (const listener of [...this.listeners]) listener(changes);
		return changes;
	}

	/** Calls the listener after every applied transaction. Listeners must not read the clock's future: they set timers. */
	watch(listener: StoreListener): () => void {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}

	/** Everything, for a Raft snapshot; objects are shared, tables are copied. */
	snapshot(): Transaction['changes'] {
		return KINDS.flatMap((kind) =>
			this.all(kind).map((object) => ({ op: 'create' as const, kind, id: object.id, object }))
		);
	}

	/** Replaces everything by a snapshot. */
	restore(snapshot: Transaction['changes']): readonly Change[] {
		const gone = this.snapshot().map((row) => ({ ...row, op: 'delete' as const }));
		this.tables = emptyTables();
		this.serviceTasks = new Map();
		this.nodeTasks = new Map();
		const applied = this.apply({ label: 'snapshot', changes: snapshot });
		const kept = new Set(snapshot.map((row) => `${row.kind} ${row.id}`));
		return [...(gone.filter((row) => !kept.has(`${row.kind} ${row.id}`)) as Change[]), ...applied];
	}

	private tasks(ids: ReadonlySet<string> | undefined): Task[] {
		return ids ? [...ids].map((id) => this.tables.task.rows.get(id)!) : [];
	}

	private index(old: Task | undefined, task: Task | undefined): void {
		move(this.serviceTasks, old?.serviceId, task?.serviceId, (old ?? task)!.id);
		move(this.nodeTasks, old?.nodeId, task?.nodeId, (old ?? task)!.id);
	}
}

/** Commits at once, on this store alone: for tests of components, and for a store without Raft. */
export function applyAtOnce(store: MemoryStore): Proposer {
	let index = 0;
	return {
		propose(transaction, done) {
			index++;
			store.apply(transaction);
			done();
		},
		version: () => index
	};
}

function emptyTables(): TableSet {
	return {
		node: new Table(),
		service: new Table(),
		task: new Table(),
		network: new Table(),
		secret: new Table(),
		config: new Table(),
		volume: new Table(),
		cluster: new Table()
	};
}

function move(map: Map<string, Set<string>>, from: string | undefined, to: string | undefined, id: string): void {
	if (from === to) return;
	if (from) {
		const set = map.get(from);
		set?.delete(id);
		if (set?.size === 0) map.delete(from);
	}
	if (to) {
		const set = map.get(to);
		if (set) set.add(id);
		else map.set(to, new Set([id]));
	}
}

/** A transaction in progress: reads see its own writes. */
class Overlay implements WriteTx {
	private readonly written = new Map<
		string,
		{ op: 'create' | 'update' | 'delete'; kind: Kind; id: string; object: Tables[Kind] | undefined }
	>();

	constructor(
		private readonly base: MemoryStore,
		private readonly version: number,
		private readonly now: string
	) {}

	private readonly reasons: Record<string, number> = {};

	because(id: string, cause: number): void {
		this.reasons[id] = cause;
	}

	causes(): Transaction['causes'] {
		return Object.keys(this.reasons).length > 0 ? this.reasons : undefined;
	}

	changes(): Transaction['changes'] {
		return [...this.written.values()];
	}

	get<K extends Kind>(kind: K, id: string): Tables[K] | undefined {
		const written = this.written.get(`${kind} ${id}`);
		if (written) return written.object as Tables[K] | undefined;
		return this.base.get(kind, id);
	}

	all<K extends Kind>(kind: K): Tables[K][] {
		return this.merged(kind, this.base.all(kind), () => true);
	}

	byName<K extends Kind>(kind: K, name: string): Tables[K][] {
		const wanted = name.toLowerCase();
		return this.all(kind).filter((object) => nameOf(kind, object).toLowerCase() === wanted);
	}

	tasksOfService(serviceId: string): Task[] {
		return this.merged('task', this.base.tasksOfService(serviceId), (task) => task.serviceId === serviceId);
	}

	tasksOfNode(nodeId: string): Task[] {
		return this.merged('task', this.base.tasksOfNode(nodeId), (task) => task.nodeId === nodeId);
	}

	create<K extends Kind>(kind: K, object: Tables[K]): void {
		if (this.get(kind, object.id)) throw new StoreError('exist');
		this.checkName(kind, object);
		const meta = { version: { index: this.version }, createdAt: this.now, updatedAt: this.now };
		this.put('create', kind, { ...object, meta });
	}

	update<K extends Kind>(kind: K, object: Tables[K]): void {
		const old = this.get(kind, object.id);
		if (!old) throw new StoreError('not exist');
		if (old.meta.version.index !== object.meta.version.index) throw new StoreError('sequence conflict');
		this.checkName(kind, object);
		this.put('update', kind, {
			...object,
			meta: { ...old.meta, version: { index: this.version }, updatedAt: this.now }
		});
	}

	delete(kind: Kind, id: string): void {
		if (!this.get(kind, id)) throw new StoreError('not exist');
		const key = `${kind} ${id}`;
		if (this.base.get(kind, id)) this.written.set(key, { op: 'delete', kind, id, object: undefined });
		else this.written.delete(key);
	}

	private put(op: 'create' | 'update', kind: Kind, object: Tables[Kind]): void {
		const key = `${kind} ${object.id}`;
		const before = this.written.get(key);
		const first = before?.op === 'create' ? 'create' : before?.op === 'delete' ? 'update' : op;
		this.written.set(key, { op: first, kind, id: object.id, object });
	}

	private checkName(kind: Kind, object: Tables[Kind]): void {
		if (!UNIQUE_NAMES.has(kind)) return;
		if (this.byName(kind, nameOf(kind, object)).some((other) => other.id !== object.id))
			throw new StoreError('name conflict');
	}

	private merged<K extends Kind>(kind: K, base: Tables[K][], belongs: (object: Tables[K]) => boolean): Tables[K][] {
		if (this.written.size === 0) return base;
		const list: Tables[K][] = [];
		const seen = new Set<string>();
		for (const object of base) {
			seen.add(object.id);
			const now = this.get(kind, object.id);
			if (now && belongs(now)) list.push(now);
		}
		for (const row of this.written.values()) {
			if (row.kind !== kind || row.object === undefined || seen.has(row.id)) continue;
			if (belongs(row.object as Tables[K])) list.push(row.object as Tables[K]);
		}
		return list;
	}
}
