import { SHORT_MONTHS } from '../../sim/calendar.ts';
import { byteLength } from '../../sim/files.ts';
import { NetError, type Connection } from '../../sim/net.ts';
import type { Process } from '../../sim/process.ts';
import type { Sys } from '../../sim/sys.ts';
import { twoDigits } from './http-server.ts';
import { AddressInUseError, type ContainerProgram } from './program.ts';
import { createDatabase, type Reply } from './redis-commands.ts';

const PORT = 6379;

/** '1:M 16 Jun 2025 09:00:00.000 * ' */
function logLine(ms: number, level: string, text: string): string {
	const at = new Date(ms);
	const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(':');
	const millis = String(at.getUTCMilliseconds()).padStart(3, '0');
	return `1:M ${twoDigits(at.getUTCDate())} ${SHORT_MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${time}.${millis} ${level} ${text}\n`;
}

/** An in-memory database that speaks RESP and inline commands. */
export const redisServer: ContainerProgram = {
	name: 'redis-server',
	handles: ['SIGTERM', 'SIGINT'],
	*main(world) {
		const sim = world.machine.sim;
		const version = world.env.get('REDIS_VERSION') ?? '8.0.2';
		const log = (level: string, text: string): Process<void> => world.stdout.write(logLine(sim.wallMs, level, text));
		const database = createDatabase({ version, nowMs: () => sim.wallMs, startedMs: sim.wallMs });
		world.memory.set('redis', database);
		try {
			world.listen(PORT, (connection) => serveRedis(connection, (words) => database.run(words)));
		} catch (error) {
			if (!(error instanceof AddressInUseError)) throw error;
			yield* log('#', `Warning: Could not create server TCP listening socket *:${PORT}: bind: Address already in use`);
			yield* log('#', 'Failed listening on port 6379 (tcp), aborting.');
			return 1;
		}
		yield* log('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo');
		yield* log('*', `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=1, just started`);
		yield* log(
			'#',
			'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf'
		);
		yield* log('*', `Running mode=standalone, port=${PORT}.`);
		yield* log('*', 'Server initialized');
		yield* log('*', 'Ready to accept connections tcp');
		const signal = yield* world.signal();
		yield* log('*', `Received ${signal} scheduling shutdown...`);
		yield* log('*', 'User requested shutdown...');
		yield* log('#', 'Redis is now ready to exit, bye bye...');
		return 0;
	}
};

/** docker-entrypoint.sh of the official image: options alone are for redis-server. */
export const redisEntrypoint: ContainerProgram = {
	name: 'docker-entrypoint.sh',
	handles: [],
	*main(world) {
		const argv = world.argv.slice(1);
		return yield* world.exec(argv[0]?.startsWith('-') ? ['redis-server', ...argv] : argv);
	}
};

/** The client: a command given as arguments, or one a line from standard input. */
export const redisCli: ContainerProgram = {
	name: 'redis-cli',
	handles: [],
	main: redisClient
};

/** On a machine as in a container. */
export function* redisClient(world: Sys): Process<number> {
	const { host, port, words } = parseOptions(world.argv.slice(1));
	const { net, hostname } = world.machine;
	let connection: Connection;
	try {
		connection = yield* net.connect(hostname, net.find(host, hostname)?.name ?? host, `tcp/${port}`);
	} catch (error) {
		if (!(error instanceof NetError)) throw error;
		yield* world.stderr.write(`Could not connect to Redis at ${host}:${port}: Connection refused\n`);
		return 1;
	}
	const print = world.terminal(1) ? showReply : printReply;
	if (words.length > 0) {
		yield* world.stdout.write(print(yield* ask(connection, words)));
		connection.close();
		return 0;
	}
	// Its prompt names the server; a pipe is not greeted.
	const prompt = world.terminal(0) ? `${host}:${port}> ` : '';
	let rest = '';
	yield* world.stdout.write(prompt);
	for (;;) {
		const chunk = yield* world.stdin.read();
		const lines = (rest + (chunk ?? '')).split('\n');
		rest = chunk === undefined ? '' : (lines.pop() ?? '');
		for (const line of lines) {
			const typed = line
				.trim()
				.split(/\s+/)
				.filter((word) => word !== '');
			if (typed[0] === 'quit' || typed[0] === 'exit') return 0;
			if (typed.length > 0) yield* world.stdout.write(print(yield* ask(connection, typed)));
			yield* world.stdout.write(prompt);
		}
		if (chunk === undefined) return 0;
	}
}

function parseOptions(argv: readonly string[]): { host: string; port: number; words: string[] } {
	let host = '127.0.0.1';
	let port = PORT;
	let i = 0;
	for (; i < argv.length; i += 2) {
		if (argv[i] === '-h') host = argv[i + 1] ?? host;
		else if (argv[i] === '-p') port = Number(argv[i + 1] ?? port);
		else break;
	}
	return { host, port, words: argv.slice(i) };
}

