import type { HereDoc, ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash';
import type { Process } from '../sim/process.ts';
import { ArithmeticError, evaluate, type ArithmeticScope } from './arithmetic.ts';
import { expandBraces } from './braces.ts';
import { glob } from './glob.ts';
import type { Interpreter } from './interpreter.ts';
import { parseLoosely } from './parse.ts';
import { isPattern, matches, patternSource, quotePattern } from './pattern.ts';
import { ShellError } from './shell-error.ts';
import { isName } from './variables.ts';

interface Piece {
	text: string;
	/** Safe from splitting and globbing. */
	isQuoted: boolean;
}

/** Collects the fields that one word becomes. */
class Fields {
	readonly done: Piece[][] = [];
	private current: Piece[] | undefined;

	/** `ifs` undefined: no splitting, everything is one field. */
	constructor(readonly ifs: string | undefined) {}

	add(text: string, isQuoted: boolean): void {
		if (text === '' && !isQuoted) return;
		(this.current ??= []).push({ text, isQuoted });
	}

	/** The result of an unquoted expansion: split by IFS (POSIX 2.6.5). */
	addSplit(text: string): void {
		const { ifs } = this;
		if (ifs === undefined || ifs === '') return this.add(text, false);
		const isSpace = (c: string | undefined): boolean => c !== undefined && ifs.includes(c) && ' \t\n'.includes(c);
		let run = '';
		for (let i = 0; i < text.length;) {
			const c = text[i]!;
			if (!ifs.includes(c)) {
				run += c;
				i++;
				continue;
			}
			this.add(run, false);
			run = '';
			while (isSpace(text[i])) i++;
			const isDelimiter = i < text.length && ifs.includes(text[i]!);
			if (isDelimiter) i++;
			while (isSpace(text[i])) i++;
			this.end(isDelimiter);
		}
		this.add(run, false);
	}

	/** Ends the current field; `force` makes an empty one where there is none. */
	end(force = false): void {
		if (this.current) this.done.push(this.current);
		else if (force) this.done.push([]);
		this.current = undefined;
	}
}

/** Where a part stands. */
interface Place {
	/** Within double quotes or a here-document. */
	inQuotes: boolean;
	/** Unquoted text is split too: it is the operand of ${x:-a b}. */
	splitsText?: boolean;
}

const BARE: Place = { inQuotes: false };
const QUOTED: Place = { inQuotes: true };

/** Words of a command → its arguments: braces, tilde, parameters, commands, arithmetic, splitting, globs, quotes. */
export function* expandWords(shell: Interpreter, words: readonly Word[]): Process<string[]> {
	const out: string[] = [];
	for (const word of words) {
		for (const single of bracesOf(word)) {
			if (!single.parts && !/[\\~]/.test(single.text)) {
				out.push(single.text);
				continue;
			}
			const fields = new Fields(shell.variables.get('IFS') ?? ' \t\n');
			yield* expandWord(shell, single, fields, BARE);
			fields.end();
			for (const field of fields.done) out.push(...pathNames(shell, field));
		}
	}
	return out;
}

/** A word that stays one text: assignments, redirections, case, here-strings. */
export function* expandText(shell: Interpreter, word: Word, options: { isAssignment?: boolean } = {}): Process<string> {
	if (!word.parts && !/[\\~]/.test(word.text)) return word.text;
	return textOf(yield* expandPieces(shell, word, BARE, options.isAssignment));
}

/** A word as a pattern: what is quoted in it is behind backslashes. */
export function* expandPattern(shell: Interpreter, word: Word): Process<string> {
	return patternOf(yield* expandPieces(shell, word, BARE));
}

/** A word as a regular expression of [[ =~ ]]: what is quoted in it is literal. */
export function* expandRegex(shell: Interpreter, word: Word): Process<string> {
	const pieces = yield* expandPieces(shell, word, BARE);
	return pieces
		.map((piece) => (piece.isQuoted ? piece.text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : piece.text))
		.join('');
}

/** The text of a here-document. */
export function* expandHereDocument(shell: Interpreter, node: HereDoc): Process<string> {
	const untab = node.operator === '<<-';
	if (node.delimiter?.quoted) return untab ? node.body.text.replace(/^\t+/gm, '') : node.body.text;
	if (!node.body.parts) {
		const text = untab ? node.body.text.replace(/^\t+/gm, '') : node.body.text;
		return text.replace(/\\(\n|[\\$`])/g, (_, c: string) => (c === '\n' ? '' : c));
	}
	const fields = new Fields(undefined);
	let atLineStart = true;
	for (const part of node.body.parts) {
		if (part.type === 'Literal') {
			let text = part.value;
			if (untab) text = text.replace(/\n\t+/g, '\n').replace(atLineStart ? /^\t+/ : /^$/, '');
			atLineStart = text.endsWith('\n');
			fields.add(text, true);
		} else {
			yield* expandPart(shell, part, fields, QUOTED);
			atLineStart = false;
		}
	}
	fields.end();
	return textOf(fields.done[0] ?? []);
}

/** Parameters, commands and arithmetic within a text in which quotes mean nothing: prompts, arithmetic. */
export function* expandString(shell: Interpreter, text: string): Process<string> {
	if (!/[$`\\]/.test(text)) return text;
	let mark = 'END';
	while (text.includes(mark)) mark += '_';
	const command = parseLoosely(`: <<${mark}\n${text}\n${mark}\n`).commands[0]?.command;
	const node = command?.type === 'Command' ? command.redirects[0] : undefined;
	if (node?.type !== 'HereDoc') return text;
	return (yield* expandHereDocument(shell, node)).replace(/\n$/, '');
}

/** Evaluates an arithmetic expression as written. @throws ShellError with bash's text */
export function* evaluateArithmetic(shell: Interpreter, text: string): Process<bigint> {
	const expanded = (yield* expandString(shell, text)).replace(/"/g, '');
	return evaluateExpanded(shell, expanded);
}

export function evaluateExpanded(shell: Interpreter, text: string): bigint {
	try {
		return evaluate(text.trim(), arithmeticScope(shell));
	} catch (error) {
		if (error instanceof ArithmeticError) throw new ShellError(error.message);
		throw error;
	}
}

function arithmeticScope(shell: Interpreter): ArithmeticScope {
	return {
		get(name, index) {
			const value = index === undefined ? shell.variables.get(name) : elementOf(shell, name, index);
			if (value === undefined && shell.options.has('nounset')) throw new ShellError(`${name}: unbound variable`, 127);
			return value;
		},
		set(name, index, value) {
			if (index === undefined) shell.variables.set(name, value);
			else shell.variables.setElement(name, index, value);
		}
	};
}

/** Words before any other expansion; `{a,b}` makes several of one. */
function bracesOf(word: Word): Word[] {
	if (!word.text.includes('{') || !word.parts?.some((part) => part.type === 'BraceExpansion')) return [word];
	const texts = expandBraces(word.text);
	if (texts.length === 1 && texts[0] === word.text) return [word];
	return texts.flatMap((text) => {
		if (/^[\w./:%@+,=-]+$/.test(text)) return [plainWord(text)];
		const command = parseLoosely(`: ${text}`).commands[0]?.command;
		return command?.type === 'Command' ? command.args.flatMap((made) => (made.type === 'Word' ? [made] : [])) : [];
	});
}

function plainWord(text: string): Word {
	return { type: 'Word', text, value: text, pos: 0, end: text.length };
}

function* expandPieces(shell: Interpreter, word: Word, place: Place, isAssignment = false): Process<Piece[]> {
	const fields = new Fields(undefined);
	yield* expandWord(shell, word, fields, place, isAssignment);
	fields.end();
	return fields.done.flatMap((field, i) => (i === 0 ? field : [{ text: ' ', isQuoted: false }, ...field]));
}

function textOf(pieces: readonly Piece[]): string {
	return pieces.map((piece) => piece.text).join('');
}

function patternOf(pieces: readonly Piece[]): string {
	return pieces.map((piece) => (piece.isQuoted ? quotePattern(piece.text) : piece.text)).join('');
}

function pathNames(shell: Interpreter, field: readonly Piece[]): string[] {
	const text = textOf(field);
	if (shell.options.has('noglob') || !field.some((piece) => !piece.isQuoted && /[*?[]|[@+!]\(/.test(piece.text)))
		return [text];
	const pattern = patternOf(field);
	if (!isPattern(pattern)) return [text];
	const names = glob(shell.machine.files, shell.cwd, pattern);
	return names.length > 0 ? names : shell.options.has('nullglob') ? [] : [text];
}

function* expandWord(
	shell: Interpreter,
	word: Word,
	fields: Fields,
	place: Place,
	isAssignment = false
): Process<void> {
	if (!word.parts) {
		if (place.inQuotes) fields.add(word.text.replace(/\\([\\$`"])/g, '$1'), true);
		else addLiteral(shell, word.text, fields, place, true, isAssignment);
		return;
	}
	let isFirst = true;
	for (const part of word.parts) {
		if (part.type === 'Literal' && !place.inQuotes) addLiteral(shell, part.text, fields, place, isFirst, isAssignment);
		else yield* expandPart(shell, part, fields, place);
		isFirst = false;
	}
}

/** Plain text as written: backslashes quote, ~ leads home. */
function addLiteral(
	shell: Interpreter,
	text: string,
	fields: Fields,
	place: Place,
	isFirst: boolean,
	isAssignment: boolean
): void {
	const homes = isAssignment ? /(^|:)~([\w.-]*)(?=[/:]|$)/g : /(^)~([\w.+-]*)(?=\/|$)/;
	let rest = text;
	if (isFirst && text.includes('~')) {
		const replaced = text.replace(homes, (whole, before: string, user: string) => {
			const home = homeOf(shell, user);
			return home === undefined ? whole : `${before}${quotePattern(home)}`;
		});
		rest = replaced;
	}
	const add = (plain: string): void => (place.splitsText ? fields.addSplit(plain) : fields.add(plain, false));
	let run = '';
	for (let i = 0; i < rest.length; i++) {
		const c = rest[i]!;
		if (c !== '\\') {
			run += c;
			continue;
		}
		add(run);
		run = '';
		const next = rest[++i];
		if (next === undefined) fields.add('\\', true);
		else if (next !== '\n') fields.add(next, true);
	}
	add(run);
}

function homeOf(shell: Interpreter, user: string): string | undefined {
	if (user === '') return shell.variables.get('HOME') ?? '/root';
	if (user === '+') return shell.variables.get('PWD');
	if (user === '-') return shell.variables.get('OLDPWD');
	return user === 'root' ? '/root' : undefined;
}

function* expandPart(shell: Interpreter, part: WordPart, fields: Fields, place: Place): Process<void> {
	switch (part.type) {
		case 'Literal':
			fields.add(part.value, place.inQuotes);
			return;
		case 'Glob':
			if (part.kind !== 'bracket') return fields.add(part.text, place.inQuotes);
			fields.add('[', place.inQuotes);
			for (const inner of part.parts) {
				if (inner.type === 'Literal' && !place.inQuotes) addLiteral(shell, inner.text, fields, BARE, false, false);
				else yield* expandPart(shell, inner, fields, place);
			}
			fields.add(']', place.inQuotes);
			return;
		case 'SingleQuoted':
		case 'AnsiCQuoted':
			return fields.add(part.value, true);
		case 'DoubleQuoted':
		case 'LocaleString':
			if (part.parts.length === 0) fields.add('', true);
			for (const inner of part.parts) yield* expandPart(shell, inner, fields, QUOTED);
			return;
		case 'SimpleExpansion':
			return addValues(shell, valuesOf(shell, part.text.slice(1), undefined), fields, place, part.text.slice(1));
		case 'ParameterExpansion':
			return yield* expandParameter(shell, part, fields, place);
		case 'CommandExpansion': {
			const script = part.script ?? EMPTY_SCRIPT;
			const output = (yield* shell.commandOutput(script, script.source ?? shell.source)).replace(/\n+$/, '');
			return place.inQuotes ? fields.add(output, true) : fields.addSplit(output);
		}
		case 'ArithmeticExpansion': {
			const inner = part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1);
			const value = String(yield* evaluateArithmetic(shell, inner));
			return place.inQuotes ? fields.add(value, true) : fields.addSplit(value);
		}
		case 'ExtendedGlob':
			return fields.add(part.text, place.inQuotes);
		case 'BraceExpansion':
			if (!part.parts) return fields.add(part.text, place.inQuotes);
			fields.add('{', false);
			for (const inner of part.parts) yield* expandPart(shell, inner, fields, place);
			fields.add('}', false);
			return;
		case 'ProcessSubstitution':
			throw new ShellError('swarmlab does not simulate process substitution');
	}
}

const EMPTY_SCRIPT: ParsedScript = { type: 'Script', pos: 0, end: 0, shebang: undefined, commands: [] };

/** What a parameter holds; `list` for $@ $* and whole arrays. */
type Values = { list: undefined; value: string | undefined } | { list: '@' | '*'; values: string[] };

function elementOf(shell: Interpreter, name: string, index: number): string | undefined {
	const variable = shell.variables.find(name);
	if (!variable?.elements) return index === 0 || index === -1 ? shell.variables.get(name) : undefined;
	return variable.elements.get(index < 0 ? Math.max(-1, ...variable.elements.keys()) + 1 + index : index);
}

function valuesOf(shell: Interpreter, name: string, index: string | number | undefined): Values {
	if (name === '@' || name === '*') return { list: name, values: [...shell.positional] };
	if (index === '@' || index === '*') {
		const variable = shell.variables.find(name);
		const value = shell.variables.get(name);
		return {
			list: index,
			values: variable?.elements ? [...variable.elements.values()] : value === undefined ? [] : [value]
		};
	}
	if (typeof index === 'number') return { list: undefined, value: elementOf(shell, name, index) };
	return { list: undefined, value: scalarOf(shell, name) };
}

function scalarOf(shell: Interpreter, name: string): string | undefined {
	if (/^\d+$/.test(name)) return name === '0' ? shell.name : shell.positional[Number(name) - 1];
	switch (name) {
		case '#':
			return String(shell.positional.length);
		case '?':
			return String(shell.lastStatus);
		case '$':
			return String(shell.pid);
		case '!':
			return shell.lastBackgroundPid === undefined ? undefined : String(shell.lastBackgroundPid);
		case '-':
			return shell.optionLetters();
		default:
			return shell.variables.get(name);
	}
}

function addValues(shell: Interpreter, from: Values, fields: Fields, place: Place, name = ''): void {
	if (from.list === undefined) {
		const value = from.value ?? '';
		if (from.value === undefined && shell.options.has('nounset') && name !== '')
			throw new ShellError(`${name}: unbound variable`, 127);
		if (place.inQuotes) fields.add(value, true);
		else fields.addSplit(value);
		return;
	}
	if (place.inQuotes && from.list === '*') {
		const ifs = shell.variables.get('IFS');
		fields.add(from.values.join(ifs === undefined ? ' ' : ifs.slice(0, 1)), true);
		return;
	}
	from.values.forEach((value, i) => {
		if (i > 0) fields.end(place.inQuotes);
		if (place.inQuotes) fields.add(value, true);
		else fields.addSplit(value);
	});
}

function* expandParameter(
	shell: Interpreter,
	part: ParameterExpansionPart,
	fields: Fields,
	place: Place
): Process<void> {
	let name = part.parameter;
	const { operation } = part;
	if (name === '' || operation?.type === 'Unknown' || !(isName(name) || /^(\d+|[@*#?$!-])$/.test(name))) {
		throw new ShellError(`${part.text}: bad substitution`);
	}
	let index: string | number | undefined;
	if (part.index) {
		const text = part.index.text;
		index = text === '@' || text === '*' ? text : Number(yield* evaluateArithmetic(shell, text));
	}
	if (part.prefix === '!') {
		if (operation?.type === 'Names') {
			const names = shell.variables.names().filter((known: string) => known.startsWith(name));
			return addValues(shell, { list: operation.operator, values: names }, fields, place);
		}
		if (index === '@' || index === '*') {
			const keys = [
				...(shell.variables.find(name)?.elements?.keys() ?? (shell.variables.get(name) === undefined ? [] : [0]))
			];
			return addValues(shell, { list: index, values: keys.map(String) }, fields, place);
		}
		const target = (valuesOf(shell, name, index) as { value?: string }).value ?? '';
		const element = /^(\w+)\[(.+)\]$/.exec(target);
		if (target === '') throw new ShellError(`${name}: invalid indirect expansion`);
		if (!isName(target) && !element && !/^(\d+|[@*#?$!-])$/.test(target))
			throw new ShellError(`${target}: invalid variable name`);
		name = element?.[1] ?? target;
		index = element
			? /^[@*]$/.test(element[2]!)
				? element[2]!
				: Number(yield* evaluateArithmetic(shell, element[2]!))
			: undefined;
	}
	const values = valuesOf(shell, name, index);
	if (part.prefix === '#') {
		if (values.list === undefined && values.value === undefined && shell.options.has('nounset'))
			throw new ShellError(`${name}: unbound variable`, 127);
		const length = values.list === undefined ? [...(values.value ?? '')].length : values.values.length;
		const text = String(length);
		return place.inQuotes ? fields.add(text, true) : fields.addSplit(text);
	}
	if (operation === undefined) return addValues(shell, values, fields, place, name);
	if (operation.type === 'Default') return yield* expandDefault(shell, name, index, values, operation, fields, place);
	const changed = yield* applyOperation(shell, name, values, operation, part.text);
	return addValues(shell, changed, fields, place, name);
}

type Operation = NonNullable<ParameterExpansionPart['operation']>;

function* expandDefault(
	shell: Interpreter,
	name: string,
	index: string | number | undefined,
	values: Values,
	operation: Extract<Operation, { type: 'Default' }>,
	fields: Fields,
	place: Place
): Process<void> {
	const isUnset = values.list === undefined ? values.value === undefined : values.values.length === 0;
	const isEmpty = values.list === undefined ? (values.value ?? '') === '' : values.values.join(' ') === '';
	const isMissing = operation.operator.startsWith(':') ? isUnset || isEmpty : isUnset;
	const kind = operation.operator.at(-1);
	const operandPlace: Place = place.inQuotes ? place : { inQuotes: false, splitsText: true };
	if (kind === '+') {
		if (!isMissing) yield* expandWord(shell, operation.operand, fields, operandPlace);
		else if (place.inQuotes) fields.add('', true);
		return;
	}
	if (!isMissing) return addValues(shell, values, fields, place);
	if (kind === '-') {
		if (place.inQuotes && operation.operand.text === '') fields.add('', true);
		return yield* expandWord(shell, operation.operand, fields, operandPlace);
	}
	const text = textOf(yield* expandPieces(shell, operation.operand, place));
	if (kind === '?') {
		throw new ShellError(
			`${name}: ${text || (operation.operator === ':?' ? 'parameter null or not set' : 'parameter not set')}`,
			127
		);
	}
	if (!isName(name)) throw new ShellError(`$${name}: cannot assign in this way`);
	if (typeof index === 'number') shell.variables.setElement(name, index, text);
	else shell.variables.set(name, text);
	return place.inQuotes ? fields.add(text, true) : fields.addSplit(text);
}

function* applyOperation(
	shell: Interpreter,
	name: string,
	values: Values,
	operation: Operation,
	text: string
): Process<Values> {
	const each = (change: (value: string) => string): Values =>
		values.list === undefined
			? { list: undefined, value: values.value === undefined ? undefined : change(values.value) }
			: { list: values.list, values: values.values.map(change) };
	switch (operation.type) {
		case 'Remove': {
			const pattern = new RegExp(`^(?:${patternSource(yield* expandPattern(shell, operation.operand))})$`, 'su');
			return each((value) => remove(value, pattern, operation.operator));
		}
		case 'Replace': {
			const pattern = patternSource(yield* expandPattern(shell, operation.pattern));
			const replacement = yield* expandPieces(shell, operation.replacement, BARE);
			const fill = (match: string): string =>
				replacement.map((piece) => (piece.isQuoted ? piece.text : piece.text.replace(/&/g, () => match))).join('');
			if (pattern === '') return values;
			const anchored =
				operation.operator === '/#' ? `^(?:${pattern})` : operation.operator === '/%' ? `(?:${pattern})$` : pattern;
			const regex = new RegExp(anchored, operation.operator === '//' ? 'gsu' : 'su');
			return each((value) =>
				value.replace(regex, (match: string) => (match === '' && operation.operator === '//' ? '' : fill(match)))
			);
		}
		case 'Slice':
			return yield* slice(shell, name, values, operation);
		case 'CaseModification': {
			const pattern = operation.operand ? yield* expandPattern(shell, operation.operand) : '?';
			const isUp = operation.operator.startsWith('^');
			const change = (c: string): string => (matches(c, pattern) ? (isUp ? c.toUpperCase() : c.toLowerCase()) : c);
			if (operation.operator.length === 2) return each((value) => [...value].map(change).join(''));
			return each((value) => {
				const [first, ...rest] = [...value];
				return first === undefined ? '' : change(first) + rest.join('');
			});
		}
		case 'Transform':
			switch (operation.operand.text) {
				case 'Q':
					return each(quoteForShell);
				case 'U':
					return each((value) => value.toUpperCase());
				case 'L':
					return each((value) => value.toLowerCase());
				case 'u':
					return each((value) => value.slice(0, 1).toUpperCase() + value.slice(1));
				default:
					throw new ShellError(`${text}: bad substitution`);
			}
		default:
			throw new ShellError(`${text}: bad substitution`);
	}
}

/** As bash writes a value back: 'a b'. */
export function quoteForShell(value: string): string {
	if (/[\x00-\x1f\x7f]/.test(value)) {
		const escapes: Record<string, string> = {
			'\n': '\\n',
			'\t': '\\t',
			'\r': '\\r',
			'\x1b': '\\E',
			'\x07': '\\a',
			'\b': '\\b'
		};

		return `$'${value.replace(/[\\']/g, '\\$&').replace(/[\x00-\x1f\x7f]/g, (c) => escapes[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`;
	}
	return `'${value.replace(/'/g, "'\\''")}'`;
}

function remove(value: string, whole: RegExp, operator: string): string {
	const characters = [...value];
	const n = characters.length;
	const order =
		operator === '#' || operator === '%%'
			? Array.from({ length: n + 1 }, (_, i) => i)
			: Array.from({ length: n + 1 }, (_, i) => n - i);
	for (const i of order) {
		const [removed, kept] = operator.startsWith('#')
			? [characters.slice(0, i), characters.slice(i)]
			: [characters.slice(i), characters.slice(0, i)];
		if (whole.test(removed.join(''))) return kept.join('');
	}
	return value;
}

function* slice(
	shell: Interpreter,
	name: string,
	values: Values,
	operation: Extract<Operation, { type: 'Slice' }>
): Process<Values> {
	let offset = Number(yield* evaluateArithmetic(shell, operation.offset.text));
	const length = operation.length ? Number(yield* evaluateArithmetic(shell, operation.length.text)) : undefined;
	if (values.list !== undefined && name !== '@' && name !== '*')
		return sliceArray(shell, name, values.list, offset, length);
	const items = values.list === undefined ? [...(values.value ?? '')] : values.values;
	if (values.list !== undefined && (name === '@' || name === '*')) {
		// Positional parameters count from 1; offset 0 brings $0 in.
		items.unshift(shell.name);
		if (operation.offset.text.trim() === '') offset = 1;
	}
	const start = offset < 0 ? items.length + offset : offset;
	if (start < 0 || start > items.length)
		return values.list === undefined ? { list: undefined, value: '' } : { list: values.list, values: [] };
	let end = length === undefined ? items.length : length < 0 ? items.length + length : start + length;
	if (length !== undefined && length < 0 && (end < start || values.list !== undefined)) {
		throw new ShellError(`${operation.length!.text.trim()}: substring expression < 0`);
	}
	end = Math.min(end, items.length);
	const cut = items.slice(start, end);
	return values.list === undefined ? { list: undefined, value: cut.join('') } : { list: values.list, values: cut };
}

/** Of an array the offset counts indices, the length elements. */
function sliceArray(
	shell: Interpreter,
	name: string,
	list: '@' | '*',
	offset: number,
	length: number | undefined
): Values {
	const value = shell.variables.get(name);
	const elements = [...(shell.variables.find(name)?.elements ?? (value === undefined ? [] : [[0, value] as const]))];
	const end = (elements.at(-1)?.[0] ?? -1) + 1;
	const start = offset < 0 ? end + offset : offset;
	const from = elements.filter(([index]) => index >= start).map(([, element]) => element);
	return { list, values: start < 0 ? [] : from.slice(0, length) };
}
