/** The syntax tree of an awk program (parse.ts makes it, run.ts runs it). */

export type Expression =
	| { readonly kind: 'number'; readonly value: number }
	| { readonly kind: 'string'; readonly text: string }
	/** Alone it is matched against the record. */
	| { readonly kind: 'regex'; readonly source: string }
	| Place
	| { readonly kind: 'assign'; readonly operator: string; readonly to: Place; readonly value: Expression }
	| { readonly kind: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly to: Place }
	| { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
	| { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
	| { readonly kind: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
	| { readonly kind: 'in'; readonly index: readonly Expression[]; readonly array: Name }
	| { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly isBuiltin: boolean }
	/** `getline`, with where it reads from. */
	| {
			readonly kind: 'getline';
			readonly to: Place | undefined;
			readonly from: 'main' | 'file' | 'command';
			readonly source: Expression | undefined;
	  }
	/** `(a, b)`: for `in` and `print` only. */
	| { readonly kind: 'list'; readonly items: readonly Expression[] };

export interface Name {
	readonly kind: 'name';
	readonly name: string;
	/** Which parameter of the function it stands in. */
	readonly local: number | undefined;
}

/** What can be assigned to. */
export type Place =
	| Name
	| { readonly kind: 'field'; readonly index: Expression }
	| { readonly kind: 'element'; readonly array: Name; readonly index: readonly Expression[] };

export type Statement =
	| { readonly kind: 'block'; readonly body: readonly Statement[] }
	| { readonly kind: 'expression'; readonly expression: Expression }
	| {
			readonly kind: 'print' | 'printf';
			readonly args: readonly Expression[];
			readonly mode: '>' | '>>' | '|' | undefined;
			readonly target: Expression | undefined;
	  }
	| { readonly kind: 'if'; readonly test: Expression; readonly yes: Statement; readonly no: Statement | undefined }
	| {
			readonly kind: 'loop';
			readonly test: Expression | undefined;
			readonly body: Statement;
			readonly after: Statement | undefined;
			readonly isTestLast: boolean;
	  }
	| { readonly kind: 'each'; readonly name: Name; readonly array: Name; readonly body: Statement }
	| { readonly kind: 'delete'; readonly array: Name; readonly index: readonly Expression[] | undefined }
	| { readonly kind: 'exit' | 'return'; readonly value: Expression | undefined }
	| { readonly kind: 'next' | 'nextfile' | 'break' | 'continue' };

export interface Rule {
	readonly pattern: 'BEGIN' | 'END' | Expression | undefined;
	/** The end of a range. */
	readonly until: Expression | undefined;
	/** Without one the record is printed. */
	readonly body: Statement | undefined;
}

export interface AwkFunction {
	readonly parameters: readonly string[];
	body: Statement;
}

export interface AwkProgram {
	readonly rules: readonly Rule[];
	readonly functions: ReadonlyMap<string, AwkFunction>;
}
