import type { ProcGroup } from '../sim/process.ts';
import type { Scope } from '../sim/scope.ts';
import type { ReadEnd, WriteEnd } from '../sim/stream.ts';
import type { TerminalControl } from '../sim/sys.ts';

/** The terminal of a container or of an exec: keys come in, a screen's text goes out, a line discipline between. */
export interface ContainerTerminal extends TerminalControl {
	/** What programs read and write. */
	readonly reader: ReadEnd;
	readonly writer: WriteEnd;
	/** Whom ^C goes to. */
	foreground: ProcGroup | undefined;
	/** Keys of the client. */
	input(text: string): void;
	resize(columns: number, rows: number): void;
}

/** Makes a terminal that lives as long as the scope. */
export type CreateTerminal = (
	scope: Scope,
	size: { columns: number; rows: number },
	onOutput: (text: string) => void
) => ContainerTerminal;
