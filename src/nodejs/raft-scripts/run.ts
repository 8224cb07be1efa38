import { runArithmetic } from './arithmetic.ts';
import { Environment } from './environment.ts';
import { MembershipScript } from './membership.ts';
import { NotModelled } from './not-modelled.ts';
import { ScriptSyntaxError, parseScript } from './parse.ts';
import type { Directive } from './parse.ts';

export interface ScriptFailure {
	/** Of the directive's command. */
	readonly line: number;
	readonly command: string;
	readonly expected: string;
	readonly actual: string;
}

export interface ScriptResult {
	/**
	 * 'passed in part': some directives, on which no other depends, are about what our Raft leaves out.
	 * 'not modelled': the whole script is.
	 */
	readonly status: 'passed' | 'passed in part' | 'failed' | 'not modelled';
	/** Directives whose output was compared. */
	readonly compared: number;
	/** Directives left out or not reached. */
	readonly skipped: number;
	/** Why some were. */
	readonly reasons: readonly string[];
	readonly failures: readonly ScriptFailure[];
}

/**
 * Runs one script of etcd/raft's testdata, quorum/testdata or confchange/testdata; its commands tell which.
 * The output must be equal but for log lines, which are not compared.
 */
export function runScript(text: string): ScriptResult {
	const directives = parseScript(text);
	if (directives.length === 0) throw new ScriptSyntaxError('no directive in it');
	const { run, isSequence } = interpreter(directives);
	const failures: ScriptFailure[] = [];
	const reasons = new Set<string>();
	let compared = 0;
	for (const directive of directives) {
		const { line, command } = directive;
		const expected = withoutLogLines(directive.expected);
		let actual: string;
		try {
			actual = withoutLogLines(run(directive));
		} catch (error) {
			if (error instanceof NotModelled) {
				reasons.add(error.message);
				// In a cluster everything that follows depends on it; in arithmetic it does not.
				if (isSequence) break;
				continue;
			}
			actual = String(error);
		}
		compared++;
		if (actual === expected) continue;
		failures.push({ line, command, expected, actual });
		if (isSequence) break;
	}
	return {
		status: statusOf(failures.length, reasons.size, isSequence ? 0 : compared),
		compared,
		skipped: directives.length - compared,
		reasons: [...reasons],
		failures
	};
}

function statusOf(failures: number, reasons: number, independent: number): ScriptResult['status'] {
	if (failures > 0) return 'failed';
	if (reasons === 0) return 'passed';
	return independent > 0 ? 'passed in part' : 'not modelled';
}

function interpreter(directives: readonly Directive[]): { run: (directive: Directive) => string; isSequence: boolean } {
	switch (directives[0]?.command) {
		case 'committed':
		case 'vote':
			return { run: runArithmetic, isSequence: false };
		case 'simple':
		case 'enter-joint':
		case 'leave-joint': {
			const script = new MembershipScript();
			return { run: (directive) => script.run(directive), isSequence: false };
		}
		default: {
			const environment = new Environment();
			return { run: (directive) => environment.run(directive), isSequence: true };
		}
	}
}

function withoutLogLines(output: string): string {
	const lines = output.split('\n').filter((line) => !/^\s*(DEBUG|INFO|WARN|ERROR|FATAL) /.test(line));
	// What printed nothing but log lines printed nothing.
	return lines.join('\n').trimEnd() || 'ok';
}

/** The script with the output that it has now, log lines left out. Throws NotModelled. */
export function rewriteScript(text: string): string {
	const directives = parseScript(text);
	const { run } = interpreter(directives);
	const lines = text.split('\n');
	let rewritten = '';
	let at = 0;
	for (const directive of directives) {
		const separator = lines.indexOf('----', directive.line - 1);
		const isDoubled = lines[separator + 1] === '----';
		rewritten += lines.slice(at, separator).join('\n') + (separator > at ? '\n' : '');
		const output = withoutLogLines(run(directive));
		rewritten += output.includes('\n\n') ? `----\n----\n${output}\n----\n----\n` : `----\n${output}\n`;
		const length = directive.expected === '' ? 0 : directive.expected.split('\n').length;
		at = separator + 1 + length + (isDoubled ? 3 : 0);
	}
	return rewritten + lines.slice(at).join('\n');
}
