/** A shell variable; with `elements` an indexed array, whose scalar value is element 0. */
export interface Variable {
	/** Undefined: declared but unset (`local x`, `export x`). */
	value: string | undefined;
	elements?: Map<number, string>;
	isExported: boolean;
	isReadonly: boolean;
}

/** Assigning to what is readonly. */
export class ReadonlyError extends Error {
	override name = 'ReadonlyError';
	constructor(readonly variable: string) {
		super(`${variable}: readonly variable`);
	}
}

/** Variables in dynamic scope: a function's locals hide those of its callers. */
export class Variables {
	private readonly scopes: Map<string, Variable>[];
	/** Computed at each reading: RANDOM, SECONDS … */
	readonly computed = new Map<string, () => string>();

	constructor(scopes?: Map<string, Variable>[]) {
		this.scopes = scopes ?? [new Map<string, Variable>()];
	}

	/** A copy for a subshell. */
	clone(): Variables {
		const copy = new Variables(
			this.scopes.map(
				(scope) =>
					new Map(
						[...scope].map(([name, v]) => [name, v.elements ? { ...v, elements: new Map(v.elements) } : { ...v }])
					)
			)
		);
		for (const [name, compute] of this.computed) copy.computed.set(name, compute);
		return copy;
	}

	find(name: string): Variable | undefined {
		for (let i = this.scopes.length - 1; i >= 0; i--) {
			const variable = this.scopes[i]!.get(name);
			if (variable) return variable;
		}
		return undefined;
	}

	get(name: string): string | undefined {
		const compute = this.computed.get(name);
		if (compute) return compute();
		const variable = this.find(name);
		return variable?.elements ? variable.elements.get(0) : variable?.value;
	}

	/** @throws ReadonlyError */
	set(name: string, value: string): void {
		const variable = this.writable(name);
		if (variable.elements) variable.elements.set(0, value);
		else variable.value = value;
	}

	setElement(name: string, index: number, value: string): void {
		const variable = this.writable(name);
		variable.elements ??= new Map(variable.value === undefined ? [] : [[0, variable.value]]);
		variable.value = undefined;
		const at = index < 0 ? Math.max(-1, ...variable.elements.keys()) + 1 + index : index;
		variable.elements.set(at, value);
		variable.elements = new Map([...variable.elements].sort(([a], [b]) => a - b));
	}

	setArray(name: string, values: readonly string[], options: { append?: boolean } = {}): void {
		const variable = this.writable(name);
		const kept = options.append
			? (variable.elements ?? new Map(variable.value === undefined ? [] : [[0, variable.value]]))
			: new Map<number, string>();
		let next = Math.max(-1, ...kept.keys()) + 1;
		for (const value of values) kept.set(next++, value);
		variable.elements = kept;
		variable.value = undefined;
	}

	/** @throws ReadonlyError */
	unset(name: string): void {
		this.computed.delete(name);
		for (let i = this.scopes.length - 1; i >= 0; i--) {
			const variable = this.scopes[i]!.get(name);
			if (!variable) continue;
			if (variable.isReadonly) throw new ReadonlyError(name);
			this.scopes[i]!.delete(name);
			return;
		}
	}

	declare(name: string, change: { isExported?: boolean; isReadonly?: boolean }): void {
		let variable = this.find(name);
		if (!variable) {
			variable = { value: undefined, isExported: false, isReadonly: false };
			this.scopes[0]!.set(name, variable);
		}
		Object.assign(variable, change);
	}

	/** Makes a local in the innermost function. */
	local(name: string, value?: string): void {
		const scope = this.scopes.at(-1)!;
		const there = scope.get(name);
		if (there) {
			if (value !== undefined) this.set(name, value);
			return;
		}
		scope.set(name, { value, isExported: this.find(name)?.isExported ?? false, isReadonly: false });
	}

	/** Opens a scope, for a function or for `NAME=value command`. */
	push(exported: readonly (readonly [string, string])[] = []): void {
		this.scopes.push(new Map(exported.map(([name, value]) => [name, { value, isExported: true, isReadonly: false }])));
	}

	pop(): void {
		this.scopes.pop();
	}

	/** All that are set, sorted by name. */
	names(): string[] {
		const names = new Set(this.scopes.flatMap((scope) => [...scope.keys()]));
		for (const name of this.computed.keys()) names.add(name);
		return [...names].sort();
	}

	/** What a program is given. */
	environment(): Map<string, string> {
		const environment = new Map<string, string>();
		for (const scope of this.scopes) {
			for (const [name, variable] of scope) {
				if (variable.isExported && variable.value !== undefined && !variable.elements)
					environment.set(name, variable.value);
				else environment.delete(name);
			}
		}
		return environment;
	}

	private writable(name: string): Variable {
		const variable = this.find(name);
		if (variable?.isReadonly) throw new ReadonlyError(name);
		if (variable) return variable;
		const made: Variable = { value: undefined, isExported: false, isReadonly: false };
		this.scopes[0]!.set(name, made);
		this.computed.delete(name);
		return made;
	}
}

export function isName(text: string): boolean {
	return /^[A-Za-z_]\w*$/.test(text);
}
