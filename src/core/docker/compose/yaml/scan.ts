/**
 * The tokens of a YAML text as libyaml finds them, for the sake of its error messages: js-yaml reads the values, but
 * learners meet the words of the parser that Docker uses. Source: gopkg.in/yaml.v3 scannerc.go.
 */

export type TokenKind =
	| 'stream end'
	| 'directive'
	| 'document start'
	| 'document end'
	| 'block sequence start'
	| 'block mapping start'
	| 'block end'
	| '['
	| ']'
	| '{'
	| '}'
	| 'entry'
	| ','
	| 'key'
	| 'value'
	| 'alias'
	| 'anchor'
	| 'tag'
	| 'scalar';

export interface Token {
	readonly kind: TokenKind;
	/** Counted from 0. */
	readonly line: number;
	/** Of an alias or anchor. */
	readonly name?: string;
}

/** A fault with the line Docker names; 0: none. */
export class YamlFault extends Error {
	override name = 'YamlFault';
}

interface Mark {
	readonly index: number;
	readonly line: number;
	readonly column: number;
}

interface SimpleKey {
	possible: boolean;
	required: boolean;
	tokenNumber: number;
	mark: Mark;
}

export class Scanner {
	private index = 0;
	private line = 0;
	private column = 0;
	private readonly tokens: Token[] = [];
	private parsed = 0;
	private indent = -1;
	private readonly indents: number[] = [];
	private flowLevel = 0;
	private simpleKeyAllowed = true;
	private readonly simpleKeys: SimpleKey[] = [
		{ possible: false, required: false, tokenNumber: 0, mark: { index: 0, line: 0, column: 0 } }
	];
	private ended = false;

	constructor(private readonly text: string) {}

	peek(): Token {
		while (!this.ended && (this.tokens.length === 0 || this.mayBecomeKey())) this.fetch();
		return this.tokens[0]!;
	}

	next(): Token {
		const token = this.peek();
		if (token.kind !== 'stream end') {
			this.tokens.shift();
			this.parsed++;
		}
		return token;
	}

	/** A fault is told at its context's line, else where it was found; first lines are not counted. */
	private fail(context: Mark, problem: string): never {
		const line = context.line !== 0 ? context.line + 1 : this.line !== 0 ? this.line + 1 : 0;
		throw new YamlFault(`${line === 0 ? '' : `line ${line}: `}${problem}`);
	}

	private mark(): Mark {
		return { index: this.index, line: this.line, column: this.column };
	}

	private at(offset = 0): string {
		return this.text[this.index + offset] ?? '';
	}

	private isBlankOrEnd(offset = 0): boolean {
		return /^[ \t\r\n\u0085\u2028\u2029]?$/.test(this.at(offset));
	}

	private isBreak(offset = 0): boolean {
		return /^[\r\n\u0085\u2028\u2029]$/.test(this.at(offset));
	}

	private skip(count = 1): void {
		this.index += count;
		this.column += count;
	}

	private skipLine(): void {
		this.index += this.at() === '\r' && this.at(1) === '\n' ? 2 : 1;
		this.column = 0;
		this.line++;
	}

	/** Whether the first token may yet turn out to be a key, so that more has to be read. */
	private mayBecomeKey(): boolean {
		return this.simpleKeys.some((key) => key.tokenNumber === this.parsed && this.isStillKey(key));
	}

	private isStillKey(key: SimpleKey): boolean {
		if (!key.possible) return false;
		if (key.mark.line < this.line || key.mark.index + 1024 < this.index) {
			if (key.required) this.fail(key.mark, "could not find expected ':'");
			key.possible = false;
		}
		return key.possible;
	}

