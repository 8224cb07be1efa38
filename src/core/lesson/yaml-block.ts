import { load as loadYaml } from 'js-yaml';
import { compileCheck } from './check.ts';
import { yamlLine, yamlReason } from './front-matter.ts';
import { unknownField } from './fields.ts';
import { unknownKey } from './lesson-error.ts';

export type Fail = (line: number, problem: string) => never;

/** A fence that holds YAML: its keys, and the lines they stand in. Mistakes are told with their line. */
export class YamlBlock {
	private readonly values: Readonly<Record<string, unknown>>;

	constructor(
		private readonly text: string,
		/** Line of the fence. */
		readonly line: number,
		allowed: readonly string[],
		private readonly failAt: Fail
	) {
		this.values = this.read(allowed);
	}

	fail(key: string, problem: string): never {
		return this.failAt(this.lineOf(key), problem);
	}

	get(key: string): unknown {
		return this.values[key];
	}

	/** A key that must be there, as one text. */
	need(key: string, what = ''): string {
		const value = this.values[key];
		return typeof value === 'string'
			? value
			: this.failAt(this.line + 1, `\`${key}\` is missing${what && `: ${what}`}.`);
	}

	list(key: string): unknown[] | undefined {
		const value = this.values[key];
		return Array.isArray(value) ? value : undefined;
	}

	/** An expression of a check (CEL). */
	expression(source: unknown, key: string): string {
		if (typeof source !== 'string' && typeof source !== 'boolean')
			return this.fail(key, 'an expression is wanted here.');
		try {
			compileCheck(String(source));
		} catch (error) {
			this.fail(key, `\`${String(source)}\` is no expression: ${(error as Error).message}`);
		}
		const problem = unknownField(String(source));
		if (problem) this.fail(key, problem);
		return String(source);
	}

	private lineOf(key: string): number {
		const at = this.text.split('\n').findIndex((line) => line.startsWith(`${key}:`));
		return this.line + 1 + Math.max(0, at);
	}

	private read(allowed: readonly string[]): Record<string, unknown> {
		let value: unknown;
		try {
			value = loadYaml(this.text);
		} catch (error) {
			return this.failAt(this.line + yamlLine(error), `no YAML: ${yamlReason(error)}`);
		}
		if (typeof value !== 'object' || value === null || Array.isArray(value))
			return this.failAt(this.line + 1, `keys are wanted here: ${allowed.join(', ')}.`);
		for (const key of Object.keys(value)) if (!allowed.includes(key)) this.fail(key, unknownKey(key, allowed));
		return value as Record<string, unknown>;
	}
}
