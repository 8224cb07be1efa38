/**
 * Signs that come along when a command is pasted from an article: quotes and dashes that a word processor has made
 * beautiful, Chinese and full-width punctuation, blanks that are none. To a shell they are letters.
 */
const SIGNS: Readonly<Record<string, string>> = {
	'“': '"',
	'”': '"',
	'„': '"',
	'″': '"',
	'‘': "'",
	'’': "'",
	'′': "'",
	'，': ',',
	'、': ',',
	'。': '.',
	'…': '...',
	'【': '[',
	'】': ']',
	'《': '<',
	'》': '>',
	'「': '"',
	'」': '"',
	'￥': '$',
	'−': '-',
	'‐': '-',
	'‑': '-'
};
/** Blanks that a shell does not take for one: no-break, full-width, and the typographer's. */
const BLANKS = /^[\u00a0\u2000-\u200a\u202f\u205f\u3000]$/u;
/** Signs without any width. */
const NOTHING = /^[\u200b-\u200d\u2060\ufeff]$/u;

interface Trap {
	/** What was pasted; 'blank' and 'nothing' for what cannot be seen. */
	sign: string;
	/** What the shell wants in its place. */
	wants: string;
}

/** Each kind of trap in a pasted text once, in order. */
export function findTraps(text: string): Trap[] {
	const traps = new Map<string, Trap>();
	for (const { sign, wants } of scan(text)) {
		if (wants === undefined) continue;
		const shown = BLANKS.test(sign) ? 'blank' : NOTHING.test(sign) ? 'nothing' : sign;
		traps.set(`${shown} ${wants}`, { sign: shown, wants });
	}
	return [...traps.values()];
}

/** The text as the shell wants it. */
export function plainPunctuation(text: string): string {
	return scan(text)
		.map(({ sign, wants }) => wants ?? sign)
		.join('');
}

/** The text in pieces; `wants` where a piece is a trap. What stands in plain quotes is meant as it is. */
function scan(text: string): { sign: string; wants?: string }[] {
	const pieces: { sign: string; wants?: string }[] = [];
	let quote = '';
	for (let at = 0; at < text.length;) {
		const rest = text.slice(at);
		const dashes = /^[–—]+/u.exec(rest)?.[0];
		const sign = dashes ?? String.fromCodePoint(rest.codePointAt(0)!);
		const wants =
			dashes === undefined ? plainOf(sign) : plainDash(dashes, text.slice(0, at), rest.slice(dashes.length));
		at += sign.length;
		if (quote === '') {
			if (sign === '"' || sign === "'") quote = sign;
			pieces.push(wants === undefined ? { sign } : { sign, wants });
		} else {
			if (sign === quote) quote = '';
			pieces.push({ sign });
		}
	}
	return pieces;
}

function plainOf(sign: string): string | undefined {
	const known = SIGNS[sign];
	if (known !== undefined) return known;
	if (BLANKS.test(sign)) return ' ';
	if (NOTHING.test(sign)) return '';
	const code = sign.codePointAt(0)!;
	// Full-width forms stand in the order of ASCII.
	return code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : undefined;
}

/** At the start of a word one long dash was two short ones, but for options of a single letter; elsewhere it is a hyphen. */
function plainDash(dashes: string, before: string, after: string): string {
	if (!/(^|[\s\u00a0\u3000])$/u.test(before)) return '-';
	return dashes === '–' && /^\w([\s=\u00a0\u3000]|$)/u.test(after) ? '-' : '--';
}
