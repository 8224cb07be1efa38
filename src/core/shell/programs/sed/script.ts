/** What a sed script is once it has been read (parse.ts); run.ts runs it. */

export type Address =
	| { readonly kind: 'line'; readonly line: number }
	/** `first~step` */
	| { readonly kind: 'step'; readonly first: number; readonly step: number }
	| { readonly kind: 'last' }
	/** Without an expression: the one used last. */
	| { readonly kind: 'regex'; readonly regex: RegExp | undefined };

export type RangeEnd =
	| Address
	/** `addr,+N` */
	| { readonly kind: 'more'; readonly count: number }
	/** `addr,~N` */
	| { readonly kind: 'multiple'; readonly of: number };

export interface Substitution {
	readonly regex: RegExp | undefined;
	readonly replacement: readonly ReplacementPart[];
	readonly isGlobal: boolean;
	/** The first match that counts. */
	readonly from: number;
	readonly prints: boolean;
	readonly file: string | undefined;
}

/** Text, a group, or from where on letters are changed (\U \L \u \l \E). */
export type ReplacementPart = string | number | { readonly letters: string };

export interface Command {
	readonly from: Address | undefined;
	readonly to: RangeEnd | undefined;
	readonly isNegated: boolean;
	/** `0,/re/`: the end may be on the first line. */
	readonly beginsAtZero: boolean;
	readonly name: string;
	/** Of a, i, c; a label; a file. */
	readonly text: string;
	/** Of q, Q, l. */
	readonly number: number | undefined;
	readonly substitution?: Substitution;
	/** Of y. */
	readonly letters?: ReadonlyMap<string, string>;
	/** Where a block ends, where a jump leads. */
	target: number;
}
