import { Signal, sleep, type Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { Failure, parseOptions } from './options.ts';
import { PING_DIALECTS, type PingDialect, type PingStatistics } from './ping-dialect.ts';
import { resolve, type Destination } from './resolve.ts';

/** How long it waits for a late answer to the last packet. */
const LINGER_MS = 10_000;
/** After so long without an answer to its ARP requests the own kernel gives up the packets that wait. Linux: mcast_solicit 3, 1 s each. */
const ARP_MS = 3000;

/** Echo requests, one a second; the words are those of iputils. */
export const ping: Program = pingOf(PING_DIALECTS.iputils);
/** What busybox and alpine have. */
export const busyboxPing: Program = pingOf(PING_DIALECTS.busybox);
/** What Debian's images of 2016 have. */
export const inetutilsPing: Program = pingOf(PING_DIALECTS.inetutils);

function pingOf(dialect: PingDialect): Program {
	return {
		name: 'ping',
		*run(sys) {
			try {
				return yield* main(sys, dialect);
			} catch (error) {
				if (!(error instanceof Failure)) throw error;
				yield* sys.stderr.write(`ping: ${error.message}\n`);
				return error.code;
			}
		}
	};
}

function* main(sys: Sys, dialect: PingDialect): Process<number> {
	const options = parseOptions(
		{
			name: 'ping',
			short: 'c:W:w:i:s:qnOv4',
			unsimulated: 'a A b B C d D e f F I l L m M N p Q R S t T U V 6',
			usageCode: 2,
			help: ''
		},
		sys.argv.slice(1)
	);
	const number = (letter: string, least: number): number | undefined => {
		const text = options.value(letter);
		if (text === undefined) return undefined;
		if (!/^\d*\.?\d+$/.test(text)) throw new Failure(`invalid argument: '${text}'`, 2);
		if (Number(text) < least)
			throw new Failure(`invalid argument: '${text}': out of range: ${least} <= value <= 9223372036854775807`, 1);
		return Number(text);
	};
	const count = number('c', 1);
	const intervalMs = (number('i', 0.002) ?? 1) * 1000;
	const waitMs = (number('W', 0) ?? LINGER_MS / 1000) * 1000;
	const deadlineMs = number('w', 0);
	const size = number('s', 0) ?? 56;
	const [name] = options.operands;
	if (name === undefined) throw new Failure('usage error: Destination address required', 1);
	const to = resolve(sys, name);
	if (!to) {
		const { message, code } = dialect.unknown(name);
		throw new Failure(message, code);
	}
	yield* sys.stdout.write(dialect.hello(name, to.address, size));
	const { sim } = sys.machine;
	const statistics: PingStatistics = {
		sent: 0,
		received: 0,
		errors: 0,
		times: [],
		startedAt: sim.now,
		lastSentAt: sim.now
	};
	const run: Run = { sys, dialect, name, to, size, isQuiet: options.has('q'), statistics, unanswered: [] };
	try {
		while (count === undefined || statistics.sent < count) {
			if (deadlineMs !== undefined && sim.now - statistics.startedAt >= deadlineMs * 1000) break;
			statistics.sent++;
			statistics.lastSentAt = sim.now;
			const isLast = statistics.sent === count;
			yield* probe(run, isLast ? waitMs : intervalMs);
			const left = intervalMs - (sim.now - statistics.lastSentAt);
			if (!isLast && left > 0) yield* sleep(left);
		}
	} catch (error) {
		if (!(error instanceof Signal) || error.signal !== 'SIGINT') throw error;
	}
	yield* sys.stdout.write(dialect.summary(name, statistics));
	return statistics.received > 0 ? 0 : 1;
}

interface Run {
	sys: Sys;
	dialect: PingDialect;
	name: string;
	to: Destination;
	size: number;
	isQuiet: boolean;
	statistics: PingStatistics;
	/** Packets that wait for an answer to the ARP request: number, and when they were sent. */
	unanswered: { sequence: number; sentAt: number }[];
}

function* probe(run: Run, limitMs: number): Process<void> {
	const { sys, dialect, name, to, size, isQuiet, statistics } = run;
	const { net, hostname } = sys.machine;
	const sequence = statistics.sent - 1 + dialect.first;
	const time = to.machine === undefined ? 'nobody' : yield* net.ping(hostname, to.machine, limitMs);
	if (time === 'nobody') return yield* unreachable(run, sequence, limitMs);
	if (time === undefined) return;
	// Within one machine the packet only passes the kernel.
	const ms = to.machine === hostname || time === 0 ? sys.machine.rng.between(0.02, 0.06) : time;
	statistics.received++;
	statistics.times.push(ms);
	if (!isQuiet) yield* sys.stdout.write(dialect.reply({ name, address: to.address, size, sequence, ms }));
}

/** Nobody answers the ARP request: after three seconds the own kernel says so, of all packets that wait by then. */
function* unreachable(run: Run, sequence: number, limitMs: number): Process<void> {
	const { sys, dialect, size, isQuiet, statistics, unanswered } = run;
	const { sim } = sys.machine;
	unanswered.push({ sequence, sentAt: sim.now });
	const due = unanswered[0]!.sentAt + ARP_MS;
	if (due - sim.now > limitMs) return yield* sleep(limitMs);
	yield* sleep(due - sim.now);
	const own = { name: sys.machine.hostname, address: sys.machine.address };
	for (const packet of unanswered.splice(0)) {
		statistics.errors++;
		if (!isQuiet) yield* sys.stdout.write(dialect.unreachable(own, packet.sequence, size));
	}
}
