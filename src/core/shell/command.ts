import type { Assignment, Command, Redirection, Word } from 'unbash';
import type { Process } from '../sim/process.ts';
import { builtins } from './builtins/table.ts';
import { shareDescriptors } from './descriptors.ts';
import { evaluateArithmetic, expandText, expandWords, quoteForShell } from './expand.ts';
import { Interpreter } from './interpreter.ts';
import { findCommand, type Found } from './lookup.ts';
import { parseLoosely } from './parse.ts';
import { processesOf } from './processes.ts';
import { applyRedirects, applyRedirectsForGood } from './redirect.ts';
import type { RunOptions } from './run.ts';
import { runNode } from './run.ts';
import { Jump, ShellError } from './shell-error.ts';
import { ProgramSys } from './sys.ts';

type Assigned = readonly [name: string, value: string];

/** Runs a simple command: aliases, words, redirections, assignments, then a function, a builtin or a program. */
export function* runCommand(shell: Interpreter, node: Command, options: RunOptions): Process<number> {
	const aliased = aliasOf(shell, node);
	if (aliased !== undefined) return yield* runAlias(shell, node, aliased);
	const assignments = node.prefix.filter((item) => item.type === 'Assignment');
	const redirects = node.redirects;
	shell.substitutionStatus = undefined;
	const { words, arrays } = yield* expandArguments(shell, node);
	if (words.length === 0) {
		if (shell.options.has('xtrace')) yield* traceAssignments(shell, assignments);
		const undo = yield* applyRedirects(shell, redirects);
		if (!undo) return 1;
		try {
			for (const assignment of assignments) yield* assign(shell, assignment);
		} finally {
			undo();
		}
		return shell.substitutionStatus ?? 0;
	}
	const [name, ...args] = words as [string, ...string[]];
	if (name === 'exec') return yield* runExec(shell, args, redirects);
	const assigned: Assigned[] = [];
	for (const assignment of assignments) {
		if (assignment.value.type === 'Word') assigned.push([assignment.name, yield* valueOf(shell, assignment)]);
	}
	if (shell.options.has('xtrace')) {
		const lines = [
			...assigned.map(([key, value]) => `${key}=${quoteIfNeeded(value)}`),
			words.map(quoteIfNeeded).join(' ')
		];
		yield* shell.write(2, lines.map((line) => `${shell.variables.get('PS4') ?? '+ '}${line}\n`).join(''));
	}
	const undo = yield* applyRedirects(shell, redirects);
	if (!undo) return 1;
	try {
		const status = yield* dispatch(shell, name, args, assigned, shell.textOf(node), options);
		for (const [variable, elements] of arrays) yield* assignElements(shell, variable, elements, false);
		return status;
	} finally {
		undo();
	}
}

/** Finds and runs what a command word names. */
export function* dispatch(
	shell: Interpreter,
	name: string,
	args: readonly string[],
	assigned: readonly Assigned[],
	text: string,
	options: RunOptions & { skipFunctions?: boolean }
): Process<number> {
	const defined = options.skipFunctions ? undefined : shell.functions.get(name);
	const builtin = builtins.get(name);
	if (!defined && !builtin)
		return yield* runFound(shell, find(shell, name, assigned), [name, ...args], assigned, text, options);
	if (assigned.length > 0) shell.variables.push(assigned);
	try {
		return defined ? yield* runFunction(shell, name, args) : yield* builtin!(shell, args, name);
	} finally {
		if (assigned.length > 0) shell.variables.pop();
	}
}

function find(shell: Interpreter, name: string, assigned: readonly Assigned[]): Found {
	const path = assigned.find(([key]) => key === 'PATH')?.[1] ?? shell.variables.get('PATH');
	const found = findCommand(shell.machine, name, shell.cwd, path);
	// Without a PATH every name is a path.
	return found.kind === 'failure' && !path && !name.includes('/')
		? { ...found, text: 'No such file or directory' }
		: found;
}

