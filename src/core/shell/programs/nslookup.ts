import type { Program } from '../../sim/sys.ts';
import { nameServerOf } from '../name-server.ts';

/**
 * What the name server answers: busybox's form. It asks for addresses of both families, and there are no IPv6 ones, so
 * the second answer is empty. Source: recordings, networks (busybox nslookup in a container).
 */
export const nslookup: Program = {
	name: 'nslookup',
	*run(sys) {
		const [name, ...more] = sys.argv.slice(1).filter((word) => !word.startsWith('-'));
		if (name === undefined || more.length > 0) {
			yield* sys.stderr.write('Usage: nslookup HOST\n');
			return 1;
		}
		const server = nameServerOf(sys.machine.files) ?? '127.0.0.11';
		const addresses = sys.machine.net.resolve(name, sys.machine.hostname);
		yield* sys.stdout.write(`Server:\t\t${server}\nAddress:\t${server}:53\n\n`);
		if (addresses.length === 0) {
			yield* sys.stdout.write(`** server can't find ${name}: NXDOMAIN\n\n`.repeat(2));
			return 1;
		}
		const rows = addresses.map((address) => `Name:\t${name}\nAddress: ${address}\n`).join('');
		yield* sys.stdout.write(`Non-authoritative answer:\n${rows}\nNon-authoritative answer:\n\n`);
		return 0;
	}
};
