/** A command line for the shell that gives exactly these arguments. */
export function quoteArguments(args: readonly string[]): string {
	return args.map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replace(/'/g, "'\\''")}'`)).join(' ');
}
