import type {
	AndOr,
	ArithmeticFor,
	Case,
	CommandNode,
	CompoundCommand,
	For,
	If,
	PipelineNode,
	Pipeline,
	While
} from 'unbash';
import { pause, ProcGroup, type Process } from '../sim/process.ts';
import { runCommand } from './command.ts';
import { evaluateConditional } from './conditional.ts';
import { openPipe, type OpenFile } from './descriptors.ts';
import { evaluateArithmetic, expandPattern, expandText, expandWords } from './expand.ts';
import type { Interpreter } from './interpreter.ts';
import { matches } from './pattern.ts';
import { applyRedirects } from './redirect.ts';
import { Jump, ShellError } from './shell-error.ts';
import { isName } from './variables.ts';

export interface RunOptions {
	/** The process has nothing else to do: a program may run in it instead of in one of its own. */
	isLast?: boolean;
}

/** Runs one node of the syntax tree and returns its status. */
export function* runNode(shell: Interpreter, node: PipelineNode | AndOr, options: RunOptions = {}): Process<number> {
	const status = yield* runAny(shell, node, options);
	shell.lastStatus = status;
	if (status !== 0 && shell.conditionDepth === 0 && shell.options.has('errexit') && endsOnError(node))
		throw new Jump('exit', status);
	return status;
}

function endsOnError(node: PipelineNode | AndOr): boolean {
	if (node.type === 'Pipeline') return !node.prefixes.some((prefix) => prefix.type === 'Negation');
	return ['Command', 'Subshell', 'ArithmeticCommand', 'TestCommand', 'Redirected'].includes(node.type);
}

function* runAny(shell: Interpreter, node: PipelineNode | AndOr, options: RunOptions): Process<number> {
	switch (node.type) {
		case 'AndOr':
			return yield* runAndOr(shell, node);
		case 'Pipeline':
			return yield* runPipeline(shell, node);
		case 'Command':
			shell.position = node.pos;
			return yield* runCommand(shell, node, options);
		case 'Redirected': {
			const undo = yield* applyRedirects(shell, node.redirects);
			if (!undo) return 1;
			try {
				return yield* runCompound(shell, node.command);
			} finally {
				undo();
			}
		}
		case 'Function':
			shell.functions.set(node.name.value, { node, source: shell.source });
			return 0;
		case 'Coproc':
			throw new ShellError('swarmlab does not simulate coproc');
		default:
			return yield* runCompound(shell, node);
	}
}

function* runAndOr(shell: Interpreter, node: AndOr): Process<number> {
	let status = 0;
	for (const [i, command] of node.commands.entries()) {
		if (i > 0 && (node.operators[i - 1] === '&&') !== (status === 0)) continue;
		status =
			i < node.commands.length - 1
				? yield* inCondition(shell, () => runNode(shell, command))
				: yield* runNode(shell, command);
	}
	return status;
}

/** Where `set -e` does not end the shell. */
export function* inCondition(shell: Interpreter, run: () => Process<number>): Process<number> {
	shell.conditionDepth++;
	try {
		return yield* run();
	} finally {
		shell.conditionDepth--;
	}
}

function* runPipeline(shell: Interpreter, node: Pipeline): Process<number> {
	const isNegated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
	const time = node.prefixes.find((prefix) => prefix.type === 'Time');
	const start = shell.machine.sim.now;
	const run = (): Process<number> =>
		node.commands.length === 1 ? runNode(shell, node.commands[0]!) : runStages(shell, node);
	const status = node.commands.length === 0 ? 0 : isNegated ? yield* inCondition(shell, run) : yield* run();
	if (time) yield* shell.write(2, timeReport(shell.machine.sim.now - start, time.posix !== undefined));
	return isNegated ? (status === 0 ? 1 : 0) : status;
}

