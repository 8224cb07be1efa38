import { Environment } from '@marcbachmann/cel-js';
import type { Check } from './lesson-types.ts';
import type { Snapshot } from './snapshot.ts';

/** Names a check may use: the snapshot's own, and `before`, the snapshot at the step's entry. */
export const CHECK_NAMES = [
	'time',
	'machines',
	'swarm',
	'nodes',
	'services',
	'networks',
	'secrets',
	'configs',
	'tasks',
	'requests',
	'commands',
	'classic',
	'before'
] as const;

const environment = new Environment({ unlistedVariablesAreDyn: false });
for (const name of CHECK_NAMES) environment.registerVariable(name, 'dyn');

type Compiled = (context: Record<string, unknown>) => unknown;
const compiled = new Map<string, Compiled>();

/** @throws Error whose message says what is wrong with the expression, in one line. */
export function compileCheck(expression: string): Compiled {
	let program = compiled.get(expression);
	if (!program) {
		let parsed;
		try {
			parsed = environment.parse(expression);
		} catch (error) {
			throw new Error(firstLine(error), { cause: error });
		}
		const types = parsed.check();
		if (!types.valid) throw new Error(firstLine(types.error));
		program = parsed;
		compiled.set(expression, program);
	}
	return program;
}

function firstLine(error: unknown): string {
	return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}

/** True, or false. A key that is not there (a service not yet created) makes an expression false, as `has()` would. */
export function holds(expression: string, now: Snapshot, before: Snapshot): boolean {
	return evaluate(expression, now, before) === true;
}

/** A number for a counted goal; 0 when it cannot be told yet. */
export function count(expression: string, now: Snapshot, before: Snapshot): number {
	const value = evaluate(expression, now, before);
	return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : 0;
}

function evaluate(expression: string, now: Snapshot, before: Snapshot): unknown {
	try {
		return compileCheck(expression)({ ...now, before });
	} catch (error) {
		if (error instanceof Error && error.name === 'EvaluationError') return undefined;
		throw error;
	}
}

export interface CheckResult {
	passed: boolean;
	/** HTML: why not yet; '' when nothing fits. */
	say: string;
	progress?: { reached: number; wanted: number };
}

export function evaluateCheck(check: Check, now: Snapshot, before: Snapshot): CheckResult {
	const passed = holds(check.that, now, before);
	const result: CheckResult = { passed, say: '' };
	if (!passed) result.say = check.else.find((e) => e.when === undefined || holds(e.when, now, before))?.say ?? '';
	if (check.progress) {
		const wanted = count(check.progress.wanted, now, before);
		result.progress = { reached: Math.min(wanted, count(check.progress.reached, now, before)), wanted };
	}
	return result;
}
