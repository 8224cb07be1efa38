import { NetError, type Connection } from '../../sim/net.ts';
import { sleep, type Process } from '../../sim/process.ts';
import type { Program, Sys } from '../../sim/sys.ts';
import { resolve } from './resolve.ts';

/** How often it looks at both ends, in virtual milliseconds. */
const LOOK_MS = 5;
/** After the end of its input it still shows what comes for so long (a script's last answer). */
const LINGER_MS = 200;

/** A line at a time to a port, and what comes back. Texts of inetutils telnet. */
export const telnet: Program = {
	name: 'telnet',
	*run(sys): Process<number> {
		const [host, port = '23', ...more] = sys.argv.slice(1);
		if (host === undefined || more.length > 0 || !/^\d+$/.test(port)) {
			yield* sys.stderr.write('Usage: telnet [HOST [PORT]]\n');
			return 1;
		}
		const destination = resolve(sys, host);
		if (!destination) {
			yield* sys.stderr.write(`telnet: could not resolve ${host}/${port}: Name or service not known\n`);
			return 1;
		}
		yield* sys.stdout.write(`Trying ${destination.address}...\n`);
		let connection: Connection;
		try {
			if (destination.machine === undefined) throw new NetError('unreachable');
			connection = yield* sys.machine.net.connect(sys.machine.hostname, destination.machine, `tcp/${port}`);
		} catch (error) {
			if (!(error instanceof NetError)) throw error;
			const why = { refused: 'Connection refused', timeout: 'Connection timed out' }[error.kind as string];
			yield* sys.stderr.write(`telnet: Unable to connect to remote host: ${why ?? 'No route to host'}\n`);
			return 1;
		}
		yield* sys.stdout.write(`Connected to ${host}.\nEscape character is '^]'.\n`);
		return yield* talk(sys, connection);
	}
};

function* talk(sys: Sys, connection: Connection): Process<number> {
	let endsAt: number | undefined;
	for (;;) {
		const heard = connection.poll();
		if (heard === undefined) break;
		if (heard !== '') yield* sys.stdout.write(heard.replaceAll('\r\n', '\n'));
		if (endsAt === undefined) {
			const typed = sys.stdin.poll();
			if (typed === undefined) endsAt = sys.machine.sim.now + LINGER_MS;
			else if (typed.includes('\x1d')) {
				connection.close();
				return 0;
			} else if (typed !== '') yield* connection.write(typed.replace(/\r?\n/g, '\r\n'));
		} else if (sys.machine.sim.now >= endsAt) {
			connection.close();
			break;
		}
		if (heard === '') yield* sleep(LOOK_MS);
	}
	yield* sys.stderr.write('Connection closed by foreign host.\n');
	return 1;
}
