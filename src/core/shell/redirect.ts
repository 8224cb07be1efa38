import type { Redirection, Word } from 'unbash';
import { FileError } from '../sim/files.ts';
import type { Process } from '../sim/process.ts';
import { openPath, openText, type OpenFile, type OpenMode } from './descriptors.ts';
import { expandHereDocument, expandText, expandWords } from './expand.ts';
import type { Interpreter } from './interpreter.ts';
import { ShellError } from './shell-error.ts';

const MODES: Readonly<Record<string, OpenMode>> = {
	'<': 'read',
	'>': 'write',
	'>|': 'write',
	'>>': 'append',
	'<>': 'both',
	'&>': 'write',
	'&>>': 'append'
};

/**
 * Applies redirections from left to right to the shell's own descriptors.
 * @returns how to undo them; undefined when one failed (then all are undone and the error is told).
 */
export function* applyRedirects(
	shell: Interpreter,
	redirects: readonly Redirection[]
): Process<(() => void) | undefined> {
	const saved: [number, OpenFile | undefined][] = [];
	const put = (fd: number, file: OpenFile | undefined): void => {
		saved.push([fd, shell.descriptors.get(fd)]);
		if (file) shell.descriptors.set(fd, file);
		else shell.descriptors.delete(fd);
	};
	const undo = (): void => {
		for (const [fd, file] of saved.splice(0).reverse()) {
			shell.descriptors.get(fd)?.release();
			if (file) shell.descriptors.set(fd, file);
			else shell.descriptors.delete(fd);
		}
	};
	for (const redirect of redirects) {
		const problem = yield* applyOne(shell, redirect, put);
		if (problem === undefined) continue;
		undo();
		yield* shell.complain(problem);
		return undefined;
	}
	return undo;
}

/** Lets go of what a redirection replaced, for good: `exec > file`. */
export function* applyRedirectsForGood(shell: Interpreter, redirects: readonly Redirection[]): Process<boolean> {
	for (const redirect of redirects) {
		const put = (fd: number, file: OpenFile | undefined): void => {
			shell.descriptors.get(fd)?.release();
			if (file) shell.descriptors.set(fd, file);
			else shell.descriptors.delete(fd);
		};
		const problem = yield* applyOne(shell, redirect, put);
		if (problem === undefined) continue;
		yield* shell.complain(problem);
		return false;
	}
	return true;
}

type Put = (fd: number, file: OpenFile | undefined) => void;

/** @returns the error message when it did not work. */
function* applyOne(shell: Interpreter, redirect: Redirection, put: Put): Process<string | undefined> {
	if (redirect.descriptor?.type === 'FileDescriptorVariable')
		throw new ShellError('swarmlab does not simulate {name}> redirections');
	const given = redirect.descriptor?.value;
	if (redirect.type === 'HereDoc') {
		put(given ?? 0, openText(yield* expandHereDocument(shell, redirect)));
		return undefined;
	}
	if (!redirect.target) return undefined;
	if (redirect.type === 'HereString') {
		put(given ?? 0, openText(`${yield* expandText(shell, redirect.target)}\n`));
		return undefined;
	}
	const names = yield* expandWords(shell, [redirect.target]);
	if (names.length !== 1) return `${redirect.target.text}: ambiguous redirect`;
	const target = names[0]!;
	const { operator } = redirect;
	const isBoth = operator.startsWith('&>') || (operator === '>&' && given === undefined && !/^(\d+-?|-)$/.test(target));
	if ((operator === '>&' || operator === '<&') && !isBoth)
		return duplicate(shell, redirect.target, target, given ?? (operator === '>&' ? 1 : 0), put);
	let file: OpenFile;
	try {
		if (operator === '>' && shell.options.has('noclobber') && existsAsFile(shell, target))
			return `${target}: cannot overwrite existing file`;
		file = openPath(
			shell.machine,
			shell.cwd,
			target,
			isBoth && operator === '>&' ? 'write' : MODES[operator]!,
			0o666 & ~shell.umask,
			shell.descriptors
		);
	} catch (error) {
		if (error instanceof FileError) return `${target}: ${error.text}`;
		throw error;
	}
	put(given ?? (operator.startsWith('<') ? 0 : 1), file);
	if (isBoth) put(2, file.retain());
	return undefined;
}

function duplicate(shell: Interpreter, word: Word, target: string, fd: number, put: Put): string | undefined {
	if (target === '-') {
		put(fd, undefined);
		return undefined;
	}
	const moves = target.endsWith('-');
	const number = Number(target.replace(/-$/, ''));
	if (!/^\d+-?$/.test(target)) return `${word.text}: ambiguous redirect`;
	const source = shell.descriptors.get(number);
	if (!source) return `${target}: Bad file descriptor`;
	put(fd, source.retain());
	if (moves && number !== fd) put(number, undefined);
	return undefined;
}

function existsAsFile(shell: Interpreter, path: string): boolean {
	const absolute = path.startsWith('/') ? path : `${shell.cwd}/${path}`;
	return !absolute.startsWith('/dev/') && shell.machine.files.exists(absolute);
}
