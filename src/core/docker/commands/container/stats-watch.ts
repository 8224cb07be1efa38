import type { ContainerStats, ContainerSummary } from '../../../api/wire/container.ts';
import { encodeFilters } from '../../engine-client.ts';
import type { EventMessage } from '../../../api/wire/system.ts';
import { Deferred, sleep, type Process } from '../../../sim/process.ts';
import { inBackground, type Background } from '../../background.ts';
import type { CommandContext } from '../../context.ts';
import { CliError } from '../../errors.ts';
import { shortId } from '../../format/units.ts';
import { jsonLines } from '../json-lines.ts';

/** A container whose numbers are shown. */
export interface Watched {
	/** As typed, or the short ID. */
	readonly container: string;
	stats?: ContainerStats;
	/** The numbers are not too old. */
	isValid: boolean;
}

export const REFRESH_MS = 500;
/** Numbers that nobody has renewed for so long are shown no more. */
const STALE_MS = 2000;

interface Follower extends Watched {
	readonly first: Deferred<void>;
	fault?: CliError;
	reading?: Background<void>;
}

/**
 * Draws the numbers of containers again and again over what stands there; without names of all that run.
 * Source: docker/cli v28 container/stats.go, RunStats and collect.
 */
export function* watchStats(context: CommandContext, render: (watched: readonly Watched[]) => string): Process<number> {
	const watched: Follower[] = [];
	const background: Background<void>[] = [];
	const names = context.args;
	const add = function* (container: string): Process<void> {
		if (watched.some((one) => one.container === container)) return;
		const one: Follower = { container, isValid: false, first: new Deferred<void>() };
		watched.push(one);
		one.reading = yield* inBackground(`stats ${container}`, follow(context, one));
	};
	try {
		if (names.length === 0) {
			background.push(yield* inBackground('stats events', followEvents(context, watched, add)));
			yield* sleep(0);
			const all = context.flags.bool('all') ? '1' : undefined;
			for (const { Id } of yield* context.engine.get<ContainerSummary[]>('/containers/json', { all }))
				yield* add(shortId(Id));
		} else for (const name of names) yield* add(name);
		for (const one of watched) yield* one.first.wait();
		const faults = names.length === 0 ? [] : watched.flatMap((one) => one.fault?.message ?? []);
		if (faults.length > 0) throw new CliError(faults.join('\n'));
		for (let next = context.nowMs + REFRESH_MS; ; next += REFRESH_MS) {
			yield* context.patience.through(() => sleep(Math.max(0, next - context.nowMs)));
			if (context.patience.isTried) for (const one of watched) one.isValid = false;
			const frame = `\x1b[H${render(watched)}`;
			// The client puts the erasing copy behind the plain one: each line is written twice.
			const erasing = frame.split('\n').map((line) => `${line} \x1b[K\n`);
			yield* context.print(`${frame}${erasing.join('')}\x1b[J`);
			// The stream of events ends with the first Ctrl-C; with names there is none that could.
			if (context.patience.isTried && names.length === 0) return 130;
		}
	} finally {
		for (const work of [...background, ...watched.flatMap((one) => one.reading ?? [])]) work.stop();
	}
}

function* follow(context: CommandContext, one: Follower): Process<void> {
	try {
		const { stream } = yield* context.engine.request('GET', `/containers/${one.container}/stats`, {
			query: { stream: '1' }
		});
		if (stream)
			yield* jsonLines<ContainerStats>(stream, function* (stats) {
				one.stats = stats;
				one.isValid = true;
				if (!one.first.isSettled) one.first.resolve();
			});
		yield* sleep(STALE_MS);
	} catch (error) {
		if (!(error instanceof CliError)) throw error;
		one.fault = error;
	}
	one.isValid = false;
	if (!one.first.isSettled) one.first.resolve();
}

function* followEvents(
	context: CommandContext,
	watched: Follower[],
	add: (container: string) => Process<void>
): Process<void> {
	const { stream } = yield* context.engine.request('GET', '/events', {
		query: { filters: encodeFilters({ type: ['container'] }) }
	});
	const isAll = context.flags.bool('all');
	if (!stream) return;
	yield* jsonLines<EventMessage>(stream, function* ({ Action: action, Actor: actor }) {
		const container = shortId(actor.ID);
		if (action === 'start' || (isAll && action === 'create')) yield* add(container);
		if (action !== 'die' || isAll) return;
		const at = watched.findIndex((one) => one.container === container);
		if (at < 0) return;
		const [gone] = watched.splice(at, 1);
		gone?.reading?.stop();
	});
}
