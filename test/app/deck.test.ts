import { expect, it } from 'vitest';
import { deckScale } from '../../src/app/deck.ts';
import { numberLinks } from '../../src/app/lesson/print-links.ts';
import { isProgress } from '../../src/app/lesson/progress.ts';

it('a wall is asked for in the address, and by no other way', () => {
	expect([deckScale('', 3840), deckScale('?deck', 1440), deckScale('?deck', 2560), deckScale('?deck', 3840)]).toEqual([
		1, 1.25, 1.5, 1.75
	]);
	expect([deckScale('?deck=150', 1440), deckScale('?deck=900', 1440), deckScale('?deck=x', 1440)]).toEqual([
		1.5, 1.75, 1.25
	]);
});

it('links on paper have numbers, the same target the same number', () => {
	const targets: string[] = [];
	const html = numberLinks(
		'<a href="https://a" target="_blank">A</a> <a href="https://b">B</a> <a href="https://a">C</a>',
		targets
	);
	expect(html).toBe('A<sup>1</sup> B<sup>2</sup> C<sup>1</sup>');
	expect(targets).toEqual(['https://a', 'https://b']);
});

it('a progress is taken for one only if it is one', () => {
	const good = { step: 'join', done: ['init'], assisted: [], answers: { 'five/0': { choice: 2, sure: 'fairly' } } };
	expect(isProgress(good)).toBe(true);
	for (const bad of [
		null,
		'join',
		{ ...good, step: 3 },
		{ ...good, done: 'init' },
		{ ...good, assisted: [1] },
		{ ...good, answers: { 'five/0': { choice: '2', sure: 'fairly' } } },
		{ ...good, answers: { 'five/0': { choice: 2, sure: 'very' } } }
	]) {
		expect(isProgress(bad), JSON.stringify(bad)).toBe(false);
	}
});
