import { en, type Words } from './en.ts';
import type { Language } from './language.ts';
import { zhCN } from './zh-CN.ts';

export const WORDS: Readonly<Record<Language, Words>> = { en, 'zh-CN': zhCN };
