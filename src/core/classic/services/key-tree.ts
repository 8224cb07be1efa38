import { WaitQueue } from '../../sim/process.ts';
import type { Sim } from '../../sim/sim.ts';

export type ServiceName = 'hub' | 'consul' | 'etcd' | 'zookeeper';

export interface KeyEntry {
	value: string;
	created: number;
	modified: number;
	/** Virtual time at which it goes, undefined for never. */
	expiresAt: number | undefined;
	/** Of the session or lease it belongs to; '' for none. */
	session: string;
}

/**
 * The keys of one store, on its disk: they outlive the machine's power. Every change has a number, and wakes whoever
 * waits for one.
 */
export class KeyTree {
	/** Number of the last change; that of an empty store is 1, so that who waits for what comes after it is told of the first key. */
	index = 1;
	readonly changed = new WaitQueue();
	private readonly entries = new Map<string, KeyEntry>();

	constructor(
		private readonly sim: Sim,
		private readonly where: string,
		private readonly service: ServiceName
	) {}

	get(key: string): KeyEntry | undefined {
		return this.entries.get(key);
	}

	/** Keys that begin with the text, sorted. */
	below(prefix: string): [string, KeyEntry][] {
		return [...this.entries].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
	}

	set(key: string, value: string, options: { ttlMs?: number; session?: string } = {}): KeyEntry {
		const { sim } = this;
		const old = this.entries.get(key);
		const index = ++this.index;
		const entry: KeyEntry = {
			value,
			created: old?.created ?? index,
			modified: index,
			expiresAt: options.ttlMs === undefined ? undefined : sim.now + options.ttlMs,
			session: options.session ?? ''
		};
		this.entries.set(key, entry);
		this.expire(key, entry);
		this.tell(key, value, old ? 'refreshed' : 'created', options.ttlMs);
		return entry;
	}

	/** Puts off the end of a key without a change that anybody is told of, as a heartbeat of its session does. */
	keep(key: string, ttlMs: number): void {
		const entry = this.entries.get(key);
		if (!entry) return;
		entry.expiresAt = this.sim.now + ttlMs;
		this.expire(key, entry);
		this.emit(key, entry.value, 'refreshed', ttlMs);
	}

	delete(key: string, why: 'deleted' | 'expired' = 'deleted'): boolean {
		const entry = this.entries.get(key);
		if (!entry) return false;
		this.entries.delete(key);
		this.index++;
		this.tell(key, entry.value, why, undefined);
		return true;
	}

	private expire(key: string, entry: KeyEntry): void {
		if (entry.expiresAt === undefined) return;
		this.sim.after(entry.expiresAt - this.sim.now, () => {
			const current = this.entries.get(key);
			if (current === entry && entry.expiresAt !== undefined && entry.expiresAt <= this.sim.now) {
				// What has an end goes by itself; whatever registered it did not cause that now.
				this.sim.trace.cause = 0;
				this.delete(key, 'expired');
			}
		});
	}

	private tell(key: string, value: string, op: 'created' | 'refreshed' | 'deleted' | 'expired', ttlMs?: number): void {
		this.emit(key, value, op, ttlMs);
		this.changed.notifyAll();
	}

	private emit(key: string, value: string, op: 'created' | 'refreshed' | 'deleted' | 'expired', ttlMs?: number): void {
		const { where, service } = this;
		this.sim.trace.emit({ type: 'discovery.key', where, service, key, value, op, ttlMs: ttlMs ?? 0 });
	}
}
