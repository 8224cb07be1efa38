/** Widths of text before it is drawn: measured where there is a page, estimated where there is none. */

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const NARROW = /[ijltfr.,:;'|()[\]!\u202f]/;
const CACHED = 4000;

let brush: CanvasRenderingContext2D | null | undefined;
const measured = new Map<string, number>();

/** How wide `text` is at `px`. A cell of the typewriter face is 0.6 em, whether it has been loaded or not. */
export function textWidth(text: string, px: number, face: 'mono' | 'sans' = 'sans', weight: 500 | 600 = 500): number {
	if (face === 'sans' && typeof document !== 'undefined') return measure(text, px, weight);
	let ems = 0;
	for (const sign of text) {
		if (WIDE.test(sign)) ems += 1;
		else if (face === 'mono') ems += 0.6;
		else if (NARROW.test(sign)) ems += 0.32;
		else ems += /[A-ZMW]/.test(sign) ? 0.68 : 0.56;
	}
	return ems * px;
}

function measure(text: string, px: number, weight: number): number {
	// The family follows the language, so it belongs to the key.
	const key = `${document.documentElement.lang} ${weight} ${px} ${text}`;
	const known = measured.get(key);
	if (known !== undefined) return known;
	brush ??= document.createElement('canvas').getContext('2d');
	if (!brush) return text.length * px * 0.6;
	brush.font = `${weight} ${px}px ${getComputedStyle(document.documentElement).getPropertyValue('--sans')}`;
	const { width } = brush.measureText(text);
	if (measured.size > CACHED) measured.clear();
	measured.set(key, width);
	return width;
}

/** `text`, shortened with … where it is wider than `width`. */
export function fit(
	text: string,
	width: number,
	px: number,
	face: 'mono' | 'sans' = 'sans',
	weight: 500 | 600 = 500
): string {
	if (textWidth(text, px, face, weight) <= width) return text;
	let short = text;
	while (short.length > 1 && textWidth(`${short}…`, px, face, weight) > width) short = short.slice(0, -1);
	return `${short.trimEnd()}…`;
}

/** Name of a task: what tells it from its fellows, its slot, stays when its service gives way: web-….12, or .12 alone. */
export function fitTask(name: string, width: number, px: number): string {
	const [, service, slot] = /^(.+)(\.\d+)$/.exec(name) ?? [];
	if (service === undefined || slot === undefined || textWidth(name, px, 'mono') <= width)
		return fit(name, width, px, 'mono');
	const head = fit(service, width - textWidth(slot, px, 'mono'), px, 'mono');
	return head.length > 2 ? `${head}${slot}` : fit(slot, width, px, 'mono');
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
