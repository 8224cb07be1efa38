import { ALL_SOFTWARE } from '../../../src/core/world/whole-world.ts';
import type { ApiHandler, ApiRequest, ApiResponse, StreamChunk } from '../../../src/core/api/wire/http.ts';
import { dockerProgram } from '../../../src/core/docker/main.ts';
import { v28_2 } from '../../../src/core/era/v28.2.ts';
import type { Era } from '../../../src/core/era/era.ts';
import { Files } from '../../../src/core/sim/files.ts';
import { park, sleep, WaitQueue, type Process } from '../../../src/core/sim/process.ts';
import { Sim } from '../../../src/core/sim/sim.ts';
import type { Sys, TerminalControl } from '../../../src/core/sim/sys.ts';
import type { Exchange, RecordedCommand } from './recordings.ts';

/** Runs a docker command line against an engine that only repeats recorded answers. */

export interface Outcome {
	stdout: string;
	stderr: string;
	/** Both, in the order they were written. */
	all: string;
	code: number;
	/** Requests nobody recorded. */
	unexpected: string[];
	/** Bodies of POST requests that differ from the recorded ones. */
	bodies: { path: string; sent: unknown; recorded: unknown }[];
	requests: ApiRequest[];
	/** How many POST bodies were compared. */
	compared: number;
}

export interface RunOptions {
	handler: ApiHandler;
	/** Told of the clock before the run. */
	onSim?: (sim: Sim) => void;
	argv: readonly string[];
	era?: Era;
	nowMs?: number;
	tty?: boolean;
	stdin?: string;
	files?: Record<string, string>;
	/** The disk itself, where what the command leaves on it matters; instead of `files`. */
	disk?: Files;
	env?: Readonly<Record<string, string>>;
	signalAfterMs?: number;
	limitMs?: number;
}

export function runDocker(options: RunOptions): Omit<Outcome, 'unexpected' | 'bodies' | 'requests' | 'compared'> {
	const sim = new Sim(1, options.nowMs ?? Date.UTC(2026, 10, 20));
	options.onSim?.(sim);
	const out = { stdout: '', stderr: '', all: '' };
	const write = (to: 'stdout' | 'stderr') => ({
		*write(text: string): Process<void> {
			out[to] += text;
			out.all += text;
		},
		close() {}
	});
	let input: string | undefined = options.stdin;
	const program = dockerProgram({ handler: options.handler, era: options.era ?? v28_2, software: ALL_SOFTWARE });
	const files = options.disk ?? new Files({ wallMs: 0 }, options.files ?? {});
	const terminal: TerminalControl = { columns: 120, rows: 40, setRaw: () => () => {}, setNoEcho: () => () => {} };
	const never = new WaitQueue();
	const sys: Sys = {
		machine: {
			hostname: 'mgr1',
			address: '10.0.0.1',
			sim,
			net: undefined as never,
			files,
			rng: sim.rng,
			program: () => undefined,
			programNames: () => []
		},
		argv: options.argv,
		env: new Map(Object.entries({ HOME: '/root', ...options.env })),
		cwd: '/root',
		stdin: {
			*read() {
				if (input === undefined && options.tty) yield* park(never);
				const text = input;
				input = undefined;
				return text === '' ? undefined : text;
			},
			poll: () => undefined,
			close() {}
		},
		stdout: write('stdout'),
		stderr: write('stderr'),
		terminal: () => (options.tty ? terminal : undefined),
		spawn: () => {
			throw new Error('no programs here');
		}
	};
	const proc = sim.root.spawn(program.run(sys), { name: 'docker' });
	if (options.signalAfterMs !== undefined) sim.after(options.signalAfterMs, () => proc.kill('SIGINT'));
	try {
		sim.runUntil(options.limitMs ?? 600_000, () => proc.isOver);
	} catch (error) {
		return { ...out, stderr: `${out.stderr}${String(error)}`, code: 70 };
	}
	return { ...out, code: proc.code ?? -1 };
}

/** Replays one recorded command; `nowMs` is the wall clock at its start. */
export function replay(
	record: RecordedCommand,
	nowMs: number,
	argv: readonly string[],
	extra: Partial<RunOptions> = {}
): Outcome {
	const engine = new RecordedEngine(record);
	const outcome = runDocker({
		handler: engine.handler,
		argv,
		nowMs,
		tty: record.tty,
		onSim: (sim) => (engine.sim = sim),
		...extra
	});
	return {
		...outcome,
		unexpected: engine.unexpected,
		bodies: engine.bodies,
		requests: engine.requests,
		compared: engine.compared
	};
}

class RecordedEngine {
	readonly unexpected: string[] = [];
	readonly bodies: Outcome['bodies'] = [];
	readonly requests: ApiRequest[] = [];
	compared = 0;
	private readonly left: Exchange[];
	private startedAt: number | undefined;
	sim!: Sim;

	constructor(private readonly record: RecordedCommand) {
		this.left = [...record.http];
	}

	readonly handler: ApiHandler = (request) => this.answer(request);

