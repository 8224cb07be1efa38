import { Failure } from '../options.ts';

export interface Token {
	readonly kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'builtin' | 'keyword' | 'sign' | 'newline' | 'end';
	readonly text: string;
	readonly line: number;
}

const KEYWORDS = new Set(
	'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
		' '
	)
);

/** Fewest and most arguments of what awk has built in. */
export const BUILTINS: ReadonlyMap<string, readonly [number, number]> = new Map<string, readonly [number, number]>([
	...'sin cos exp log sqrt int tolower toupper system close mktime'.split(' ').map((name) => [name, [1, 1]] as const),
	...'index match atan2'.split(' ').map((name) => [name, [2, 2]] as const),
	...'substr split sub gsub'.split(' ').map((name) => [name, [2, 3]] as const),
	...'length srand fflush'.split(' ').map((name) => [name, [0, 1]] as const),
	...'rand systime'.split(' ').map((name) => [name, [0, 0]] as const),
	['sprintf', [1, 255]],
	['strftime', [0, 3]]
]);

const SIGN = /^(?:\*\*=|\*\*|\|\||&&|[-+*/%^=!<>]=|!~|\+\+|--|>>|[-+*/%^=!<>~?:,;(){}[\]$|])/;

/** After these a slash divides. */
const isValueEnd = ({ kind, text }: Token): boolean =>
	['number', 'string', 'regex', 'name', 'builtin'].includes(kind) ||
	(kind === 'sign' && /^(?:\)|\]|\$|\+\+|--)$/.test(text));

/** @throws Failure in mawk's words */
export function tokensOf(source: string): Token[] {
	const tokens: Token[] = [];
	let line = 1;
	const add = (kind: Token['kind'], text: string): void => void tokens.push({ kind, text, line });
	for (let at = 0; at < source.length;) {
		const rest = source.slice(at);
		const blank = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest)?.[0];
		if (blank !== undefined) {
			if (blank.startsWith('\\')) line++;
			at += blank.length;
			continue;
		}
		const c = rest[0]!;
		if (c === '\n') {
			add('newline', c);
			line++;
			at++;
			continue;
		}
		if (c === '"') {
			const whole = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
			if (!whole)
				throw new Failure(`line ${line}: runaway string constant ${rest.split('\n')[0]!.slice(0, 10)} ...`, 2);
			add('string', unescapeString(whole[1]!));
			at += whole[0].length;
			continue;
		}
		const last = tokens.at(-1);
		if (c === '/' && !(last && isValueEnd(last))) {
			const whole = regexAt(rest);
			if (whole === undefined)
				throw new Failure(`line ${line}: runaway regular expression ${rest.split('\n')[0]!.slice(0, 10)} ...`, 2);
			add('regex', whole.slice(1, -1).replaceAll('\\/', '/'));
			at += whole.length;
			continue;
		}
		const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(rest)?.[0];
		if (number !== undefined) {
			add('number', number);
			at += number.length;
			continue;
		}
		const word = /^[A-Za-z_]\w*/.exec(rest)?.[0];
		if (word !== undefined) {
			at += word.length;
			if (KEYWORDS.has(word)) add('keyword', word === 'func' ? 'function' : word);
			else if (BUILTINS.has(word)) add('builtin', word);
			else add(source[at] === '(' ? 'call' : 'name', word);
			continue;
		}
		const sign = SIGN.exec(rest)?.[0];
		if (sign === undefined) throw new Failure(`${line}: unexpected character '${c}'`, 2);
		add('sign', sign.replace('**', '^'));
		at += sign.length;
	}
	add('end', '');
	return tokens;
}

/** Up to a slash that no backslash and no bracket holds. */
function regexAt(text: string): string | undefined {
	return /^\/(?:[^/\\[\n]|\\[^\n]|\[\^?\]?(?:\[:\w+:\]|\\[^\n]|[^\]\\\n])*\])*\//.exec(text)?.[0];
}

const ESCAPES: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	a: '\x07',
	b: '\b',
	f: '\f',
	v: '\v',
	'"': '"',
	'\\': '\\',
	'\n': ''
};

/** What a string constant stands for; a backslash before anything else stays. */
export function unescapeString(text: string): string {
	return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (whole, c: string) =>
		/^[0-7]/.test(c) ? String.fromCharCode(parseInt(c, 8) & 255) : (ESCAPES[c] ?? whole)
	);
}
