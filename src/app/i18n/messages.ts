import { LANGUAGES, type Language } from '../../core/lesson/lesson-types.ts';
import { en, type Messages } from './en.ts';
import { zhCN } from './zh-CN.ts';

export const MESSAGES: Readonly<Record<Language, Messages>> = { en, 'zh-CN': zhCN };

/** The first of the browser's languages that the page speaks. */
export function preferredLanguage(wanted: readonly string[]): Language {
	for (const tag of wanted) {
		const exact = LANGUAGES.find((language) => language.toLowerCase() === tag.toLowerCase());
		if (exact) return exact;
		if (/^zh\b/i.test(tag)) return 'zh-CN';
		if (/^en\b/i.test(tag)) return 'en';
	}
	return 'en';
}
