import { acceptFilters, matchExact, matchPrefix } from '../api/filters.ts';
import { ChunkStream } from '../api/chunk-stream.ts';
import type { Filters } from '../api/wire/filters.ts';
import type { ApiStream } from '../api/wire/http.ts';
import type { EventMessage } from '../api/wire/system.ts';
import type { Era } from '../era/era.ts';
import type { Scope } from '../sim/scope.ts';
import type { Sim } from '../sim/sim.ts';

/** How many past events an engine remembers for `--since`. Source: moby daemon/events, eventsLimit. */
const REMEMBERED = 256;

const FILTER_KEYS = [
	'config',
	'container',
	'daemon',
	'event',
	'image',
	'label',
	'network',
	'node',
	'plugin',
	'scope',
	'secret',
	'service',
	'type',
	'volume'
];

/** Docker's own events: what `docker events` prints. Each daemon has its own, and forgets them when it ends. */
export class Events {
	private readonly past: EventMessage[] = [];
	private readonly readers = new Set<(event: EventMessage) => void>();
	private lastMs = -1;
	private inThisMs = 0;

	constructor(
		private readonly sim: Sim,
		private readonly era: Era
	) {}

	emit(
		type: EventMessage['Type'],
		action: string,
		id: string,
		attributes: Record<string, string>,
		scope: 'local' | 'swarm' = 'local'
	): void {
		const sorted = Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
		const isOld = type === 'container' || type === 'image';
		const image = attributes['image'];
		const event: EventMessage = {
			...(isOld ? { status: action, id, ...(type === 'container' && image !== undefined ? { from: image } : {}) } : {}),
			Type: type,
			Action: action,
			Actor: { ID: id, Attributes: sorted },
			scope,
			time: Math.trunc(this.sim.wallMs / 1000),
			timeNano: this.nanoseconds()
		};
		this.past.push(event);
		if (this.past.length > REMEMBERED) this.past.shift();
		for (const read of [...this.readers]) read(event);
	}

	/**
	 * Past events from `since` on, then new ones; ends at `until`. Times are seconds since 1970.
	 * @param scope what the stream lives in: the daemon's
	 */
	stream(scope: Scope, options: { since?: number; until?: number; filters: Filters }): ApiStream {
		acceptFilters(this.era, options.filters, FILTER_KEYS);
		const stream = new ChunkStream({ onClose: () => this.readers.delete(read) });
		const nowSeconds = this.sim.wallMs / 1000;
		const until = options.until;
		const read = (event: EventMessage): void => {
			if (matches(event, options.filters)) stream.pushJson(event);
		};
		if (options.since !== undefined) {
			for (const event of this.past) {
				const at = event.timeNano / 1e9;
				if (at >= options.since && (until === undefined || at <= until)) read(event);
			}
		}
		const end = (): void => {
			this.readers.delete(read);
			stream.end();
		};
		if (until !== undefined && until <= nowSeconds) {
			stream.end();
			return stream;
		}
		this.readers.add(read);
		if (until !== undefined) scope.after((until - nowSeconds) * 1000, end);
		scope.onEnd(end);
		return stream;
	}

	/** Events of one millisecond are a microsecond apart, so that they sort. */
	private nanoseconds(): number {
		const ms = this.sim.wallMs;
		this.inThisMs = ms === this.lastMs ? this.inThisMs + 1 : 0;
		this.lastMs = ms;
		return ms * 1e6 + Math.min(999, this.inThisMs) * 1000;
	}
}

/** Source: moby daemon/events/filter.go. */
function matches(event: EventMessage, filters: Filters): boolean {
	const { ID, Attributes } = event.Actor;
	const named = (type: EventMessage['Type']): boolean => {
		const wanted = filters[type];
		if (wanted === undefined || wanted.length === 0) return true;
		if (event.Type !== type) return false;
		const name = Attributes['name'] ?? '';
		return wanted.some((term) => ID.startsWith(term) || name.startsWith(term));
	};
	const image = filters['image'];
	const ofImage =
		image === undefined ||
		image.length === 0 ||
		image.some((term) =>
			event.Type === 'image'
				? ID === term || Attributes['name'] === term
				: (Attributes['image'] ?? '').split(':')[0] === term.split(':')[0]
		);
	const labels = (filters['label'] ?? []).every((wanted) => {
		const [key = '', value] = wanted.split(/=(.*)/s);
		const has = Attributes[key];
		return has !== undefined && (value === undefined || has === value);
	});
	const action = event.Action.split(':')[0] ?? '';
	return (
		(matchExact(filters, 'event', action) || matchExact(filters, 'event', event.Action)) &&
		matchExact(filters, 'type', event.Type) &&
		matchPrefix(filters, 'scope', event.scope ?? 'local') &&
		labels &&
		ofImage &&
		(['container', 'network', 'volume', 'node', 'service', 'secret', 'config', 'plugin', 'daemon'] as const).every(
			named
		)
	);
}
