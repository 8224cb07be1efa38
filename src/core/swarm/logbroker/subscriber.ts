import { park, WaitQueue, type Process } from '../../sim/process.ts';
import type { Scope } from '../../sim/scope.ts';
import { SwarmError, type LogMessage, type LogSubscribeOptions, type LogSubscription } from '../swarm.ts';
import type { Delivery, LogRequest, LogSelector } from './protocol.ts';

/** Lines that are kept for a reader who does not come; more are thrown away, as nobody would read them all. */
const BACKLOG_MAX = 100_000;

/** Subscriptions of one manager's clients: asks the leader's broker, collects what it delivers. */
export class LogSubscriber {
	private readonly open = new Map<string, OpenSubscription>();
	private count = 0;

	constructor(
		private readonly where: string,
		private readonly scope: Scope,
		/** Carries a call to the leader; `subscribe` for as long as it takes. */
		private readonly ask: (request: LogRequest) => Process<string>
	) {}

	*subscribe(selector: LogSelector, options: LogSubscribeOptions): Process<LogSubscription> {
		const id = `${this.where} ${++this.count}`;
		const { ask, scope, open } = this;
		const subscription = new OpenSubscription(() => {
			if (!open.delete(id)) return;
			scope.spawn(quietly(ask({ op: 'unsubscribe', id })), { name: 'unsubscribe logs' });
		});
		open.set(id, subscription);
		const subscriber = this.where;
		const run = function* (): Process {
			try {
				const missing = yield* ask({ op: 'subscribe', id, subscriber, selector, options });
				if (missing !== '') subscription.complain(new SwarmError('Unknown', missing).text);
			} catch (error) {
				if (!(error instanceof SwarmError)) throw error;
				subscription.complain(error.text);
			}
			open.delete(id);
			subscription.end();
			return 0;
		};
		scope.spawn(run(), { name: 'service logs' });
		scope.onEnd(() => subscription.end());
		return subscription;
	}

	deliver({ id, lines, ...source }: Delivery): void {
		const subscription = this.open.get(id);
		for (const line of lines) subscription?.push({ ...line, ...source });
	}
}

class OpenSubscription implements LogSubscription {
	private readonly messages: (LogMessage | { error: string })[] = [];
	private readonly changed = new WaitQueue();
	private isOver = false;

	constructor(private readonly onClose: () => void) {}

	push(message: LogMessage): void {
		if (this.messages.length < BACKLOG_MAX) this.messages.push(message);
		this.changed.notifyAll();
	}

	complain(error: string): void {
		if (!this.isOver) this.messages.push({ error });
		this.changed.notifyAll();
	}

	end(): void {
		this.isOver = true;
		this.changed.notifyAll();
	}

	*read(): Process<LogMessage | { error: string } | undefined> {
		for (;;) {
			const message = this.messages.shift();
			if (message || this.isOver) return message;
			yield* park(this.changed);
		}
	}

	close(): void {
		this.isOver = true;
		this.messages.length = 0;
		this.changed.notifyAll();
		this.onClose();
	}
}

function* quietly(call: Process<string>): Process {
	try {
		yield* call;
	} catch (error) {
		// Without a leader the subscription has ended with the last one.
		if (!(error instanceof SwarmError)) throw error;
	}
	return 0;
}
