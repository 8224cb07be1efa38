import { httpDate, serveHttp } from './http-server.ts';
import { AddressInUseError, type ContainerProgram } from './program.ts';

/** nigelpoulton/tu-demo: a page that says its version and which container served it. Source: recordings, logs of tu-demo. */
export function tuDemo(version: 'v1' | 'v2'): ContainerProgram {
	return {
		name: 'tu-demo',
		handles: ['SIGTERM', 'SIGINT', 'SIGWINCH'],
		*main(world) {
			yield* world.stdout.write(`tu-demo ${version}\n`);
			try {
				world.listen(80, (connection) =>
					serveHttp(connection, () => ({
						status: 200,
						headers: [
							['Date', httpDate(world.machine.sim.wallMs)],
							['Content-Type', 'text/html']
						],
						body: `tu-demo ${version} on ${world.hostname}\n`
					}))
				);
			} catch (error) {
				if (!(error instanceof AddressInUseError)) throw error;
				yield* world.stderr.write('bind: Address already in use\n');
				return 1;
			}
			yield* world.stdout.write('listening on port 80\n');
			yield* world.signal();
			yield* world.stdout.write('stopping\n');
			return 0;
		}
	};
}
