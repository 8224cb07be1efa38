import { Failure, gnuProgram } from './options.ts';
import { entryOf } from '../../sim/table.ts';

const HINT = "\nTry 'tr --help' for more information.";
const CLASSES: Readonly<Record<string, (c: string) => boolean>> = {
	alpha: (c) => /[A-Za-z]/.test(c),
	digit: (c) => /\d/.test(c),
	alnum: (c) => /[A-Za-z0-9]/.test(c),
	upper: (c) => /[A-Z]/.test(c),
	lower: (c) => /[a-z]/.test(c),
	space: (c) => /[ \t\n\v\f\r]/.test(c),
	blank: (c) => /[ \t]/.test(c),
	punct: (c) => /[!-/:-@[-`{-~]/.test(c),

	cntrl: (c) => /[\x00-\x1f\x7f]/.test(c),
	xdigit: (c) => /[0-9A-Fa-f]/.test(c),
	print: (c) => /[\x20-\x7e]/.test(c),
	graph: (c) => /[\x21-\x7e]/.test(c)
};

export const tr = gnuProgram(
	{
		name: 'tr',
		short: 'cCdst',
		long: { complement: 'c', delete: 'd', 'squeeze-repeats': 's', 'truncate-set1': 't' },
		stopsAtOperand: true,
		help: 'Usage: tr [OPTION]... STRING1 [STRING2]'
	},
	function* (sys, options) {
		const [first, second, extra] = options.operands;
		const [deletes, squeezes] = [options.has('d'), options.has('s')];
		if (first === undefined) throw new Failure(`missing operand${HINT}`, 1);
		if (second === undefined && deletes === squeezes) {
			const why = deletes
				? 'Two strings must be given when both deleting and squeezing repeats.'
				: 'Two strings must be given when translating.';
			throw new Failure(`missing operand after ‘${first}’\n${why}${HINT}`, 1);
		}
		if (second !== undefined && deletes && !squeezes) {
			throw new Failure(
				`extra operand ‘${second}’\nOnly one string may be given when deleting without squeezing repeats.${HINT}`,
				1
			);
		}
		if (extra !== undefined) throw new Failure(`extra operand ‘${extra}’${HINT}`, 1);
		const isComplement = options.has('c') || options.has('C');
		const from = expandSet(first);
		const to = second === undefined ? [] : expandSet(second, from.length);
		if (second === '' && !deletes) throw new Failure('when not truncating set1, string2 must be non-empty', 1);
		const inFirst = new Set(from);
		const isIn = (c: string): boolean => inFirst.has(c) !== isComplement;
		const translation = new Map<string, string>();
		if (second !== undefined && !deletes && !isComplement) {
			from.forEach((c, i) => {
				if (i < to.length || !options.has('t')) translation.set(c, to[Math.min(i, to.length - 1)]!);
			});
		}
		const squeezed =
			second === undefined
				? isIn
				: (
						(set) => (c: string) =>
							set.has(c)
					)(new Set(to));
		let last = '';
		for (let chunk = yield* sys.stdin.read(); chunk !== undefined; chunk = yield* sys.stdin.read()) {
			let out = '';
			for (const c of chunk) {
				if (deletes && isIn(c)) continue;
				const mapped =
					deletes || second === undefined ? c : isComplement ? (isIn(c) ? to.at(-1)! : c) : (translation.get(c) ?? c);
				if (squeezes && mapped === last && squeezed(mapped)) continue;
				last = mapped;
				out += mapped;
			}
			yield* sys.stdout.write(out);
		}
		return 0;
	}
);

const ESCAPES: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	'\\': '\\',
	a: '\x07',
	b: '\b',
	f: '\f',
	v: '\v'
};

/** a-z, [:digit:], [x*] (as often as the other set is long), \n, \012. */
function expandSet(text: string, otherLength = 0): string[] {
	const out: string[] = [];
	const plain: boolean[] = [];
	for (let i = 0; i < text.length; i++) {
		const named = /^\[:(\w+):\]/.exec(text.slice(i));
		if (named) {
			const test = entryOf(CLASSES, named[1]!);
			if (!test) throw new Failure(`invalid character class ‘${named[1]}’`, 1);
			for (let code = 0; code < 128; code++) if (test(String.fromCharCode(code))) out.push(String.fromCharCode(code));
			i += named[0].length - 1;
			continue;
		}
		const repeat = /^\[(.)\*(\d*)\]/s.exec(text.slice(i));
		if (repeat) {
			const count = repeat[2] ? Number(repeat[2]) : Math.max(0, otherLength - out.length);
			for (let n = 0; n < count; n++) out.push(repeat[1]!);
			i += repeat[0].length - 1;
			continue;
		}
		let c = String.fromCodePoint(text.codePointAt(i)!);
		i += c.length - 1;
		let isPlain = false;
		if (c === '\\' && i + 1 < text.length) {
			const octal = /^[0-7]{1,3}/.exec(text.slice(i + 1));
			if (octal) {
				c = String.fromCharCode(parseInt(octal[0], 8) & 255);
				i += octal[0].length;
			} else {
				c = ESCAPES[text[i + 1]!] ?? text[i + 1]!;
				i++;
			}
			isPlain = true;
		}
		if (!isPlain && c === '-' && out.length > 0 && i + 1 < text.length && !plain[out.length - 1]) {
			const low = out.at(-1)!.codePointAt(0)!;
			const next = text.slice(i + 1)[0]!;
			const high = next.codePointAt(0)!;
			if (high < low)
				throw new Failure(`range-endpoints of ‘${out.at(-1)}-${next}’ are in reverse collating sequence order`, 1);
			for (let code = low + 1; code <= high; code++) out.push(String.fromCodePoint(code));
			i++;
			continue;
		}
		plain[out.length] = isPlain && c === '-';
		out.push(c);
	}
	return out;
}
