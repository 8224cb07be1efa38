/** What one run has come to. Times in milliseconds. */
export interface PingStatistics {
	sent: number;
	received: number;
	errors: number;
	times: number[];
	startedAt: number;
	lastSentAt: number;
}

/** How one of the three programs named ping words it. */
export interface PingDialect {
	/** Number of the first packet. */
	first: 0 | 1;
	/** Of a name that nobody knows, after `ping: `, and the exit code. */
	unknown(name: string): { message: string; code: number };
	hello(name: string, address: string, size: number): string;
	reply(packet: { name: string; address: string; size: number; sequence: number; ms: number }): string;
	/** What the own kernel says when nobody answers for the address; '' where the program keeps it to itself. */
	unreachable(own: { name: string; address: string }, sequence: number, size: number): string;
	summary(name: string, statistics: PingStatistics): string;
}

function percentLost({ sent, received }: PingStatistics): number {
	return sent === 0 ? 0 : Math.trunc(((sent - received) * 100) / sent);
}

function mean(times: readonly number[]): number {
	return times.reduce((sum, time) => sum + time, 0) / times.length;
}

function deviation(times: readonly number[]): number {
	const middle = mean(times);
	return Math.sqrt(Math.max(0, times.reduce((sum, time) => sum + time * time, 0) / times.length - middle * middle));
}

function fixed(...values: number[]): string {
	return values.map((ms) => ms.toFixed(3)).join('/');
}

/** iputils 20221126: what a Debian machine has. */
const iputils: PingDialect = {
	first: 1,
	unknown: (name) => ({ message: `${name}: Name or service not known`, code: 2 }),
	hello: (name, address, size) => `PING ${name} (${address}) ${size}(${size + 28}) bytes of data.\n`,
	reply({ name, address, size, sequence, ms }) {
		const from = name === address ? name : `${name} (${address})`;
		// Three significant places below 100.
		const time = ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms >= 1 ? ms.toFixed(2) : ms.toFixed(3);
		return `${size + 8} bytes from ${from}: icmp_seq=${sequence} ttl=64 time=${time} ms\n`;
	},
	unreachable: ({ address }, sequence) => `From ${address} icmp_seq=${sequence} Destination Host Unreachable\n`,
	summary(name, statistics) {
		const { sent, received, errors, times, startedAt, lastSentAt } = statistics;
		const exact = sent === 0 ? 0 : ((sent - received) * 100) / sent;
		const lost = Number.isInteger(exact) ? exact : Number(exact.toPrecision(6));
		const more = errors > 0 ? `+${errors} errors, ` : '';
		const text = `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} received, ${more}${lost}% packet loss, time ${lastSentAt - startedAt}ms\n`;
		if (times.length === 0) return `${text}\n`;
		return `${text}rtt min/avg/max/mdev = ${fixed(Math.min(...times), mean(times), Math.max(...times), deviation(times))} ms\n`;
	}
};

/** busybox 1.36: alpine, busybox. Source: recordings, networks. */
const busybox: PingDialect = {
	first: 0,
	unknown: (name) => ({ message: `bad address '${name}'`, code: 1 }),
	hello: (name, address, size) => `PING ${name} (${address}): ${size} data bytes\n`,
	reply: ({ address, size, sequence, ms }) =>
		`${size + 8} bytes from ${address}: seq=${sequence} ttl=64 time=${ms.toFixed(3)} ms\n`,
	unreachable: () => '',
	summary(name, statistics) {
		const { sent, received, times } = statistics;
		const text = `\n--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} packets received, ${percentLost(statistics)}% packet loss\n`;
		return times.length === 0
			? text
			: `${text}round-trip min/avg/max = ${fixed(Math.min(...times), mean(times), Math.max(...times))} ms\n`;
	}
};

/**
 * GNU inetutils 1.9: images of 2016 on Debian jessie. Sources: articles/swarm-mode-quick-start.txt; moby issue 25497.
 * An error from the own kernel comes with the IP header that it answers: 20 bytes more than the packet, and its own 8.
 */
const inetutils: PingDialect = {
	first: 0,
	unknown: () => ({ message: 'unknown host', code: 1 }),
	hello: (name, address, size) => `PING ${name} (${address}): ${size} data bytes\n`,
	reply: ({ address, size, sequence, ms }) =>
		`${size + 8} bytes from ${address}: icmp_seq=${sequence} ttl=64 time=${ms.toFixed(3)} ms\n`,
	unreachable: ({ name, address }, _sequence, size) =>
		`${size + 36} bytes from ${name} (${address}): Destination Host Unreachable\n`,
	summary(name, statistics) {
		const { sent, received, times } = statistics;
		const text = `--- ${name} ping statistics ---\n${sent} packets transmitted, ${received} packets received, ${percentLost(statistics)}% packet loss\n`;
		return times.length === 0
			? text
			: `${text}round-trip min/avg/max/stddev = ${fixed(Math.min(...times), mean(times), Math.max(...times), deviation(times))} ms\n`;
	}
};

export const PING_DIALECTS = { iputils, busybox, inetutils } as const;