function* runFunction(shell: Interpreter, name: string, args: readonly string[]): Process<number> {
	const { node, source } = shell.functions.get(name)!;
	const outer = {
		positional: shell.positional,
		source: shell.source,
		position: shell.position,
		loopDepth: shell.loopDepth
	};
	shell.positional = [...args];
	shell.source = source;
	shell.loopDepth = 0;
	shell.returnDepth++;
	shell.functionDepth++;
	shell.variables.push();
	try {
		return yield* shell.deeper(name, () =>
			node.body.type === 'CompoundList' ? shell.runList(node.body) : runNode(shell, node.body)
		);
	} catch (error) {
		if (!(error instanceof Jump) || error.kind !== 'return') throw error;
		return error.status;
	} finally {
		shell.variables.pop();
		shell.returnDepth--;
		shell.functionDepth--;
		Object.assign(shell, outer);
	}
}

function* runFound(
	shell: Interpreter,
	found: Found,
	argv: readonly string[],
	assigned: readonly Assigned[],
	text: string,
	options: RunOptions
): Process<number> {
	if (found.kind === 'failure') {
		// Busybox's shell has words of its own. Source: testdata/engine/lives, a health check that names no program.
		if (found.code === 127 && shell.machine.hasBusybox && shell.syntaxPrefix !== '')
			yield* shell.write(2, `${shell.name}: ${argv[0]}: not found\n`);
		else yield* shell.complain(`${argv[0]}: ${found.text}`);
		return found.code;
	}
	const environment = shell.variables.environment();
	for (const [name, value] of assigned) environment.set(name, value);
	environment.set('_', found.path);
	if (options.isLast) return yield* runHere(shell, found, argv, environment);
	const group = shell.jobGroup();
	const child = shell.fork();
	const entry = shell.spawnSubshell(child, group, () => runHere(child, found, argv, environment), argv.join(' '));
	return yield* shell.waitForeground([entry], group, text);
}

/** Runs a program or a script in the process of this (forked) shell. */
function* runHere(
	shell: Interpreter,
	found: Exclude<Found, { kind: 'failure' }>,
	argv: readonly string[],
	environment: Map<string, string>
): Process<number> {
	const entry = processesOf(shell.machine).find(shell.ownPid);
	if (entry) entry.command = argv.join(' ');
	if (found.kind === 'program') {
		return yield* found.program.run(new ProgramSys(shell, argv, environment));
	}
	const script = new Interpreter({
		machine: shell.machine,
		scope: shell.scope,
		descriptors: shareDescriptors(shell.descriptors),
		environment,
		cwd: shell.cwd,
		name: argv[0]!.includes('/') ? argv[0]! : found.path,
		positional: argv.slice(1),
		style: 'line',
		group: shell.group,
		pid: shell.ownPid,
		parentPid: shell.parentPid
	});
	return yield* script.asProcess(() => script.runText(found.content));
}

/** `exec`: with a command the shell becomes it, without one its redirections stay. */
function* runExec(shell: Interpreter, args: readonly string[], redirects: readonly Redirection[]): Process<number> {
	if (!(yield* applyRedirectsForGood(shell, redirects))) {
		if (shell.hasJobControl) return 1;
		throw new Jump('exit', 1);
	}
	if (args.length === 0) return 0;
	const found = find(shell, args[0]!, []);
	if (found.kind === 'failure') {
		yield* shell.complain(`exec: ${args[0]}: ${found.code === 127 ? 'not found' : `cannot execute: ${found.text}`}`);
		if (shell.hasJobControl) return found.code;
		throw new Jump('exit', found.code);
	}
	const status = yield* runFound(shell, found, args, [], args.join(' '), {});
	throw new Jump('exit', status);
}

