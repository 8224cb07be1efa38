import type { ApiHandler, ApiRequest, ApiResponse, StreamChunk } from '../../core/api/wire/http.ts';
import type { Process } from '../../core/sim/process.ts';
import type { Sim } from '../../core/sim/sim.ts';

/** What a client asked and was told; times are virtual milliseconds after the command's start. */
export interface Exchange {
	method: ApiRequest['method'];
	path: string;
	/** When the answer came. */
	at: number;
	status: number;
	headers: Record<string, string>;
	body?: unknown;
	/** In the file: the body is that of this exchange of the command. */
	sameAs?: number;
	chunks?: (StreamChunk & { at: number })[];
}

/** A command of a script as the real client ran it. */
export interface RecordedCommand {
	line: number;
	machine: string;
	command: string;
	/** The wall clock at its start. */
	nowMs: number;
	code: number;
	stdout: string;
	stderr: string;
	exchanges: Exchange[];
}

/** Stands before an engine and writes down what passes, from one command to the next. */
export class Recorder {
	private exchanges: Exchange[] = [];
	private start = 0;

	constructor(private readonly sim: Sim) {}

	begin(): void {
		this.exchanges = [];
		this.start = this.sim.now;
	}

	taken(): Exchange[] {
		return this.exchanges;
	}

	before(handler: ApiHandler): ApiHandler {
		return (request) => this.pass(handler, request);
	}

	private *pass(handler: ApiHandler, request: ApiRequest): Process<ApiResponse> {
		const { exchanges, start, sim } = this;
		const response = yield* handler(request);
		const { status, headers, body, stream } = response;
		const exchange: Exchange = { method: request.method, path: request.path, at: sim.now - start, status, headers };
		if (body !== undefined) exchange.body = structuredClone(body);
		exchanges.push(exchange);
		if (!stream) return response;
		const chunks: (StreamChunk & { at: number })[] = [];
		exchange.chunks = chunks;
		const read = function* (): Process<StreamChunk | undefined> {
			const chunk = yield* stream.read();
			if (chunk) chunks.push({ ...chunk, at: sim.now - start });
			return chunk;
		};
		return {
			...response,
			stream: {
				read,
				write: (text) => stream.write(text),
				closeWrite: () => stream.closeWrite(),
				close: () => stream.close()
			}
		};
	}
}

/** Only lines that are one docker command can be given to a client that has no shell. */
export function isPlainDocker(command: string): boolean {
	return /^docker( [^|;&<>$`\n\\]*)?$/.test(command);
}

/** One line of a file; bodies that came again, as they do while progress is drawn, stand there once. */
export function printRecorded(recorded: RecordedCommand): string {
	const texts: string[] = [];
	const exchanges = recorded.exchanges.map(({ body, ...rest }) => {
		const text = body === undefined ? '' : JSON.stringify(body);
		const sameAs = text.length > 20 ? texts.indexOf(text) : -1;
		texts.push(text);
		if (sameAs >= 0) return { ...rest, sameAs };
		return body === undefined ? rest : { ...rest, body };
	});
	return `${JSON.stringify({ ...recorded, exchanges })}\n`;
}

export function parseRecorded(line: string): RecordedCommand {
	const recorded = JSON.parse(line) as RecordedCommand;
	for (const exchange of recorded.exchanges)
		if (exchange.sameAs !== undefined) exchange.body = recorded.exchanges[exchange.sameAs]!.body;
	return recorded;
}
