/** What the user did wrong in a way that ends the command line: `x: unbound variable`. Text without the shell's name. */
export class ShellError extends Error {
	override name = 'ShellError';
	constructor(
		message: string,
		readonly status = 1
	) {
		super(message);
	}
}

/** How break, continue, return and exit find their way out. */
export class Jump extends Error {
	override name = 'Jump';
	constructor(
		readonly kind: 'break' | 'continue' | 'return' | 'exit',
		readonly status: number,
		/** Loops still to leave. */
		readonly levels = 1
	) {
		super(kind);
	}
}
