import { FileError } from '../../sim/files.ts';
import { NetError, type Connection } from '../../sim/net.ts';
import { self, sleep, type Process } from '../../sim/process.ts';
import { parseProxyConfig, type ProxySection, type ProxyServer } from './haproxy-config.ts';
import { statisticsPage, UNAVAILABLE } from './haproxy-pages.ts';
import { AddressInUseError, type ContainerProgram, type ContainerWorld } from './program.ts';
import { relay } from '../request-flow.ts';

/** Where the image looks unless -f says otherwise. */
const CONFIG = '/usr/local/etc/haproxy/haproxy.cfg';
/** How long a server may take to accept (timeout connect); what the file says of timeouts is read over. */
const CONNECT_MS = 5000;
/** Exit codes after SIGTERM: the hard stop is told as the shell tells a signal. */
const HARD_STOP = 143;

/** A server as it is now. */
interface LiveServer extends ProxyServer {
	isUp: boolean;
	/** Checks in a row that said otherwise than `isUp`. */
	contrary: number;
	sessions: number;
	open: number;
}

export interface LiveSection extends Omit<ProxySection, 'servers'> {
	servers: LiveServer[];
	next: number;
}

/** A load balancer that reads its configuration file. Words of HAProxy 3.1. */
export const haproxy: ContainerProgram = {
	name: 'haproxy',
	handles: ['SIGTERM', 'SIGINT'],
	*main(world) {
		const argv = world.argv.slice(1);
		const file = argv[argv.indexOf('-f') + 1] ?? CONFIG;
		let text: string;
		try {
			text = world.machine.files.read(argv.includes('-f') ? file : CONFIG);
		} catch (error) {
			if (!(error instanceof FileError)) throw error;
			yield* alert(world, 'ALERT', `config : Cannot open configuration file/directory ${file} : ${error.text}`);
			return 1;
		}
		const { sections, errors } = parseProxyConfig(text, file);
		for (const error of errors) yield* alert(world, 'ALERT', `config : ${error}`);
		if (errors.length > 0) {
			yield* alert(world, 'ALERT', `config : Error(s) found in configuration file : ${file}`);
			return 1;
		}
		if (argv.includes('-c')) {
			yield* world.stdout.write('Configuration file is valid\n');
			return 0;
		}
		if (!sections.some(({ binds }) => binds.length > 0)) {
			yield* alert(world, 'ALERT', `config : No enabled listener found (check for 'bind' directives) ! Exiting.`);
			return 2;
		}
		const live = sections.map((section): LiveSection => ({
			...section,
			servers: section.servers.map((server) => ({ ...server, isUp: true, contrary: 0, sessions: 0, open: 0 })),
			next: 0
		}));
		const { scope } = yield* self();
		for (const front of live) {
			const back = live.find(({ name }) => name === front.defaultBackend) ?? front;
			for (const port of front.binds) {
				try {
					world.listen(port, (connection) => serve(world, front, back, live, connection));
				} catch (error) {
					if (!(error instanceof AddressInUseError)) throw error;
					yield* alert(
						world,
						'ALERT',
						`Binding [${file}] for proxy ${front.name}: cannot bind socket (Address already in use) [0.0.0.0:${port}]`
					);
					return 1;
				}
			}
		}
		yield* alert(world, 'NOTICE', 'New worker (8) forked');
		yield* alert(world, 'NOTICE', 'Loading success.');
		for (const section of live) {
			for (const server of section.servers) {
				if (server.checkMs !== undefined) scope.spawn(watch(world, section, server, server.checkMs), { name: 'check' });
			}
		}
		const signal = yield* world.signal();
		return signal === 'SIGTERM' ? HARD_STOP : 0;
	}
};

function alert(world: ContainerWorld, level: 'ALERT' | 'WARNING' | 'NOTICE', text: string): Process<void> {
	return world.stderr.write(`[${level}]${' '.repeat(Math.max(1, 9 - level.length))}(1) : ${text}\n`);
}

