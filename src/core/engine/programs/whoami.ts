import type { Process } from '../../sim/process.ts';
import { httpDate, serveHttp } from './http-server.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './program.ts';

/**
 * A Go program that does not ask for SIGTERM gets the runtime's default: it raises the signal against itself, which a
 * pid 1 survives, and then leaves with status 2. Source: Go runtime/signal_unix.go, dieFromSignal.
 */
const GO_EXIT_ON_SIGNAL = 2;

function* serve(
	world: ContainerWorld,
	port: number,
	answer: (request: { lines: readonly string[]; first: string; remote: string }) => string
): Process {
	try {
		world.listen(port, (connection) =>
			serveHttp(connection, (request) => ({
				status: 200,
				headers: [
					['Date', httpDate(world.machine.sim.wallMs)],
					['Content-Type', 'text/plain; charset=utf-8']
				],
				body: answer({
					first: `${request.method} ${request.target} ${request.version}`,
					lines: request.headerLines,
					remote: connection.remote
				})
			}))
		);
	} catch (error) {
		if (!(error instanceof AddressInUseError)) throw error;
		yield* world.stderr.write(`listen tcp :${port}: bind: address already in use\n`);
		return 1;
	}
	yield* world.signal();
	return GO_EXIT_ON_SIGNAL;
}

/** hypriot/rpi-whoami: says the container's name, nothing else. Source: articles, `I'm 1b6df814c654`. */
export const rpiWhoami: ContainerProgram = {
	name: 'http',
	handles: ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'],
	*main(world) {
		const port = Number(world.env.get('PORT') ?? 8000);
		yield* world.stdout.write(`Listening on :${port}\n`);
		return yield* serve(world, port, () => `I'm ${world.hostname}\n`);
	}
};

/** traefik/whoami: name, addresses and the request as it arrived. */
export const traefikWhoami: ContainerProgram = {
	name: 'whoami',
	handles: ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'],
	*main(world) {
		const at = world.argv.findIndex((word) => /^--?port$/.test(word));
		const port = Number(at >= 0 ? world.argv[at + 1] : (world.env.get('WHOAMI_PORT_NUMBER') ?? 80));
		const name = world.env.get('WHOAMI_NAME');
		const clock = new Date(world.machine.sim.wallMs)
			.toISOString()
			.replace(/T|\..*$/g, ' ')
			.trim()
			.replaceAll('-', '/');
		yield* world.stderr.write(`${clock} Starting up on port ${port}\n`);
		return yield* serve(world, port, ({ first, lines, remote }) => {
			const [request, ...headers] = [first, ...lines];
			const host = headers.find((line) => /^host:/i.test(line)) ?? '';
			const others = headers.filter((line) => line !== host).sort();
			return [
				...(name === undefined ? [] : [`Name: ${name}`]),
				`Hostname: ${world.hostname}`,
				...['127.0.0.1', ...world.addresses()].map((address) => `IP: ${address}`),
				`RemoteAddr: ${remote}`,
				request,
				host,
				...others,
				'',
				''
			].join('\n');
		});
	}
};
