import type { Process } from '../../sim/process.ts';

/** The seam between the command line and an engine: Docker's own HTTP API, as data. */
export interface ApiRequest {
	method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
	/** As on the wire, version prefix and query included: '/v1.24/services/web/update?version=12'. */
	path: string;
	headers?: Record<string, string>;
	/** JSON value; text for image load and the like. */
	body?: unknown;
}

export interface ApiResponse {
	/** HTTP status; 0 when there was no answer: nobody listens, or (body: the client's error text) the daemon went away. */
	status: number;
	headers: Record<string, string>;
	/** JSON value; text; undefined for 204 and streams. */
	body?: unknown;
	/** logs -f, events, attach, exec, pull: what follows. Multiplexed streams have their kind in the chunk. */
	stream?: ApiStream;
}

export interface StreamChunk {
	/**
	 * 'stdout', 'stderr' and the daemon's own 'error' (1, 2 and 3 in the frames of a multiplexed stream: who reads an
	 * error stops there); 'raw' for a terminal's or JSON lines.
	 */
	kind: 'stdout' | 'stderr' | 'error' | 'raw';
	text: string;
}

export interface ApiStream {
	/** A terminal's bytes: on the wire they are as they are, and not in frames. */
	readonly isTerminal?: boolean;
	/** Next chunk; undefined when the engine has closed. Waits in virtual time. */
	read(): Process<StreamChunk | undefined>;
	/** To the container's stdin (hijacked streams only). */
	write(text: string): Process<void>;
	/** No more stdin. */
	closeWrite(): void;
	/** The client goes away. */
	close(): void;
}

/** An engine's API, seen from its unix socket. Never throws but Signal: errors are responses. */
export type ApiHandler = (request: ApiRequest) => Process<ApiResponse>;
