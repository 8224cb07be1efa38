import { dialTcp, parseAddress } from '../../api/tcp/client.ts';
import type { ApiHandler } from '../../api/wire/http.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { KeyStoreClient } from '../discovery/stores.ts';
import { SwarmError } from '../error.ts';
import type { Leadership } from './info.ts';
import { tellManager, type ManagerParts } from './parts.ts';

/** After an error of the store a candidate waits so long. */
const ERROR_MS = 10_000;
/** How often a follower looks who leads. Real ones are told by a watch at once. */
const LOOK_MS = 500;

/** Whether this manager leads: who holds the lock in the key-value store does. Source: cli/manage.go (1.2). */
export class Replication {
	private isPrimary = false;
	private primary = '';

	constructor(
		private readonly parts: ManagerParts,
		private readonly lock: { store: KeyStoreClient; key: string },
		private readonly advertise: string,
		private readonly ttlMs: number,
		private readonly onChange: (isPrimary: boolean) => void
	) {
		parts.log('info', 'Leader Election: Cluster leadership lost');
		parts.scope.spawn(this.campaign(), { name: 'leader election' });
	}

	leadership(): Leadership {
		return { isPrimary: this.isPrimary, primary: this.primary };
	}

	/** The primary's API; undefined while there is none. */
	dial(): ApiHandler | undefined {
		const address = this.primary === '' ? undefined : parseAddress(this.primary);
		if (!address) return undefined;
		const { net, machine } = this.parts;
		return dialTcp({ net, from: machine, address, timeoutMs: 10_000 });
	}

	private *campaign(): Process {
		const { sim, log } = this.parts;
		for (;;) {
			sim.trace.cause = 0;
			try {
				yield* this.turn();
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				this.become(false);
				log('error', error.message);
				// The watch of the leader's key ends with its connection.
				log('error', 'Leader Election: watch leader channel closed, the store may be unavailable...');
				yield* sleep(ERROR_MS);
				// A campaign begins with this, whatever one was before.
				log('info', 'Leader Election: Cluster leadership lost');
			}
		}
	}

	private *turn(): Process<void> {
		const { store, key } = this.lock;
		if (this.isPrimary) {
			this.become(yield* store.acquire(key, this.advertise, this.ttlMs));
			// Renewed long before it ends.
			if (this.isPrimary) yield* sleep(Math.floor(this.ttlMs / 3));
			return;
		}
		const holder = yield* store.get(key);
		// A lock of our own address is left from an earlier life of this manager.
		if (holder === undefined || holder === this.advertise) {
			this.become(yield* store.acquire(key, this.advertise, this.ttlMs));
			if (this.isPrimary) return;
		} else this.follow(holder);
		yield* sleep(LOOK_MS);
	}

	private become(isPrimary: boolean): void {
		if (isPrimary === this.isPrimary) return;
		this.isPrimary = isPrimary;
		this.parts.log('info', `Leader Election: Cluster leadership ${isPrimary ? 'acquired' : 'lost'}`);
		// Who leads does not tell itself so (cli/manage.go, follow); it hands nothing on any more.
		if (isPrimary) this.primary = '';
		this.tell();
		this.onChange(isPrimary);
	}

	private follow(primary: string): void {
		if (primary === this.primary) return;
		this.primary = primary;
		this.parts.log('info', `New leader elected: ${primary}`);
		this.tell();
	}

	private tell(): void {
		const { isPrimary } = this;
		const primary = isPrimary ? this.advertise : this.primary;
		tellManager(this.parts, { state: 'running', role: isPrimary ? 'primary' : 'replica', primary });
	}
}
