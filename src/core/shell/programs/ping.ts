import { Signal, sleep, type Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { Failure, parseOptions } from './options.ts';
import { resolve, type Destination } from './resolve.ts';

/** How long it waits for a late answer to the last packet. */
const LINGER_MS = 10_000;

interface Statistics {
	sent: number;
	received: number;
	errors: number;
	/** Milliseconds. */
	times: number[];
	startedAt: number;
	lastSentAt: number;
}

/** Echo requests, one a second. Texts of iputils 20221126. */
export const ping: Program = {
	name: 'ping',
	*run(sys) {
		try {
			return yield* main(sys);
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			yield* sys.stderr.write(`ping: ${error.message}\n`);
			return error.code;
		}
	}
};

function* main(sys: Sys): Process<number> {
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
	if (!to) throw new Failure(`${name}: Name or service not known`, 2);
	yield* sys.stdout.write(`PING ${name} (${to.address}) ${size}(${size + 28}) bytes of data.\n`);
	const { sim } = sys.machine;
	const statistics: Statistics = {
		sent: 0,
		received: 0,
		errors: 0,
		times: [],
		startedAt: sim.now,
		lastSentAt: sim.now
	};
	try {
		while (count === undefined || statistics.sent < count) {
			if (deadlineMs !== undefined && sim.now - statistics.startedAt >= deadlineMs * 1000) break;
			statistics.sent++;
			statistics.lastSentAt = sim.now;
			const isLast = statistics.sent === count;
			yield* probe(sys, name, to, statistics, isLast ? waitMs : intervalMs, options.has('q'), size);
			const left = intervalMs - (sim.now - statistics.lastSentAt);
			if (!isLast && left > 0) yield* sleep(left);
		}
	} catch (error) {
		if (!(error instanceof Signal) || error.signal !== 'SIGINT') throw error;
	}
	yield* sys.stdout.write(summary(name, statistics));
	return statistics.received > 0 ? 0 : 1;
}

function* probe(
	sys: Sys,
	name: string,
	to: Destination,
	statistics: Statistics,
	limitMs: number,
	isQuiet: boolean,
	size: number
): Process<void> {
	const { net, hostname, address } = sys.machine;
	const sequence = statistics.sent;
	if (to.machine === undefined) {
		// Nobody answers the ARP request: the own kernel says so after three seconds.
		yield* sleep(Math.min(limitMs, 3000));
		if (limitMs < 3000) return;
		statistics.errors++;
		if (!isQuiet) yield* sys.stdout.write(`From ${address} icmp_seq=${sequence} Destination Host Unreachable\n`);
		return;
	}
	const time = yield* net.ping(hostname, to.machine, limitMs);
	if (time === undefined) return;
	// Within one machine the packet only passes the kernel.
	const ms = to.machine === hostname ? sys.machine.rng.between(0.02, 0.06) : time;
	statistics.received++;
	statistics.times.push(ms);
	const from = name === to.address ? name : `${name} (${to.address})`;
	if (!isQuiet)
		yield* sys.stdout.write(`${size + 8} bytes from ${from}: icmp_seq=${sequence} ttl=64 time=${precise(ms)} ms\n`);
}

/** As iputils: three significant places below 100. */
function precise(ms: number): string {
	return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);
}

function summary(name: string, { sent, received, errors, times, startedAt, lastSentAt }: Statistics): string {
	const lost = sent === 0 ? 0 : Math.trunc(((sent - received) * 100) / sent);
	const lossText =
		sent > 0 && ((sent - received) * 100) % sent !== 0
			? Number((((sent - received) * 100) / sent).toPrecision(6))
			: lost;
	let text = `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} received, `;
	if (errors > 0) text += `+${errors} errors, `;
	text += `${lossText}% packet loss, time ${lastSentAt - startedAt}ms\n`;
	if (times.length === 0) return `${text}\n`;
	const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
	const deviation = Math.sqrt(
		Math.max(0, times.reduce((sum, time) => sum + time * time, 0) / times.length - mean * mean)
	);
	const values = [Math.min(...times), mean, Math.max(...times), deviation].map((ms) => ms.toFixed(3));
	return `${text}rtt min/avg/max/mdev = ${values.join('/')} ms\n`;
}
