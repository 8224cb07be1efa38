/** Which machines' terminals stand side by side, from left to right, and which of them is the active one. */
export interface Columns {
	readonly machines: readonly string[];
	readonly active: string;
}

/** More are too narrow to read a table in. */
export const MOST_COLUMNS = 3;

/** Shows a machine: where it stands already, else in the place of the active one. */
export function showIn(columns: Columns, machine: string): Columns {
	if (columns.machines.includes(machine)) return { ...columns, active: machine };
	const machines = columns.machines.map((name) => (name === columns.active ? machine : name));
	return { machines: machines.length > 0 ? machines : [machine], active: machine };
}

/** The machine a further column would show: the next one that is not shown. undefined: there is no room, or none left. */
export function nextColumn(columns: Columns, all: readonly string[]): string | undefined {
	if (columns.machines.length >= MOST_COLUMNS) return undefined;
	const at = all.indexOf(columns.active);
	return [...all.slice(at + 1), ...all.slice(0, at + 1)].find((name) => !columns.machines.includes(name));
}

/** One column more, right of the active one. */
export function split(columns: Columns, all: readonly string[]): Columns {
	const machine = nextColumn(columns, all);
	if (machine === undefined) return columns;
	const at = columns.machines.indexOf(columns.active) + 1;
	return { machines: [...columns.machines.slice(0, at), machine, ...columns.machines.slice(at)], active: machine };
}

/** Closes a column; the last one stays. */
export function closeColumn(columns: Columns, machine: string): Columns {
	const at = columns.machines.indexOf(machine);
	if (at < 0 || columns.machines.length < 2) return columns;
	const machines = columns.machines.filter((name) => name !== machine);
	return { machines, active: columns.active === machine ? machines[Math.max(0, at - 1)]! : columns.active };
}