function* ask(connection: Connection, words: readonly string[]): Process<Reply> {
	yield* connection.write(`*${words.length}\r\n${words.map((word) => `$${byteLength(word)}\r\n${word}\r\n`).join('')}`);
	let buffer = '';
	for (;;) {
		const chunk = yield* connection.read();
		if (chunk === undefined) return { type: 'error', text: 'Error: Server closed the connection' };
		buffer += chunk;
		const parsed = parseReply(buffer);
		if (parsed) return parsed.reply;
	}
}

/** One connection of a client: arrays of bulk strings, or words on a line (telnet, nc). */
function* serveRedis(connection: Connection, run: (words: readonly string[]) => Reply): Process {
	let buffer = '';
	for (;;) {
		const parsed = parseCommand(buffer);
		if (!parsed) {
			const chunk = yield* connection.read();
			if (chunk === undefined) return 0;
			buffer += chunk;
			continue;
		}
		buffer = buffer.slice(parsed.length);
		if (parsed.words.length === 0) continue;
		if (parsed.words[0]?.toUpperCase() === 'QUIT') {
			yield* connection.write('+OK\r\n');
			return 0;
		}
		yield* connection.write(encodeReply(run(parsed.words)));
	}
}

function parseCommand(buffer: string): { words: string[]; length: number } | undefined {
	const end = buffer.indexOf('\n');
	if (end < 0) return undefined;
	const line = buffer.slice(0, end).replace(/\r$/, '');
	if (!line.startsWith('*')) return { words: line.split(/\s+/).filter((word) => word !== ''), length: end + 1 };
	const count = Number(line.slice(1));
	const words: string[] = [];
	let at = end + 1;
	for (let i = 0; i < count; i++) {
		const lineEnd = buffer.indexOf('\r\n', at);
		if (lineEnd < 0) return undefined;
		const bytes = Number(buffer.slice(at + 1, lineEnd));
		const word = takeBytes(buffer, lineEnd + 2, bytes);
		if (word === undefined || buffer.length < lineEnd + 4 + word.length) return undefined;
		words.push(word);
		at = lineEnd + 4 + word.length;
	}
	return { words, length: at };
}

/** The text of so many bytes; undefined when it is not all there. */
function takeBytes(text: string, from: number, bytes: number): string | undefined {
	let to = from;
	let taken = 0;
	while (taken < bytes && to < text.length) {
		const character = String.fromCodePoint(text.codePointAt(to)!);
		taken += byteLength(character);
		to += character.length;
	}
	return taken < bytes ? undefined : text.slice(from, to);
}

function encodeReply(reply: Reply): string {
	switch (reply.type) {
		case 'status':
			return `+${reply.text}\r\n`;
		case 'error':
			return `-${reply.text}\r\n`;
		case 'integer':
			return `:${reply.value}\r\n`;
		case 'bulk':
			return reply.text === undefined ? '$-1\r\n' : `$${byteLength(reply.text)}\r\n${reply.text}\r\n`;
		case 'array':
			return `*${reply.items.length}\r\n${reply.items.map(encodeReply).join('')}`;
		default:
			return reply satisfies never;
	}
}

function parseReply(buffer: string, at = 0): { reply: Reply; end: number } | undefined {
	const lineEnd = buffer.indexOf('\r\n', at);
	if (lineEnd < 0) return undefined;
	const text = buffer.slice(at + 1, lineEnd);
	const end = lineEnd + 2;
	switch (buffer[at]) {
		case '+':
			return { reply: { type: 'status', text }, end };
		case '-':
			return { reply: { type: 'error', text }, end };
		case ':':
			return { reply: { type: 'integer', value: Number(text) }, end };
		case '$': {
			if (text === '-1') return { reply: { type: 'bulk', text: undefined }, end };
			const bulk = takeBytes(buffer, end, Number(text));
			return bulk === undefined ? undefined : { reply: { type: 'bulk', text: bulk }, end: end + bulk.length + 2 };
		}
		default: {
			const items: Reply[] = [];
			let next = end;
			for (let i = 0; i < Number(text); i++) {
				const item = parseReply(buffer, next);
				if (!item) return undefined;
				items.push(item.reply);
				next = item.end;
			}
			return { reply: { type: 'array', items }, end: next };
		}
	}
}

/** As redis-cli prints when its output is no terminal. */
function printReply(reply: Reply): string {
	switch (reply.type) {
		case 'integer':
			return `${reply.value}\n`;
		case 'array':
			return reply.items.length === 0 ? '\n' : reply.items.map(printReply).join('');
		case 'bulk':
			return `${reply.text ?? ''}\n`;
		default:
			return `${reply.text}\n`;
	}
}

/** As redis-cli shows it to people: types are told, texts quoted, lists numbered. */
function showReply(reply: Reply): string {
	switch (reply.type) {
		case 'integer':
			return `(integer) ${reply.value}\n`;
		case 'array':
			return reply.items.length === 0
				? '(empty array)\n'
				: reply.items.map((item, i) => `${i + 1}) ${showReply(item)}`).join('');
		case 'bulk':
			return reply.text === undefined ? '(nil)\n' : `"${reply.text.replace(/["\\]/g, '\\$&')}"\n`;
		case 'error':
			return `(error) ${reply.text}\n`;
		default:
			return `${reply.text}\n`;
	}
}
