/** Chinese sign → what a shell wants. */
const SIGNS: Readonly<Record<string, string>> = {
	'“': '"',
	'”': '"',
	'‘': "'",
	'’': "'",
	'——': '--',
	'—': '--',
	'–': '-',
	'：': ':',
	'，': ',',
	'；': ';',
	'（': '(',
	'）': ')',
	'\u3000': ' ',
	'＝': '=',
	'｜': '|',
	'＄': '$',
	'／': '/'
};
const ANY = new RegExp(Object.keys(SIGNS).join('|'), 'g');

export function hasChinesePunctuation(text: string): boolean {
	return text.search(ANY) >= 0;
}

export function plainPunctuation(text: string): string {
	return text.replace(ANY, (sign) => SIGNS[sign] ?? sign);
}
