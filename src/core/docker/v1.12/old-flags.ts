import type { Flag } from '../command.ts';

/**
 * A flag as the help screens of 1.12 show it: types that are not Go's own are all called "value", and a default is what
 * the value's String() gives, even when nothing was set. Source: docker/docker v1.12.3, the vendored pflag.
 */
export interface OldFlag extends Flag {
	readonly shownDefault?: string;
}

/** Words that stand for a kind of value: how its type and its empty default are shown. */
const KINDS = {
	list: { shownType: 'value', shownDefault: '[]' },
	cpu: { shownType: 'value', shownDefault: '0.000' },
	memory: { shownType: 'value', shownDefault: '0 B' },
	optional: { shownType: 'value', shownDefault: 'none' },
	plain: {}
} as const;

type Kind = keyof typeof KINDS;

/** Name, how it is shown, text; and a default, where there is one. */
export type OldFlagRow = readonly [name: string, kind: Kind, text: string, more?: Partial<OldFlag>];

/** Rows of today (they know how a value is read and whether it is simulated) with the words of then. */
export function oldFlags(today: readonly Flag[], rows: readonly OldFlagRow[]): OldFlag[] {
	return rows.map(([name, kind, text, more]) => {
		const row = today.find((flag) => flag.name === name);
		const { def: _def, ...known } = row ?? { name, type: 'string' as const };
		return { ...known, ...KINDS[kind], text, ...more };
	});
}