	private *answer(request: ApiRequest): Process<ApiResponse> {
		const { sim } = this;
		this.requests.push(request);
		if (this.record.http.length === 0) return { status: 0, headers: {} };
		const wanted = keyOf(request.path);
		const fits = (exchange: Exchange): boolean => exchange.method === request.method && sameKey(exchange, wanted);
		// Of several objects created by one command each is answered as what it is.
		const named = this.left.findIndex(
			(exchange) => fits(exchange) && nameIn(parse(exchange.requestBody)) === nameIn(request.body)
		);
		const at = named >= 0 ? named : this.left.findIndex(fits);
		if (at < 0) {
			// Polls that came faster or later than the recorded ones get the last answer again.
			const again = [...this.record.http]
				.reverse()
				.find((exchange) => exchange.method === request.method && sameKey(exchange, wanted));
			if (!again || request.method !== 'GET') {
				this.unexpected.push(`${request.method} ${wanted}`);
				return { status: 404, headers: {}, body: { message: `not recorded: ${request.method} ${wanted}` } };
			}
			return this.response(again);
		}
		const exchange = this.left.splice(at, 1)[0]!;
		if (request.method === 'POST' && exchange.requestBody !== '') {
			this.compared++;
			const recorded = parse(exchange.requestBody);
			if (JSON.stringify(canonical(recorded)) !== JSON.stringify(canonical(request.body))) {
				this.bodies.push({ path: request.path, sent: request.body, recorded });
			}
		}
		// Answers come when they came: the client's countdowns depend on it.
		this.startedAt ??= sim.now - (exchange.respMs ?? exchange.ms);
		yield* sleep(Math.max(0, this.startedAt + (exchange.respMs ?? exchange.ms) - sim.now));
		return this.response(exchange);
	}

	private response(exchange: Exchange): ApiResponse {
		const text =
			exchange.responseSameAs === undefined
				? (exchange.responseBody ?? '')
				: (this.record.http[exchange.responseSameAs]!.responseBody ?? '');
		const response: ApiResponse = { status: exchange.status, headers: exchange.responseHeaders };
		if (exchange.status >= 400) return { ...response, body: parse(text) };
		const chunks = chunksOf(exchange, text);
		if (chunks) {
			let closed = false;
			response.stream = {
				*read() {
					yield* sleep(0);
					return closed ? undefined : chunks.shift();
				},
				*write() {
					yield* sleep(0);
				},
				closeWrite() {},
				close() {
					closed = true;
				}
			};
		} else if (exchange.path.endsWith('/wait')) {
			response.body =
				text === '' ? { StatusCode: typeof this.record.exit === 'number' ? this.record.exit : 0 } : parse(text);
		} else if (text !== '') {
			response.body = parse(text);
		}
		return response;
	}
}

/** The path of a request with its query decoded, as recorded. */
function keyOf(path: string): string {
	const [plain, query] = path.replace(/^\/v[\d.]+/, '').split('?');
	const pairs = (query ?? '')
		.split('&')
		.map(decodeURIComponent)
		.map((pair) => pair.replace(/^(since|until)=.*/, '$1'));
	return `${decodeURIComponent(plain!)}?${pairs.sort().join('&')}`;
}

function sameKey(exchange: Exchange, key: string): boolean {
	return keyOf(`${exchange.path}?${exchange.query.split('&').map(encodeURIComponent).join('&')}`) === key;
}

function nameIn(body: unknown): unknown {
	return typeof body === 'object' && body !== null && 'Name' in body ? body.Name : undefined;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Without nulls and with sorted keys: what is absent and what is null mean the same to the engine. */
function canonical(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(canonical);
	if (value === null || typeof value !== 'object') return value;
	const object = value as Record<string, unknown>;
	return Object.fromEntries(
		Object.keys(object)
			.sort()
			.filter((key) => object[key] !== null && object[key] !== undefined && key !== 'ConsoleSize')
			.map((key) => [key, canonical(object[key])])
	);
}

/** Streams: multiplexed output is cut at its 8-byte headers, JSON lines come as they are. */
function chunksOf(exchange: Exchange, text: string): StreamChunk[] | undefined {
	const isStream = /\/(logs|attach|start|create|events|stats)$/.test(exchange.path);
	if (!isStream || (exchange.path.endsWith('/start') && !exchange.path.includes('/exec/'))) return undefined;
	if (exchange.path.endsWith('/create') && !exchange.path.endsWith('/images/create')) return undefined;
	if (exchange.path.endsWith('/stats')) return undefined;
	if (/\/(events|images\/create)$/.test(exchange.path)) return text === '' ? [] : [{ kind: 'raw', text }];
	const pieces = text.split(/([\u0001\u0002]\u0000\u0000\u0000[\s\S]{4})/);
	if (pieces.length === 1) return text === '' ? [] : [{ kind: 'raw', text }];
	const chunks: StreamChunk[] = [];
	for (let i = 1; i < pieces.length; i += 2)
		chunks.push({ kind: pieces[i]![0] === '\u0001' ? 'stdout' : 'stderr', text: pieces[i + 1]! });
	return chunks;
}
