import type { PrintedBy } from './protocol.ts';

/** Characters kept of what one command prints. */
const KEPT = 16_384;

/** What each command typed into a terminal prints there, from its start to its end; so that paper can show it. */
export class Printed {
	private readonly open = new Map<string, { id: number; text: string }>();
	private ended: PrintedBy[] = [];

	begin(machine: string, id: number): void {
		this.open.set(machine, { id, text: '' });
	}

	add(machine: string, text: string): void {
		const command = this.open.get(machine);
		if (command && command.text.length < KEPT) command.text = (command.text + text).slice(0, KEPT);
	}

	end(machine: string, id: number): void {
		const command = this.open.get(machine);
		if (command?.id !== id) return;
		this.open.delete(machine);
		this.ended.push({ machine, ...command });
	}

	/** What the commands printed that have ended since the last time this was asked. */
	take(): PrintedBy[] {
		const { ended } = this;
		this.ended = [];
		return ended;
	}

	clear(): void {
		this.open.clear();
		this.ended = [];
	}
}
