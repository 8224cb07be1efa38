import { Scanner, YamlFault, type Token, type TokenKind } from './scan.ts';

/**
 * Where the first document of a text ends, or what libyaml finds wrong with it, in its words.
 * Source: gopkg.in/yaml.v3 parserc.go, decode.go (fail: lines of the grammar are counted from 0, so they are one less).
 */
export function firstDocument(text: string): { fault: string } | { lines: number } {
	try {
		return { lines: new Grammar(text).document() };
	} catch (error) {
		if (error instanceof YamlFault) return { fault: error.message };
		throw error;
	}
}

class Grammar {
	private readonly scanner: Scanner;
	private readonly anchors = new Set<string>();

	constructor(text: string) {
		this.scanner = new Scanner(text);
	}

	/** @returns how many lines belong to the document */
	document(): number {
		while (this.is('document end')) this.scanner.next();
		if (this.is('stream end')) return this.peek().line;
		const isExplicit = this.is('directive', 'document start');
		while (this.is('directive')) this.scanner.next();
		if (isExplicit) {
			if (!this.is('document start')) this.fail(this.peek(), 'did not find expected <document start>');
			this.scanner.next();
			if (this.is('directive', 'document start', 'document end', 'stream end')) return this.peek().line;
		}
		this.node(true, false);
		const end = this.peek();
		return end.kind === 'document start' || end.kind === 'document end' ? end.line : Infinity;
	}

	private peek(): Token {
		return this.scanner.peek();
	}

	private is(...kinds: TokenKind[]): boolean {
		return kinds.includes(this.peek().kind);
	}

	private fail(problemAt: Token, problem: string, context?: Token): never {
		const line = context && context.line !== 0 ? context.line : problemAt.line;
		throw new YamlFault(`${line === 0 ? '' : `line ${line}: `}${problem}`);
	}

	private node(block: boolean, indentless: boolean): void {
		const start = this.peek();
		if (start.kind === 'alias') {
			if (!this.anchors.has(start.name!)) throw new YamlFault(`unknown anchor '${start.name!}' referenced`);
			this.scanner.next();
			return;
		}
		let hasProperties = false;
		for (const kind of ['anchor', 'tag', 'anchor'] as const) {
			if (!this.is(kind)) continue;
			const token = this.scanner.next();
			if (token.name !== undefined) this.anchors.add(token.name);
			hasProperties = true;
		}
		const token = this.peek();
		if (indentless && token.kind === 'entry') return this.indentlessSequence();
		if (token.kind === 'scalar') return void this.scanner.next();
		if (token.kind === '[') return this.flowSequence();
		if (token.kind === '{') return this.flowMapping();
		if (block && token.kind === 'block sequence start') return this.blockSequence();
		if (block && token.kind === 'block mapping start') return this.blockMapping();
		if (!hasProperties) this.fail(token, 'did not find expected node content', start);
	}

	private blockSequence(): void {
		const start = this.scanner.next();
		while (this.is('entry')) {
			this.scanner.next();
			if (!this.is('entry', 'block end')) this.node(true, false);
		}
		if (!this.is('block end')) this.fail(this.peek(), "did not find expected '-' indicator", start);
		this.scanner.next();
	}

	private indentlessSequence(): void {
		while (this.is('entry')) {
			this.scanner.next();
			if (!this.is('entry', 'key', 'value', 'block end')) this.node(true, false);
		}
	}

	private blockMapping(): void {
		const start = this.scanner.next();
		while (this.is('key', 'value')) {
			for (const kind of ['key', 'value'] as const) {
				if (!this.is(kind)) continue;
				this.scanner.next();
				if (!this.is('key', 'value', 'block end')) this.node(true, true);
			}
		}
		if (!this.is('block end')) this.fail(this.peek(), 'did not find expected key', start);
		this.scanner.next();
	}

	private flowSequence(): void {
		const start = this.scanner.next();
		for (let isFirst = true; !this.is(']'); isFirst = false) {
			if (!isFirst) {
				if (!this.is(',')) this.fail(this.peek(), "did not find expected ',' or ']'", start);
				this.scanner.next();
			}
			if (this.is('key')) this.flowPair([',', ']']);
			else if (!this.is(']')) this.node(false, false);
		}
		this.scanner.next();
	}

	private flowMapping(): void {
		const start = this.scanner.next();
		for (let isFirst = true; !this.is('}'); isFirst = false) {
			if (!isFirst) {
				if (!this.is(',')) this.fail(this.peek(), "did not find expected ',' or '}'", start);
				this.scanner.next();
			}
			if (this.is('key')) this.flowPair([',', '}']);
			else if (!this.is('}')) this.node(false, false);
		}
		this.scanner.next();
	}

	private flowPair(ends: readonly TokenKind[]): void {
		this.scanner.next();
		if (!this.is('value', ...ends)) this.node(false, false);
		if (!this.is('value')) return;
		this.scanner.next();
		if (!this.is(...ends)) this.node(false, false);
	}
}