function* expandArguments(
	shell: Interpreter,
	node: Command
): Process<{ words: string[]; arrays: [string, readonly Word[]][] }> {
	const words: string[] = [];
	const arrays: [string, readonly Word[]][] = [];
	if (node.name) words.push(...(yield* expandWords(shell, [node.name])));
	for (const arg of node.args) {
		if (arg.type === 'Word') words.push(...(yield* expandWords(shell, [arg])));
		else if (arg.value.type === 'Word')
			words.push(`${arg.name}=${yield* expandText(shell, arg.value, { isAssignment: true })}`);
		else {
			words.push(arg.name);
			arrays.push([arg.name, arg.value.elements]);
		}
	}
	return { words, arrays };
}

function* valueOf(shell: Interpreter, assignment: Assignment): Process<string> {
	if (assignment.value.type !== 'Word') throw new ShellError(`${assignment.name}: cannot assign list to array member`);
	const value = yield* expandText(shell, assignment.value, { isAssignment: true });
	return assignment.append ? (shell.variables.get(assignment.name) ?? '') + value : value;
}

function* assign(shell: Interpreter, assignment: Assignment): Process<void> {
	const { name, value, index, append } = assignment;
	if (value.type === 'ArrayValue') {
		return yield* assignElements(shell, name, value.elements, append === true);
	}
	if (index) {
		const at = Number(yield* evaluateArithmetic(shell, index.text));
		const text = yield* expandText(shell, value, { isAssignment: true });
		const before = append ? (shell.variables.find(name)?.elements?.get(at) ?? '') : '';
		return shell.variables.setElement(name, at, before + text);
	}
	shell.variables.set(name, yield* valueOf(shell, assignment));
}

/** `(a b [5]=c d)`: a subscript says where the count goes on. */
function* assignElements(shell: Interpreter, name: string, elements: readonly Word[], appends: boolean): Process<void> {
	if (!appends) shell.variables.setArray(name, []);
	for (const element of elements) {
		const subscript = /^\[([^\]]+)\]=(.*)$/s.exec(element.text);
		if (!subscript) {
			shell.variables.setArray(name, yield* expandWords(shell, [element]), { append: true });
			continue;
		}
		const command = parseLoosely(`v=${subscript[2]}`).commands[0]?.command;
		const value =
			command?.type === 'Command' && command.prefix[0]?.type === 'Assignment' ? command.prefix[0].value : undefined;
		const index = Number(yield* evaluateArithmetic(shell, subscript[1]!));
		shell.variables.setElement(
			name,
			index,
			value?.type === 'Word' ? yield* expandText(shell, value, { isAssignment: true }) : ''
		);
	}
}

function* traceAssignments(shell: Interpreter, assignments: readonly Assignment[]): Process<void> {
	for (const assignment of assignments) {
		if (assignment.value.type !== 'Word') continue;
		const value = yield* expandText(shell, assignment.value, { isAssignment: true });
		yield* shell.write(2, `${shell.variables.get('PS4') ?? '+ '}${assignment.name}=${quoteIfNeeded(value)}\n`);
	}
}

/** As `set -x` and `printf %q` would show a word. */
function quoteIfNeeded(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : quoteForShell(word);
}

/** The text an alias puts in place of the command word; aliases count in interactive shells only. */
function aliasOf(shell: Interpreter, node: Command): string | undefined {
	if (shell.style !== 'interactive' || !node.name || shell.aliases.size === 0) return undefined;
	const value = shell.aliases.get(node.name.text);
	if (value === undefined || shell.expandingAliases.has(node.name.text)) return undefined;
	return node.redirects.some((redirect) => redirect.type === 'HereDoc') ? undefined : value;
}

function* runAlias(shell: Interpreter, node: Command, value: string): Process<number> {
	const name = node.name!.text;
	const before = shell.source.slice(node.pos, node.name!.pos);
	const after = shell.source.slice(node.name!.end, node.end);
	shell.expandingAliases.add(name);
	try {
		return yield* shell.evaluate(`${before}${value}${after}`);
	} finally {
		shell.expandingAliases.delete(name);
	}
}