/** Programs cost no processor time here, so all of it is waiting. */
function timeReport(ms: number, isPosix: boolean): string {
	const seconds = (ms / 1000).toFixed(isPosix ? 2 : 3);
	if (isPosix) return `real ${seconds}\nuser 0.00\nsys 0.00\n`;
	return `\nreal\t${Math.floor(ms / 60000)}m${((ms % 60000) / 1000).toFixed(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}

/** All stages run at once, each in a subshell of its own (bash without lastpipe). */
function* runStages(shell: Interpreter, node: Pipeline): Process<number> {
	const group = shell.jobGroup() ?? new ProcGroup();
	const command = shell.textOf(node);
	let input: OpenFile | undefined;
	const processes = node.commands.map((stage, i) => {
		const child = shell.fork();
		const isFinal = i === node.commands.length - 1;
		if (input) {
			child.descriptors.get(0)?.release();
			child.descriptors.set(0, input);
			input = undefined;
		}
		if (!isFinal) {
			const pipe = openPipe();
			child.descriptors.get(1)?.release();
			child.descriptors.set(1, pipe.writeEnd);
			if (node.operators[i] === '|&') {
				child.descriptors.get(2)?.release();
				child.descriptors.set(2, pipe.writeEnd.retain());
			}
			input = pipe.readEnd;
		}
		return shell.spawnSubshell(child, group, () => runNode(child, stage, { isLast: true }), shell.textOf(stage));
	});
	const status = yield* shell.waitForeground(processes, group, command);
	const statuses = processes.map(({ proc }) => proc.code ?? 0);
	shell.variables.setArray('PIPESTATUS', statuses.map(String));
	if (!shell.options.has('pipefail')) return status;
	return statuses.findLast((code) => code !== 0) ?? 0;
}

function* runCompound(shell: Interpreter, node: CompoundCommand): Process<number> {
	switch (node.type) {
		case 'If':
			return yield* runIf(shell, node);
		case 'For':
			return yield* runFor(shell, node);
		case 'ArithmeticFor':
			return yield* runArithmeticFor(shell, node);
		case 'While':
			return yield* runWhile(shell, node);
		case 'Case':
			return yield* runCase(shell, node);
		case 'BraceGroup':
			return yield* shell.deeper('group', () => shell.runList(node.body));
		case 'Subshell':
			return yield* runSubshell(shell, node);
		case 'TestCommand':
			return (yield* evaluateConditional(shell, node.expression)) ? 0 : 1;
		case 'ArithmeticCommand': {
			try {
				return (yield* evaluateArithmetic(shell, node.body)) !== 0n ? 0 : 1;
			} catch (error) {
				if (!(error instanceof ShellError)) throw error;
				yield* shell.complain(`((: ${error.message}`);
				return 1;
			}
		}
		case 'Select':
			throw new ShellError('swarmlab does not simulate select');
	}
}

function* runSubshell(shell: Interpreter, node: Extract<CommandNode, { type: 'Subshell' }>): Process<number> {
	const child = shell.fork();
	const group = shell.jobGroup();
	const command = shell.textOf(node);
	const entry = shell.spawnSubshell(child, group, () => child.runList(node.body), command);
	return yield* shell.waitForeground([entry], group, command);
}

function* runIf(shell: Interpreter, node: If): Process<number> {
	if ((yield* inCondition(shell, () => shell.runList(node.clause))) === 0) return yield* shell.runList(node.then);
	for (const branch of node.elif) {
		if ((yield* inCondition(shell, () => shell.runList(branch.clause))) === 0) return yield* shell.runList(branch.then);
	}
	return node.else ? yield* shell.runList(node.else) : 0;
}

/** Runs a loop's body once. @returns whether the loop goes on. */
function* runBody(shell: Interpreter, body: While['body']): Process<boolean> {
	shell.loopDepth++;
	try {
		yield* pause();
		yield* shell.runList(body);
		return true;
	} catch (error) {
		if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
		if (error.levels > 1) throw new Jump(error.kind, error.status, error.levels - 1);
		shell.lastStatus = error.status;
		return error.kind === 'continue';
	} finally {
		shell.loopDepth--;
	}
}

function* runFor(shell: Interpreter, node: For): Process<number> {
	const name = node.name.value;
	if (!isName(name)) {
		yield* shell.complain(`\`${node.name.text}': not a valid identifier`);
		return 1;
	}
	const values = node.wordlist ? yield* expandWords(shell, node.wordlist) : [...shell.positional];
	shell.lastStatus = 0;
	for (const value of values) {
		shell.variables.set(name, value);
		if (!(yield* runBody(shell, node.body))) break;
	}
	return shell.lastStatus;
}

function* runArithmeticFor(shell: Interpreter, node: ArithmeticFor): Process<number> {
	const evaluate = function* (part: ArithmeticFor['test']): Process<bigint> {
		return part ? yield* evaluateArithmetic(shell, shell.source.slice(part.pos, part.end)) : 1n;
	};
	try {
		yield* evaluate(node.initialize);
		shell.lastStatus = 0;
		while ((yield* evaluate(node.test)) !== 0n) {
			if (!(yield* runBody(shell, node.body))) break;
			yield* evaluate(node.update);
		}
	} catch (error) {
		if (!(error instanceof ShellError)) throw error;
		yield* shell.complain(`((: ${error.message}`);
		return 1;
	}
	return shell.lastStatus;
}

function* runWhile(shell: Interpreter, node: While): Process<number> {
	let status = 0;
	for (;;) {
		yield* pause();
		let holds: boolean;
		shell.loopDepth++;
		try {
			holds = ((yield* inCondition(shell, () => shell.runList(node.clause))) === 0) === (node.kind === 'while');
		} catch (error) {
			if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
			if (error.levels > 1) throw new Jump(error.kind, error.status, error.levels - 1);
			if (error.kind === 'continue') continue;
			holds = false;
		} finally {
			shell.loopDepth--;
		}
		if (!holds) return status;
		const goesOn = yield* runBody(shell, node.body);
		status = shell.lastStatus;
		if (!goesOn) return status;
	}
}

function* runCase(shell: Interpreter, node: Case): Process<number> {
	const text = yield* expandText(shell, node.word);
	let status = 0;
	let fallsThrough = false;
	for (const item of node.items) {
		let isMatch = fallsThrough;
		for (const pattern of isMatch ? [] : item.pattern) {
			isMatch ||= matches(text, yield* expandPattern(shell, pattern), { ignoreCase: shell.options.has('nocasematch') });
		}
		if (!isMatch) continue;
		shell.lastStatus = 0;
		status = yield* shell.runList(item.body);
		if (item.terminator !== ';&' && item.terminator !== ';;&') return status;
		fallsThrough = item.terminator === ';&';
	}
	return status;
}
