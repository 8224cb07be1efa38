/** What the user did wrong, or the engine refused: text for stderr and an exit code. Everything else is an invariant. */
export class CliError extends Error {
	override name = 'CliError';
	constructor(
		message: string,
		readonly exitCode = 1
	) {
		super(message);
	}
}

/** An answer of the engine with an error status. `plain` is its message, without the client's prefix. */
export class EngineError extends CliError {
	override name = 'EngineError';
	constructor(
		readonly status: number,
		readonly plain: string,
		message = `Error response from daemon: ${plain}`
	) {
		super(message);
	}
}

/** There is no knowing where the engine is: a host or context that does not exist. */
export class EndpointError extends CliError {
	override name = 'EndpointError';
}

/** Nobody listens on the socket. */
export class ConnectionError extends CliError {
	override name = 'ConnectionError';
}

/** Go's %q for the texts that reach it here. */
export function quote(text: string): string {
	return JSON.stringify(text).replace(/\u007f/g, '\\x7f');
}

/** A bad flag value; the parser puts `invalid argument "x" for "--flag" flag: ` before its message. */
export class ValueError extends Error {
	override name = 'ValueError';
}
