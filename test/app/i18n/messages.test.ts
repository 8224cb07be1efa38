import { expect, it } from 'vitest';
import { en } from '../../../src/app/i18n/en.ts';
import { preferredLanguage } from '../../../src/app/i18n/messages.ts';
import { zhCN } from '../../../src/app/i18n/zh-CN.ts';

/** Where numbers are no plausible arguments. */
const ARGUMENTS: Readonly<Record<string, unknown[]>> = {
	'.terminal.trapsPasted': [[{ sign: '“', wants: '"' }]]
};

/** Every string of a language by its path; functions are called with plausible arguments. */
function strings(value: unknown, path = ''): Map<string, string> {
	const found = new Map<string, string>();
	const walk = (node: unknown, at: string): void => {
		if (typeof node === 'string') found.set(at, node);
		else if (typeof node === 'function')
			found.set(at, String((node as (...args: unknown[]) => string)(...(ARGUMENTS[at] ?? [2, 3, '28.2', 7, 1]))));
		else for (const [key, child] of Object.entries(node as object)) walk(child, `${at}.${key}`);
	};
	walk(value, path);
	return found;
}

const english = strings(en);
const chinese = strings(zhCN);
/** May be the same in both, or empty where a language needs no such word. */
const SAME =
	/^\.(product|diagram(\.short)?\.raft|sandbox\.(docker|kind)|recording\.fileName|contents\.progressFile|keys\.rows\.\d+\.0)$/;

it(`says the same ${english.size} things in both languages`, () => {
	expect(english.size).toBeGreaterThan(150);
	expect([...chinese.keys()]).toEqual([...english.keys()]);
	const untranslated = [...english].filter(
		([path, text]) => !SAME.test(path) && /[a-z]{3}/i.test(text) && chinese.get(path) === text
	);
	expect(untranslated).toEqual([]);
});

it('never scolds, praises or exclaims', () => {
	for (const [path, text] of english) expect(text, path).not.toMatch(/\b(wrong|oops|simply|just|please|great)\b|!/i);
	for (const [path, text] of chinese) expect(text, path).not.toMatch(/[！!您]|错误答案|请(?!求)/);
});

it('writes Chinese with a space beside Latin letters and digits, and with full-width signs', () => {
	for (const [path, text] of chinese) {
		if (path.startsWith('.keys.rows') || path === '.top.cluster' || path === '.top.machines') continue;
		expect(text, path).not.toMatch(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u);
		expect(text, path).not.toMatch(/\p{Script=Han}[,:;?]/u);
	}
});

it('takes the first of the browser’s languages that it speaks', () => {
	expect(preferredLanguage(['fr', 'zh-TW', 'en'])).toBe('zh-CN');
	expect(preferredLanguage(['de-DE', 'en-GB'])).toBe('en');
	expect(preferredLanguage([])).toBe('en');
});