	private fetch(): void {
		this.toNextToken();
		this.unrollIndent(this.column);
		const char = this.at();
		if (char === '') return this.endStream();
		if (this.column === 0 && char === '%') return this.directive();
		if (
			this.column === 0 &&
			/^(---|\.\.\.)$/.test(this.text.slice(this.index, this.index + 3)) &&
			this.isBlankOrEnd(3)
		) {
			this.unrollIndent(-1);
			this.removeSimpleKey();
			this.simpleKeyAllowed = false;
			this.push(char === '-' ? 'document start' : 'document end');
			return this.skip(3);
		}
		if (char === '[' || char === '{') return this.openFlow(char);
		if (char === ']' || char === '}') return this.closeFlow(char);
		if (char === ',') return this.flowEntry();
		if (char === '-' && this.isBlankOrEnd(1)) return this.blockEntry();
		if (char === '?' && (this.flowLevel > 0 || this.isBlankOrEnd(1))) return this.explicitKey();
		if (char === ':' && (this.flowLevel > 0 || this.isBlankOrEnd(1))) return this.value();
		if (char === '*' || char === '&') return this.anchor(char);
		if (char === '!') return this.tag();
		if ((char === '|' || char === '>') && this.flowLevel === 0) return this.blockScalar();
		if (char === "'" || char === '"') return this.quoted(char);
		const startsPlain =
			!/^[-?:,[\]{}#&*!|>'"%@`]$/.test(char) && !this.isBlankOrEnd()
				? true
				: (char === '-' && !/^[ \t]$/.test(this.at(1))) ||
					(this.flowLevel === 0 && (char === '?' || char === ':') && !this.isBlankOrEnd(1));
		if (startsPlain) return this.plain();
		this.fail(this.mark(), 'found character that cannot start any token');
	}

	private toNextToken(): void {
		for (;;) {
			if (this.column === 0 && this.at() === '\ufeff') this.skip();
			while (this.at() === ' ' || ((this.flowLevel > 0 || !this.simpleKeyAllowed) && this.at() === '\t')) this.skip();
			if (this.at() === '#') while (this.at() !== '' && !this.isBreak()) this.skip();
			if (!this.isBreak()) return;
			this.skipLine();
			if (this.flowLevel === 0) this.simpleKeyAllowed = true;
		}
	}

	private push(kind: TokenKind, name?: string): void {
		this.tokens.push({ kind, line: this.line, ...(name === undefined ? {} : { name }) });
	}

	private rollIndent(column: number, tokenNumber: number | undefined, kind: TokenKind, line: number): void {
		if (this.flowLevel > 0 || this.indent >= column) return;
		this.indents.push(this.indent);
		this.indent = column;
		const token: Token = { kind, line };
		if (tokenNumber === undefined) this.tokens.push(token);
		else this.tokens.splice(tokenNumber - this.parsed, 0, token);
	}

	private unrollIndent(column: number): void {
		if (this.flowLevel > 0) return;
		while (this.indent > column) {
			this.push('block end');
			this.indent = this.indents.pop()!;
		}
	}

	private saveSimpleKey(): void {
		if (!this.simpleKeyAllowed) return;
		const required = this.flowLevel === 0 && this.indent === this.column;
		const tokenNumber = this.parsed + this.tokens.length;
		const key: SimpleKey = { possible: true, required, tokenNumber, mark: this.mark() };
		this.removeSimpleKey();
		this.simpleKeys[this.simpleKeys.length - 1] = key;
	}

	private removeSimpleKey(): void {
		const key = this.simpleKeys[this.simpleKeys.length - 1]!;
		if (key.possible && key.required) this.fail(key.mark, "could not find expected ':'");
		key.possible = false;
	}

	private endStream(): void {
		if (this.column !== 0) {
			this.column = 0;
			this.line++;
		}
		this.unrollIndent(-1);
		this.removeSimpleKey();
		this.simpleKeyAllowed = false;
		this.push('stream end');
		this.ended = true;
	}

	private directive(): void {
		this.unrollIndent(-1);
		this.removeSimpleKey();
		this.simpleKeyAllowed = false;
		const start = this.mark();
		const name = /^%([\w-]*)/.exec(this.text.slice(this.index))![1]!;
		if (name === '') this.fail(start, 'could not find expected directive name');
		if (name !== 'YAML' && name !== 'TAG') this.fail(start, 'found unknown directive name');
		this.push('directive');
		while (this.at() !== '' && !this.isBreak()) this.skip();
	}

	private openFlow(char: '[' | '{'): void {
		this.saveSimpleKey();
		this.simpleKeys.push({ possible: false, required: false, tokenNumber: 0, mark: this.mark() });
		this.flowLevel++;
		this.simpleKeyAllowed = true;
		this.push(char);
		this.skip();
	}

	private closeFlow(char: ']' | '}'): void {
		this.removeSimpleKey();
		if (this.flowLevel > 0) {
			this.flowLevel--;
			this.simpleKeys.pop();
		}
		this.simpleKeyAllowed = false;
		this.push(char);
		this.skip();
	}

	private flowEntry(): void {
		this.removeSimpleKey();
		this.simpleKeyAllowed = true;
		this.push(',');
		this.skip();
	}

	private blockEntry(): void {
		if (this.flowLevel === 0) {
			if (!this.simpleKeyAllowed) {
				this.fail(this.mark(), 'block sequence entries are not allowed in this context');
			}
			this.rollIndent(this.column, undefined, 'block sequence start', this.line);
		}
		this.removeSimpleKey();
		this.simpleKeyAllowed = true;
		this.push('entry');
		this.skip();
	}

	private explicitKey(): void {
		if (this.flowLevel === 0) {
			if (!this.simpleKeyAllowed) this.fail(this.mark(), 'mapping keys are not allowed in this context');
			this.rollIndent(this.column, undefined, 'block mapping start', this.line);
		}
		this.removeSimpleKey();
		this.simpleKeyAllowed = this.flowLevel === 0;
		this.push('key');
		this.skip();
	}

	private value(): void {
		const key = this.simpleKeys[this.simpleKeys.length - 1]!;
		if (this.isStillKey(key)) {
			this.tokens.splice(key.tokenNumber - this.parsed, 0, { kind: 'key', line: key.mark.line });
			this.rollIndent(key.mark.column, key.tokenNumber, 'block mapping start', key.mark.line);
			key.possible = false;
			this.simpleKeyAllowed = false;
		} else {
			if (this.flowLevel === 0) {
				if (!this.simpleKeyAllowed) this.fail(this.mark(), 'mapping values are not allowed in this context');
				this.rollIndent(this.column, undefined, 'block mapping start', this.line);
			}
			this.simpleKeyAllowed = this.flowLevel === 0;
		}
		this.push('value');
		this.skip();
	}

	private anchor(char: '*' | '&'): void {
		this.saveSimpleKey();
		this.simpleKeyAllowed = false;
		const start = this.mark();
		const name = /^[\w-]*/.exec(this.text.slice(this.index + 1))![0];
		const end = 1 + name.length;
		if (name === '' || !(this.isBlankOrEnd(end) || /^[?:,\]}%@`]$/.test(this.at(end)))) {
			this.fail(start, 'did not find expected alphabetic or numeric character');
		}
		this.push(char === '*' ? 'alias' : 'anchor', name);
		this.skip(end);
	}

	private tag(): void {
		this.saveSimpleKey();
		this.simpleKeyAllowed = false;
		const start = this.mark();
		const tag = /^!(<[^>\s]*>?|[^\s,[\]{}]*)/.exec(this.text.slice(this.index))![0];
		if (tag.startsWith('!<') && !tag.endsWith('>')) this.fail(start, "did not find the expected '>'");
		this.push('tag');
		this.skip(tag.length);
		if (!this.isBlankOrEnd() && !(this.flowLevel > 0 && this.at() === ',')) {
			this.fail(start, 'did not find expected whitespace or line break');
		}
	}

	private blockScalar(): void {
		this.removeSimpleKey();
		this.simpleKeyAllowed = true;
		const start = this.mark();
		this.push('scalar');
		this.skip();
		const header = /^(?:[-+](\d)?|(\d)[-+]?)/.exec(this.text.slice(this.index));
		const given = header?.[1] ?? header?.[2];
		if (given === '0') this.fail(start, 'found an indentation indicator equal to 0');
		this.skip(header?.[0].length ?? 0);
		while (/^[ \t]$/.test(this.at())) this.skip();
		if (this.at() === '#') while (this.at() !== '' && !this.isBreak()) this.skip();
		if (this.at() !== '' && !this.isBreak()) this.fail(start, 'did not find expected comment or line break');
		if (this.isBreak()) this.skipLine();
		let indent = given === undefined ? 0 : Math.max(this.indent, 0) + Number(given);
		indent = this.blockBreaks(indent, start);
		while (this.column === indent && this.at() !== '') {
			while (this.at() !== '' && !this.isBreak()) this.skip();
			if (this.isBreak()) this.skipLine();
			indent = this.blockBreaks(indent, start);
		}
	}

	/** Eats indentation and empty lines. @returns the block's indentation, found out if it was 0 */
	private blockBreaks(indent: number, start: Mark): number {
		let most = 0;
		for (;;) {
			while ((indent === 0 || this.column < indent) && this.at() === ' ') this.skip();
			most = Math.max(most, this.column);
			if ((indent === 0 || this.column < indent) && this.at() === '\t') {
				this.fail(start, 'found a tab character where an indentation space is expected');
			}
			if (!this.isBreak()) break;
			this.skipLine();
		}
		return indent === 0 ? Math.max(most, this.indent + 1, 1) : indent;
	}

	private quoted(quote: string): void {
		this.saveSimpleKey();
		this.simpleKeyAllowed = false;
		const start = this.mark();
		this.push('scalar');
		this.skip();
		for (;;) {
			if (this.column === 0 && /^(---|\.\.\.)([ \t\r\n]|$)/.test(this.text.slice(this.index, this.index + 4))) {
				this.fail(start, 'found unexpected document indicator');
			}
			const char = this.at();
			if (char === '') this.fail(start, 'found unexpected end of stream');
			if (this.isBreak()) this.skipLine();
			else if (char === quote && quote === "'" && this.at(1) === "'") this.skip(2);
			else if (char === quote) break;
			else if (char === '\\' && quote === '"') this.escape(start);
			else this.skip();
		}
		this.skip();
	}

	private escape(start: Mark): void {
		this.skip();
		if (this.isBreak()) return this.skipLine();
		const digits = { x: 2, u: 4, U: 8 }[this.at()];
		if (digits === undefined && !/^[0abtnvfre "'/\\N_LP\t]$/.test(this.at())) {
			this.fail(start, 'found unknown escape character');
		}
		this.skip();
		if (digits === undefined) return;
		if (!new RegExp(`^[\\da-fA-F]{${digits}}`).test(this.text.slice(this.index))) {
			this.fail(start, 'did not find expected hexdecimal number');
		}
		this.skip(digits);
	}

	private plain(): void {
		this.saveSimpleKey();
		this.simpleKeyAllowed = false;
		const start = this.mark();
		const indent = this.indent + 1;
		let leadingBlanks = false;
		this.push('scalar');
		for (;;) {
			if (this.column === 0 && /^(---|\.\.\.)([ \t\r\n]|$)/.test(this.text.slice(this.index, this.index + 4))) break;
			if (this.at() === '#') break;
			while (!this.isBlankOrEnd()) {
				if (this.at() === ':' && this.isBlankOrEnd(1)) break;
				if (this.flowLevel > 0 && /^[,?[\]{}]$/.test(this.at())) break;
				leadingBlanks = false;
				this.skip();
			}
			if (this.at() === '' || !this.isBlankOrEnd()) break;
			while (this.at() !== '' && this.isBlankOrEnd()) {
				if (this.isBreak()) {
					this.skipLine();
					leadingBlanks = true;
					continue;
				}
				if (leadingBlanks && this.column < indent && this.at() === '\t') {
					this.fail(start, 'found a tab character that violates indentation');
				}
				this.skip();
			}
			if (this.flowLevel === 0 && this.column < indent) break;
		}
		if (leadingBlanks) this.simpleKeyAllowed = true;
	}
}
