import { byteLength } from '../sim/files.ts';

/** The first so many bytes (UTF-8) of a text; a character that does not fit whole is left out. */
export function takeBytes(text: string, count: number): string {
	let bytes = 0;
	let end = 0;
	for (const character of text) {
		bytes += byteLength(character);
		if (bytes > count) break;
		end += character.length;
	}
	return text.slice(0, end);
}
