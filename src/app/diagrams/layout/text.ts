/** Widths of text without asking the page: what is drawn must be known before it is drawn. */

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const NARROW = /[ijltfr.,:;'|()[\]!\u202f]/;

/** About how wide `text` is at `px`; a cell of the typewriter face is 0.6 em. */
export function textWidth(text: string, px: number, face: 'mono' | 'sans' = 'sans'): number {
	let ems = 0;
	for (const sign of text) {
		if (WIDE.test(sign)) ems += 1;
		else if (face === 'mono') ems += 0.6;
		else if (NARROW.test(sign)) ems += 0.32;
		else if (/[A-ZMW]/.test(sign)) ems += 0.68;
		else ems += 0.56;
	}
	return ems * px;
}

/** `text`, shortened with … where it is wider than `width`. */
export function fit(text: string, width: number, px: number, face: 'mono' | 'sans' = 'sans'): string {
	if (textWidth(text, px, face) <= width) return text;
	let short = text;
	while (short.length > 1 && textWidth(`${short}…`, px, face) > width) short = short.slice(0, -1);
	return `${short.trimEnd()}…`;
}

/** `text` broken into at most `lines` lines of `width`; between Chinese characters anywhere. */
export function wrap(text: string, width: number, px: number, lines = 3): string[] {
	const words = text.match(/[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef]\s*|\s+/g) ?? [];
	const result: string[] = [''];
	for (const word of words) {
		const last = result.at(-1)!;
		if (last !== '' && textWidth((last + word).trimEnd(), px) > width && !/^[，。：；、）]/.test(word))
			result.push(word);
		else result[result.length - 1] = last + word;
	}
	const shown = result.slice(0, lines).map((line) => line.trimEnd());
	if (result.length > lines) shown[lines - 1] = fit(`${shown[lines - 1]!} …`, width, px);
	return shown;
}
