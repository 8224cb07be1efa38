import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TERMINAL_THEMES } from '../../../src/app/terminal/theme.ts';

const css = readFileSync('src/app/styles/tokens.css', 'utf8');
const spec = readFileSync('../shared/ui/UI.md', 'utf8');
const tokens = new Map(
	[...css.matchAll(/(--[\w-]+): light-dark\((#\w+), (#\w+)\);/g)].map(([, name, light, dark]) => [
		name!,
		{ light: light!, dark: dark! }
	])
);

function luminance(hex: string): number {
	const [r, g, b] = [1, 3, 5].map((at) => {
		const value = parseInt(hex.slice(at, at + 2), 16) / 255;
		return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
	const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (high! + 0.05) / (low! + 0.05);
}

describe('tokens', () => {
	const rows = [...spec.matchAll(/^\| `(--[\w-]+)` \| `(#\w+)` \|[^|]*\| `(#\w+)`/gm)];
	it(`are the ${rows.length} of the specification, to the digit`, () => {
		expect(rows.length).toBeGreaterThan(35);
		for (const [, name, light, dark] of rows)
			expect(tokens.get(name!), name).toEqual({ light: light!.toLowerCase(), dark: dark!.toLowerCase() });
	});

	const grounds = ['--paper', '--panel', '--sunk', '--raise'];
	const texts = ['--ink', '--ink-2', '--ok-ink', '--bad-ink'];
	it('keep every text colour at 4.5 or more on every ground, in both themes', () => {
		for (const theme of ['light', 'dark'] as const) {
			for (const ground of grounds) {
				for (const text of texts) {
					expect(
						contrast(tokens.get(text)![theme], tokens.get(ground)![theme]),
						`${text} on ${ground}, ${theme}`
					).toBeGreaterThanOrEqual(4.5);
				}
			}
		}
	});

	it('keep all sixteen terminal colours legible on their ground', () => {
		const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'] as const;
		let counted = 0;
		for (const theme of ['light', 'dark'] as const) {
			const colours = TERMINAL_THEMES[theme];
			for (const name of names) {
				for (const key of [name, `bright${name[0]!.toUpperCase()}${name.slice(1)}` as 'brightRed'] as const) {
					counted++;
					expect(contrast(colours[key]!, colours.background!), `${key}, ${theme}`).toBeGreaterThanOrEqual(4.5);
				}
			}
		}
		expect(counted).toBe(32);
	});
});