/** Tries the port of one server again and again. */
function* watch(world: ContainerWorld, section: LiveSection, server: LiveServer, everyMs: number): Process<number> {
	for (;;) {
		yield* sleep(everyMs);
		const started = world.machine.sim.now;
		const connection = yield* dial(world, server, everyMs);
		const isGood = typeof connection !== 'string';
		if (isGood) connection.close();
		if (isGood === server.isUp) {
			server.contrary = 0;
			continue;
		}
		server.contrary++;
		if (server.contrary < (server.isUp ? server.fall : server.rise)) continue;
		server.isUp = isGood;
		server.contrary = 0;
		const left = section.servers.filter(({ isUp, backup }) => isUp && !backup).length;
		const backups = section.servers.filter(({ isUp, backup }) => isUp && backup).length;
		const tail = `${left} active and ${backups} backup servers ${isGood ? 'online' : 'left'}. ${server.open} sessions ${isGood ? 'requeued' : 'active'}, 0 ${isGood ? 'total' : 'requeued, 0 remaining'} in queue.`;
		const why = isGood
			? `is UP, reason: Layer4 check passed, check duration: ${world.machine.sim.now - started}ms.`
			: `is DOWN, reason: ${connection === 'refused' ? 'Layer4 connection problem, info: "Connection refused"' : 'Layer4 timeout'}, check duration: ${world.machine.sim.now - started}ms.`;
		yield* alert(world, 'WARNING', `Server ${section.name}/${server.name} ${why} ${tail}`);
		if (left + backups === 0) yield* alert(world, 'ALERT', `backend '${section.name}' has no server available!`);
	}
}

function* dial(
	world: ContainerWorld,
	server: ProxyServer,
	limitMs: number
): Process<Connection | 'refused' | 'timeout'> {
	const { net, hostname } = world.machine;
	try {
		return yield* net.connect(hostname, server.host, `tcp/${server.port}`, limitMs);
	} catch (error) {
		if (!(error instanceof NetError)) throw error;
		return error.kind === 'refused' ? 'refused' : 'timeout';
	}
}

/** Whose turn it is; backups only when nobody else is up. */
function choose(section: LiveSection): LiveServer | undefined {
	const up = section.servers.filter((server) => server.isUp);
	const regular = up.filter(({ backup }) => !backup);
	const able = regular.length > 0 ? regular : up.slice(0, 1);
	if (able.length === 0) return undefined;
	if (section.balance === 'first' || section.balance === 'source') return able[0];
	if (section.balance === 'leastconn') return able.reduce((best, server) => (server.open < best.open ? server : best));
	const turns = able.flatMap((server) => Array.from({ length: Math.max(1, server.weight) }, () => server));
	return turns[section.next++ % turns.length];
}

function* serve(
	world: ContainerWorld,
	front: LiveSection,
	back: LiveSection,
	all: readonly LiveSection[],
	near: Connection
): Process<number> {
	let first = '';
	if (front.mode === 'http') {
		while (!first.includes('\r\n\r\n')) {
			const chunk = yield* near.read();
			if (chunk === undefined) return 0;
			first += chunk;
		}
		const target = first.split(' ')[1] ?? '';
		const { statsUri } = [front, back].find((section) => section.statsUri !== '') ?? front;
		if (statsUri !== '' && target.startsWith(statsUri)) {
			yield* near.write(statisticsPage(all));
			near.close();
			return 0;
		}
	}
	const server = choose(back);
	const far = server ? yield* dial(world, server, CONNECT_MS) : 'refused';
	if (!server || typeof far === 'string') {
		if (front.mode === 'http') yield* near.write(UNAVAILABLE);
		near.close();
		return 0;
	}
	server.sessions++;
	server.open++;
	try {
		if (first !== '') yield* far.write(first);
		const { scope } = yield* self();
		return yield* relay(scope, near, far, { asked: () => {}, first: () => {}, none: () => {} });
	} finally {
		server.open--;
	}
}
